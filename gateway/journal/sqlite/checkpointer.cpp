#include "gateway/journal/sqlite/checkpointer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "gateway/base/write_points.hpp"

namespace otkel::journal {
namespace {

int remember_pages(void* pages, sqlite3* /*writer*/, const char* /*schema*/, int in_log) {
    *static_cast<int*>(pages) = in_log;
    return SQLITE_OK;
}

// False: a sync has failed. What else is in the way, a reader or a full disk, is so later, too, or it is not.
bool copy_pages(SQLite::Database& database) {
    sqlite3_wal_checkpoint_v2(database.getHandle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    reached(WritePoint::log_copied);
    return sqlite3_extended_errcode(database.getHandle()) != SQLITE_IOERR_FSYNC;
}

// SQLite syncs the database within the checkpoint that copies the last page; what is written out by then need not be
// waited for.
bool write_out(SQLite::Database& database) {
    sqlite3_file* file = nullptr;
    return sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file)) ==
               SQLITE_OK &&
           file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) == SQLITE_OK;
}

void leave_log_at_closing(SQLite::Database& database) {
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

}  // namespace

Checkpointer::Checkpointer(SQLite::Database& writer, Connection beside, int log_pages)
    : writer_(writer),
      beside_(std::move(beside)),
      log_pages_(log_pages),
      more_pages_(std::max(1, log_pages / 4)),
      copy_at_(log_pages) {
    sqlite3_wal_hook(writer_.getHandle(), remember_pages, &pages_);
    thread_ = std::thread([this] { run(); });
}

Checkpointer::~Checkpointer() {
    sqlite3_wal_hook(writer_.getHandle(), nullptr, nullptr);
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
    if (turn_ == Turn::ended) {
        leave_log_at_closing(writer_);
        leave_log_at_closing(*beside_);
    }
}

void Checkpointer::committed() {
    if (pages_ < copied_at_) {  // begun anew
        copied_at_ = 0;
        copy_at_ = log_pages_;
    }
    if (!is_turn_of_writer()) {
        return;
    }
    leave_to(copy_pages(writer_) ? Turn::nobody : Turn::ended);
    copied_at_ = pages_;
    copy_at_ = std::max(log_pages_, pages_ + more_pages_);
}

bool Checkpointer::is_turn_of_writer() {
    const std::lock_guard lock(mutex_);
    if (turn_ == Turn::nobody && pages_ >= copy_at_) {
        turn_ = Turn::beside;
        wake_.notify_one();
    }
    return turn_ == Turn::writer;
}

void Checkpointer::leave_to(Turn next) {
    const std::lock_guard lock(mutex_);
    turn_ = next;
}

void Checkpointer::run() {
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || turn_ == Turn::beside; });
            if (stopping_) {
                return;
            }
        }
        leave_to(copy_pages(*beside_) && write_out(*beside_) ? Turn::writer : Turn::ended);
    }
}

Result<void> Checkpointer::outcome() const {
    const std::lock_guard lock(mutex_);
    if (turn_ != Turn::ended) {
        return {};
    }
    return fail(Errc::storage_failed, "cannot sync " + beside_->getFilename() +
                                          " with what was copied from its log. The log still has all of it: see to the "
                                          "disk, and restart the gateway");
}

}  // namespace otkel::journal
