#include "gateway/xsd/components.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <xercesc/framework/psvi/XSAttributeDeclaration.hpp>
#include <xercesc/framework/psvi/XSAttributeUse.hpp>
#include <xercesc/framework/psvi/XSComplexTypeDefinition.hpp>
#include <xercesc/framework/psvi/XSElementDeclaration.hpp>
#include <xercesc/framework/psvi/XSModel.hpp>
#include <xercesc/framework/psvi/XSModelGroup.hpp>
#include <xercesc/framework/psvi/XSNamedMap.hpp>
#include <xercesc/framework/psvi/XSParticle.hpp>
#include <xercesc/util/XMLString.hpp>
#include <xercesc/validators/schema/SchemaSymbols.hpp>

#include "gateway/xsd/simple_types.hpp"
#include "gateway/xsd/xerces.hpp"

namespace otkel::xsd {
namespace {

using xercesc::XSConstants;
using ElementDefinition = xercesc::XSElementDeclaration;
using TypeDefinition = xercesc::XSTypeDefinition;
using ComplexDefinition = xercesc::XSComplexTypeDefinition;

bool is_any_type(TypeDefinition& type) {
    return is_built_in(type) && xercesc::XMLString::equals(type.getName(), xercesc::SchemaSymbols::fgATTVAL_ANYTYPE);
}

ComplexDefinition* complex(TypeDefinition* type) {
    const bool is = type != nullptr && type->getTypeCategory() == TypeDefinition::COMPLEX_TYPE && !is_any_type(*type);
    return is ? static_cast<ComplexDefinition*>(type) : nullptr;
}

XSConstants::DERIVATION_TYPE derivation_method(TypeDefinition& type) {
    return type.getTypeCategory() == TypeDefinition::SIMPLE_TYPE
               ? XSConstants::DERIVATION_RESTRICTION
               : static_cast<ComplexDefinition&>(type).getDerivationMethod();
}

// Xerces makes several objects of one named type when the type holds itself.
bool same_type(TypeDefinition& one, TypeDefinition& other) {
    using xercesc::XMLString;
    return &one == &other ||
           (!one.getAnonymous() && !other.getAnonymous() && XMLString::equals(one.getName(), other.getName()) &&
            XMLString::equals(one.getNamespace(), other.getNamespace()));
}

// How a type came from its ancestor: DERIVATION_… of all steps together.
int derivation_steps(TypeDefinition& type, TypeDefinition& ancestor) {
    int steps = 0;
    for (auto* at = &type; !same_type(*at, ancestor);) {
        steps |= derivation_method(*at);
        auto* base = at->getBaseType();
        if (base == nullptr || base == at) {
            break;
        }
        at = base;
    }
    return steps;
}

// What xs:redefine replaced stays as the base of its replacement, under a name that Xerces made up.
bool is_replaced(xercesc::XSModel& model, TypeDefinition& type) {
    constexpr std::string_view ending = "_rdfn";
    const auto name = utf8(type.getName());
    if (!name.ends_with(ending)) {
        return false;
    }
    const auto own_name = utf16(std::string_view{name}.substr(0, name.size() - ending.size()));
    auto* replacement = model.getTypeDefinition(own_name.c_str(), type.getNamespace());
    return replacement != nullptr && replacement->getBaseType() == &type;
}

class Copier {
public:
    explicit Copier(xercesc::XSModel& model) : model_(model) {}

    Components copy() {
        copy_global_elements();
        copy_global_types();
        while (!elements_to_fill_.empty() || !types_to_fill_.empty()) {
            fill_next();
        }
        note_substitutes();
        note_derived();
        note_namespaces();
        return std::move(components_);
    }

private:
    // Types contain elements that contain types: what is met for the first time is only noted and filled later.
    Element* element(ElementDefinition* from) {
        const auto [entry, fresh] = elements_.try_emplace(from, nullptr);
        if (fresh) {
            entry->second = &components_.elements.emplace_back();
            elements_to_fill_.emplace_back(from, entry->second);
        }
        return entry->second;
    }

    ComplexType* complex_type(ComplexDefinition* from) {
        if (from == nullptr) {
            return nullptr;
        }
        from = the_one(*from);
        const auto [entry, fresh] = types_.try_emplace(from, nullptr);
        if (fresh) {
            entry->second = &components_.complex_types.emplace_back();
            types_to_fill_.emplace_back(from, entry->second);
        }
        return entry->second;
    }

    ComplexDefinition* the_one(ComplexDefinition& type) {
        auto* named = type.getAnonymous() ? nullptr : model_.getTypeDefinition(type.getName(), type.getNamespace());
        return named == nullptr ? &type : static_cast<ComplexDefinition*>(named);
    }

    void fill_next() {
        if (!elements_to_fill_.empty()) {
            const auto [from, to] = elements_to_fill_.back();
            elements_to_fill_.pop_back();
            fill(*from, *to);
        } else {
            const auto [from, to] = types_to_fill_.back();
            types_to_fill_.pop_back();
            fill(*from, *to);
        }
    }

    void fill(ElementDefinition& from, Element& to) {
        to.name = name_of(from);
        auto* type = from.getTypeDefinition();
        to.complex = complex_type(complex(type));
        if (type != nullptr && type->getTypeCategory() == TypeDefinition::SIMPLE_TYPE) {
            to.simple = simple_types_.find_or_copy(static_cast<xercesc::XSSimpleTypeDefinition*>(type));
        }
        to.nillable = from.getNillable();
        to.abstract = from.getAbstract();
        if (from.getConstraintType() == XSConstants::VALUE_CONSTRAINT_DEFAULT) {
            to.default_value = utf8(from.getConstraintValue());
        } else if (from.getConstraintType() == XSConstants::VALUE_CONSTRAINT_FIXED) {
            to.fixed_value = utf8(from.getConstraintValue());
        }
    }

    void fill(ComplexDefinition& from, ComplexType& to) {
        to.name = name_of(static_cast<TypeDefinition&>(from));
        to.base = complex_type(complex(from.getBaseType()));
        to.abstract = from.getAbstract();
        to.mixed = from.getContentType() == ComplexDefinition::CONTENTTYPE_MIXED;
        if (from.getContentType() == ComplexDefinition::CONTENTTYPE_SIMPLE) {
            to.text = simple_types_.find_or_copy(from.getSimpleType());
        } else if (from.getParticle() != nullptr) {
            to.content = particle(*from.getParticle());
        }
        auto* uses = from.getAttributeUses();
        for (XMLSize_t at = 0; uses != nullptr && at < uses->size(); ++at) {
            to.attributes.push_back(attribute(*uses->elementAt(at)));
        }
        to.any_attribute = from.getAttributeWildcard() != nullptr;
    }

    Attribute attribute(xercesc::XSAttributeUse& use) {
        auto& declaration = *use.getAttrDeclaration();
        Attribute to{name_of(declaration), simple_types_.find_or_copy(declaration.getTypeDefinition()),
                     use.getRequired(), "", ""};
        if (use.getConstraintType() == XSConstants::VALUE_CONSTRAINT_DEFAULT) {
            to.default_value = utf8(use.getConstraintValue());
        } else if (use.getConstraintType() == XSConstants::VALUE_CONSTRAINT_FIXED) {
            to.fixed_value = utf8(use.getConstraintValue());
        }
        return to;
    }

    Particle particle(xercesc::XSParticle& from) {
        Particle to;
        to.occurs = {from.getMinOccurs(), from.getMaxOccursUnbounded() ? unbounded : from.getMaxOccurs()};
        if (from.getTermType() == xercesc::XSParticle::TERM_ELEMENT) {
            to.kind = Particle::Kind::element;
            to.element = element(from.getElementTerm());
        } else if (from.getTermType() == xercesc::XSParticle::TERM_WILDCARD) {
            to.kind = Particle::Kind::any;
        } else if (from.getTermType() == xercesc::XSParticle::TERM_MODELGROUP) {
            const auto compositor = from.getModelGroupTerm()->getCompositor();
            to.kind = compositor == xercesc::XSModelGroup::COMPOSITOR_CHOICE ? Particle::Kind::choice
                      : compositor == xercesc::XSModelGroup::COMPOSITOR_ALL  ? Particle::Kind::all
                                                                             : Particle::Kind::sequence;
            auto* parts = from.getModelGroupTerm()->getParticles();
            for (XMLSize_t at = 0; parts != nullptr && at < parts->size(); ++at) {
                to.parts.push_back(particle(*parts->elementAt(at)));
            }
        }
        return to;
    }

    void copy_global_elements() {
        auto* all = model_.getComponents(XSConstants::ELEMENT_DECLARATION);
        for (XMLSize_t at = 0; all != nullptr && at < all->getLength(); ++at) {
            auto* from = static_cast<ElementDefinition*>(all->item(at));
            auto* to = element(from);
            components_.global_elements.emplace(name_of(*from), to);
            global_elements_.emplace(name_of(*from), from);
        }
    }

    void copy_global_types() {
        auto* all = model_.getComponents(XSConstants::TYPE_DEFINITION);
        for (XMLSize_t at = 0; all != nullptr && at < all->getLength(); ++at) {
            auto* from = complex(static_cast<TypeDefinition*>(all->item(at)));
            if (from != nullptr && !from->getAnonymous() && !is_replaced(model_, *from)) {
                auto name = name_of(static_cast<TypeDefinition&>(*from));
                components_.global_types.emplace(name, complex_type(from));
                global_types_.emplace(std::move(name), from);
            }
        }
    }

    // XML Schema Part 1, 3.3.6: membership is transitive, and the head can block it.
    void note_substitutes() {
        for (const auto& [name, from] : global_elements_) {
            if (from->getAbstract()) {
                continue;
            }
            auto* head = from->getSubstitutionGroupAffiliation();
            for (; head != nullptr && head != from; head = head->getSubstitutionGroupAffiliation()) {
                const auto steps = derivation_steps(*from->getTypeDefinition(), *head->getTypeDefinition());
                const auto blocked = head->getDisallowedSubstitutions();
                if ((blocked & (steps | XSConstants::DERIVATION_SUBSTITUTION)) == 0) {
                    element(head)->substitutes.push_back(elements_.at(from));
                }
            }
        }
    }

    // XML Schema Part 1, 3.4.6 (Type Derivation OK): the ancestor can block extensions or restrictions.
    void note_derived() {
        for (const auto& [name, from] : global_types_) {
            if (from->getAbstract()) {
                continue;
            }
            int steps = 0;
            auto* at = from;
            for (auto* base = complex(at->getBaseType()); base != nullptr; base = complex(at->getBaseType())) {
                steps |= derivation_method(*at);
                if ((base->getProhibitedSubstitutions() & steps) == 0) {
                    complex_type(base)->derived.push_back(complex_type(from));
                }
                at = base;
            }
        }
    }

    void note_namespaces() {
        auto* all = model_.getNamespaces();
        for (XMLSize_t at = 0; all != nullptr && at < all->size(); ++at) {
            if (!xercesc::XMLString::equals(all->elementAt(at), xercesc::SchemaSymbols::fgURI_SCHEMAFORSCHEMA)) {
                components_.namespaces.push_back(utf8(all->elementAt(at)));
            }
        }
        std::sort(components_.namespaces.begin(), components_.namespaces.end());
    }

    xercesc::XSModel& model_;
    Components components_;
    SimpleTypes simple_types_{components_.simple_types};
    std::unordered_map<const xercesc::XSObject*, Element*> elements_;
    std::unordered_map<const xercesc::XSObject*, ComplexType*> types_;
    std::vector<std::pair<ElementDefinition*, Element*>> elements_to_fill_;
    std::vector<std::pair<ComplexDefinition*, ComplexType*>> types_to_fill_;
    std::map<Name, ElementDefinition*> global_elements_;
    std::map<Name, ComplexDefinition*> global_types_;
};

}  // namespace

Components copy_components(xercesc::XSModel& model) { return Copier{model}.copy(); }

}  // namespace otkel::xsd
