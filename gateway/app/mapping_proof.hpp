#pragma once

#include "gateway/app/configuration.hpp"

namespace otkel::app {

// What a person would find with `otkel mapping check` and `otkel mapping test`, for every mapping that a route uses:
// errors of the first and failures of the second become complaints. Seconds of work; done before a changed mapping may
// take the place of one that works.
void prove_mappings(const CatalogParts& parts, const exchange::Catalog& catalog, settings::Complaints& complaints);

}  // namespace otkel::app
