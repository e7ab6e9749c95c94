#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <functional>
#include <sstream>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "gateway/base/bytes.hpp"
#include "gateway/core/embedded/declaration_check.hpp"
#include "tests/unit/core/declarations.hpp"

// The core and the mappings meet in the JSON Schemas of mappings/core.

namespace otkel::core::test {
namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string violations(const std::string& schema_path, const json::value& value) {
    // Through text, as it travels: in memory a number may be unsigned, which the validator does not take for an
    // integer.
    const auto document = json::parse(json::serialize(value));
    const auto schema_json = json::parse(text_of(schema_path));
    valijson::Schema schema;
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::BoostJsonAdapter(schema_json), schema);
    valijson::Validator validator;
    valijson::ValidationResults results;
    validator.validate(schema, valijson::adapters::BoostJsonAdapter(document), &results);
    std::string text;
    for (const auto& error : results) {
        text += error.description + "\n";
    }
    return text;
}

constexpr auto request_schema = "mappings/core/declaration-check.request.schema.json";
constexpr auto reply_schema = "mappings/core/declaration-check.reply.schema.json";

TEST(Contract, test_requests_conform_to_the_schema) { EXPECT_EQ(violations(request_schema, passing()), ""); }

TEST(Contract, a_reply_with_every_finding_conforms_to_the_schema) {
    DeclarationCheck check;
    for (const auto& one : all_findings()) {
        check.findings.push_back({one.code, "field", "expected", "found"});
        check.lines.push_back(
            {static_cast<std::int64_t>(check.lines.size()) + 1, Verdict::fail, {{one.code, "field", {}, {}}}});
    }
    check.overall = Verdict::fail;
    EXPECT_EQ(violations(reply_schema, to_json(check, number, "2026-07-12T04:30:00.000Z")), "");
}

TEST(Contract, a_reply_without_findings_conforms_to_the_schema) {
    const DeclarationCheck check{Verdict::pass, {}, {{1, Verdict::pass, {}}}, {}};
    EXPECT_EQ(violations(reply_schema, to_json(check, number, "2026-07-12T04:30:00.000Z")), "");
}

TEST(Contract, the_schema_check_of_this_test_does_refuse) {
    EXPECT_NE(violations(reply_schema, json::object{{"overall", "MAYBE"}}), "");
}

// Each request is broken in one place; the schema and the reader of the core agree that it is.
TEST(Contract, the_reader_refuses_what_the_schema_refuses) {
    const std::vector<std::function<void(json::object&)>> spoilers{
        [](auto& r) { r.erase("declaration"); },
        [](auto& r) { r.erase("direction"); },
        [](auto& r) { r["direction"] = "sideways"; },
        [](auto& r) { r.erase("importer"); },
        [](auto& r) { r["importer"].as_object()["id"] = "49014000000"; },
        [](auto& r) { r["importer"].as_object()["phone"] = "1"; },
        [](auto& r) { r["items"] = json::array{}; },
        [](auto& r) { r["items"] = "none"; },
        [](auto& r) { line(r, 0) = {}; },
        [](auto& r) { line(r, 0)["line"] = 0; },
        [](auto& r) { line(r, 0)["line"] = "1"; },
        [](auto& r) { line(r, 0)["tnved"] = "64039996001"; },
        [](auto& r) { line(r, 0)["gtin"] = "4870000000012"; },
        [](auto& r) { line(r, 0)["ntin"] = "02000000000O1"; },
        [](auto& r) { line(r, 0)["origin"] = "cn"; },
        [](auto& r) { line(r, 0).erase("quantity"); },
        [](auto& r) { line(r, 0)["quantity"] = json::object{{"value", "1"}}; },
        [](auto& r) { line(r, 0)["quantity"] = json::object{{"value", 1}, {"unit", "piece"}}; },
        [](auto& r) { line(r, 0)["quantity"] = json::object{{"value", "1."}, {"unit", "piece"}}; },
        [](auto& r) { line(r, 0)["quantity"] = json::object{{"value", "-1"}, {"unit", "piece"}}; },
        [](auto& r) { line(r, 0)["quantity"] = json::object{{"value", "1"}, {"unit", "dozen"}}; },
        [](auto& r) { marking(r)["total"] = -1; },
        [](auto& r) { marking(r)["codes"] = "01"; },
        [](auto& r) { marking(r)["ranges"] = json::array{json::object{{"first", "01"}}}; },
        [](auto& r) { marking(r)["boxes"] = json::array{}; },
    };
    for (std::size_t i = 0; i < spoilers.size(); ++i) {
        auto request = passing();
        spoilers[i](request);
        EXPECT_NE(violations(request_schema, request), "") << "case " << i;
        const auto read = parse_declaration(request);
        EXPECT_FALSE(read) << "case " << i;
        EXPECT_TRUE(read || read.error().code == Errc::invalid_argument);
    }
}

TEST(Findings, the_table_is_complete_bilingual_and_documented) {
    const auto document = text_of("docs/core.md");
    ASSERT_FALSE(all_findings().empty());
    EXPECT_EQ(all_findings().back().code, FindingCode::aggregate_too_deep);
    for (const auto& one : all_findings()) {
        EXPECT_EQ(&info(one.code), &one);
        EXPECT_TRUE(one.text.kk.ends_with(".") && one.text.ru.ends_with(".") && one.text.en.ends_with(".")) << one.name;
        EXPECT_TRUE(is_valid_utf8(one.text.kk) && one.text.kk != one.text.ru);
        EXPECT_NE(document.find("`" + std::string(one.name) + "`"), std::string::npos) << one.name;
    }
}

TEST(Findings, an_error_fails_a_warning_remarks_a_note_changes_nothing) {
    const CheckFinding error{FindingCode::code_used, "", "", ""};
    const CheckFinding warning{FindingCode::origin_not_stated, "", "", ""};
    const CheckFinding note{FindingCode::card_ambiguous, "", "", ""};
    EXPECT_EQ(verdict_of({}), Verdict::pass);
    EXPECT_EQ(verdict_of({note}), Verdict::pass);
    EXPECT_EQ(verdict_of({note, warning}), Verdict::pass_with_remarks);
    EXPECT_EQ(verdict_of({error, warning, note}), Verdict::fail);
}

}  // namespace
}  // namespace otkel::core::test
