#include "gateway/journal/sqlite/checkpointer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstring>
#include <fstream>

#include "gateway/journal/sqlite/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"

namespace otkel::journal {
namespace {

using testing::HasSubstr;

constexpr int log_pages = 64;
constexpr std::uint64_t page_octets = 4096;
constexpr int enough = 20'000;  // commits, for whatever is to happen beside them

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

    // How often the log has begun anew: octets 16 to 19 of its header, which then change
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

int fail_to_sync(sqlite3_file* /*file*/, int /*flags*/) { return SQLITE_IOERR_FSYNC; }

// The disk takes what is written, and says at a sync that it has not.
void break_syncs(SQLite::Database& database) {
    sqlite3_file* file = nullptr;
    ASSERT_EQ(sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file), SQLITE_OK);
    static sqlite3_io_methods broken;
    broken = *file->pMethods;
    broken.xSync = fail_to_sync;
    file->pMethods = &broken;
}

TEST_F(CheckpointerTest, after_a_failed_sync_nothing_more_is_copied_and_the_next_process_copies_all_of_it) {
    auto beside = open_for_checkpoints(options_.file).value();
    break_syncs(*beside);
    start(std::move(beside));
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
    ASSERT_TRUE(std::filesystem::exists(log())) << "closing must not drop what may be nowhere else";
    // As after a power cut: of what was copied only the first page has arrived.
    std::filesystem::resize_file(options_.file, page_octets);
    EXPECT_EQ(rows(), committed_);
}

}  // namespace
}  // namespace otkel::journal
