#pragma once

#include <string>

#include "gateway/journal/sqlite/statement.hpp"
#include "gateway/journal/store.hpp"

// Rows of the table of exchanges, as readers see them.

namespace otkel::journal {

[[nodiscard]] std::string select_exchanges(const std::string& where);
inline constexpr int stages_column = 15;
inline constexpr int keys_column = 16;

[[nodiscard]] WallTime time_of(std::int64_t count);
[[nodiscard]] Summary summary_of(const Rows& rows);

}  // namespace otkel::journal
