#include "gateway/base/bytes.hpp"

#include <gtest/gtest.h>

namespace otkel {
namespace {

TEST(Hex, is_lower_case) { EXPECT_EQ(to_hex(std::string("\x00\x0f\xff", 3)), "000fff"); }

// RFC 3629 section 4.
TEST(Utf8, takes_what_the_standard_allows) {
    for (const char* text : {"", "a", "ә", "€", "\U0001F600", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                             "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        EXPECT_TRUE(is_valid_utf8(text)) << text;
    }
    EXPECT_TRUE(is_valid_utf8(std::string_view("\0", 1)));
}

TEST(Utf8, refuses_overlong_forms_surrogates_and_torn_characters) {
    for (const char* text : {"\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xe2\x82",
                             "\xe2\x28\xa1", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80",
                             "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfe", "\xff", "a\xffz", "ә\xd3"}) {
        EXPECT_FALSE(is_valid_utf8(text)) << to_hex(text);
    }
}

TEST(Base64, decodes_each_tail_exactly) {
    for (std::size_t size = 0; size < 40; ++size) {
        std::string octets;
        for (std::size_t i = 0; i < size; ++i) {
            octets += static_cast<char>(i * 37 + 200);
        }
        EXPECT_EQ(from_base64(to_base64(octets)).value(), octets);
    }
}

TEST(Base64, refuses_the_alphabet_for_urls) {
    EXPECT_FALSE(from_base64("-_-_"));
    EXPECT_EQ(from_base64("+/+/").value(), "\xfb\xff\xbf");
}

TEST(Trim, cuts_xml_white_space_only) {
    EXPECT_EQ(trim(" \t\r\na b\n"), "a b");
    EXPECT_EQ(trim(" \n"), "");
    EXPECT_EQ(trim(""), "");
    EXPECT_EQ(trim("\u00a0a"), "\u00a0a");
}

TEST(Secrets, are_overwritten_and_emptied) {
    std::string secret = "correct horse battery staple";
    const char* const place = secret.data();
    wipe(secret);
    EXPECT_TRUE(secret.empty());
    EXPECT_EQ(std::string_view(place, 28), std::string(28, '\0'));
}

TEST(Secrets, are_compared_whole) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
    EXPECT_FALSE(equal_in_constant_time(std::string_view("\0a", 2), std::string_view("\0b", 2)));
}

TEST(Masked, shows_the_rim_of_long_values_and_nothing_of_short_ones) {
    EXPECT_EQ(masked("440000000081"), "4400…81");
    EXPECT_EQ(masked("12345678901"), "…");
    EXPECT_EQ(masked(""), "…");
}

TEST(Masked, is_text_whatever_it_masks) {
    EXPECT_TRUE(is_valid_utf8(masked("Қазақстан")));
    EXPECT_TRUE(is_valid_utf8(masked("abcҚазақстан")));
    EXPECT_TRUE(is_valid_utf8(masked("\xff\xff\xff\xff\xff\xff\xff\xff\xff")));
}

}  // namespace
}  // namespace otkel
