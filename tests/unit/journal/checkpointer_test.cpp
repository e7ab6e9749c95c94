#include "gateway/journal/sqlite/checkpointer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <fstream>

#include "tests/unit/journal/journal_fixture.hpp"

namespace otkel::journal {
namespace {

using testing::HasSubstr;

constexpr int log_pages = 64;
constexpr std::uint64_t page_octets = 4096;
constexpr int enough = 20'000;  // commits, for whatever is to happen beside them

// While it lives, the databases that are opened lie on a disk that takes what is written, and can be told to say at a
// sync that it has not.
class BrokenDisk {
public:
    BrokenDisk() {
        fails = false;
        disk = *real;
        disk.zName = "broken";
        disk.xOpen = open;
        sqlite3_vfs_register(&disk, 1);
    }
    ~BrokenDisk() { sqlite3_vfs_unregister(&disk); }
    BrokenDisk(const BrokenDisk&) = delete;
    BrokenDisk& operator=(const BrokenDisk&) = delete;

    static void fail_syncs(bool fail) { fails = fail; }

private:
    static int open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out) {
        const int outcome = real->xOpen(real, name, file, flags, out);
        if (outcome == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB) != 0) {
            static const auto* const whole = file->pMethods;
            static const auto broken = [] {
                auto methods = *whole;
                methods.xSync = [](sqlite3_file* of, int how) {
                    return fails ? SQLITE_IOERR_FSYNC : whole->xSync(of, how);
                };
                return methods;
            }();
            file->pMethods = &broken;
        }
        return outcome;
    }

    static inline sqlite3_vfs* const real = sqlite3_vfs_find(nullptr);
    static inline sqlite3_vfs disk{};
    static inline std::atomic<bool> fails{false};
};

class CheckpointerTest : public testing::Test {
protected:
    CheckpointerTest() {
        options_.file = folder_ / "journal.sqlite";
        writer_ = open_for_writing(options_).value();
        writer_->exec("CREATE TABLE kept (octets BLOB)");
    }

    void start(Connection beside) { checkpointer_.emplace(*writer_, std::move(beside), log_pages); }
    void start() { start(open_for_checkpoints(options_.file).value()); }

    void commit() {
        writer_->exec("INSERT INTO kept VALUES (randomblob(20000))");
        ++committed_;
        checkpointer_->committed();
    }

    [[nodiscard]] std::filesystem::path log() const { return options_.file.string() + "-wal"; }

    // Tells one beginning of the log from another: octets 16 to 19 of its header, which then change
    // (https://www.sqlite.org/fileformat2.html#walformat, salt-1).
    [[nodiscard]] std::uint32_t beginning() const {
        char header[20]{};
        std::ifstream(log(), std::ios::binary).read(header, sizeof header);
        std::uint32_t salt = 0;
        std::memcpy(&salt, header + 16, sizeof salt);
        return salt;
    }

    [[nodiscard]] bool begins_anew() {
        const auto before = beginning();
        for (int i = 0; i < enough; ++i) {
            commit();
            if (beginning() != before) {
                return true;
            }
        }
        return false;
    }

    int rows() { return SQLite::Database(options_.file.string()).execAndGet("SELECT count(*) FROM kept").getInt(); }

    otkel::tests::TemporaryFolder folder_;
    SqliteOptions options_;
    Connection writer_;
    std::optional<Checkpointer> checkpointer_;
    int committed_{0};
};

TEST_F(CheckpointerTest, the_log_begins_anew_again_and_again_while_the_writer_goes_on) {
    start();
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(begins_anew()) << i;
    }
    EXPECT_TRUE(checkpointer_->outcome());
    EXPECT_EQ(rows(), committed_);
}

TEST_F(CheckpointerTest, a_reader_holds_the_log_back_and_no_longer_than_it_reads) {
    start();
    commit();
    {
        SQLite::Database reader(options_.file.string());
        SQLite::Transaction reading(reader);
        ASSERT_EQ(reader.execAndGet("SELECT count(*) FROM kept").getInt(), 1);
        const auto before = beginning();
        for (int i = 0; i < 10 * log_pages; ++i) {
            commit();
        }
        EXPECT_EQ(beginning(), before);
        EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM kept").getInt(), 1) << "what it began with";
    }
    EXPECT_TRUE(begins_anew());
    EXPECT_EQ(rows(), committed_);
}

class OnBrokenDisk : public CheckpointerTest {
protected:
    BrokenDisk disk_;
};

TEST_F(OnBrokenDisk, after_a_failed_sync_nothing_more_is_copied_and_the_next_process_copies_all_of_it) {
    writer_ = open_for_writing(options_).value();
    start();
    disk_.fail_syncs(true);
    for (int i = 0; i < enough && checkpointer_->outcome(); ++i) {
        commit();
    }
    const auto outcome = checkpointer_->outcome();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, Errc::storage_failed);
    EXPECT_THAT(outcome.error().detail, HasSubstr(options_.file.string()));
    const auto before = beginning();
    for (int i = 0; i < 10 * log_pages; ++i) {
        commit();
    }
    EXPECT_EQ(beginning(), before);

    checkpointer_.reset();
    writer_.reset();
    disk_.fail_syncs(false);
    ASSERT_TRUE(std::filesystem::exists(log())) << "closing must not drop what may be nowhere else";
    // As after a power cut: of what was copied only the first page has arrived.
    std::filesystem::resize_file(options_.file, page_octets);
    EXPECT_EQ(rows(), committed_);
}

class JournalOnBrokenDisk : public JournalTest {
protected:
    BrokenDisk disk_;
};

TEST_F(JournalOnBrokenDisk, takes_nothing_after_a_failed_sync_and_has_after_a_restart_what_it_told_of) {
    options_.checkpoint_pages = 16;
    std::vector<ExchangeId> told;
    std::optional<Error> error;
    for (int i = 0; i < enough && !error; ++i) {
        const auto acceptance = message("m" + std::to_string(i), "<request/>");
        if (const auto accepted = accept(acceptance)) {
            told.push_back(acceptance.id);
        } else {
            error = accepted.error();
        }
        disk_.fail_syncs(true);
    }
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, Errc::storage_failed);
    EXPECT_THAT(error->detail, HasSubstr("cannot sync"));
    EXPECT_FALSE(accept(message("later", "<request/>")));
    reopen();
    disk_.fail_syncs(false);
    std::filesystem::resize_file(options_.file, page_octets);
    EXPECT_FALSE(told.empty());
    for (const auto& id : told) {
        EXPECT_TRUE(run(store().load(id))) << id.text();
    }
}

}  // namespace
}  // namespace otkel::journal
