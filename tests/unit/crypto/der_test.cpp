#include "gateway/crypto/der.hpp"

#include <gtest/gtest.h>

#include "gateway/base/bytes.hpp"

namespace otkel::crypto::der {
namespace {

using namespace std::string_view_literals;

TEST(DerReader, walks_elements_one_after_another) {
    const auto octets = integer(5) + octet_string("abc") + null();
    Reader reader(octets);
    EXPECT_EQ(reader.next(tag::integer, "a number")->content, "\x05"sv);
    EXPECT_EQ(reader.next(tag::octet_string, "octets")->content, "abc");
    EXPECT_FALSE(reader.next_if(tag::boolean));
    EXPECT_TRUE(reader.next_if(tag::null));
    EXPECT_TRUE(reader.at_end());
    EXPECT_FALSE(reader.next("more"));
}

TEST(DerReader, says_what_was_expected) {
    Reader reader("\x02\x01\x05"sv);
    const auto element = reader.next(tag::sequence, "SubjectPublicKeyInfo");
    ASSERT_FALSE(element);
    EXPECT_EQ(element.error().code, Errc::malformed);
    EXPECT_EQ(element.error().detail, "SubjectPublicKeyInfo: tag 0x30 is expected, 0x02 was found");
}

class BrokenElement : public ::testing::TestWithParam<std::string_view> {};

INSTANTIATE_TEST_SUITE_P(Der, BrokenElement,
                         ::testing::Values("\x02"sv,                   // no length
                                           "\x02\x02\x05"sv,           // cut off
                                           "\x30\x80\x00\x00"sv,       // indefinite
                                           "\x04\x81\x05xxxxx"sv,      // long form of a short length
                                           "\x04\x82\x00\x85xxxxx"sv,  // leading zero
                                           "\x1f\x81\x01\x00"sv,       // tag of two octets
                                           "\x04\x85\x01\x00\x00\x00\x00"sv, "\x04\x84\xff\xff\xff\xff"sv));

TEST_P(BrokenElement, is_refused) { EXPECT_FALSE(Reader(GetParam()).next("an element")); }

TEST(Der, refuses_what_follows_a_single_element) {
    EXPECT_TRUE(single("\x05\x00"sv, tag::null, "nothing"));
    EXPECT_FALSE(single("\x05\x00\x00"sv, tag::null, "nothing"));
}

TEST(Der, writes_and_reads_object_identifiers) {
    for (const auto* text : {"1.2.398.3.10.1.1.2.3.2", "2.5.4.3", "2.999.1", "0.0", "1.2.840.113549.1.1.11"}) {
        const auto octets = oid(text);
        const auto element = Reader(octets).next("an identifier");
        ASSERT_TRUE(element);
        EXPECT_EQ(*oid_text(*element), text);
    }
    EXPECT_EQ(to_hex(oid("2.5.4.3")), "0603550403");
}

TEST(Der, refuses_damaged_object_identifiers) {
    for (const auto content : {""sv, "\x80\x01"sv, "\x2a\x83"sv, "\x2a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"sv}) {
        EXPECT_FALSE(oid_text({tag::object_identifier, content, content}));
    }
}

TEST(Der, writes_numbers_in_their_shortest_form) {
    EXPECT_EQ(to_hex(integer(0)), "020100");
    EXPECT_EQ(to_hex(integer(127)), "02017f");
    EXPECT_EQ(to_hex(integer(128)), "02020080");
    EXPECT_EQ(to_hex(integer_of("\x00\x00\xff"sv)), "020200ff");
}

TEST(Der, writes_long_lengths) {
    EXPECT_EQ(to_hex(octet_string(std::string(127, 'x')).substr(0, 2)), "047f");
    EXPECT_EQ(to_hex(octet_string(std::string(128, 'x')).substr(0, 3)), "048180");
    EXPECT_EQ(to_hex(octet_string(std::string(256, 'x')).substr(0, 4)), "04820100");
}

TEST(Der, orders_sets) { EXPECT_EQ(to_hex(set_of({integer(2), integer(1)})), "3106020101020102"); }

TEST(Der, writes_times_as_certificates_need_them) {
    const auto at = [](std::string_view text) { return *parse_time(text); };
    EXPECT_EQ(time(at("2049-12-31T23:59:59Z")), element(tag::utc_time, "491231235959Z"));
    EXPECT_EQ(time(at("2050-01-01T00:00:00Z")), element(tag::generalized_time, "20500101000000Z"));
}

TEST(Der, reads_both_kinds_of_time) {
    const auto read = [](std::uint8_t tag, std::string_view text) { return time(Element{tag, text, text}); };
    EXPECT_EQ(to_utc_text(*read(tag::utc_time, "260712043000Z")), to_utc_text(*parse_time("2026-07-12T04:30:00Z")));
    EXPECT_EQ(to_utc_text(*read(tag::utc_time, "500101000000Z")), to_utc_text(*parse_time("1950-01-01T00:00:00Z")));
    EXPECT_TRUE(read(tag::generalized_time, "20260712043000Z"));
    for (const auto text : {"260712043000", "2607120430Z", "261312043000Z", "260230043000Z", "260712240000Z",
                            "26071204300aZ", "260712043000+0500"}) {
        EXPECT_FALSE(read(tag::utc_time, text)) << text;
    }
}

}  // namespace
}  // namespace otkel::crypto::der
