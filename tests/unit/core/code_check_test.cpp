#include "gateway/core/embedded/code_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/core/check_fixture.hpp"

namespace otkel::core::test {
namespace {

class EachCode : public EachCheck {};

TEST_P(EachCode, fires_alone) { run(); }

INSTANTIATE_TEST_SUITE_P(
    Codes, EachCode,
    testing::Values(
        Case{"too_few", "1:CODE_COUNT_DIFFERS", fail_, [](auto& r) { set_quantity(r, "4", "piece"); }},
        Case{"too_many", "1:CODE_COUNT_DIFFERS", fail_, [](auto& r) { set_quantity(r, "2", "pair"); }},
        Case{"thousands", "", pass, [](auto& r) { set_quantity(r, "0.003", "thousand-pieces"); }},
        Case{"thousands_differ", "1:CODE_COUNT_DIFFERS", fail_,
             [](auto& r) { set_quantity(r, "3", "thousand-pieces"); }},
        Case{"whole_with_zeros_behind", "", pass, [](auto& r) { set_quantity(r, "3.000", "package"); }},
        Case{"not_whole", "1:QUANTITY_NOT_WHOLE", fail_, [](auto& r) { set_quantity(r, "3.5", "piece"); }},
        Case{"not_whole_in_thousands", "1:QUANTITY_NOT_WHOLE", fail_,
             [](auto& r) { set_quantity(r, "0.0035", "thousand-pieces"); }},
        Case{"beyond_any_count", "1:QUANTITY_NOT_WHOLE", fail_,
             [](auto& r) { set_quantity(r, "99999999999999999999", "piece"); }},
        Case{"not_countable", "1:QUANTITY_NOT_COUNTABLE", remarks, [](auto& r) { set_quantity(r, "2.5", "litre"); }},
        Case{"total_differs", "1:CODE_TOTAL_DIFFERS", fail_, [](auto& r) { marking(r)["total"] = 4; }},
        Case{"total_without_codes", "2:CODE_TOTAL_DIFFERS", fail_,
             [](auto& r) { line(r, 1)["marking"] = json::object{{"total", 10}}; }},
        Case{"malformed", "1:CODE_MALFORMED", fail_, [](auto& r) { first_code(r, "no code"); }},
        Case{"malformed_check_digit", "1:CODE_MALFORMED", fail_,
             [](auto& r) { first_code(r, "010487000000000921KZ00000000001"); }},
        Case{"other_gtin", "1:CODE_GTIN_DIFFERS", fail_, [](auto& r) { first_code(r, identification(1, 16)); }},
        Case{"unknown", "1:CODE_UNKNOWN", fail_,
             [](auto& r) { first_code(r, "01" + sample::card(0).gtin + "21KZ99999999999"); }},
        Case{"other_owner",
             "1:CODE_OWNER_DIFFERS",
             fail_,
             {},
             "UPDATE marking_codes SET owner = '490140001192' WHERE serial = 'KZ00000000001'"},
        Case{"already_introduced", "1:CODE_STATE", fail_,
             [](auto& r) { first_code(r, identification(0, sample::introduced_place)); }},
        Case{"not_yet_applied", "1:CODE_STATE", fail_,
             [](auto& r) { first_code(r, identification(0, sample::unapplied_place)); }},
        Case{"used", "1:CODE_USED", fail_, [](auto& r) { first_code(r, identification(0, sample::used_place)); }},
        Case{"used_by_this_declaration",
             "",
             pass,
             {},
             "UPDATE marking_codes SET declaration = '50401/100726/0000001' WHERE serial = 'KZ00000000000'"},
        Case{"repeated", "1:CODE_REPEATED", fail_, [](auto& r) { codes(r)[1] = codes(r)[0]; }},
        Case{"repeated_on_another_line", "3:CODE_REPEATED", fail_,
             [](auto& r) { r["items"].as_array().push_back(item_of_lot(3, 0, 1)); }},
        Case{"with_the_secret_tail", "", pass,
             [](auto& r) {
                 first_code(r, identification(0, 0) +
                                   "\x1d"
                                   "91KEY1\x1d"
                                   "92" +
                                   std::string(44, 'x'));
             }}),
    [](const auto& info) { return info.param.what; });

json::object with_ranges(std::uint64_t first, std::uint64_t last, std::uint64_t quantity) {
    auto request = passing();
    set_quantity(request, std::to_string(quantity).c_str(), "piece");
    line(request, 0)["marking"] = json::object{
        {"ranges", json::array{json::object{{"first", identification(0, first)}, {"last", identification(0, last)}}}}};
    return request;
}

TEST_F(DeclarationCheckTest, unfolds_ranges_with_both_ends) {
    const auto result = check(with_ranges(2, 11, 10));
    EXPECT_EQ(codes_of(result), "");
    EXPECT_EQ(result.codes.size(), 10U);
}

TEST_F(DeclarationCheckTest, refuses_a_range_in_the_wrong_order) {
    EXPECT_EQ(codes_of(check(with_ranges(11, 2, 10))), "1:RANGE_INVALID");
}

TEST_F(DeclarationCheckTest, reports_a_range_without_codes) {
    database_->exec("DELETE FROM marking_codes WHERE serial < 'KZ00000000005'");
    EXPECT_EQ(codes_of(check(with_ranges(2, 4, 3))), "1:RANGE_EMPTY");
}

json::object with_aggregate(const std::string& sscc, std::uint64_t quantity) {
    auto request = passing();
    line(request, 0) = item_of_card(1, sample::card_of_lot(1, size.cards), quantity);
    line(request, 0)["marking"] = json::object{{"total", quantity}, {"aggregates", json::array{sscc}}};
    return request;
}

TEST_F(DeclarationCheckTest, unfolds_a_pallet_through_its_cartons) {
    EXPECT_EQ(codes_of(check(with_aggregate(sample::pallet(1), 16))), "");
    EXPECT_EQ(codes_of(check(with_aggregate(sample::carton(1, 1), 8))), "");
}

TEST_F(DeclarationCheckTest, sees_a_code_that_stands_beside_its_carton) {
    auto request = with_aggregate(sample::carton(1, 0), 9);
    marking(request)["codes"] = json::array{identification(1, 3)};
    EXPECT_EQ(codes_of(check(request)), "1:CODE_REPEATED");
}

TEST_F(DeclarationCheckTest, reports_wrong_and_unknown_aggregates) {
    EXPECT_EQ(codes_of(check(with_aggregate("348700000000000014", 16))), "1:AGGREGATE_INVALID");
    EXPECT_EQ(codes_of(check(with_aggregate("348700000000000013", 16))), "1:AGGREGATE_UNKNOWN");
}

TEST_F(DeclarationCheckTest, ends_at_aggregates_in_a_circle) {
    database_->exec("UPDATE aggregates SET parent = '" + sample::carton(1, 0) + "' WHERE sscc = '" + sample::pallet(1) +
                    "'");
    const auto result = check(with_aggregate(sample::pallet(1), 16));
    EXPECT_EQ(codes_of(result), "1:CODE_REPEATED 1:AGGREGATE_TOO_DEEP");
}

TEST_F(DeclarationCheckTest, refuses_more_codes_than_the_limit) {
    limits_.codes_max = 15;
    const auto declaration = parse_declaration(with_aggregate(sample::pallet(1), 16));
    const auto result = check_declaration(*declaration, *records_, limits_, "2026-07-12");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::limit_exceeded);
    limits_.codes_max = 16;
    EXPECT_EQ(codes_of(check(with_aggregate(sample::pallet(1), 16))), "");
}

TEST_F(DeclarationCheckTest, counts_bad_codes_and_shows_five) {
    auto request = declaration_of({item_of_lot(1, 0, 17)});
    database_->exec("UPDATE marking_codes SET state = 'WRITTEN_OFF'");
    const auto result = check(request);
    ASSERT_EQ(codes_of(result), "1:CODE_STATE");
    const auto& found = only_finding(result).found;
    EXPECT_TRUE(found.starts_with("17: 01")) << found;
    EXPECT_TRUE(found.ends_with(" WRITTEN_OFF, …")) << found;
    EXPECT_EQ(std::count(found.begin(), found.end(), ','), 5);
}

TEST_F(DeclarationCheckTest, never_shows_the_tail_of_a_broken_code) {
    auto request = passing();
    first_code(request,
               "01not-a-code\x1d"
               "92TOP-SECRET-PROOF-OF-THE-CODE");
    const auto result = check(request);
    EXPECT_EQ(only_finding(result).found.find("SECRET"), std::string::npos);
}

}  // namespace
}  // namespace otkel::core::test
