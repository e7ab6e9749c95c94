#include "gateway/adapter/adapter_registry.hpp"

#include "gateway/base/assert.hpp"

namespace otkel::adapter {

void AdapterRegistry::add(std::string system, Registration registration) {
    const auto inserted = registrations_.emplace(std::move(system), std::move(registration)).second;
    OTKEL_ASSERT(inserted);
}

const Registration* AdapterRegistry::find(const std::string& system) const {
    const auto found = registrations_.find(system);
    return found == registrations_.end() ? nullptr : &found->second;
}

}  // namespace otkel::adapter
