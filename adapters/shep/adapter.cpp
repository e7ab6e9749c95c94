#include "gateway/adapter/adapter_registry.hpp"

namespace otkel::adapters::shep {
void register_adapter(adapter::AdapterRegistry& registry);
void register_adapter(adapter::AdapterRegistry& /*registry*/) {}
}  // namespace otkel::adapters::shep
