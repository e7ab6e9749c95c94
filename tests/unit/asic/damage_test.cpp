#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "tests/support/temporary_folder.hpp"
#include "tests/unit/asic/asic_fixture.hpp"

// Damage anywhere in a container.

namespace otkel::asic {
namespace {

using namespace otkel::testing;

class DamagedContainer : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Of, DamagedContainer, ::testing::Values("person", "shep-bus", "shep-bus-ec"),
                         [](const auto& parameter) { return replaced(parameter.param, "-", "_"); });

TEST_P(DamagedContainer, cut_off_anywhere_is_not_valid) {
    const auto zip = signed_by(GetParam());
    ASSERT_TRUE(is_valid(zip));
    for (std::size_t length = 0; length < zip.size(); length += 97) {
        EXPECT_EQ(error_of(zip.substr(0, length)).code, Errc::malformed) << length;
    }
    EXPECT_FALSE(is_valid(zip.substr(0, zip.size() - 1)));
}

// Times, attributes, versions, and internal flags of the ZIP mean nothing for files: whatever stays valid has the same
// files with the same octets, the signature among them.
TEST_P(DamagedContainer, with_one_other_octet_is_not_valid_or_holds_the_same_files) {
    const auto zip = signed_by(GetParam());
    const auto original = read_container(zip, {}).value();
    const auto directory = zip.find("PK\x01\x02");
    std::size_t harmless = 0;
    for (std::size_t at = 0; at < zip.size(); at += 13) {
        auto changed = zip;
        changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
        if (!is_valid(changed)) {
            continue;
        }
        ++harmless;
        const auto read = read_container(changed, {}).value();
        EXPECT_EQ(read.media_type, original.media_type) << at;
        ASSERT_EQ(read.files.size(), original.files.size()) << at;
        for (std::size_t i = 0; i < read.files.size(); ++i) {
            EXPECT_EQ(read.files[i].name, original.files[i].name) << at;
            EXPECT_EQ(read.files[i].octets, original.files[i].octets) << at;
        }
    }
    EXPECT_LT(harmless, (zip.size() - directory) / 13) << "only lines of the directory and headers have such octets";
}

TEST(WrittenContainer, is_whole_to_another_reader) {
    if (std::system("command -v unzip >/dev/null 2>&1") != 0) {
        GTEST_SKIP() << "unzip is not installed";
    }
    const otkel::tests::TemporaryFolder folder;
    const auto file = folder.write("signed.asice", signed_by("person"));
    EXPECT_EQ(std::system(("unzip -tq '" + file.string() + "' >/dev/null").c_str()), 0);
}

}  // namespace
}  // namespace otkel::asic
