#pragma once

#include "gateway/mapping/plan.hpp"

namespace otkel::mapping {

// Decides which prefixes the root of the message declares, and which the roots of documents inside it: a namespace
// stands on the root of the document that uses it, and those that nothing names (for values that are names) on the root
// of the message.
void declare_namespaces(MessagePlan& plan);

}  // namespace otkel::mapping
