#include <gtest/gtest.h>

#include <random>

#include "gateway/identifiers/identifier.hpp"
#include "tests/unit/identifiers/vectors.hpp"

namespace otkel::identifiers {
namespace {

std::string why_not(Kind kind, std::string_view text) {
    const auto checked = check(kind, text);
    return checked ? "accepted" : checked.error().detail;
}

TEST(Gs1, accepts_the_shared_vectors) {
    OTKEL_NEEDS_REFERENCE_DATA(vectors_file);
    const std::pair<const char*, Kind> sets[] = {{"gtin13_487", Kind::gtin},
                                                 {"ntin_prefix_0200_sample", Kind::ntin},
                                                 {"gtin14", Kind::gtin},
                                                 {"sscc18", Kind::sscc}};
    for (const auto& [key, kind] : sets) {
        for (const auto& value : vectors(key)) {
            EXPECT_EQ(check(kind, value).value_or("refused"), value);
        }
    }
}

TEST(Gs1, computes_known_check_digits) {
    EXPECT_EQ(gs1_check_digit("487123456789"), '0');
    EXPECT_EQ(gs1_check_digit("629104150021"), '3');
    EXPECT_EQ(gs1_check_digit("0000000"), '0');
    EXPECT_EQ(gs1_check_digit("37610425002123456"), '9');
}

// Section 7.9 promises that every single wrong digit is found, because 1 and 3 have no factor in common with 10.
TEST(Gs1, finds_every_single_wrong_digit) {
    std::mt19937 random(20260712);
    std::uniform_int_distribution<int> digit('0', '9');
    for (const std::size_t length : {8U, 12U, 13U, 14U, 18U}) {
        for (int round = 0; round < 50; ++round) {
            std::string code(length - 1, '0');
            for (auto& c : code) {
                c = static_cast<char>(digit(random));
            }
            code += gs1_check_digit(code);
            const auto kind = length == 18 ? Kind::sscc : Kind::gtin;
            ASSERT_TRUE(check(kind, code)) << code;
            for (std::size_t at = 0; at < length; ++at) {
                auto wrong = code;
                wrong[at] = wrong[at] == '9' ? '0' : static_cast<char>(wrong[at] + 1);
                EXPECT_FALSE(check(kind, wrong)) << wrong;
            }
        }
    }
}

TEST(Gs1, says_which_check_digit_was_expected) {
    EXPECT_EQ(why_not(Kind::gtin, "4871234567891"), "check digit is 1, expected 0");
}

TEST(Gs1, keeps_leading_zeros) { EXPECT_EQ(*check(Kind::gtin, "04870000000012"), "04870000000012"); }

TEST(Gs1, refuses_other_lengths_of_a_gtin) {
    for (const auto* text : {"", "1", "487000000", "48700000000", "487000000001234", "4870000000O12"}) {
        EXPECT_NE(why_not(Kind::gtin, text).find("8, 12, 13 or 14 digits"), std::string::npos) << text;
    }
}

TEST(Gs1, wants_the_prefix_of_an_ntin) {
    EXPECT_EQ(why_not(Kind::ntin, "0200000000011"), "accepted");
    EXPECT_EQ(why_not(Kind::ntin, "4871234567890"), "an NTIN begins with 0200; found 4871");
    EXPECT_EQ(why_not(Kind::ntin, "0200000000012"), "check digit is 2, expected 1");
    EXPECT_EQ(why_not(Kind::ntin, "020000000001"), "an NTIN has 13 digits; found 12 digits");
}

TEST(Gs1, checks_form_and_prefix_alone_of_an_xtin) {
    EXPECT_EQ(why_not(Kind::xtin, "0040000000001"), "accepted");
    EXPECT_EQ(why_not(Kind::xtin, "0040000000002"), "accepted");
    EXPECT_EQ(why_not(Kind::xtin, "0050000000002"), "an XTIN begins with 004; found 005");
    EXPECT_FALSE(check(Kind::xtin, "004000000000"));
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs split(std::string_view text) {
    const auto elements = parse_element_string(text);
    if (!elements) {
        return {{"error", elements.error().detail}};
    }
    Pairs pairs;
    for (const auto& element : *elements) {
        pairs.emplace_back(element.ai, element.value);
    }
    return pairs;
}

TEST(ElementString, needs_no_separator_after_predefined_lengths) {
    EXPECT_EQ(split("010487000000001217270101310200150010LOT7"),
              (Pairs{{"01", "04870000000012"}, {"17", "270101"}, {"3102", "001500"}, {"10", "LOT7"}}));
    EXPECT_EQ(split("00048700001234567890024870000000012037500"),
              (Pairs{{"00", "048700001234567890"}, {"02", "48700000000120"}, {"37", "500"}}));
}

TEST(ElementString, ends_a_variable_value_at_a_separator) {
    EXPECT_EQ(split("]d210LOT\x1d"
                    "21S1\x1d"
                    "8005012345"),
              (Pairs{{"10", "LOT"}, {"21", "S1"}, {"8005", "012345"}}));
}

TEST(ElementString, tolerates_a_superfluous_separator) {
    EXPECT_EQ(split("\x1d"
                    "0104870000000012\x1d"
                    "10A"),
              (Pairs{{"01", "04870000000012"}, {"10", "A"}}));
}

TEST(ElementString, reads_brackets) {
    EXPECT_EQ(split("(01)04870000000012(10)A(B)C(3103)000750"),
              (Pairs{{"01", "04870000000012"}, {"10", "A(B)C"}, {"3103", "000750"}}));
}

TEST(ElementString, says_where_it_stops) {
    EXPECT_EQ(split("010487000000001255X"), (Pairs{{"error", "no known application identifier at character 17"}}));
    EXPECT_EQ(split("17A70101"), (Pairs{{"error", "the value of AI 17 at character 1 has 6 to 6 digits"}}));
    EXPECT_EQ(split("172701"), (Pairs{{"error", "the value of AI 17 at character 1 has 6 to 6 digits"}}));
    EXPECT_EQ(split("10"),
              (Pairs{{"error", "the value of AI 10 at character 1 has 1 to 20 characters of GS1 set 82"}}));
    EXPECT_EQ(split("(01)123"), (Pairs{{"error", "the value of (01) breaks its length or character set"}}));
    EXPECT_EQ(split("(01"), (Pairs{{"error", "no known application identifier at character 1"}}));
    EXPECT_EQ(split("31x2001500"), (Pairs{{"error", "no known application identifier at character 1"}}));
    EXPECT_FALSE(parse_element_string(""));
    EXPECT_FALSE(parse_element_string("]d2"));
    EXPECT_FALSE(parse_element_string("(348"));  // cut off inside an AI
}

}  // namespace
}  // namespace otkel::identifiers
