#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <fstream>
#include <regex>

#include "gateway/app/journal_store.hpp"
#include "gateway/app/run_coroutine.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/program.hpp"
#include "tests/support/site/running_gateway.hpp"
#include "tests/support/site/running_twin.hpp"
#include "tests/unit/journal/postgres_server.hpp"

// A message that could not be sent, what a person sees of it, and how it goes on; with both stores.

namespace otkel::test {
namespace {

namespace json = boost::json;
using journal::PostgresServer;
using testing::HasSubstr;
using testing::IsEmpty;

enum class Kind : std::uint8_t { sqlite, postgres };

class Replayed : public testing::TestWithParam<Kind> {
protected:
    void SetUp() override {
        if (GetParam() == Kind::postgres && !PostgresServer::missing().empty()) {
            GTEST_SKIP() << PostgresServer::missing();
        }
        site_.load_samples();
        site_.change("gateway.yaml", "tries_max: 10", "tries_max: 1");
        if (GetParam() == Kind::postgres) {
            const auto& server = PostgresServer::shared();
            database_ = PostgresServer::shared().new_database(false);
            site_.change("gateway.yaml", "store: sqlite ", "store: postgres ");
            site_.change(
                "gateway.yaml", "  file: " + journal_file(),
                "  connection: \"" + server.options(database_, "gateway-1").connection + "\"\n  node: gateway-1");
        }
        find_a_port();
    }
    std::string journal_file() const {
        std::ifstream file(site_.configuration());
        std::string line;
        while (std::getline(file, line)) {
            if (line.find("journal.sqlite") != std::string::npos) {
                return line.substr(line.find("file: ") + 6);
            }
        }
        return "no journal";
    }
    // Where the peer will be, and is not yet.
    void find_a_port() {
        site_.change("adapters/shep.yaml", "port: 9101", "port: 0");
        std::string url;
        {
            const RunningTwin twin(site_);
            url = twin.url();
        }
        std::smatch found;
        ASSERT_TRUE(std::regex_search(url, found, std::regex(":([0-9]+)/")));
        site_.change("adapters/shep.yaml", "http://127.0.0.1:9101/shep/sync", url);
        site_.change("adapters/shep.yaml", "port: 0", "port: " + found[1].str());
    }
    Ran otkel(std::vector<std::string> words, const std::string& input = {}) const {
        words.insert(words.end(), {"--config", site_.configuration().string()});
        return run_program(OTKEL_PROGRAM, words, input);
    }
    // All ports are given out by the system; the commands have to be told which it gave.
    void start() { gateway_ = std::make_unique<GatewayProcess>(OTKEL_PROGRAM, site_); }
    Ran told_where(std::vector<std::string> words, std::uint16_t port, const std::string& input = {}) {
        site_.change("gateway.yaml", "port: 0", "port: " + std::to_string(port));
        auto ran = otkel(std::move(words), input);
        site_.change("gateway.yaml", "port: " + std::to_string(port), "port: 0");
        return ran;
    }
    // Gives the id of an exchange that nobody took.
    std::string send_to_nobody() {
        const auto sent = told_where({"send", "customs-declaration-status", "--idempotency-key", "key-1"},
                                     gateway_->ports().core_api, question_);
        EXPECT_NE(sent.code, 0) << sent.out << sent.err;
        std::smatch id;
        EXPECT_TRUE(std::regex_search(sent.err, id, std::regex("exchange ([0-9a-f-]+)"))) << sent.err;
        return id[1];
    }
    json::value shown(const std::string& id) const {
        const auto ran = otkel({"exchanges", "show", id, "--json"});
        EXPECT_EQ(ran.code, 0) << ran.err;
        return json::parse(ran.out);
    }
    // The gateway works beside us; the journal says when it is done.
    std::string state_when_done(const std::string& id) const {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{30};
        std::string state;
        do {
            state = std::string(shown(id).at("state").as_string());
        } while (state != "answered" && state != "parked" && std::chrono::steady_clock::now() < end);
        return state;
    }
    static std::string user() { return ::getpwuid(::geteuid())->pw_name; }

    Site site_;
    std::string database_;
    std::unique_ptr<GatewayProcess> gateway_;
    const std::string question_ = R"({"declaration": {"number": "50401/120726/0000002"}})";
};

TEST_P(Replayed, goes_on_at_a_running_gateway_and_says_who_and_why) {
    ASSERT_EQ(otkel({"migrate"}).code, 0);
    start();
    const auto id = send_to_nobody();
    const auto failed = otkel({"exchanges", "list", "--state", "failed", "--peer", "customs"});
    EXPECT_THAT(failed.out, HasSubstr(id)) << failed.err;
    const auto operators = gateway_->ports().operators;
    EXPECT_EQ(told_where({"exchanges", "replay", id}, operators).code, 2) << "no reason";
    EXPECT_EQ(told_where({"exchanges", "replay", "0198-nothing", "--reason", "x"}, operators).code, 1);

    const RunningTwin twin(site_);
    const auto replayed = told_where({"exchanges", "replay", id, "--reason", "customs is back"}, operators);
    ASSERT_EQ(replayed.code, 0) << replayed.out << replayed.err;
    EXPECT_EQ(state_when_done(id), "answered");
    const auto exchange = shown(id);
    EXPECT_EQ(exchange.at("messageId"), "key-1") << "the same message";
    std::vector<std::string> who;
    for (const auto& entry : exchange.at("history").as_array()) {
        if (entry.as_object().contains("by")) {
            who.emplace_back(entry.at("by").as_string());
        }
    }
    EXPECT_THAT(who, testing::ElementsAre(user() + " from 127.0.0.1: customs is back"));
    const auto text = otkel({"exchanges", "show", id}).out;
    for (const char* part : {"history\n", "customs is back", "sha256:", "attempt 1"}) {
        EXPECT_THAT(text, HasSubstr(part));
    }
    const auto again = told_where({"exchanges", "replay", id, "--reason", "once more"}, operators);
    EXPECT_EQ(again.code, 1);
    EXPECT_THAT(again.err, HasSubstr("answered"));
    EXPECT_THAT(fetch(operators, "/metrics").body, HasSubstr("otkel_peer_breaker_state{peer=\"customs\"}"));
}

TEST_P(Replayed, is_put_down_without_a_gateway_and_carried_out_by_the_next) {
    ASSERT_EQ(otkel({"migrate"}).code, 0);
    start();
    const auto id = send_to_nobody();
    ASSERT_EQ(gateway_->terminate(), 0);
    const auto replayed = otkel({"exchanges", "replay", id, "--reason", "customs is back", "--json"});
    ASSERT_EQ(replayed.code, 0) << replayed.out << replayed.err;
    EXPECT_EQ(json::parse(replayed.out).at("gatewayRuns"), false);
    EXPECT_EQ(shown(id).at("state"), "waiting");
    EXPECT_FALSE(shown(id).as_object().contains("node")) << "whoever starts next may take it";
    const RunningTwin twin(site_);
    start();
    EXPECT_EQ(state_when_done(id), "answered");
}

class ReplayedInFile : public Replayed {};

TEST_P(ReplayedInFile, is_refused_while_somebody_else_writes_a_file_of_sqlite) {
    start();
    const auto id = send_to_nobody();
    // The gateway runs, but not where the configuration says.
    const auto refused = otkel({"exchanges", "replay", id, "--reason", "customs is back"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.err, HasSubstr("journal.sqlite"));
    EXPECT_THAT(refused.err, HasSubstr("no gateway could be asked"));
    EXPECT_EQ(shown(id).at("state"), "failed");
}

class ReplayedInDatabase : public Replayed {};

TEST_P(ReplayedInDatabase, needs_a_schema_that_is_there) {
    const auto listed = otkel({"exchanges", "list"});
    EXPECT_EQ(listed.code, 2);
    EXPECT_THAT(listed.err, HasSubstr("otkel migrate"));
    EXPECT_THAT(otkel({"migrate"}).out, HasSubstr("from schema 0 to "));
    EXPECT_THAT(otkel({"migrate"}).out, HasSubstr("already"));
    const auto none = otkel({"exchanges", "list"});
    EXPECT_EQ(none.code, 0) << none.err;
    EXPECT_THAT(none.out, IsEmpty());
}

std::string name_of(const testing::TestParamInfo<Kind>& kind) {
    return kind.param == Kind::sqlite ? "sqlite" : "postgres";
}
INSTANTIATE_TEST_SUITE_P(Stores, Replayed, testing::Values(Kind::sqlite, Kind::postgres), name_of);
INSTANTIATE_TEST_SUITE_P(Stores, ReplayedInFile, testing::Values(Kind::sqlite), name_of);
INSTANTIATE_TEST_SUITE_P(Stores, ReplayedInDatabase, testing::Values(Kind::postgres), name_of);

}  // namespace
}  // namespace otkel::test
