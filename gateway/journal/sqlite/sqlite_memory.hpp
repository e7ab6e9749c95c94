#pragma once

namespace otkel::journal {

// SQLite counts every octet that it allocates, for figures that nobody asks for, under one lock of the whole process:
// the writers' and the readers' threads wait for one another there, some 15 % of an exchange with an ECDSA key. Called
// once, before the first database is opened.
void leave_sqlite_memory_uncounted();

}  // namespace otkel::journal
