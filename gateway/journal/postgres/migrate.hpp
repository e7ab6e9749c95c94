#pragma once

#include "gateway/journal/postgres/postgres_store.hpp"

namespace otkel::journal {

struct MigratedSchema {
    int from{0};  // 0: there was nothing
    int to{0};    // the same: nothing was to be done
};

// What `otkel migrate` does: creates the schema "otkel", or brings it up to date, in one transaction, while no other
// process does. Gateways are stopped before: one that meets a schema of another version does not start, and one that
// runs is not told. A schema that is newer than this program is refused.
[[nodiscard]] Result<MigratedSchema> migrate_postgres(const PostgresOptions& options);

}  // namespace otkel::journal
