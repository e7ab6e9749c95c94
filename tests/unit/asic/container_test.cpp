#include "gateway/asic/container.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/asic/asic_fixture.hpp"

namespace otkel::asic {
namespace {

using otkel::testing::replaced;
using ::testing::HasSubstr;

std::string zip_of(const std::vector<AsicFile>& files, std::string media_type = std::string(media_type_e)) {
    return write_container({std::move(media_type), files}).value();
}
Errc refusal(const std::string& zip, const Limits& limits = {}) {
    const auto read = read_container(zip, limits);
    return read ? Errc::internal : read.error().code;
}
std::string little(std::size_t value, int width) {
    std::string octets;
    for (int i = 0; i < width; ++i, value >>= 8U) {
        octets += static_cast<char>(value & 0xFFU);
    }
    return octets;
}
std::size_t closing_of(const std::string& zip) { return zip.rfind("PK\x05\x06"); }

// One stored, empty entry, octet by octet.
std::string plain_zip(const std::string& name, const std::string& extra = {}, const std::string& descriptor = {}) {
    const std::string common =
        little(descriptor.empty() ? 0x800 : 0x808, 2) + std::string(18, '\0') + little(name.size(), 2);
    const auto local = "PK\x03\x04" + little(20, 2) + common + little(extra.size(), 2) + name + extra + descriptor;
    const auto line = "PK\x01\x02" + little(20, 2) + little(20, 2) + common + little(extra.size(), 2) +
                      std::string(14, '\0') + name + extra;
    return local + line + std::string("PK\x05\x06\0\0\0\0", 8) + little(1, 2) + little(1, 2) + little(line.size(), 4) +
           little(local.size(), 4) + little(0, 2);
}

TEST(Container, gives_back_what_was_written_in_its_order) {
    const std::vector<AsicFile> files{{"б.txt", "second letter"}, {"a/b/c.bin", std::string(5000, '\0')}, {"e", ""}};
    const auto zip = zip_of(files);
    const auto read = read_container(zip, {});
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->media_type, media_type_e);
    ASSERT_EQ(read->files.size(), 3U);
    for (std::size_t i = 0; i < files.size(); ++i) {
        EXPECT_EQ(read->files[i].name, files[i].name);
        EXPECT_EQ(read->files[i].octets, files[i].octets);
    }
    EXPECT_NE(read->find("e"), nullptr);
    EXPECT_EQ(read->find("f"), nullptr);
    EXPECT_EQ(zip_of(files), zip);
}

// EN 319 162-1 annex A.1: what tools look at to tell the kind of file.
TEST(Container, says_its_media_type_at_the_known_place) {
    const auto zip = zip_of({{"a", "1"}});
    EXPECT_EQ(zip.substr(30, 8), "mimetype");
    EXPECT_EQ(zip.substr(38, media_type_e.size()), media_type_e);
}

TEST(Container, of_another_media_type_is_none) {
    EXPECT_EQ(refusal(zip_of({{"a", "1"}}, "application/epub+zip")), Errc::unsupported);
}

TEST(Container, with_its_media_type_elsewhere_than_first_is_refused) {
    auto zip = zip_of({{"a1234567", "1"}});
    zip = replaced(replaced(replaced(zip, "mimetype", "x1234567"), "a1234567", "mimetype"), "x1234567", "a1234567");
    EXPECT_EQ(refusal(zip), Errc::malformed);
}

class EscapingName : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Of, EscapingName,
                         ::testing::Values("../a", "a/../../b", "/etc/passwd", "a\\b", "C:/a", "a//b", "./a", "a/.",
                                           "..", "a\nb",
                                           "a\xff"
                                           "b",
                                           "a\x7f"));
TEST_P(EscapingName, is_refused) {
    EXPECT_EQ(check_name(GetParam(), 512).error().code, Errc::forbidden_construct);
    EXPECT_EQ(refusal(plain_zip(GetParam())), Errc::forbidden_construct);
}

TEST(Container, made_by_hand_is_read) {
    const auto read = read_container(plain_zip("a"), {});
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->files.front().name, "a");
    EXPECT_TRUE(read_container(plain_zip("a/"), {})->files.empty());
}

TEST(Container, written_as_a_stream_is_read) {
    EXPECT_TRUE(read_container(plain_zip("a", {}, std::string(12, '\0')), {}));
    EXPECT_TRUE(read_container(plain_zip("a", {}, "PK\x07\x08" + std::string(12, '\0')), {}));
    EXPECT_EQ(refusal(plain_zip("a", {}, std::string(13, '\0'))), Errc::malformed);
    EXPECT_EQ(refusal(plain_zip("a", {}, std::string(28, '\0'))), Errc::malformed);
}

TEST(Container, without_a_media_type_is_read) {
    EXPECT_EQ(read_container(zip_of({{"a", "1"}}, ""), {})->media_type, "");
}

TEST(Container, refuses_names_with_a_nul_or_another_one_beside_them) {
    EXPECT_EQ(refusal(plain_zip(std::string("a\0b", 3))), Errc::forbidden_construct);
    EXPECT_EQ(refusal(plain_zip("a", little(0x7075, 2) + little(6, 2) + std::string("\1....b", 6))),
              Errc::forbidden_construct);
    EXPECT_TRUE(read_container(plain_zip("a", little(0x5455, 2) + little(1, 2) + std::string(1, '\0')), {}));
}

TEST(Container, refuses_the_same_name_twice_also_in_other_letters) {
    const auto zip = zip_of({{"first", "1"}, {"other", "2"}});
    EXPECT_EQ(refusal(replaced(zip, "other", "first")), Errc::forbidden_construct);
    EXPECT_EQ(refusal(replaced(zip, "other", "FIRST")), Errc::forbidden_construct);
}

TEST(Container, refuses_encrypted_entries) {
    auto zip = zip_of({{"a", "1"}});
    const auto local = zip.find("PK\x03\x04", 4);
    const auto line = zip.find("PK\x01\x02", zip.find("PK\x01\x02") + 4);
    zip[local + 6] = static_cast<char>(zip[local + 6] | 1);
    zip[line + 8] = static_cast<char>(zip[line + 8] | 1);
    EXPECT_EQ(refusal(zip), Errc::forbidden_construct);
}

TEST(Container, refuses_links) {
    auto zip = zip_of({{"a", "1"}});
    const auto line = zip.find("PK\x01\x02", zip.find("PK\x01\x02") + 4);
    zip[line + 5] = 3;  // made on a Unix
    zip.replace(line + 38, 4, little(0120777UL << 16U, 4));
    EXPECT_EQ(refusal(zip), Errc::forbidden_construct);
}

TEST(Container, refuses_a_bomb_before_it_goes_off) {
    Limits limits;
    limits.ratio_free_octets = 1000;
    EXPECT_EQ(refusal(zip_of({{"zeros", std::string(4'000'000, '\0')}}), limits), Errc::limit_exceeded);
    EXPECT_EQ(refusal(zip_of({{"zeros", std::string(4'000'000, '\0')}})), Errc::limit_exceeded);
    EXPECT_EQ(refusal(zip_of({{"zeros", std::string(1000, '\0')}}), limits), Errc::internal) << "read";
}

TEST(Container, refuses_what_is_over_a_limit) {
    const auto zip = zip_of({{"a", std::string(100, 'a')}, {"b", std::string(100, 'b')}});
    Limits limits;
    limits.file_octets = 99;
    EXPECT_EQ(refusal(zip, limits), Errc::limit_exceeded);
    limits = {};
    limits.total_octets = 200;
    EXPECT_EQ(refusal(zip, limits), Errc::limit_exceeded) << "the media type counts";
    limits = {};
    limits.entries = 2;
    EXPECT_EQ(refusal(zip, limits), Errc::limit_exceeded);
    limits = {};
    limits.octets = zip.size() - 1;
    EXPECT_EQ(refusal(zip, limits), Errc::limit_exceeded);
    limits.octets = zip.size();
    EXPECT_TRUE(read_container(zip, limits));
}

TEST(Container, that_lies_about_a_size_or_sum_is_damaged) {
    const auto zip = zip_of({{"a", std::string(100, 'a')}});
    const auto local = zip.find("PK\x03\x04", 4);
    const auto line = zip.find("PK\x01\x02", zip.find("PK\x01\x02") + 4);
    for (const std::size_t size : {99U, 101U, 1000U}) {
        auto lying = zip;
        lying.replace(local + 22, 4, little(size, 4)).replace(line + 24, 4, little(size, 4));
        EXPECT_EQ(refusal(lying), Errc::malformed) << size;
    }
    auto other_sum = zip;
    other_sum.replace(local + 14, 4, "sum!").replace(line + 16, 4, "sum!");
    EXPECT_EQ(refusal(other_sum), Errc::malformed);
}

TEST(Container, has_no_octets_that_belong_to_nothing) {
    const auto zip = zip_of({{"a", "1"}});
    EXPECT_EQ(refusal("MZ" + zip), Errc::malformed);
    EXPECT_EQ(refusal(zip + "tail"), Errc::malformed);
    EXPECT_EQ(refusal(zip + zip), Errc::malformed);
    auto gap = zip;
    const auto directory = gap.find("PK\x01\x02");
    gap.insert(directory, "hidden");
    gap.replace(closing_of(gap) + 16, 4, little(directory + 6, 4));
    EXPECT_EQ(refusal(gap), Errc::malformed);
}

TEST(Container, with_two_ends_is_refused) {
    const auto inner = zip_of({{"b", "2"}});
    auto outer = zip_of({{"a", "1"}});
    outer.replace(closing_of(outer) + 20, 2, little(inner.size(), 2));
    EXPECT_EQ(refusal(outer + inner), Errc::forbidden_construct);
}

TEST(Container, may_hold_another_container) {
    const auto inner = zip_of({{"a", "1"}});
    EXPECT_EQ(read_container(zip_of({{"inner.asice", inner}}), {})->files.front().octets, inner);
}

TEST(Container, may_have_a_comment) {
    auto zip = zip_of({{"a", "1"}});
    zip.replace(closing_of(zip) + 20, 2, little(4, 2));
    EXPECT_TRUE(read_container(zip + "note", {}));
}

TEST(Container, in_other_forms_of_zip_is_refused) {
    const auto zip = zip_of({{"a", "1"}});
    auto large = zip;
    large.replace(closing_of(large) + 16, 4, "\xff\xff\xff\xff");
    EXPECT_EQ(refusal(large), Errc::unsupported);
    auto locator = zip;
    locator.insert(closing_of(locator), "PK\x06\x07" + std::string(16, '\0'));
    EXPECT_EQ(refusal(locator), Errc::unsupported);
    auto parts = zip;
    parts[closing_of(parts) + 4] = 1;
    EXPECT_EQ(refusal(parts), Errc::malformed);
    auto packed = zip;
    const auto local = packed.find("PK\x03\x04", 4);
    const auto line = packed.find("PK\x01\x02", packed.find("PK\x01\x02") + 4);
    packed[local + 8] = packed[line + 10] = 12;  // bzip2
    EXPECT_EQ(refusal(packed), Errc::unsupported);
}

TEST(Container, of_nothing_is_refused) {
    EXPECT_EQ(refusal(""), Errc::malformed);
    EXPECT_EQ(refusal("PK\x03\x04 and so on"), Errc::malformed);
    EXPECT_EQ(refusal(std::string("PK\x05\x06", 4) + std::string(18, '\0')), Errc::malformed) << "no entry";
}

}  // namespace
}  // namespace otkel::asic
