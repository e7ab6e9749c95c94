#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "gateway/journal/sqlite/database.hpp"

namespace otkel::journal {

// Copies the pages of the write-ahead log into the database, most of them beside the writer. SQLite would do all of it
// within a commit that finds the log long enough, and whoever waits for the journal would wait for that, too: some 15
// ms every 4096 pages, long enough for all other work to run dry.
//
// A connection of its own copies what is committed and has it written to the disk; the writer then copies the few pages
// that came meanwhile, which lets SQLite begin the log anew. The rules of what may be copied and synced when are
// SQLite's own (https://www.sqlite.org/wal.html#ckpt): both call its checkpoint, PASSIVE, which waits for nobody. One
// that is held up, by a reader or a full disk, is tried again when the log has grown further.
//
// A sync that fails ends it for good, also at the closing: nobody knows what is on the disk then, and a later sync that
// succeeds would not say so. All of it is still in the log, and the next process copies it from its beginning.
class Checkpointer {
public:
    // `writer` is the connection that writes the journal; its own checkpoints end. `log_pages`: so many pages in the
    // log are copied.
    Checkpointer(SQLite::Database& writer, Connection beside, int log_pages);
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    // On the writer's thread, after each commit.
    void committed();
    // Of the syncs. Thread safe.
    [[nodiscard]] Result<void> outcome() const;

private:
    enum class Turn : std::uint8_t { nobody, beside, writer, ended };  // by a sync that failed
    [[nodiscard]] bool is_turn_of_writer();
    void run();
    void leave_to(Turn next);

    SQLite::Database& writer_;
    Connection beside_;
    const int log_pages_, more_pages_;  // more: when the log could not begin anew
    int pages_{0};                      // in the log, after the last commit
    int copied_at_{0}, copy_at_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    Turn turn_{Turn::nobody};  // whose it is to copy
    bool stopping_{false};
    std::thread thread_;
};

}  // namespace otkel::journal
