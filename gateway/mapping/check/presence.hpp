#pragma once

#include <string>
#include <vector>

#include "gateway/mapping/check/views.hpp"

// Which elements and members rules give, and whether they do so for every message.

namespace otkel::mapping::check {

// The scopes that are at work together: one, and a branch for each of its choices.
struct Variant {
    std::vector<const ScopeView*> scopes;
    const Branch* branch{nullptr};  // the one that makes the difference; null for all of them together
    Content content;
};
// All branches together first, then one for each branch of each choice, with all branches of the others.
[[nodiscard]] std::vector<Variant> variants_of(const ScopeView& view);

// Something of the element is written, in some message.
[[nodiscard]] bool writes(const ElementNode& node, const Scope& scope);
[[nodiscard]] bool writes(const AttributeNode& node, const Scope& scope);
[[nodiscard]] bool gives(const JsonNode& node, const Scope& scope);  // the same for JSON

// JSON has it in every message that the JSON Schema allows, as far as the scope's own object goes.
[[nodiscard]] bool json_has_always(const Rule& rule, const RuleView& at);
// XML has it in every message that the XML Schema allows and that has the element `from`: the rule gives JSON
// something. True when nothing is known.
[[nodiscard]] bool gives_always(const Rule& rule, const RuleView& at, const ElementView& from);
// The innermost element that both stand in.
[[nodiscard]] const ElementView& common_element(const ElementView& one, const ElementView& other);

// "quantity.value"
[[nodiscard]] std::string json_path(const std::vector<std::string>& steps);
[[nodiscard]] std::string json_path(const MemberView& member);

}  // namespace otkel::mapping::check
