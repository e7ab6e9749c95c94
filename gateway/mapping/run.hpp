#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/mapping/mapping.hpp"
#include "gateway/mapping/plan.hpp"

// What both directions of a run share: findings, places, business keys.

namespace otkel::mapping {

// An object or an entry of a list that the walk is inside of. Places are put together from frames only when somebody
// asks: a finding or --explain.
struct Frame {
    const Frame* parent{nullptr};
    const Rule* rule{nullptr};
    std::size_t index{0};  // of the entry, from 0
};

// "/items/1/marking" + "/codes/0"
[[nodiscard]] std::string pointer_of(const Frame* frame, const std::vector<std::string>& path = {});
// "/dc:Request/Goods/Item[2]" + "/@no"
[[nodiscard]] std::string xpath_of(const XmlName& root, const Frame* frame, std::string_view path = {});
[[nodiscard]] std::string escaped_step(std::string_view name);  // RFC 6901

class Findings {
public:
    explicit Findings(const MessagePlan& plan) : plan_(plan) {}

    // Counts one more; true when it is still to be described.
    [[nodiscard]] bool next() { return ++count_ <= findings_max; }
    [[nodiscard]] bool any() const { return count_ > 0; }
    void describe(std::string_view code, Place place, const Mark& rule, std::string detail, std::string expected,
                  std::string found);
    [[nodiscard]] Error error(std::string_view direction);

private:
    void sort();

    const MessagePlan& plan_;
    std::size_t count_{0};
    std::vector<Finding> findings_;
};

// The business keys of a message: each distinct value once, at most keys_max of them.
class KeyCollector {
public:
    // `key` counts the keys of the mapping from 1.
    void add(std::uint16_t key, const Value& value);
    void add(std::uint16_t key, const boost::json::value& value);
    // In the order of the mapping's keys, then of the message.
    [[nodiscard]] std::vector<BusinessKey> take(const std::vector<KeyPath>& paths);

private:
    struct Hash {
        using is_transparent = void;
        template <class Text>
        std::size_t operator()(const std::pair<std::uint16_t, Text>& key) const {
            return std::hash<std::string_view>{}(key.second) + key.first;
        }
    };
    struct Same {
        using is_transparent = void;
        template <class A, class B>
        bool operator()(const A& a, const B& b) const {
            return a.first == b.first && a.second == b.second;
        }
    };
    void add(std::uint16_t key, std::string_view text);

    std::deque<std::pair<std::uint16_t, std::string>> keys_;
    boost::unordered_flat_set<std::pair<std::uint16_t, std::string_view>, Hash, Same> seen_;  // of keys_
};
[[nodiscard]] std::vector<BusinessKey> keys_of(const std::vector<KeyPath>& paths, const boost::json::value& json);

// Where a rule is written.
[[nodiscard]] Place place_of_rule(const MessagePlan& plan, const Mark& mark);

// The place of `node` in `children` whose name fits, searched from where the last one was found: documents follow the
// order of their schema, so that one look usually does.
template <class Node, class Fits>
[[nodiscard]] const Node* find_from(const std::vector<Node>& children, std::size_t& cursor, const Fits& fits) {
    const auto count = children.size();
    for (std::size_t step = 0; step < count; ++step) {
        const auto at = cursor + step < count ? cursor + step : cursor + step - count;
        if (fits(children[at])) {
            cursor = at;
            return &children[at];
        }
    }
    return nullptr;
}

}  // namespace otkel::mapping
