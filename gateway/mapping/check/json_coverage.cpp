#include <algorithm>

#include "gateway/mapping/check/coverage.hpp"

namespace otkel::mapping::check {
namespace {

struct Carrier {
    const ScopeView* scope{nullptr};
    const MemberView* member{nullptr};
};
using Carriers = std::vector<Carrier>;

class JsonCoverage {
public:
    explicit JsonCoverage(const Views& views) : views_(views) {}

    SideCoverage measure() {
        const auto& root = views_.all().front();
        side_.known = root.json != nullptr;
        if (side_.known) {
            Carriers carriers;
            add_scope(root, carriers);
            object(*root.json, carriers, {});
        }
        finish(side_);
        return std::move(side_);
    }

private:
    static void add_scope(const ScopeView& view, Carriers& carriers) {
        carriers.push_back({&view, &view.members.front()});
        for (const auto& branch : view.branches) {
            add_scope(*branch.scope, carriers);
        }
    }

    Carriers carriers_of(const Carriers& around, const std::string& name) const {
        Carriers found;
        for (const auto& carrier : around) {
            for (const auto& member : carrier.scope->members) {
                if (member.parent != carrier.member || member.node->name != name) {
                    continue;
                }
                found.push_back({carrier.scope, &member});
                for (const auto number : member.node->rules) {
                    add_inner(*carrier.scope, carrier.scope->scope->rules[number], found);
                }
            }
        }
        return found;
    }

    void add_inner(const ScopeView& around, const Rule& rule, Carriers& found) const {
        for (const auto& view : views_.all()) {
            if (view.parent == &around && view.owner == &rule && view.outer == nullptr) {
                add_scope(view, found);
            }
        }
    }

    // Rules that take whatever is there: attributes, entries, a text in all its languages, a value.
    static bool takes_all(const Carriers& carriers) {
        return std::any_of(carriers.begin(), carriers.end(), [](const Carrier& carrier) {
            const auto& rules = carrier.member->node->rules;
            return std::any_of(rules.begin(), rules.end(), [&](RuleNumber number) {
                const auto& rule = carrier.scope->scope->rules[number];
                return rule.scope == nullptr || rule.shape == Shape::entries;
            });
        });
    }

    void object(const JsonType& type, const Carriers& carriers, const std::string& path) {
        if (std::count(open_.begin(), open_.end(), &type) > 1) {
            return;
        }
        open_.push_back(&type);
        for (const auto& [name, member] : type.properties) {
            if (side_.values > coverage_values_max) {
                break;
            }
            this->member(name, *member, type.requires_member(name), carriers, path);
        }
        open_.pop_back();
    }

    void member(const std::string& name, const JsonType& type, bool required, const Carriers& around,
                const std::string& path) {
        const auto carriers = carriers_of(around, name);
        const bool list = type.items != nullptr && type.properties.empty();
        const auto& inside = list ? *type.items : type;
        const auto where = path + (path.empty() ? "" : ".") + name + (list ? "[]" : "");
        if (!carriers.empty() && !takes_all(carriers) && !inside.properties.empty()) {
            object(inside, carriers, where);
            return;
        }
        const auto all = values_in(inside, required);
        side_.values += all.values;
        if (!carriers.empty()) {
            side_.carried += all.values;
            return;
        }
        side_.required_missing += all.required;
        side_.uncarried.push_back({where, required, all.values});
    }

    struct Amount {
        std::size_t values{0};
        std::size_t required{0};
    };

    Amount values_in(const JsonType& type, bool required) {
        if (type.properties.empty()) {
            return {1, required ? std::size_t{1} : std::size_t{0}};
        }
        Amount all;
        if (std::find(open_.begin(), open_.end(), &type) != open_.end()) {
            return all;
        }
        open_.push_back(&type);
        for (const auto& [name, member] : type.properties) {
            if (side_.values + all.values > coverage_values_max) {
                break;
            }
            const bool list = member->items != nullptr && member->properties.empty();
            const auto inside = values_in(list ? *member->items : *member, required && type.requires_member(name));
            all.values += inside.values;
            all.required += inside.required;
        }
        open_.pop_back();
        return all;
    }

    const Views& views_;
    SideCoverage side_;
    std::vector<const JsonType*> open_;
};

}  // namespace

SideCoverage json_coverage(const Views& views) { return JsonCoverage(views).measure(); }

}  // namespace otkel::mapping::check
