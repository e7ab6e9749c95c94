#include "gateway/core/embedded/reference_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include "gateway/core/embedded/embedded_core.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/unit/core/declarations.hpp"

namespace otkel::core::test {
namespace {

class ReferenceTables : public testing::Test {
protected:
    ReferenceTables() { EXPECT_TRUE(sample::load_sample_data(folder_.file(), size)); }

    void change(const std::string& statement) {
        const auto database = open_for_writing(folder_.file());
        (*database)->exec(statement);
    }
    Result<Reply> ask(const json::value& request) {
        auto opened = open_embedded_core({folder_.file()}, clock_, workers_);
        EXPECT_TRUE(opened) << opened.error().to_string();
        return otkel::test::run(loop_, (*opened)->call({"reference.table", "key", request},
                                                       Deadline::after(clock_, std::chrono::seconds{10})));
    }
    json::value answer(const json::value& request) {
        auto reply = ask(request);
        EXPECT_TRUE(reply) << reply.error().to_string();
        return reply ? std::move(reply->json) : json::value();
    }

    TemporaryFolder folder_;
    otkel::test::FakeClock clock_;
    asio::io_context loop_{1};
    async::WorkerPool workers_{{}};
};

TEST_F(ReferenceTables, sample_data_have_the_groups_of_marked_goods) {
    const auto table = answer({{"table", "marked-group"}});
    EXPECT_EQ(table.at("unknown"), "error");
    std::vector<std::string> words;
    for (const auto& entry : table.at("entries").as_array()) {
        words.emplace_back(entry.at("word").as_string());
        EXPECT_EQ(entry.as_object().size(), 2U) << "no bounds, and nothing said that is not so";
    }
    EXPECT_THAT(words, testing::ElementsAre("autofluids", "beer", "clothes", "pharma", "saiga", "shoes", "tobacco"));
}

TEST_F(ReferenceTables, a_known_version_is_unchanged_until_somebody_changes_the_table) {
    const auto first = answer({{"table", "marked-group"}}).at("version");
    const json::object question{{"table", "marked-group"}, {"known", first}};
    EXPECT_EQ(answer(question), (json::value{{"version", first}, {"unchanged", true}}));
    change("UPDATE reference_entries SET word = 'footwear' WHERE code = 'shoes'");
    const auto second = answer(question);
    EXPECT_NE(second.at("version"), first);
    EXPECT_EQ(second.at("entries").at(5), (json::value{{"code", "shoes"}, {"word", "footwear"}}));
    change("UPDATE reference_entries SET word = 'shoes' WHERE code = 'shoes'");
    EXPECT_EQ(answer({{"table", "marked-group"}}).at("version"), first) << "the version is that of the content";
    change("UPDATE reference_tables SET unknown = 'keep'");
    EXPECT_EQ(answer(question).at("unknown"), "keep");
}

TEST_F(ReferenceTables, entries_have_their_bounds_and_directions) {
    change(
        "INSERT INTO reference_tables(name) VALUES('unit'); INSERT INTO reference_entries VALUES"
        "('unit', '1', 'old', '', '2024-12-31', 0), ('unit', '1', 'new', '2025-01-01', NULL, 0), "
        "('unit', 'pcs', 'new', '', NULL, 1)");
    EXPECT_EQ(answer({{"table", "unit"}}).at("entries"),
              json::parse(R"([{"code": "1", "word": "old", "to": "2024-12-31"},
                              {"code": "1", "word": "new", "from": "2025-01-01"},
                              {"code": "pcs", "word": "new", "toJsonOnly": true}])"));
}

TEST_F(ReferenceTables, an_unknown_one_is_not_found) {
    const auto reply = ask({{"table", "marked-groups"}});
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::not_found);
    EXPECT_THAT(reply.error().detail, testing::HasSubstr("it has marked-group"));
}

TEST_F(ReferenceTables, a_wrong_question_names_every_place) {
    const auto reply = ask({{"known", 1}, {"name", "x"}});
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::invalid_argument);
    EXPECT_EQ(reply.error().findings.size(), 3U);
}

TEST_F(ReferenceTables, are_in_a_file_that_had_none_before) {
    change(
        "DROP TABLE reference_tables; DROP TABLE reference_entries; DELETE FROM loads WHERE name <> 'sample'; "
        "PRAGMA user_version = 1");
    ASSERT_TRUE(sample::load_sample_data(folder_.file(), size));
    EXPECT_EQ(answer({{"table", "marked-group"}}).at("entries").as_array().size(), 7U);
}

TEST_F(ReferenceTables, sample_data_that_are_loaded_again_keep_what_was_changed) {
    change("DELETE FROM reference_entries WHERE code = 'saiga'");
    ASSERT_TRUE(sample::load_sample_data(folder_.file(), size));
    EXPECT_EQ(answer({{"table", "marked-group"}}).at("entries").as_array().size(), 6U);
}

}  // namespace
}  // namespace otkel::core::test
