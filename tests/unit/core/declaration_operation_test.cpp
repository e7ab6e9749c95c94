#include "gateway/core/embedded/declaration_operation.hpp"

#include <gtest/gtest.h>

#include "gateway/core/embedded/readers.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/unit/core/declarations.hpp"

namespace otkel::core::test {
namespace {

// The two steps one by one, so that something can happen between them.
class DeclarationOperationTest : public testing::Test {
protected:
    DeclarationOperationTest() {
        EXPECT_TRUE(sample::load_sample_data(folder_.file(), size));
        database_ = std::move(*open_for_writing(folder_.file()));
        records_.emplace(*database_);
        readers_.emplace(folder_.file());
    }
    DeclarationOperation prepared(const std::string& key, const json::object& request) {
        DeclarationOperation operation({"customs.checkDeclaration", key, request}, {}, clock_);
        const auto read = readers_->run([&](Register& reading) { return prepare(operation, reading); });
        EXPECT_TRUE(read) << read.error().to_string();
        return operation;
    }
    Result<void> recorded(DeclarationOperation& operation) { return record(operation, *records_); }

    static json::object of_number(const char* text) {
        auto request = passing();
        request["declaration"].as_object()["number"] = text;
        return request;
    }

    TemporaryFolder folder_;
    otkel::test::FakeClock clock_;
    std::unique_ptr<SQLite::Database> database_;
    std::optional<Register> records_;
    std::optional<Readers> readers_;
};

TEST_F(DeclarationOperationTest, a_code_that_was_taken_in_between_is_found_used) {
    auto first = prepared("key-1", of_number("50401/100726/0000001"));
    auto second = prepared("key-2", of_number("50401/100726/0000002"));
    ASSERT_EQ(second.check.overall, Verdict::pass);
    ASSERT_TRUE(recorded(first));
    ASSERT_TRUE(recorded(second));
    EXPECT_EQ(first.reply->json.at("overall"), "PASS");
    EXPECT_EQ(second.reply->json.at("overall"), "FAIL");
    EXPECT_EQ(second.reply->json.at("items").at(0).at("findings").at(0).at("code"), "CODE_USED");
}

TEST_F(DeclarationOperationTest, nothing_stays_bound_when_the_last_code_was_taken) {
    auto operation = prepared("key-1", passing());
    database_->exec("UPDATE marking_codes SET owner = 'other' WHERE serial = 'KZ00000000002'");
    ASSERT_TRUE(recorded(operation));
    EXPECT_EQ(operation.reply->json.at("items").at(0).at("findings").at(0).at("code"), "CODE_OWNER_DIFFERS");
    EXPECT_EQ(
        database_->execAndGet("SELECT count(*) FROM marking_codes WHERE declaration LIKE '50401/100726%'").getInt(), 0);
}

TEST_F(DeclarationOperationTest, a_code_that_changed_without_harm_passes_in_the_second_round) {
    auto operation = prepared("key-1", passing());
    operation.check.codes[0].serial = "KZ99999999999";
    ASSERT_TRUE(recorded(operation));
    EXPECT_EQ(operation.reply->json.at("overall"), "PASS");
}

TEST_F(DeclarationOperationTest, a_key_that_was_answered_in_between_gives_that_answer) {
    auto first = prepared("key-1", passing());
    auto second = prepared("key-1", passing());
    auto conflicting = prepared("key-1", of_number("50401/100726/0000002"));
    ASSERT_TRUE(recorded(first));
    clock_.advance(std::chrono::minutes{1});
    ASSERT_TRUE(recorded(second));
    EXPECT_EQ(first.reply->json, second.reply->json);
    const auto refused = recorded(conflicting);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::replay_conflict);
}

}  // namespace
}  // namespace otkel::core::test
