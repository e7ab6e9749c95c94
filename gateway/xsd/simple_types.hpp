#pragma once

#include <deque>
#include <unordered_map>
#include <xercesc/framework/psvi/XSObject.hpp>
#include <xercesc/framework/psvi/XSSimpleTypeDefinition.hpp>

#include "gateway/xsd/schema_model.hpp"

namespace otkel::xsd {

[[nodiscard]] Name name_of(const xercesc::XSObject& object);
[[nodiscard]] Name name_of(xercesc::XSTypeDefinition& type);  // without a local name when anonymous
[[nodiscard]] bool is_built_in(const xercesc::XSObject& object);

class SimpleTypes {
public:
    explicit SimpleTypes(std::deque<SimpleType>& storage) : storage_(storage) {}

    // Of anySimpleType for null.
    [[nodiscard]] const SimpleType* find_or_copy(xercesc::XSSimpleTypeDefinition* type);

private:
    void copy(xercesc::XSSimpleTypeDefinition& from, SimpleType& to);

    std::deque<SimpleType>& storage_;
    std::unordered_map<const xercesc::XSObject*, const SimpleType*> known_;
};

}  // namespace otkel::xsd
