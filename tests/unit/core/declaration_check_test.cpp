#include <gtest/gtest.h>

#include "tests/unit/core/check_fixture.hpp"

namespace otkel::core::test {
namespace {

TEST_F(DeclarationCheckTest, passes_what_agrees) {
    const auto result = check(passing());
    EXPECT_EQ(codes_of(result), "");
    EXPECT_EQ(result.overall, Verdict::pass);
    EXPECT_EQ(result.codes.size(), 3U);
}

class EachLine : public EachCheck {};

TEST_P(EachLine, fires_alone) { run(); }

INSTANTIATE_TEST_SUITE_P(
    Head, EachLine,
    testing::Values(
        Case{"number_format", "DECLARATION_NUMBER_FORMAT", fail_, [](auto& r) { set_number(r, "50401-100726-1"); }},
        Case{"number_with_impossible_day", "DECLARATION_NUMBER_FORMAT", fail_,
             [](auto& r) { set_number(r, "50401/310626/0000001"); }},
        Case{"date_format", "DECLARATION_DATE_FORMAT", fail_, [](auto& r) { set_date(r, "10.07.2026"); }},
        Case{"date_impossible", "DECLARATION_DATE_FORMAT", fail_, [](auto& r) { set_date(r, "2026-02-29"); }},
        Case{"date_with_too_many_dashes", "DECLARATION_DATE_FORMAT", fail_,
             [](auto& r) { set_date(r, "2026-0-----"); }},
        Case{"date_differs", "DECLARATION_DATE_DIFFERS", fail_, [](auto& r) { set_date(r, "2026-07-11"); }},
        Case{"importer_id", "IMPORTER_ID_INVALID 1:CODE_OWNER_DIFFERS", fail_,
             [](auto& r) { set_importer(r, "490140000003"); }},
        Case{"importer_unknown", "IMPORTER_UNKNOWN", fail_, {}, "DELETE FROM participants WHERE id = '490140000002'"},
        Case{"importer_suspended",
             "IMPORTER_NOT_ACTIVE",
             fail_,
             {},
             "UPDATE participants SET status = 'SUSPENDED' WHERE id = '490140000002'"},
        Case{"importer_closed",
             "IMPORTER_NOT_ACTIVE",
             fail_,
             {},
             "UPDATE participants SET status = 'CLOSED' WHERE id = '490140000002'"},
        Case{"line_repeated", "LINE_NUMBER_REPEATED", fail_, [](auto& r) { line(r, 1)["line"] = 1; }}),
    [](const auto& info) { return info.param.what; });

INSTANTIATE_TEST_SUITE_P(
    Product, EachLine,
    testing::Values(
        Case{"not_identified", "2:PRODUCT_NOT_IDENTIFIED", fail_,
             [](auto& r) { line(r, 1).erase("gtin"), line(r, 1).erase("ntin"); }},
        Case{"gtin_check_digit", "2:GTIN_INVALID", fail_,
             [](auto& r) { line(r, 1)["gtin"] = "04870000000011", line(r, 1).erase("ntin"); }},
        Case{"gtin_check_digit_beside_a_good_ntin", "2:GTIN_INVALID", fail_,
             [](auto& r) { line(r, 1)["gtin"] = "04870000000011"; }},
        Case{"ntin_check_digit", "2:NTIN_INVALID", fail_, [](auto& r) { line(r, 1)["ntin"] = "0200000000012"; }},
        Case{"ntin_prefix", "2:NTIN_INVALID", fail_, [](auto& r) { line(r, 1)["ntin"] = "4870000000012"; }},
        Case{"card_by_gtin_not_found", "2:CARD_NOT_FOUND", fail_,
             [](auto& r) { line(r, 1)["gtin"] = sample::card(9'999).gtin, line(r, 1).erase("ntin"); }},
        Case{"card_by_ntin_not_found", "2:CARD_NOT_FOUND", fail_,
             [](auto& r) { line(r, 1)["ntin"] = sample::card(9'999).ntin; }},
        Case{"card_of_other_gtin", "2:CARD_GTIN_DIFFERS", fail_,
             [](auto& r) { line(r, 1)["gtin"] = sample::card(15).gtin; }},
        Case{"card_archived", "2:CARD_ARCHIVED", fail_,
             [](auto& r) { line(r, 1) = item_of_card(2, sample::archived_place, 10); }},
        Case{"card_ambiguous", "2:CARD_AMBIGUOUS", pass,
             [](auto& r) { line(r, 1) = item_of_card(2, sample::shared_gtin_place, 10), line(r, 1).erase("ntin"); }},
        Case{"tnved_of_another_heading", "2:TNVED_DIFFERS", fail_, [](auto& r) { line(r, 1)["tnved"] = "8473300000"; }},
        Case{"tnved_agrees_in_five", "2:TNVED_DIFFERS", fail_, [](auto& r) { line(r, 1)["tnved"] = "8471390000"; }},
        Case{"tnved_agrees_in_six", "2:TNVED_PARTLY_DIFFERS", remarks,
             [](auto& r) { line(r, 1)["tnved"] = "8471309000"; }},
        Case{"tnved_too_short", "2:TNVED_PARTLY_DIFFERS", remarks, [](auto& r) { line(r, 1)["tnved"] = "847130"; }},
        Case{"origin_missing", "2:ORIGIN_NOT_STATED", remarks, [](auto& r) { line(r, 1).erase("origin"); }},
        Case{"origin_differs", "2:ORIGIN_DIFFERS", fail_, [](auto& r) { line(r, 1)["origin"] = "DE"; }},
        Case{"maker_country", "1:MAKER_COUNTRY_DIFFERS", remarks,
             [](auto& r) { line(r, 0) = item_of_lot(1, sample::foreign_maker_place, 3); }}),
    [](const auto& info) { return info.param.what; });

INSTANTIATE_TEST_SUITE_P(
    Duty, EachLine,
    testing::Values(
        Case{"marking_missing", "1:MARKING_MISSING", fail_, without_codes},
        Case{"marking_empty", "1:MARKING_MISSING", fail_,
             [](auto& r) { line(r, 0)["marking"] = json::object{{"codes", json::array{}}}; }},
        Case{"day_before_the_duty", "", pass, without_codes,
             "UPDATE marked_goods SET from_date = '2026-07-11' WHERE prefix = '6403'"},
        Case{"first_day_of_the_duty", "1:MARKING_MISSING", fail_, without_codes,
             "UPDATE marked_goods SET from_date = '2026-07-10' WHERE prefix = '6403'"},
        Case{"last_day_of_the_duty", "1:MARKING_MISSING", fail_, without_codes,
             "UPDATE marked_goods SET to_date = '2026-07-10' WHERE prefix = '6403'"},
        Case{"day_after_the_duty", "", pass, without_codes,
             "UPDATE marked_goods SET to_date = '2026-07-09' WHERE prefix = '6403'"},
        Case{"prefix_of_ten_digits",
             "2:MARKING_MISSING",
             fail_,
             {},
             "INSERT INTO marked_goods VALUES('8471300000', '2026-01-01', NULL, 0, 'other')"},
        Case{"prefix_of_seven_digits",
             "2:MARKING_MISSING",
             fail_,
             {},
             "INSERT INTO marked_goods VALUES('8471300', '2026-01-01', NULL, 0, 'other')"},
        Case{"part_of_a_group_and_the_card_is_in_it",
             "2:MARKING_MISSING",
             fail_,
             {},
             "INSERT INTO marked_goods VALUES('8471', '2026-01-01', NULL, 1, 'other');"
             "UPDATE cards SET marked = 1 WHERE tnved = '8471300000'"},
        Case{"part_of_a_group_and_the_card_is_not_in_it",
             "",
             pass,
             {},
             "INSERT INTO marked_goods VALUES('8471', '2026-01-01', NULL, 1, 'other')"},
        Case{"whole_group_beside_a_part_of_it",
             "2:MARKING_MISSING",
             fail_,
             {},
             "INSERT INTO marked_goods VALUES('8471', '2026-01-01', NULL, 0, 'other');"
             "INSERT INTO marked_goods VALUES('847130', '2026-01-01', NULL, 1, 'other')"},
        Case{"codes_without_a_duty", "1:MARKING_NOT_REQUIRED", pass, [](auto& r) { set_quantity(r, "50", "piece"); },
             "DELETE FROM marked_goods WHERE prefix = '6403'"},
        Case{"codes_of_an_export", "1:MARKING_NOT_CHECKED", pass, [](auto& r) { r["direction"] = "export"; }},
        Case{"export_needs_no_codes", "", pass, [](auto& r) { r["direction"] = "export", without_codes(r); }}),
    [](const auto& info) { return info.param.what; });

TEST_F(DeclarationCheckTest, says_when_and_why_a_card_was_archived) {
    auto request = passing();
    line(request, 1) = item_of_card(2, sample::archived_place, 10);
    const auto result = check(request);
    const auto card = sample::card(sample::archived_place);
    EXPECT_EQ(only_finding(result).found, card.archived_on + ": " + card.archive_reason);
}

TEST_F(DeclarationCheckTest, says_how_many_digits_of_tnved_agree) {
    auto request = passing();
    line(request, 1)["tnved"] = "8471309000";
    const auto result = check(request);
    EXPECT_EQ(only_finding(result).expected, "8471300000");
    EXPECT_EQ(only_finding(result).found, "8471309000 (6/10)");
}

TEST_F(DeclarationCheckTest, takes_the_best_of_several_cards_of_a_gtin) {
    auto request = passing();
    line(request, 1) = item_of_card(2, sample::shared_gtin_place, 10);
    line(request, 1).erase("ntin");
    database_->exec("UPDATE cards SET status = 'ARCHIVED', archived_on = '2026-01-01' WHERE ntin = '" +
                    sample::card(sample::shared_gtin_place - 1).ntin + "'");
    EXPECT_EQ(codes_of(check(request)), "");
}

TEST_F(DeclarationCheckTest, compares_codes_with_the_card_when_the_gtin_of_the_line_is_broken) {
    auto request = passing();
    line(request, 0)["gtin"] = "04870000000001";
    EXPECT_EQ(codes_of(check(request)), "1:GTIN_INVALID");
}

TEST_F(DeclarationCheckTest, refuses_more_lines_than_the_limit) {
    limits_.lines_max = 1;
    const auto declaration = parse_declaration(passing());
    EXPECT_EQ(check_declaration(*declaration, *records_, limits_, "2026-07-12").error().code, Errc::limit_exceeded);
}

TEST_F(DeclarationCheckTest, uses_today_for_the_duty_when_the_date_is_unreadable) {
    auto request = passing();
    set_date(request, "someday");
    without_codes(request);
    EXPECT_EQ(codes_of(check(request)), "DECLARATION_DATE_FORMAT 1:MARKING_MISSING");
}

TEST_F(DeclarationCheckTest, passes_sixty_lines_with_a_thousand_codes) {
    TemporaryFolder folder;
    const sample::SampleSize full;
    ASSERT_TRUE(sample::load_sample_data(folder.file(), full));
    json::array items;
    for (std::uint64_t lot = 0; items.size() < 60; ++lot) {
        const bool plain =
            sample::owner_of_lot(lot) == 0 && lot % sample::marked_per_row != sample::foreign_maker_place;
        if (plain) {
            const auto count = items.size() < 40 ? 17U : 16U;
            items.push_back(item_of_lot(static_cast<int>(items.size()) + 1, lot, count, full.cards));
        }
    }
    const auto declaration = parse_declaration(declaration_of(std::move(items)));
    const auto database = open_for_reading(folder.file());
    Register reading(**database);
    const auto result = check_declaration(*declaration, reading, limits_, "2026-07-12");
    ASSERT_TRUE(result);
    EXPECT_EQ(codes_of(*result), "");
    EXPECT_EQ(result->codes.size(), 1'000U);
}

}  // namespace
}  // namespace otkel::core::test
