#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/mapping/plan.hpp"
#include "tests/unit/mapping/samples/content.hpp"
#include "tests/unit/mapping/samples/facets.hpp"

namespace otkel::mapping::samples {

// What a value must be, because a choice or a date has been decided; nullopt when it must be absent.
using Decided = std::map<const Rule*, std::optional<std::string>>;

// The type of an element in the schema; nothing when there is no schema for it.
struct Typed {
    const xsd::SimpleType* simple{nullptr};
    const xsd::ComplexType* complex{nullptr};
    bool nillable{true};

    [[nodiscard]] static Typed of(const xsd::Element* element);
    [[nodiscard]] const xsd::SimpleType* text() const { return complex != nullptr ? complex->text : simple; }
    [[nodiscard]] const xsd::Attribute* attribute(const XmlName& name) const;
};

[[nodiscard]] bool both_ways(const Rule& rule);
// The rule that carries a value in both directions; null for none.
[[nodiscard]] const Rule* carrier(const Scope& scope, const std::vector<RuleNumber>& rules);
[[nodiscard]] Wish wish_of(const Scope& scope, const ElementNode& node, const Decided& decided);

// All that may stand in an element: of its scope, and of the branches that its choices take.
struct View {
    struct Child {
        const Scope* scope;
        const ElementNode* node;
        std::size_t rank;  // in the order of writing; one for all names of a part
    };
    struct Held {
        const Scope* scope;
        const AttributeNode* node;
    };
    std::vector<Child> children;
    std::vector<Held> attributes;
    std::vector<const Rule*> texts;
    const Rule* bag{nullptr};
    bool holds_lists{false};  // so that it says something even when it is empty

    void add(const Scope& scope, const ElementNode& node);
    [[nodiscard]] const Child* child(const xsd::Name& name) const;
};

// Decides the choices of `scope` for an element called `name` and shows what may stand in it then. A choice by xsi:type
// changes `typed`.
class Choosing {
public:
    Choosing(Random& random, Facets& facets, Decided& decided) : random_(random), facets_(facets), decided_(decided) {}

    [[nodiscard]] View view(const Scope& scope, const XmlName& name, Typed& typed);

private:
    void add(View& view, const Scope& scope, const XmlName& name, Typed& typed);
    [[nodiscard]] const Branch* choose(const Scope& scope, const Choice& choice, const XmlName& name, Typed& typed);
    [[nodiscard]] const Branch* by_type(const Rule& rule, const Choice& choice, Typed& typed);
    [[nodiscard]] const Branch* by_value(const Rule& rule, const Choice& choice, const Typed& typed);

    Random& random_;
    Facets& facets_;
    Decided& decided_;
};

}  // namespace otkel::mapping::samples
