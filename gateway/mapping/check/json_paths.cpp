#include <algorithm>

#include "gateway/mapping/check/checks.hpp"
#include "gateway/mapping/check/presence.hpp"
#include "gateway/mapping/words.hpp"

// Every member that rules give is known to the JSON Schema, and has the shape that it says.

namespace otkel::mapping::check {
namespace {

constexpr std::size_t names_shown = 12;

class JsonPaths {
public:
    JsonPaths(const Views& views, Report& report) : views_(views), report_(report) {}

    void run() {
        if (const auto& schema = views_.schemas().json;
            schema != nullptr && (schema->root().kinds & json_object) == 0) {
            report_.error("json-path", {views_.plan().json_schema_mark, 0, {}},
                          "a message is " + kinds_in_words(schema->root().kinds) +
                              " in the JSON Schema, and a mapping gives an object");
        }
        for (const auto& view : views_.all()) {
            for (const auto& member : view.members) {
                this->member(view, member);
            }
        }
    }

private:
    void member(const ScopeView& view, const MemberView& member) {
        if (member.parent == nullptr) {
            return;
        }
        const auto* around = member.parent->type;
        if (around == nullptr || member.parent->missing) {
            return;
        }
        const auto& rule = view.scope->rules[member.node->first_rule];
        if (member.missing) {
            unknown(view, member, *around, rule);
        } else if (member.type == nullptr && around->says_members()) {
            report_.note("json-path", json_spot(rule, member.node->name),
                         "the JSON Schema does not describe '" + member.node->name + "' in " +
                             object(view, *member.parent) + suggestion(member.node->name, around->member_names()));
        } else if (member.type != nullptr && !member.node->children.empty() &&
                   (member.type->kinds & json_object) == 0) {
            report_.error("json-path", json_spot(rule, member.node->name),
                          "'" + member.node->name + "' is " + kinds_in_words(member.type->kinds) +
                              " in the JSON Schema, and cannot have members");
        }
    }

    void unknown(const ScopeView& view, const MemberView& member, const JsonType& around, const Rule& rule) {
        const auto& name = member.node->name;
        auto hint = suggestion(name, around.member_names());
        for (const auto& [other, type] : around.properties) {
            if (hint.empty() && type->names(name)) {
                hint = one_below(other, name);
            }
        }
        report_.error("json-path", json_spot(rule, name),
                      "the JSON Schema has no '" + name + "' in " + object(view, *member.parent) + hint,
                      hint.empty() ? listed(around.member_names(), names_shown) : "");
    }

    static std::string one_below(const std::string& outer, const std::string& inner) {
        return "; did you mean '" + outer + "." + inner + "'?";
    }

    static std::string object(const ScopeView& view, const MemberView& member) {
        const auto path = json_path(member);
        const auto whole = view.json_name + (view.json_name.empty() || path.empty() ? "" : ".") + path;
        return whole.empty() ? "the message" : "'" + whole + "'";
    }

    const Views& views_;
    Report& report_;
};

}  // namespace

void check_json_paths(const Views& views, Report& report) { JsonPaths(views, report).run(); }

}  // namespace otkel::mapping::check
