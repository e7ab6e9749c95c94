#include <gtest/gtest.h>

#include "gateway/identifiers/identifier.hpp"
#include "tests/unit/identifiers/vectors.hpp"

namespace otkel::identifiers {
namespace {

std::string why_not(Kind kind, std::string_view text) {
    const auto checked = check(kind, text);
    return checked ? "accepted" : checked.error().detail;
}

TEST(Iin, accepts_the_shared_vectors_of_both_passes) {
    OTKEL_NEEDS_REFERENCE_DATA(vectors_file);
    for (const auto* key : {"iin_pass1", "iin_pass2"}) {
        for (const auto& iin : vectors(key)) {
            EXPECT_EQ(check(Kind::iin, iin).value_or("refused"), iin);
        }
    }
    for (const auto* key : {"bin_pass1", "bin_pass2"}) {
        for (const auto& bin : vectors(key)) {
            EXPECT_EQ(check(Kind::bin, bin).value_or("refused"), bin);
        }
    }
    for (const auto& prefix : vectors("iin_unassignable_prefix")) {
        EXPECT_FALSE(iin_check_digit(prefix)) << prefix;
    }
}

TEST(Iin, takes_the_check_digit_of_the_first_or_second_pass) {
    EXPECT_EQ(iin_check_digit("93011550000"), '1');
    EXPECT_EQ(iin_check_digit("93011550028"), '1');
}

TEST(Iin, says_which_check_digit_was_expected) {
    EXPECT_EQ(why_not(Kind::iin, "930115500002"), "check digit is 2, expected 1");
}

TEST(Iin, refuses_a_number_that_is_never_issued) {
    for (char last = '0'; last <= '9'; ++last) {
        EXPECT_NE(why_not(Kind::iin, std::string("93061560077") + last).find("never issued"), std::string::npos);
    }
}

TEST(Iin, refuses_twelve_zeros) {
    EXPECT_NE(why_not(Kind::iin, "000000000000").find("foreigner"), std::string::npos);
    EXPECT_NE(why_not(Kind::bin, "000000000000").find("foreigner"), std::string::npos);
}

std::string closed(std::string eleven) { return eleven + iin_check_digit(eleven).value_or('?'); }

TEST(Iin, refuses_a_day_that_does_not_exist) {
    EXPECT_NE(why_not(Kind::iin, closed("93023050001")).find("no such day"), std::string::npos);
    EXPECT_NE(why_not(Kind::iin, closed("93130150000")).find("no such day"), std::string::npos);
}

TEST(Iin, knows_the_leap_years_of_each_century) {
    EXPECT_EQ(why_not(Kind::iin, closed("00022950001")), "accepted");                             // 2000
    EXPECT_NE(why_not(Kind::iin, closed("00022930001")).find("no such day"), std::string::npos);  // 1900
}

TEST(Iin, refuses_an_unknown_century) {
    EXPECT_NE(why_not(Kind::iin, closed("93011570000")).find("digit 7"), std::string::npos);
    EXPECT_NE(why_not(Kind::iin, closed("93011500001")).find("digit 7"), std::string::npos);
}

TEST(Iin, refuses_other_lengths_and_characters) {
    EXPECT_EQ(why_not(Kind::iin, ""), "an IIN has 12 digits; found 0 digits");
    EXPECT_EQ(why_not(Kind::iin, "93011550000"), "an IIN has 12 digits; found 11 digits");
    EXPECT_EQ(why_not(Kind::iin, "93011550000l"), "an IIN has 12 digits; found a character that is not a digit");
    EXPECT_EQ(why_not(Kind::iin, " 930115500001"), "an IIN has 12 digits; found a character that is not a digit");
}

TEST(Iin, never_quotes_the_number_in_an_error) {
    for (const auto* text : {"930115500002", "9301155000011", "930115700000"}) {
        EXPECT_EQ(why_not(Kind::iin, text).find(text), std::string::npos);
    }
}

TEST(Bin, wants_a_month_and_a_known_kind_of_owner) {
    EXPECT_EQ(why_not(Kind::bin, "490140000002"), "accepted");
    EXPECT_NE(why_not(Kind::bin, closed("49134000000")).find("no such month"), std::string::npos);
    EXPECT_NE(why_not(Kind::bin, closed("49004000000")).find("no such month"), std::string::npos);
    EXPECT_NE(why_not(Kind::bin, closed("49011000001")).find("digit 5"), std::string::npos);
    EXPECT_NE(why_not(Kind::bin, closed("49017000001")).find("digit 5"), std::string::npos);
}

TEST(Bin, leaves_the_kind_of_branch_open) { EXPECT_EQ(why_not(Kind::bin, closed("49014900000")), "accepted"); }

// The number of ways to spoil digit `at` unnoticed.
int unnoticed(const std::string& bin, std::size_t at) {
    int missed = 0;
    for (char digit = '0'; digit <= '9'; ++digit) {
        auto wrong = bin;
        wrong[at] = digit;
        missed += digit != bin[at] && check(Kind::bin, wrong) ? 1 : 0;
    }
    return missed;
}

TEST(Bin, finds_a_wrong_digit_where_the_rule_of_the_register_can) {
    EXPECT_EQ(unnoticed("490140000002", 11), 0);
    // Only a spoilt digit that leads to the second pass can bring the same check digit back.
    for (const std::size_t at : {6U, 7U, 8U, 9U}) {
        EXPECT_LE(unnoticed("490140000002", at), 1);
    }
    // Weight 11 is nothing modulo 11: the rule is blind to the last digit of the serial, and so are we.
    EXPECT_EQ(unnoticed("490140000002", 10), 9);
}

}  // namespace
}  // namespace otkel::identifiers
