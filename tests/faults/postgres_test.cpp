#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "tests/faults/asking.hpp"
#include "tests/faults/postgres_site.hpp"
#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/status_peer.hpp"

// The promise while the journal's database is away, or loses its connections.

namespace otkel::test {
namespace {

using namespace std::chrono_literals;
using journal::State;
using testing::IsSupersetOf;

class DatabaseFails : public testing::Test {
protected:
    void SetUp() override {
        if (const auto missing = journal::PostgresServer::missing(); !missing.empty()) {
            GTEST_SKIP() << missing;
        }
        server_ = std::make_unique<journal::PostgresServer>();
        database_ = server_->new_database();
        keep_journal_in_postgres(site_, server_->options(database_, "node-1").connection, "node-1");
        peer_.serve(site_);
        site_.load_samples();
        gateway_ = std::make_unique<GatewayProcess>(OTKEL_PROGRAM, site_);
        asking_.turn_to("127.0.0.1", gateway_->ports().core_api);
    }
    void TearDown() override { stop_load(); }

    // Questions come in all the time, not many more than the peer has answered; what is refused is asked again.
    void start_load() {
        stopping_ = false;
        load_ = std::thread([this] {
            while (!stopping_) {
                if (begun_ < peer_.times_asked() + ahead_max) {
                    const auto first = begun_.fetch_add(batch);
                    asking_.ask(first, first + batch);
                } else {
                    asking_.ask(0, begun_);
                }
            }
        });
    }
    void stop_load() {
        stopping_ = true;
        if (load_.joinable()) {
            load_.join();
        }
    }
    [[nodiscard]] bool is_acknowledged_more(std::size_t number) {
        const auto before = asking_.acknowledged();
        return eventually([&] { return asking_.acknowledged() >= before + number; });
    }
    // Whoever was refused asks again; then everything ends by itself.
    void expect_that_all_ends() {
        stop_load();
        const std::size_t number = begun_;
        EXPECT_TRUE(eventually([&] {
            asking_.ask(0, number);
            return asking_.acknowledged() == number;
        })) << asking_.acknowledged()
            << " of " << number;
        const auto is_over = [&] {
            const auto states = states_in(*server_, database_);
            return states.contains(State::answered) && states.at(State::answered) == number;
        };
        EXPECT_TRUE(eventually(is_over)) << described(states_in(*server_, database_)) << gateway_->log();
        std::set<std::string> ids;
        for (const auto& one : peer_.asked()) {
            EXPECT_TRUE(ids.insert(one.message_id).second) << one.message_id << " had its effect twice";
        }
        EXPECT_EQ(ids.size(), number);
        EXPECT_EQ(gateway_->terminate(), 0) << gateway_->log();
    }
    // What was acknowledged before is on disk, and nothing else is said to be.
    void expect_that_the_acknowledged_are_kept() {
        std::vector<std::string> acknowledged;
        for (std::size_t i = 0; i < begun_; ++i) {
            if (asking_.is_acknowledged(i)) {
                acknowledged.push_back(Asking::key(i));
            }
        }
        const auto kept = server_->ask(database_, "SELECT message_id FROM otkel.exchanges");
        const std::set<std::string> all(kept.begin(), kept.end());
        for (const auto& key : acknowledged) {
            EXPECT_TRUE(all.contains(key)) << key << " was acknowledged and is gone";
        }
    }

    static constexpr std::size_t batch = 16;
    static constexpr std::size_t ahead_max = 500;
    static constexpr std::size_t new_while_away = 64;
    Site site_;
    StatusPeer peer_;
    std::unique_ptr<journal::PostgresServer> server_;
    std::string database_;
    std::unique_ptr<GatewayProcess> gateway_;
    Asking asking_{"", 0};
    std::thread load_;
    std::atomic<bool> stopping_{false};
    std::atomic<std::size_t> begun_{0};
};

TEST_F(DatabaseFails, stopped_and_started_again_callers_are_told_at_once_and_work_goes_on_by_itself) {
    const CustomsConsumer customs(site_);
    CustomsConsumer::Options options;
    options.message_id = "during-the-outage";
    const auto message = customs.envelope(good_declaration(1, 1, "0000001"), options);
    const auto send = [&] { return call(gateway_->ports().external, post_soap("/shep/sync", message)).value(); };
    start_load();
    EXPECT_TRUE(is_acknowledged_more(100));

    server_->stop();
    const auto away_until = std::chrono::steady_clock::now() + (takes_its_time() ? 60s : 4s);
    const auto refused = send();
    EXPECT_EQ(refused.status, 500);
    EXPECT_EQ(CustomsConsumer::error_code(refused), "SCE909");
    EXPECT_EQ(refused.headers.get("retry-after"), "1");
    // What was being committed is asked about first, and what came just after waits for that. These come later.
    stop_load();
    asking_.forget_refusals();
    const auto first_new = begun_.fetch_add(new_while_away);
    EXPECT_TRUE(eventually(
        [&] {
            asking_.ask(first_new, first_new + new_while_away);
            return std::chrono::steady_clock::now() > away_until;
        },
        90s));
    const auto refusals = asking_.refusals();
    server_->start();

    start_load();

    EXPECT_GT(refusals.size(), 20U);
    std::size_t at_once = 0;
    for (const auto& refusal : refusals) {
        EXPECT_EQ(refusal.status, 503) << refusal.code;
        EXPECT_EQ(refusal.retry_after, "1");
        at_once += refusal.took < 1s ? 1 : 0;
    }
    EXPECT_GE(at_once * 10, refusals.size() * 9);
    EXPECT_TRUE(is_acknowledged_more(100)) << gateway_->log();
    expect_that_the_acknowledged_are_kept();
    EXPECT_TRUE(eventually([&] { return send().status == 200; }));
    EXPECT_EQ(server_->ask(database_,
                           "SELECT count(*) FROM otkel.exchanges WHERE message_id = 'during-the-outage' "
                           "AND state <> 5"),
              std::vector<std::string>{"1"});
    expect_that_all_ends();
}

TEST_F(DatabaseFails, connections_cut_again_and_again_under_load_lose_and_double_nothing) {
    start_load();
    EXPECT_TRUE(is_acknowledged_more(50));
    const auto until = std::chrono::steady_clock::now() + (takes_its_time() ? 60s : 5s);
    std::size_t cut = 0;
    while (std::chrono::steady_clock::now() < until) {
        const auto rows = server_->ask("postgres",
                                       "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                       "WHERE application_name LIKE 'otkel%'");
        cut += rows.size();
        pause_before_next_look(100ms);
    }
    EXPECT_GT(cut, 10U);
    EXPECT_TRUE(is_acknowledged_more(50)) << gateway_->log();
    expect_that_the_acknowledged_are_kept();
    expect_that_all_ends();
}

}  // namespace
}  // namespace otkel::test
