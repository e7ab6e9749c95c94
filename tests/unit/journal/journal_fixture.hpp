#pragma once

#include <stdexcept>

#include "gateway/journal/sqlite/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/journal/store_caller.hpp"

namespace otkel::journal {

// A journal of SQLite in a folder of its own: for what other stores do not have.
class JournalTest : public StoreCaller {
protected:
    JournalTest() { options_.file = folder_ / "journal.sqlite"; }

    Store& store() override {
        if (!store_) {
            auto opened = open_sqlite_store(options_, workers_);
            if (!opened) {
                throw std::runtime_error(opened.error().to_string());
            }
            store_ = std::move(*opened);
        }
        return *store_;
    }
    void reopen() { store_.reset(); }

    otkel::tests::TemporaryFolder folder_;
    SqliteOptions options_;
    std::unique_ptr<Store> store_;
};

}  // namespace otkel::journal
