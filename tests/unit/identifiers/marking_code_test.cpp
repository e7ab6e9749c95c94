#include <gtest/gtest.h>

#include "gateway/identifiers/identifier.hpp"

namespace otkel::identifiers {
namespace {

const std::string gtin = "04870000000012";
const std::string serial = "5(pHmR&4gX/1t";  // 13 characters of set 82
const std::string gs = "\x1d";
const std::string key = "91EE08";
const std::string proof = "92" + std::string(43, 'k') + "=";
const std::string identification = "01" + gtin + "21" + serial;

struct Form {
    const char* name;
    std::string text;
    std::string tail;
};

class MarkingCodeForms : public testing::TestWithParam<Form> {};

TEST_P(MarkingCodeForms, give_the_same_parts) {
    const auto code = parse_marking_code(GetParam().text);
    ASSERT_TRUE(code) << code.error().to_string();
    EXPECT_EQ(code->gtin, gtin);
    EXPECT_EQ(code->serial, serial);
    EXPECT_EQ(code->tail, GetParam().tail);
    EXPECT_EQ(code->identification(), identification);
}

const std::string long_tail = key + gs + proof;
const std::string short_tail = "93dGVz";

INSTANTIATE_TEST_SUITE_P(
    Forms, MarkingCodeForms,
    testing::Values(Form{"of_documents", identification, ""},
                    Form{"long_form", identification + gs + long_tail, long_tail},
                    Form{"short_form", identification + gs + short_tail, short_tail},
                    Form{"data_matrix_identifier", "]d2" + identification + gs + long_tail, long_tail},
                    Form{"first_fnc1_as_group_separator", gs + identification + gs + long_tail, long_tail},
                    Form{"first_fnc1_as_ascii_232", "\xe8" + identification + gs + short_tail, short_tail},
                    Form{"first_fnc1_as_utf8_232", "\xc3\xa8" + identification + gs + short_tail, short_tail},
                    Form{"brackets", "(01)" + gtin + "(21)" + serial + "(91)EE08(92)" + proof.substr(2), long_tail},
                    Form{"brackets_of_documents", "(01)" + gtin + "(21)" + serial, ""},
                    Form{"all_separators_lost", identification + key + proof, long_tail},
                    Form{"short_form_separator_lost", identification + short_tail, short_tail},
                    Form{"second_separator_lost", identification + gs + key + proof, long_tail},
                    Form{"separator_at_the_end", identification + gs, ""}),
    [](const auto& form) { return form.param.name; });

TEST(MarkingCode, keeps_serials_of_other_lengths_in_documents) {
    for (const std::size_t length : {1U, 6U, 7U, 20U}) {
        const auto code = parse_marking_code("01" + gtin + "21" + std::string(length, 'A'));
        ASSERT_TRUE(code);
        EXPECT_EQ(code->serial.size(), length);
    }
}

std::string why_not(const std::string& text) {
    const auto code = parse_marking_code(text);
    return code ? "accepted" : code.error().detail;
}

TEST(MarkingCode, does_not_guess_when_the_separators_are_lost) {
    EXPECT_NE(why_not("01" + gtin + "21" + std::string(21, 'A')).find("separators"), std::string::npos);
    EXPECT_NE(why_not(identification + key + proof + "x").find("read the symbol again"), std::string::npos);
    EXPECT_NE(why_not(identification + "94EE08" + proof).find("separators"), std::string::npos);
}

TEST(MarkingCode, refuses_broken_parts) {
    EXPECT_NE(why_not("0104870000000013"
                      "21" +
                      serial)
                  .find("check digit is 3, expected 2"),
              std::string::npos);
    EXPECT_NE(why_not("01" + gtin + "21").find("a serial"), std::string::npos);
    EXPECT_NE(why_not("01" + gtin + "21" + gs + short_tail).find("serial (AI 21)"), std::string::npos);
    EXPECT_NE(why_not("01" + gtin + "21AB C").find("set 82"), std::string::npos);
    EXPECT_NE(why_not("01" + gtin + "10" + serial).find("21 and a serial"), std::string::npos);
    EXPECT_NE(why_not("01O4870000000012"
                      "21" +
                      serial)
                  .find("not a digit"),
              std::string::npos);
    EXPECT_NE(why_not(identification + gs + "55").find("after the serial"), std::string::npos);
    EXPECT_NE(why_not(identification + gs + "91" + gs).find("AI 91"), std::string::npos);
    EXPECT_NE(why_not("(21)" + serial + "(01)" + gtin).find("(01) and (21)"), std::string::npos);
    EXPECT_NE(why_not("").find("a marking code is 01"), std::string::npos);
    EXPECT_EQ(parse_marking_code(std::string(300, '0')).error().code, Errc::limit_exceeded);
}

TEST(MarkingCode, shows_no_proof_in_an_error) {
    const auto detail = why_not(
        "0104870000000013"
        "21" +
        serial + gs + long_tail);
    EXPECT_EQ(detail.find("EE08"), std::string::npos);
    EXPECT_EQ(detail.find("kkk"), std::string::npos);
}

TEST(MarkingCode, canonical_form_has_no_first_fnc1_and_all_separators) {
    EXPECT_EQ(*check(Kind::marking_code, "]d2" + identification + key + proof), identification + gs + long_tail);
    EXPECT_EQ(*check(Kind::marking_code, identification), identification);
}

TEST(AggregateCode, accepts_an_sscc_with_its_ai_and_customs_codes) {
    const std::string sscc = "348700000000000013";
    EXPECT_EQ(*check(Kind::aggregate_code, "00" + sscc), "00" + sscc);
    EXPECT_EQ(*check(Kind::aggregate_code, "]C100" + sscc), "00" + sscc);
    EXPECT_EQ(*check(Kind::aggregate_code, "(00)" + sscc), "00" + sscc);
    EXPECT_EQ(*check(Kind::aggregate_code, "ACC-2026/000123"), "ACC-2026/000123");
    EXPECT_EQ(check(Kind::aggregate_code, "00348700000000000014").error().detail, "check digit is 4, expected 3");
    EXPECT_FALSE(check(Kind::aggregate_code, ""));
    EXPECT_FALSE(check(Kind::aggregate_code, "АСС"));
    EXPECT_FALSE(check(Kind::aggregate_code, std::string(26, 'A')));
    EXPECT_FALSE(check(Kind::aggregate_code, "(00)123"));
}

}  // namespace
}  // namespace otkel::identifiers
