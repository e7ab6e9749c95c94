#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>
#include <xercesc/util/XercesDefs.hpp>

#include "gateway/xsd/schema_model.hpp"

XERCES_CPP_NAMESPACE_BEGIN
class XSModel;
XERCES_CPP_NAMESPACE_END

namespace otkel::xsd {

// The storage of a model: deques, because pointers into them must stay good while they grow.
struct Components {
    std::deque<Element> elements;
    std::deque<SimpleType> simple_types;
    std::deque<ComplexType> complex_types;
    std::map<Name, const Element*> global_elements;
    std::map<Name, const ComplexType*> global_types;
    std::vector<std::string> namespaces;
};

// Copies all that the global elements and types reach; nothing of Xerces is kept.
[[nodiscard]] Components copy_components(xercesc::XSModel& model);

}  // namespace otkel::xsd
