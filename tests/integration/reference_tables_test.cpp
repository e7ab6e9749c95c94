#include "gateway/app/reference_tables.hpp"

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>

#include "gateway/base/files.hpp"
#include "gateway/core/embedded/database.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/running_gateway.hpp"
#include "tests/support/temporary_folder.hpp"

// Tables of codes that the core keeps.

namespace otkel::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class FakeCore final : public core::Port {
public:
    asio::awaitable<Result<core::Reply>> call(core::Call call, Deadline) override {
        keys.push_back(call.idempotency_key);
        const auto name = std::string(call.request.at("table").as_string());
        asked.push_back(call.operation + " " + name + " '" + std::string(call.request.at("known").as_string()) + "'");
        const auto answer = answers.find(name);
        if (answer == answers.end()) {
            co_return fail(Errc::unavailable, "nobody is there");
        }
        co_return core::Reply{boost::json::parse(answer->second)};
    }
    asio::awaitable<Result<void>> ready(Deadline) override { co_return Result<void>{}; }

    std::map<std::string, std::string> answers;
    std::vector<std::string> asked, keys;
};

std::string table(const std::string& version, const std::string& word) {
    return R"({"version": ")" + version + R"(", "entries": [{"code": "1", "word": ")" + word + "\"}]}";
}

class Tables : public testing::Test {
protected:
    Tables() {
        settings_.folder = folder_ / "kept";
        settings_.names = {"a", "b"};
    }

    // What the gateway does with an offer: refuses words that are "bad", keeps and uses the rest.
    asio::awaitable<Result<void>> take(const std::vector<mapping::GivenTable>& tables) {
        ++offers_;
        for (const auto& one : tables) {
            if (one.table.entries().at(0).word == "bad") {
                co_return fail(Errc::invalid_configuration, "a sample broke");
            }
        }
        if (trouble_) {
            co_return fail(*trouble_);
        }
        for (const auto& one : tables) {
            in_force_[one.table.name()] = one.table.version();
        }
        co_return app::keep_tables(settings_.folder, tables);
    }
    bool refresh() {
        if (!tables_) {
            make();
        }
        return run(loop_, tables_->refresh());
    }
    void make() {
        auto version = [this](const std::string& name) { return in_force_[name]; };
        auto offered = [this](const std::vector<mapping::GivenTable>& given) { return take(given); };
        tables_ = std::make_unique<app::ReferenceTables>(
            app::ReferenceTables::Services{loop_.get_executor(), clock_, workers_, core_, metrics_}, settings_,
            app::ReferenceTables::Offer{version, offered});
    }
    std::string figure(const std::string& name) const {
        const auto text = "\n" + metrics_.text();
        const auto at = text.find("\n" + name + " ");
        return at == std::string::npos
                   ? "none"
                   : text.substr(at + name.size() + 2, text.find('\n', at + 1) - at - name.size() - 2);
    }
    std::string age(const std::string& name) const {
        return figure("otkel_reference_table_age_seconds{table=\"" + name + "\"}");
    }
    std::string count(const std::string& name, const std::string& outcome) const {
        return figure("otkel_reference_table_answers_total{outcome=\"" + outcome + "\",table=\"" + name + "\"}");
    }
    std::string kept(const std::string& name) const {
        return read_whole_file(settings_.folder / (name + ".yaml"), 1'000'000, Errc::not_found).value_or("none");
    }

    otkel::tests::TemporaryFolder folder_;
    FakeClock clock_;
    asio::io_context loop_{1};
    async::WorkerPool workers_{{}};
    telemetry::Metrics metrics_;
    FakeCore core_;
    app::ReferenceTableSettings settings_;
    std::map<std::string, std::string> in_force_;
    std::optional<Error> trouble_;
    int offers_{0};
    std::unique_ptr<app::ReferenceTables> tables_;
};

TEST_F(Tables, are_asked_for_by_the_version_in_force_and_taken_together) {
    core_.answers = {{"a", table("a1", "x")}, {"b", table("b1", "y")}};
    EXPECT_TRUE(refresh());
    core_.answers["a"] = R"({"version": "a1", "unchanged": true})";
    core_.answers["b"] = table("b2", "z");
    EXPECT_TRUE(refresh());
    EXPECT_THAT(core_.asked, ElementsAre("reference.table a ''", "reference.table b ''", "reference.table a 'a1'",
                                         "reference.table b 'b1'"));
    EXPECT_EQ(std::set<std::string>(core_.keys.begin(), core_.keys.end()).size(), 4U) << "each question has its key";
    EXPECT_EQ(offers_, 2);
    EXPECT_THAT(kept("b"), HasSubstr("version: \"b2\""));
    EXPECT_EQ(count("a", "unchanged"), "1");
    EXPECT_EQ(count("b", "taken"), "2");
}

TEST_F(Tables, one_that_breaks_a_mapping_does_not_hold_up_the_others_and_is_not_kept) {
    core_.answers = {{"a", table("a1", "x")}, {"b", table("b1", "y")}};
    EXPECT_TRUE(refresh());
    clock_.advance(std::chrono::hours{1});
    core_.answers = {{"a", table("a2", "bad")}, {"b", table("b2", "z")}};
    EXPECT_TRUE(refresh()) << "asking again soon would change nothing";
    EXPECT_EQ(in_force_, (std::map<std::string, std::string>{{"a", "a1"}, {"b", "b2"}}));
    EXPECT_THAT(kept("a"), HasSubstr("version: \"a1\""));
    EXPECT_EQ(count("a", "refused"), "1");
    EXPECT_EQ(age("a"), "3600") << "what is in force is what the core confirmed then";
    EXPECT_EQ(age("b"), "0");
}

TEST_F(Tables, stay_while_the_core_is_silent_or_talks_nonsense) {
    core_.answers = {{"a", table("a1", "x")}, {"b", table("b1", "y")}};
    EXPECT_EQ(refresh(), true);
    clock_.advance(std::chrono::minutes{2});
    core_.answers = {
        {"b", R"({"version": "b2", "entries": [{"code": "1", "word": "y"}, {"code": "1", "word": "z"}]})"}};
    EXPECT_FALSE(refresh());
    EXPECT_EQ(offers_, 1);
    EXPECT_EQ(in_force_, (std::map<std::string, std::string>{{"a", "a1"}, {"b", "b1"}}));
    EXPECT_EQ(count("a", "failed"), "1");
    EXPECT_EQ(count("b", "failed"), "1");
    EXPECT_EQ(age("a"), "120");
    EXPECT_EQ(age("b"), "120");
}

TEST_F(Tables, that_cannot_be_kept_are_asked_for_again_soon) {
    core_.answers = {{"a", table("a1", "x")}, {"b", table("b1", "y")}};
    trouble_ = Error{Errc::storage_failed, "the disk is full", {}, {}};
    EXPECT_FALSE(refresh());
    EXPECT_EQ(count("a", "failed"), "1");
    EXPECT_EQ(age("a"), "-1");
    trouble_.reset();
    EXPECT_TRUE(refresh());
    EXPECT_EQ(age("a"), "0");
}

TEST_F(Tables, know_after_a_restart_when_they_were_confirmed) {
    core_.answers = {{"a", table("a1", "x")}};
    EXPECT_FALSE(refresh());
    clock_.advance(std::chrono::hours{1});
    core_.answers["a"] = R"({"version": "a1", "unchanged": true})";
    EXPECT_FALSE(refresh());
    clock_.advance(std::chrono::minutes{1});
    EXPECT_EQ(age("a"), "60");
    EXPECT_EQ(age("b"), "-1");
    telemetry::Metrics later;
    const app::ReferenceTables again({loop_.get_executor(), clock_, workers_, core_, later}, settings_, {});
    EXPECT_THAT(later.text(), HasSubstr("otkel_reference_table_age_seconds{table=\"a\"} 60\n"));
    EXPECT_THAT(later.text(), HasSubstr("otkel_reference_table_age_seconds{table=\"b\"} -1\n"));
}

TEST(KeptTables, that_cannot_be_written_leave_the_one_before) {
    const auto given = mapping::read_table_answer(boost::json::parse(table("v1", "x")), "a", {}, {});
    ASSERT_TRUE(given && *given);
    EXPECT_EQ(app::keep_tables("/proc/none", {**given}).error().code, Errc::storage_failed);
}

// The whole program, with the table of units in its core. Customs sends litres; 112 is the code of litres, 778 that of
// packages, and litres cannot be counted in marking codes.
class ReferenceTable : public testing::Test {
protected:
    ReferenceTable() {
        site_.load_samples();
        change(
            "INSERT INTO reference_tables(name) VALUES('unit'); INSERT INTO reference_entries(table_name, code, word) "
            "VALUES('unit', '796', 'piece'), ('unit', '166', 'kilogram'), ('unit', '112', 'litre'), "
            "('unit', '006', 'metre'), ('unit', '715', 'pair'), ('unit', '778', 'package'), "
            "('unit', '798', 'thousand-pieces')");
        site_.change("gateway.yaml", "mappings: mappings", "mappings: mappings\nreference_tables: {tables: [unit]}");
    }
    void start() { gateway_ = std::make_unique<GatewayProcess>(OTKEL_PROGRAM, site_); }
    void change(const std::string& statement) const {
        const auto database = core::open_for_writing(site_.var() / "core.sqlite");
        ASSERT_TRUE(database);
        (*database)->exec(statement);
    }
    std::string verdict() {
        auto declaration = good_declaration(1, 1, "0000001");
        line_of(declaration, 1).at("quantity").as_object()["unit"] = "litre";
        const auto response = call(gateway_->ports().external, post_soap("/shep/sync", customs_.envelope(declaration)));
        EXPECT_TRUE(response) << response.error().to_string();
        return std::string(customs_.verified_answer(*response).at("overall").as_string());
    }
    std::string metrics() const { return fetch(gateway_->ports().operators, "/metrics").body; }

    static constexpr auto swapped =
        "UPDATE reference_entries SET word = CASE code WHEN '112' THEN 'package' ELSE 'litre' END "
        "WHERE table_name = 'unit' AND code IN ('112', '778')";
    static constexpr auto broken =
        "UPDATE reference_entries SET word = 'box' WHERE table_name = 'unit' AND code = '796'";

    Site site_;
    CustomsConsumer customs_{site_};
    std::unique_ptr<GatewayProcess> gateway_;
};

constexpr auto countable = "PASS", not_countable = "PASS_WITH_REMARKS";

TEST_F(ReferenceTable, that_changes_in_the_core_translates_messages_without_a_restart) {
    start();
    ASSERT_TRUE(gateway_->says("\"reference-table-taken\"")) << gateway_->log();
    EXPECT_EQ(verdict(), not_countable);
    change(swapped);
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reference-table-taken\"", 2)) << gateway_->log();
    EXPECT_EQ(verdict(), countable);
    EXPECT_THAT(metrics(), HasSubstr("otkel_reference_table_answers_total{outcome=\"taken\",table=\"unit\"} 2"));
    EXPECT_EQ(gateway_->terminate(), 0);
}

TEST_F(ReferenceTable, stays_in_force_after_a_restart_and_while_the_core_does_not_give_it) {
    change(swapped);
    start();
    ASSERT_TRUE(gateway_->says("\"reference-table-taken\"")) << gateway_->log();
    EXPECT_EQ(gateway_->terminate(), 0);
    change("DELETE FROM reference_tables WHERE name = 'unit'");
    start();
    ASSERT_TRUE(gateway_->says("\"reference-table-not-refreshed\"")) << gateway_->log();
    EXPECT_THAT(gateway_->log(), AllOf(HasSubstr("no reference table"), HasSubstr("\"age_s\":")));
    EXPECT_EQ(verdict(), countable);
    EXPECT_THAT(metrics(), Not(HasSubstr("otkel_reference_table_age_seconds{table=\"unit\"} -1")));
}

TEST_F(ReferenceTable, that_would_break_a_mapping_changes_nothing_and_says_why) {
    change(swapped);
    start();
    ASSERT_TRUE(gateway_->says("\"reference-table-taken\"")) << gateway_->log();
    const auto kept = site_.var() / "systems/reference-tables/unit.yaml";
    const auto before = read_whole_file(kept, 1'000'000, Errc::not_found);
    ASSERT_TRUE(before);
    change(broken);
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reference-table-refused\"")) << gateway_->log();
    EXPECT_THAT(gateway_->log(), AllOf(HasSubstr("declaration-check.request.yaml:34:65: table 'unit' gives 'box'"),
                                       HasSubstr("sample customs/"), HasSubstr("expected 'piece', found 'box'")));
    EXPECT_EQ(verdict(), countable);
    EXPECT_EQ(read_whole_file(kept, 1'000'000, Errc::not_found).value(), *before);
    EXPECT_THAT(metrics(), HasSubstr("otkel_reference_table_answers_total{outcome=\"refused\",table=\"unit\"} 1"));
    change("UPDATE reference_entries SET word = 'piece' WHERE word = 'box'");
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reloaded\"", 2)) << gateway_->log();
    EXPECT_EQ(verdict(), countable);
}

TEST_F(ReferenceTable, that_was_never_loaded_and_that_a_mapping_names_is_a_mistake_that_says_so) {
    site_.own_mappings();
    std::filesystem::remove(site_.folder() / "mappings/codes/unit.yaml");
    try {
        start();
        FAIL() << "it started without a table that a mapping needs";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(),
                    HasSubstr("the core has not given table 'unit' yet; expected a copy of it in codes/unit.yaml"));
    }
    std::filesystem::create_directories(site_.var() / "systems/reference-tables");
    std::filesystem::copy_file("mappings/codes/unit.yaml", site_.var() / "systems/reference-tables/unit.yaml");
    start();
    ASSERT_TRUE(gateway_->says("\"reference-table-taken\"")) << gateway_->log();
}

TEST_F(ReferenceTable, names_are_checked_with_the_rest_of_the_configuration) {
    site_.change("gateway.yaml", "{tables: [unit]}", "{tables: [unit, unit, ../unit], refresh_minutes: 0}");
    try {
        start();
        FAIL() << "it started";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("../unit"), HasSubstr("refresh_minutes"), HasSubstr("stands twice")));
    }
}

}  // namespace
}  // namespace otkel::test
