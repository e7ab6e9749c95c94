#pragma once

#include <optional>
#include <string>
#include <string_view>
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
    const MessagePlan& plan_;
    std::size_t count_{0};
    std::vector<Finding> findings_;
};

// Each distinct value once, in the order of the message, at most keys_max of them.
[[nodiscard]] std::vector<BusinessKey> keys_of(const std::vector<KeyPath>& paths, const boost::json::value& json);

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
