#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>

#include "gateway/core/embedded/declaration_check.hpp"
#include "tests/unit/core/declarations.hpp"

// One file of sample data for the tests of the checks, and the words to say what a test spoils.

namespace otkel::core::test {

class DeclarationCheckTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        folder_ = new TemporaryFolder;
        ASSERT_TRUE(sample::load_sample_data(folder_->file(), size));
    }
    static void TearDownTestSuite() {
        delete folder_;
        folder_ = nullptr;
    }

    // What a test changes in the file is undone after it.
    void SetUp() override {
        database_ = std::move(*open_for_writing(folder_->file()));
        database_->exec("BEGIN");
        records_.emplace(*database_);
    }
    void TearDown() override {
        records_.reset();
        database_->exec("ROLLBACK");
    }

    DeclarationCheck check(const json::object& request) {
        const auto declaration = parse_declaration(request);
        if (!declaration) {
            throw std::runtime_error(declaration.error().to_string());
        }
        auto result = check_declaration(*declaration, *records_, limits_, "2026-07-12");
        if (!result) {
            throw std::runtime_error(result.error().to_string());
        }
        return std::move(*result);
    }

    // "DECLARATION_DATE_DIFFERS 1:TNVED_DIFFERS": what was found on the whole and on the lines.
    static std::string codes_of(const DeclarationCheck& check) {
        std::string text;
        for (const auto& finding : check.findings) {
            text += (text.empty() ? "" : " ") + std::string(info(finding.code).name);
        }
        for (const auto& one : check.lines) {
            for (const auto& finding : one.findings) {
                text +=
                    (text.empty() ? "" : " ") + std::to_string(one.line) + ":" + std::string(info(finding.code).name);
            }
        }
        return text;
    }

    const CheckFinding& only_finding(const DeclarationCheck& check) {
        for (const auto& one : check.lines) {
            if (!one.findings.empty()) {
                return one.findings.front();
            }
        }
        return check.findings.at(0);
    }

    inline static TemporaryFolder* folder_{nullptr};
    std::unique_ptr<SQLite::Database> database_;
    std::optional<Register> records_;
    CheckLimits limits_;
};

struct Case {
    const char* what;
    const char* found;  // see codes_of
    Verdict overall;
    std::function<void(json::object& request)> spoil;
    const char* sql{""};  // what is different in the register
};

inline std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.what; }

class EachCheck : public DeclarationCheckTest, public testing::WithParamInterface<Case> {
protected:
    void run() {
        auto request = passing();
        database_->exec(GetParam().sql);
        if (GetParam().spoil) {
            GetParam().spoil(request);
        }
        const auto result = check(request);
        EXPECT_EQ(codes_of(result), GetParam().found);
        EXPECT_EQ(result.overall, GetParam().overall);
    }
};

inline void set_number(json::object& r, const char* text) { r["declaration"].as_object()["number"] = text; }
inline void set_date(json::object& r, const char* text) { r["declaration"].as_object()["date"] = text; }
inline void set_importer(json::object& r, const std::string& id) { r["importer"].as_object()["id"] = id; }
inline void set_quantity(json::object& r, const char* value, const char* unit) {
    line(r, 0)["quantity"] = json::object{{"value", value}, {"unit", unit}};
}
inline void without_codes(json::object& r) { line(r, 0).erase("marking"); }
inline void first_code(json::object& r, const std::string& text) { codes(r)[0] = text; }

inline constexpr auto fail_ = Verdict::fail;
inline constexpr auto remarks = Verdict::pass_with_remarks;
inline constexpr auto pass = Verdict::pass;

}  // namespace otkel::core::test
