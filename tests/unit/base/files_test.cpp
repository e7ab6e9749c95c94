#include "gateway/base/files.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace otkel {
namespace {

namespace fs = std::filesystem;

class Files : public ::testing::Test {
protected:
    [[nodiscard]] static std::string content(const fs::path& file) {
        return read_whole_file(file, 100, Errc::storage_failed).value_or("unreadable");
    }
    const otkel::tests::TemporaryFolder folder_;
    const fs::path file_ = folder_ / "inside/file.txt";
};

TEST_F(Files, are_replaced_whole) {
    ASSERT_TRUE(replace_file(file_, "first"));
    EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    ASSERT_TRUE(replace_file(file_, "2nd", 0400));
    EXPECT_EQ(content(file_), "2nd");
    EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read);
    EXPECT_EQ(files_in(folder_ / "inside", ".txt"), std::vector{file_});
    EXPECT_FALSE(fs::exists(file_.string() + ".new"));
}

TEST_F(Files, grow_at_their_end) {
    ASSERT_TRUE(append_to_file(file_, "one "));
    ASSERT_TRUE(append_to_file(file_, "two"));
    EXPECT_EQ(content(file_), "one two");
}

TEST_F(Files, that_cannot_be_replaced_stay) {
    fs::create_directories(file_ / "in the way");
    EXPECT_EQ(replace_file(file_, "text").error().code, Errc::storage_failed);
    EXPECT_EQ(append_to_file(file_, "text").error().code, Errc::storage_failed);
    EXPECT_TRUE(fs::exists(file_ / "in the way"));
    ASSERT_TRUE(replace_file(folder_ / "plain", "text"));
    EXPECT_EQ(replace_file(folder_ / "plain/file", "text").error().code, Errc::storage_failed);
}

TEST_F(Files, are_read_up_to_a_limit) {
    ASSERT_TRUE(replace_file(file_, "12345"));
    EXPECT_EQ(read_whole_file(file_, 5, Errc::not_found).value(), "12345");
    EXPECT_EQ(read_whole_file(file_, 4, Errc::not_found).error().code, Errc::limit_exceeded);
    EXPECT_EQ(read_whole_file(folder_.path(), 4, Errc::not_found).error().code, Errc::not_found);
    EXPECT_EQ(read_whole_file(folder_ / "absent", 4, Errc::not_found).error().place.file,
              (folder_ / "absent").string());
}

}  // namespace
}  // namespace otkel
