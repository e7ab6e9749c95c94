#pragma once

#include "gateway/journal/postgres/postgres_store.hpp"
#include "gateway/settings/section.hpp"

namespace otkel::journal {

// Section `journal` of gateway.yaml when its `store` is postgres. Reads all of its keys but `store`; finish() is the
// caller's. Complaints go where those of the section go. The password comes from its file.
[[nodiscard]] PostgresOptions read_postgres_settings(const settings::Section& journal);

}  // namespace otkel::journal
