#include <algorithm>

#include "gateway/mapping/check/checks.hpp"
#include "gateway/mapping/check/presence.hpp"

// XML is written in the order of the rules; a sequence of the schema wants its own.

namespace otkel::mapping::check {
namespace {

constexpr std::size_t children_max = 2'000;  // of one element: the search below is quadratic

struct Written {
    const ElementView* element{nullptr};
    const Rule* rule{nullptr};
    std::vector<std::size_t> orders;  // where the schema has it
};

class Order {
public:
    Order(const Views& views, Report& report) : views_(views), report_(report) {}

    void run() {
        for (const auto& view : views_.all()) {
            for (const auto& element : view.elements) {
                if (element.parent != nullptr) {
                    check(written(view, element, nullptr));
                }
            }
            if (view.outer == nullptr) {
                of_scope(view);
            }
        }
    }

private:
    // Once for every branch: where a choice stands, its elements are written.
    void of_scope(const ScopeView& view) {
        check(written(view, view.elements.front(), nullptr));
        for (const auto& branch : view.branches) {
            check(written(view, view.elements.front(), &branch));
            of_scope(*branch.scope);
        }
    }

    std::vector<Written> written(const ScopeView& view, const ElementView& parent, const BranchView* branch) {
        std::vector<Written> all;
        for (const auto& child : parent.node->children) {
            if (child.choice) {
                if (branch != nullptr && branch->choice == *child.choice) {
                    const auto inside = written(*branch->scope, branch->scope->elements.front(), nullptr);
                    all.insert(all.end(), inside.begin(), inside.end());
                }
                continue;
            }
            const auto* element = view_of(view, child);
            if (element == nullptr || element->places.empty() || child.alias || !writes(child, *view.scope)) {
                continue;
            }
            Written one{element, &view.scope->rules[child.first_rule], {}};
            for (const auto& place : element->places) {
                one.orders.push_back(place.order);
            }
            all.push_back(std::move(one));
        }
        return all;
    }

    static const ElementView* view_of(const ScopeView& view, const ElementNode& node) {
        const auto found = std::find_if(view.elements.begin(), view.elements.end(),
                                        [&](const auto& element) { return element.node == &node; });
        return found == view.elements.end() ? nullptr : &*found;
    }

    // The most elements that stand in a right order stay; the others are to be moved.
    void check(const std::vector<Written>& written) {
        if (written.size() < 2 || written.size() > children_max) {
            return;
        }
        const auto kept = longest_right_order(written);
        for (std::size_t at = 0; at < written.size(); ++at) {
            if (kept[at] == not_kept) {
                misplaced(written, kept, at);
            }
        }
    }

    static constexpr std::size_t not_kept = static_cast<std::size_t>(-1);

    struct Step {
        std::size_t length{1};
        std::size_t before{not_kept};     // index of the element before it
        std::size_t before_candidate{0};  // and which of its places
    };

    // For each element the order that it is kept with.
    static std::vector<std::size_t> longest_right_order(const std::vector<Written>& written) {
        std::vector<std::vector<Step>> steps(written.size());
        std::size_t best = 0;
        std::size_t best_candidate = 0;
        for (std::size_t at = 0; at < written.size(); ++at) {
            steps[at].resize(written[at].orders.size());
            for (std::size_t candidate = 0; candidate < steps[at].size(); ++candidate) {
                auto& step = steps[at][candidate];
                extend(written, steps, at, candidate, step);
                if (step.length > steps[best][best_candidate].length) {
                    best = at;
                    best_candidate = candidate;
                }
            }
        }
        std::vector<std::size_t> kept(written.size(), not_kept);
        for (auto at = best, candidate = best_candidate; at != not_kept;) {
            kept[at] = written[at].orders[candidate];
            const auto& step = steps[at][candidate];
            candidate = step.before_candidate;
            at = step.before;
        }
        return kept;
    }

    static void extend(const std::vector<Written>& written, const std::vector<std::vector<Step>>& steps, std::size_t at,
                       std::size_t candidate, Step& step) {
        for (std::size_t before = 0; before < at; ++before) {
            for (std::size_t other = 0; other < written[before].orders.size(); ++other) {
                const bool right = written[before].orders[other] <= written[at].orders[candidate];
                if (right && steps[before][other].length + 1 > step.length) {
                    step = {steps[before][other].length + 1, before, other};
                }
            }
        }
    }

    // Behind the last kept element that the schema has before it; at the front when there is none.
    void misplaced(const std::vector<Written>& written, const std::vector<std::size_t>& kept, std::size_t at) {
        const auto& one = written[at];
        const Written* behind = nullptr;
        const Written* in_front = nullptr;
        for (std::size_t other = 0; other < written.size(); ++other) {
            if (kept[other] == not_kept) {
                continue;
            }
            if (kept[other] <= one.orders.front()) {
                behind = &written[other];
            } else if (in_front == nullptr) {
                in_front = &written[other];
            }
        }
        const auto* next = behind != nullptr ? behind : in_front;
        const auto name = one.element->node->name.to_string();
        report_.error("xml-order", xml_spot(*one.rule, name),
                      "'" + name + "' stands " + (behind != nullptr ? "after" : "before") + " '" +
                          next->element->node->name.to_string() +
                          "' in the schema, and XML is written in the order of the rules; move this rule " +
                          (behind != nullptr ? "below " : "above ") + report_.line_of(*next->rule, *one.rule));
    }

    const Views& views_;
    Report& report_;
};

}  // namespace

void check_xml_order(const Views& views, Report& report) { Order(views, report).run(); }

}  // namespace otkel::mapping::check
