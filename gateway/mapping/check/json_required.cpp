#include <algorithm>
#include <set>

#include "gateway/mapping/check/checks.hpp"
#include "gateway/mapping/check/presence.hpp"
#include "gateway/settings/nearest.hpp"

// What the JSON Schema requires, rules give.

namespace otkel::mapping::check {
namespace {

class JsonRequired {
public:
    JsonRequired(const Views& views, Report& report) : views_(views), report_(report) {}

    void run() {
        for (const auto& view : views_.all()) {
            if (view.outer == nullptr && view.json != nullptr) {
                scope(view);
            }
        }
    }

private:
    void scope(const ScopeView& view) {
        in_all_.clear();
        for (const auto& variant : variants_of(view)) {
            std::vector<const MemberView*> objects;
            objects.reserve(variant.scopes.size());
            for (const auto* one : variant.scopes) {
                objects.push_back(&one->members.front());
            }
            object(view, variant, *view.json, objects, {});
        }
    }

    // The object that all of `objects` are, each of its own scope.
    void object(const ScopeView& view, const Variant& variant, const JsonType& type,
                const std::vector<const MemberView*>& objects, const std::string& path) {
        for (const auto& name : type.required) {
            const auto members = called(variant, objects, name);
            if (members.empty() && !misspelt(variant, objects, name)) {
                missing(view, variant, path, name, objects);
            } else if (!members.empty()) {
                sometimes(variant, objects, members, name);
            }
        }
        std::set<std::string> known;
        for (const auto* one : objects) {
            for (const auto& child : one->node->children) {
                const auto* inside = type.member(child.name);
                const auto members = called(variant, objects, child.name);
                if (inside != nullptr && !child.children.empty() && !members.empty() &&
                    known.insert(child.name).second) {
                    object(view, variant, *inside, members, path + (path.empty() ? "" : ".") + child.name);
                }
            }
        }
    }

    // The members of that name which some rule gives.
    static std::vector<const MemberView*> called(const Variant& variant, const std::vector<const MemberView*>& objects,
                                                 const std::string& name) {
        std::vector<const MemberView*> found;
        for (const auto* scope : variant.scopes) {
            for (const auto& member : scope->members) {
                const bool inside = member.parent != nullptr && member.node->name == name &&
                                    std::find(objects.begin(), objects.end(), member.parent) != objects.end();
                if (inside && gives(*member.node, *scope->scope)) {
                    found.push_back(&member);
                }
            }
        }
        return found;
    }

    // A rule that means it has its name misspelt, which is told already.
    static bool misspelt(const Variant& variant, const std::vector<const MemberView*>& objects,
                         const std::string& name) {
        std::set<std::string, std::less<>> unknown;
        for (const auto* scope : variant.scopes) {
            for (const auto& member : scope->members) {
                if (member.missing && std::find(objects.begin(), objects.end(), member.parent) != objects.end()) {
                    unknown.insert(member.node->name);
                }
            }
        }
        return !settings::nearest(name, unknown).empty();
    }

    void missing(const ScopeView& view, const Variant& variant, const std::string& path, const std::string& name,
                 const std::vector<const MemberView*>& objects) {
        const auto whole = path + (path.empty() ? "" : ".") + name;
        if (variant.branch == nullptr) {
            in_all_.insert(whole);
        } else if (in_all_.contains(whole)) {
            return;
        }
        const auto where = view.json_name + (view.json_name.empty() || path.empty() ? "" : ".") + path;
        report_.error("json-required", spot(view, variant, path, objects),
                      "the JSON Schema requires '" + name + "' in " +
                          (where.empty() ? "the message" : "'" + where + "'") + ", and no rule gives it" +
                          (variant.branch == nullptr ? "" : " when it is '" + variant.branch->word + "' in JSON") +
                          "; add a rule, or a constant: to-json: {json: " + whole + ", value: …}");
    }

    Spot spot(const ScopeView& view, const Variant& variant, const std::string& path,
              const std::vector<const MemberView*>& objects) const {
        if (variant.branch != nullptr) {
            return {variant.branch->mark, view.owner == nullptr ? std::uint16_t{0} : view.owner->use, {}};
        }
        if (!path.empty()) {
            for (const auto* scope : variant.scopes) {
                const bool mine = std::any_of(scope->members.begin(), scope->members.end(),
                                              [&](const auto& member) { return &member == objects.front(); });
                if (mine) {
                    return json_spot(scope->scope->rules[objects.front()->node->first_rule], path);
                }
            }
        }
        return view.owner == nullptr ? Spot{views_.plan().json_schema_mark, 0, {}} : json_spot(*view.owner);
    }

    // Rules give it, but not for every message.
    void sometimes(const Variant& variant, const std::vector<const MemberView*>& objects,
                   const std::vector<const MemberView*>& members, const std::string& name) {
        const Rule* first = nullptr;
        for (const auto* scope : variant.scopes) {
            const auto& from = brings_into_being(*scope, variant, objects);
            for (std::size_t number = 0; number < scope->rules.size(); ++number) {
                const auto& rule = scope->scope->rules[number];
                const auto& at = scope->rules[number];
                if (!rule.to_json || !below(at.member, members)) {
                    continue;
                }
                if (gives_always(rule, at, from)) {
                    return;
                }
                first = first == nullptr ? &rule : first;
            }
        }
        if (first != nullptr) {
            report_.warning("json-required", xml_spot(*first),
                            "the JSON Schema requires '" + name + "', and XML may come without '" + first->xml +
                                "'; write 'required: true' or a 'default', or let the JSON Schema do without it");
        }
    }

    // An object that paths make is there when something is in it: when the element is there that all of it comes from.
    static const ElementView& brings_into_being(const ScopeView& scope, const Variant& variant,
                                                const std::vector<const MemberView*>& objects) {
        const auto& whole = scope.elements.front();
        const bool made = objects.size() == 1 && objects.front()->parent != nullptr;
        if (!made) {
            return whole;
        }
        const ElementView* common = nullptr;
        for (const auto* one : variant.scopes) {
            for (std::size_t number = 0; number < one->rules.size(); ++number) {
                const auto& at = one->rules[number];
                const auto& rule = one->scope->rules[number];
                if (!below(at.member, objects) || !rule.to_json || rule.constant) {
                    continue;
                }
                if (at.element == nullptr || one != &scope) {
                    return whole;
                }
                common = common == nullptr ? at.element : &common_element(*common, *at.element);
            }
        }
        return common == nullptr ? whole : *common;
    }

    static bool below(const MemberView* member, const std::vector<const MemberView*>& members) {
        for (; member != nullptr; member = member->parent) {
            if (std::find(members.begin(), members.end(), member) != members.end()) {
                return true;
            }
        }
        return false;
    }

    const Views& views_;
    Report& report_;
    std::set<std::string> in_all_;
};

}  // namespace

void check_json_required(const Views& views, Report& report) { JsonRequired(views, report).run(); }

}  // namespace otkel::mapping::check
