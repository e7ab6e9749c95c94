#include "gateway/net/problem.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace otkel::net {
namespace {

namespace json = boost::json;

json::value body_of(const Error& error, Language language = Language::en, std::string_view exchange = "") {
    return json::parse(problem(error, language, exchange).body);
}

TEST(Problem, carries_code_status_and_detail) {
    const auto response = problem({Errc::service_unknown, "no route is named 'x'", {}, {}}, Language::en, "0198");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.headers.get("content-type"), "application/problem+json");
    const auto body = json::parse(response.body);
    EXPECT_EQ(body.at("status"), 404);
    EXPECT_EQ(body.at("code"), "service-unknown");
    EXPECT_EQ(body.at("detail"), "no route is named 'x'");
    EXPECT_EQ(body.at("exchange"), "0198");
    EXPECT_FALSE(body.as_object().contains("findings"));
    EXPECT_FALSE(body_of({Errc::internal, "", {}, {}}).as_object().contains("exchange"));
}

TEST(Problem, has_its_title_in_the_language_asked_for) {
    const Error error{Errc::not_found, "", {}, {}};
    EXPECT_EQ(body_of(error, Language::kk).at("title"), "Табылмады");
    EXPECT_EQ(body_of(error, Language::ru).at("title"), "Не найдено");
    EXPECT_EQ(body_of(error, Language::en).at("title"), "Not found");
}

TEST(Problem, tells_json_places_as_pointers_and_xml_places_as_xpaths) {
    Error error{Errc::mapping_failed, "2 findings", {}, {}};
    error.findings.push_back(
        {"required", Severity::error, {"m.yaml", 0, 0, "/items/1/gtin"}, "14 digits", "", "is missing"});
    error.findings.push_back(
        {"value", Severity::error, {"", 12, 3, "/dc:Request/Item[2]"}, "", "x", "is not a number"});
    const auto body = body_of(error);
    EXPECT_EQ(body.at("status"), 422);
    const auto& first = body.at("findings").at(0);
    EXPECT_EQ(first.at("code"), "required");
    EXPECT_EQ(first.at("pointer"), "/items/1/gtin");
    EXPECT_EQ(first.at("expected"), "14 digits");
    EXPECT_FALSE(first.as_object().contains("found"));
    EXPECT_FALSE(first.as_object().contains("line"));
    const auto& second = body.at("findings").at(1);
    EXPECT_EQ(second.at("xpath"), "/dc:Request/Item[2]");
    EXPECT_EQ(second.at("line"), 12);
    EXPECT_EQ(second.at("found"), "x");
    EXPECT_FALSE(second.as_object().contains("pointer"));
}

TEST(Problem, says_retry_after_exactly_when_later_can_help) {
    for (int code = 0; code <= static_cast<int>(Errc::internal); ++code) {
        const auto errc = static_cast<Errc>(code);
        const auto response = problem({errc, "", {}, {}}, Language::en, "");
        EXPECT_EQ(response.headers.has("retry-after"), info(errc).retry == RetryClass::later) << name(errc);
        EXPECT_EQ(response.status, info(errc).http_status);
    }
}

TEST(Problem, keeps_whatever_text_as_text) {
    const auto body = body_of({Errc::malformed, "a \"quote\"\nand\ttab </x>", {}, {}});
    EXPECT_EQ(body.at("detail"), "a \"quote\"\nand\ttab </x>");
}

}  // namespace
}  // namespace otkel::net
