#include "gateway/base/error.hpp"

#include <gtest/gtest.h>

#include <set>

#include "gateway/base/assert.hpp"
#include "gateway/base/result.hpp"
#include "gateway/base/text.hpp"

namespace otkel {
namespace {

constexpr auto last = Errc::internal;

TEST(Errors, have_a_name_a_status_and_titles_each) {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        const auto& row = info(static_cast<Errc>(i));
        EXPECT_EQ(row.code, static_cast<Errc>(i));
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
        EXPECT_EQ(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos) << row.name;
        EXPECT_GE(row.http_status, 400);
        EXPECT_LT(row.http_status, 600);
        for (const auto language : {Language::kk, Language::ru, Language::en}) {
            EXPECT_FALSE(row.title.in(language).empty()) << row.name;
        }
    }
}

TEST(Errors, that_pass_by_themselves_are_no_fault_of_the_message) {
    EXPECT_EQ(info(Errc::overloaded).retry, RetryClass::later);
    EXPECT_EQ(info(Errc::storage_failed).retry, RetryClass::later);
    EXPECT_EQ(info(Errc::in_doubt).retry, RetryClass::ask_first);
    EXPECT_EQ(info(Errc::signature_invalid).retry, RetryClass::never);
}

TEST(ErrorsDeath, is_the_end_of_a_code_outside_the_list) {
    EXPECT_DEATH(static_cast<void>(info(static_cast<Errc>(static_cast<int>(last) + 1))), "index");
}

TEST(Places, print_what_is_known) {
    EXPECT_EQ((Place{"a.yaml", 12, 3, ""}).to_string(), "a.yaml:12:3");
    EXPECT_EQ((Place{"a.yaml", 12, 0, ""}).to_string(), "a.yaml:12");
    EXPECT_EQ((Place{"", 12, 3, ""}).to_string(), "line 12:3");
    EXPECT_EQ((Place{"", 0, 0, "/a/b"}).to_string(), "/a/b");
    EXPECT_EQ((Place{"a.xml", 1, 2, "/a/b"}).to_string(), "a.xml:1:2 /a/b");
    EXPECT_EQ(Place{}.to_string(), "");
}

TEST(Findings, print_expected_and_found) {
    Finding finding{"code", Severity::error, {"a", 1, 2, ""}, "x", "y", "wrong"};
    EXPECT_EQ(finding.to_string(), "a:1:2: wrong; expected x, found y");
    finding.expected.clear();
    EXPECT_EQ(finding.to_string(), "a:1:2: wrong; found y");
    finding.found.clear();
    finding.place = {};
    EXPECT_EQ(finding.to_string(), "wrong");
}

TEST(Errors, print_all_their_findings) {
    Error error{Errc::malformed, "two mistakes", {}, {}};
    error.findings.push_back({"c", Severity::error, {"a", 1, 0, ""}, "", "", "one"});
    error.findings.push_back({"c", Severity::error, {"a", 2, 0, ""}, "", "", "two"});
    EXPECT_EQ(error.to_string(), "malformed: two mistakes\n  a:1: one\n  a:2: two");
}

TEST(Results, hold_a_value_or_an_error) {
    const Result<int> good = 7;
    const Result<int> bad = fail(Errc::not_found, "none", {"a", 1, 0, ""});
    EXPECT_EQ(*good, 7);
    EXPECT_EQ(bad.error().code, Errc::not_found);
    EXPECT_EQ(bad.error().place.line, 1);
}

TEST(AssertionDeath, names_the_expression_and_the_place) { EXPECT_DEATH(OTKEL_ASSERT(1 + 1 == 3), "1 \\+ 1 == 3"); }

TEST(Languages, are_found_by_their_tags) {
    EXPECT_EQ(language_of("kk-KZ"), Language::kk);
    EXPECT_EQ(language_of("ru"), Language::ru);
    EXPECT_EQ(language_of("de"), Language::en);
    EXPECT_EQ(language_of(""), Language::en);
}

}  // namespace
}  // namespace otkel
