#include "gateway/adapter/adapter_registry.hpp"

namespace otkel::adapters::rex {

void register_adapter(adapter::AdapterRegistry& registry);
void register_adapter(adapter::AdapterRegistry& registry) { registry.add("rex", {}); }

}  // namespace otkel::adapters::rex
