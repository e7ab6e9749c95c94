#pragma once

#include "gateway/journal/postgres/connection.hpp"

namespace otkel::journal::postgres {

// Success when the schema is exactly the one that this program writes; else the error says which it is and what to do.
[[nodiscard]] Asked<void> check_schema(Connection& connection);

[[nodiscard]] int newest_schema();

}  // namespace otkel::journal::postgres
