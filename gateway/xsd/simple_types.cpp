#include "gateway/xsd/simple_types.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <xercesc/framework/psvi/XSFacet.hpp>
#include <xercesc/framework/psvi/XSMultiValueFacet.hpp>
#include <xercesc/util/XMLString.hpp>
#include <xercesc/validators/datatype/DatatypeValidator.hpp>
#include <xercesc/validators/schema/SchemaSymbols.hpp>

#include "gateway/xsd/xerces.hpp"

namespace otkel::xsd {
namespace {

using Definition = xercesc::XSSimpleTypeDefinition;

// XML Schema Part 2, section 3: the nearest of these among a type and its ancestors says what the type is.
constexpr std::array<std::pair<std::string_view, Primitive>, 21> primitives{{
    {"string", Primitive::string},
    {"boolean", Primitive::boolean},
    {"integer", Primitive::integer},
    {"decimal", Primitive::decimal},
    {"float", Primitive::floating},
    {"double", Primitive::floating},
    {"date", Primitive::date},
    {"dateTime", Primitive::date_time},
    {"time", Primitive::time},
    {"duration", Primitive::duration},
    {"gYear", Primitive::partial_date},
    {"gYearMonth", Primitive::partial_date},
    {"gMonth", Primitive::partial_date},
    {"gMonthDay", Primitive::partial_date},
    {"gDay", Primitive::partial_date},
    {"base64Binary", Primitive::base64},
    {"hexBinary", Primitive::hex},
    {"anyURI", Primitive::any_uri},
    {"QName", Primitive::qname},
    {"NOTATION", Primitive::qname},
    {"anySimpleType", Primitive::any_simple},
}};

Definition* base_of(Definition& type) {
    auto* base = type.getBaseType();
    const bool simple = base != nullptr && base != &type && base->getTypeCategory() == Definition::SIMPLE_TYPE;
    return simple ? static_cast<Definition*>(base) : nullptr;
}

Primitive primitive_of(Definition& type) {
    if (type.getVariety() != Definition::VARIETY_ATOMIC) {
        return Primitive::any_simple;
    }
    for (auto* at = &type; at != nullptr; at = base_of(*at)) {
        if (is_built_in(*at)) {
            const auto name = utf8(at->getName());
            const auto* known = std::find_if(primitives.begin(), primitives.end(),
                                             [&](const auto& primitive) { return primitive.first == name; });
            if (known != primitives.end()) {
                return known->second;
            }
        }
    }
    return Primitive::any_simple;
}

void set_number(std::optional<std::size_t>& to, std::string_view text) {
    std::size_t number{0};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!to && problem == std::errc{} && end == text.data() + text.size()) {
        to = number;
    }
}

// A derived step can only narrow what its base allows (XML Schema Part 2, 4.3), so the first bound met on the way from
// a type to its ancestors is the tightest, inclusive or not.
struct BoundsTaken {
    bool least{false};
    bool most{false};
};

void take_facet(SimpleType& to, const BoundsTaken& taken, const xercesc::XSFacet& facet) {
    const auto value = utf8(facet.getLexicalFacetValue());
    const auto kind = facet.getFacetKind();
    if (kind == Definition::FACET_LENGTH) {
        set_number(to.length, value);
    } else if (kind == Definition::FACET_MINLENGTH) {
        set_number(to.min_length, value);
    } else if (kind == Definition::FACET_MAXLENGTH) {
        set_number(to.max_length, value);
    } else if (kind == Definition::FACET_TOTALDIGITS) {
        set_number(to.total_digits, value);
    } else if (kind == Definition::FACET_FRACTIONDIGITS) {
        set_number(to.fraction_digits, value);
    } else if (kind == Definition::FACET_MININCLUSIVE && !taken.least) {
        to.min_inclusive = value;
    } else if (kind == Definition::FACET_MINEXCLUSIVE && !taken.least) {
        to.min_exclusive = value;
    } else if (kind == Definition::FACET_MAXINCLUSIVE && !taken.most) {
        to.max_inclusive = value;
    } else if (kind == Definition::FACET_MAXEXCLUSIVE && !taken.most) {
        to.max_exclusive = value;
    }
}

std::vector<std::string> values_of(xercesc::StringList* list) {
    std::vector<std::string> values;
    for (XMLSize_t at = 0; list != nullptr && at < list->size(); ++at) {
        values.push_back(utf8(list->elementAt(at)));
    }
    return values;
}

// Xerces repeats in each step the facets of its base.
bool has(xercesc::XSFacetList* facets, const xercesc::XSFacet& facet) {
    for (XMLSize_t at = 0; facets != nullptr && at < facets->size(); ++at) {
        const auto& other = *facets->elementAt(at);
        if (other.getFacetKind() == facet.getFacetKind() &&
            xercesc::XMLString::equals(other.getLexicalFacetValue(), facet.getLexicalFacetValue())) {
            return true;
        }
    }
    return false;
}

void take_facets(SimpleType& to, Definition& step) {
    const BoundsTaken taken{!to.min_inclusive.empty() || !to.min_exclusive.empty(),
                            !to.max_inclusive.empty() || !to.max_exclusive.empty()};
    auto* base = base_of(step);
    auto* inherited = base == nullptr ? nullptr : base->getFacets();
    auto* facets = step.getFacets();
    for (XMLSize_t at = 0; facets != nullptr && at < facets->size(); ++at) {
        const auto& facet = *facets->elementAt(at);
        if (!has(inherited, facet)) {
            take_facet(to, taken, facet);
        }
    }
}

void take_enumeration(SimpleType& to, Definition& step) {
    auto* facets = step.getMultiValueFacets();
    for (XMLSize_t at = 0; facets != nullptr && to.enumeration.empty() && at < facets->size(); ++at) {
        auto& facet = *facets->elementAt(at);
        if (facet.getFacetKind() == Definition::FACET_ENUMERATION) {
            to.enumeration = values_of(facet.getLexicalFacetValues());
        }
    }
}

// From the validator: Xerces' schema components tear a pattern apart at every |, also inside parentheses. What a
// built-in type spells by a pattern is said by `primitive` already, unless it is a kind of string.
void take_pattern(SimpleType& to, Definition& step) {
    const auto* validator = step.getDatatypeValidator();
    auto* facets = validator == nullptr ? nullptr : validator->getFacets();
    const auto* facet = facets == nullptr ? nullptr : facets->get(xercesc::SchemaSymbols::fgELT_PATTERN);
    if (facet == nullptr || (is_built_in(step) && to.primitive != Primitive::string)) {
        return;
    }
    auto pattern = utf8(facet->getValue());
    if (!pattern.empty() && std::find(to.patterns.begin(), to.patterns.end(), pattern) == to.patterns.end()) {
        to.patterns.push_back(std::move(pattern));
    }
}

}  // namespace

bool is_built_in(const xercesc::XSObject& object) {
    return xercesc::XMLString::equals(object.getNamespace(), xercesc::SchemaSymbols::fgURI_SCHEMAFORSCHEMA);
}

Name name_of(const xercesc::XSObject& object) { return {utf8(object.getNamespace()), utf8(object.getName())}; }

Name name_of(xercesc::XSTypeDefinition& type) {
    return {utf8(type.getNamespace()), type.getAnonymous() ? "" : utf8(type.getName())};
}

const SimpleType* SimpleTypes::find_or_copy(xercesc::XSSimpleTypeDefinition* type) {
    const auto [entry, fresh] = known_.try_emplace(type, nullptr);
    if (fresh) {
        auto& copied = storage_.emplace_back();
        entry->second = &copied;
        if (type != nullptr) {
            copy(*type, copied);
        } else {
            copied.name = {utf8(xercesc::SchemaSymbols::fgURI_SCHEMAFORSCHEMA), "anySimpleType"};
            copied.primitive = Primitive::any_simple;
        }
        return &copied;
    }
    return entry->second;
}

void SimpleTypes::copy(xercesc::XSSimpleTypeDefinition& from, SimpleType& to) {
    to.name = name_of(static_cast<xercesc::XSTypeDefinition&>(from));
    to.primitive = primitive_of(from);
    for (auto* step = &from; step != nullptr; step = base_of(*step)) {
        take_facets(to, *step);
        take_enumeration(to, *step);
        take_pattern(to, *step);
    }
    if (from.getVariety() == Definition::VARIETY_LIST) {
        to.item = find_or_copy(from.getItemType());
    }
    auto* members = from.getVariety() == Definition::VARIETY_UNION ? from.getMemberTypes() : nullptr;
    for (XMLSize_t at = 0; members != nullptr && at < members->size(); ++at) {
        to.members.push_back(find_or_copy(members->elementAt(at)));
    }
}

}  // namespace otkel::xsd
