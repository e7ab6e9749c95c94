#include <algorithm>

#include "gateway/mapping/run.hpp"
#include "gateway/mapping/samples/comparison.hpp"
#include "gateway/mapping/words.hpp"

namespace otkel::mapping::samples {
namespace {

namespace json = boost::json;

std::string text_of(json::string_view text) { return {text.data(), text.size()}; }

// A place in both of its forms: with the numbers of entries, and without.
struct At {
    std::string pointer;
    std::string place;

    [[nodiscard]] At member(json::string_view name) const {
        const auto step = "/" + escaped_step(text_of(name));
        return {pointer + step, place + step};
    }
    [[nodiscard]] At entry(std::size_t index) const { return {pointer + "/" + std::to_string(index), place + "/*"}; }
};

class Comparison {
public:
    Comparison(const OneWay& places, Defaults defaults) : places_(places), defaults_(defaults) {}

    void values(const json::value& expected, const json::value& found, const At& at) {
        if (findings_.size() >= differences_max) {
            return;
        }
        if (expected.is_object() && found.is_object()) {
            objects(expected.get_object(), found.get_object(), at);
        } else if (expected.is_array() && found.is_array()) {
            arrays(expected.get_array(), found.get_array(), at);
        } else if (expected != found) {
            add(at, "the value is another", described(expected), described(found));
        }
    }
    [[nodiscard]] std::vector<Finding> take() { return std::move(findings_); }

private:
    void objects(const json::object& expected, const json::object& found, const At& at) {
        for (const auto& member : expected) {
            const auto below = at.member(member.key());
            if (const auto* other = found.if_contains(member.key())) {
                values(member.value(), *other, below);
            } else if (!places_.json.contains(below.place)) {
                add(below, "the member did not come", described(member.value()), "nothing");
            }
        }
        for (const auto& member : found) {
            const auto below = at.member(member.key());
            const bool given = places_.json.contains(below.place) ||
                               (defaults_ == Defaults::may_add && places_.json_defaults.contains(below.place));
            if (!expected.contains(member.key()) && !given) {
                add(below, "a member came that was not expected", "nothing", described(member.value()));
            }
        }
    }

    void arrays(const json::array& expected, const json::array& found, const At& at) {
        const auto both = std::min(expected.size(), found.size());
        for (std::size_t i = 0; i < both; ++i) {
            values(expected[i], found[i], at.entry(i));
        }
        if (expected.size() != found.size()) {
            const auto count = [](std::size_t size) {
                return std::to_string(size) + (size == 1 ? " entry" : " entries");
            };
            add(at, "the list has another length", count(expected.size()), count(found.size()));
        }
    }

    void add(const At& at, std::string detail, std::string expected, std::string found) {
        if (findings_.size() < differences_max) {
            findings_.push_back(Finding{"sample-differs", Severity::error,
                                        Place{{}, 0, 0, at.pointer.empty() ? "/" : at.pointer}, std::move(expected),
                                        std::move(found), std::move(detail)});
        }
    }

    const OneWay& places_;
    Defaults defaults_;
    std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> json_differences(const json::value& expected, const json::value& found, const OneWay& places,
                                      Defaults defaults) {
    Comparison comparison(places, defaults);
    comparison.values(expected, found, {});
    return comparison.take();
}

}  // namespace otkel::mapping::samples
