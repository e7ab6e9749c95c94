#include "gateway/journal/sqlite/sqlite_memory.hpp"

#include <sqlite3.h>

namespace otkel::journal {

void leave_sqlite_memory_uncounted() { static_cast<void>(sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0)); }

}  // namespace otkel::journal
