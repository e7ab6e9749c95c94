#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>

#include "gateway/async/task_group.hpp"
#include "tests/faults/asking.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/http_peer.hpp"
#include "tests/support/site/status_peer.hpp"

// More than can be carried is answered at once, costs no memory, and takes nothing from what is in work.

namespace otkel::test {
namespace {

using namespace std::chrono_literals;
using journal::State;

// Says PASS to every declaration, slowly.
class SlowCore {
public:
    explicit SlowCore(std::chrono::milliseconds delay) : delay_(delay) {}
    [[nodiscard]] std::string url() const { return server_.url() + "/core"; }
    [[nodiscard]] std::size_t effects() const {
        const std::lock_guard lock(mutex_);
        return effects_.size();
    }

private:
    asio::awaitable<net::HttpResponse> answer(net::HttpRequest request) {
        co_await async::sleep_until(std::chrono::steady_clock::now() + delay_);
        net::HttpResponse response;
        if (request.method == "POST") {
            const std::lock_guard lock(mutex_);
            effects_.emplace(request.headers.get("idempotency-key"));
            response.headers.set("Content-Type", "application/json");
            response.body = reply_to(boost::json::parse(request.body));
        }
        co_return response;
    }
    static std::string reply_to(const boost::json::value& request) {
        boost::json::array items;
        items.push_back(boost::json::object{{"line", 1}, {"verdict", "PASS"}, {"findings", boost::json::array{}}});
        return boost::json::serialize(boost::json::object{
            {"declaration", boost::json::object{{"number", request.at("declaration").at("number")}}},
            {"checkedAt", "2026-07-12T04:30:00.000Z"},
            {"overall", "PASS"},
            {"items", std::move(items)}});
    }

    std::chrono::milliseconds delay_;
    mutable std::mutex mutex_;
    std::set<std::string> effects_;
    HttpPeer server_{[this](net::HttpRequest request) { return answer(std::move(request)); }};
};

// A bus that hands over many messages at once, and each again until it is answered.
class Flood {
public:
    Flood(std::uint16_t port, std::vector<std::string> messages) : port_(port), messages_(std::move(messages)) {}

    void run_to_the_end() {
        asio::io_context io(1);
        net::ClientOptions options;
        options.connections_per_endpoint_max = messages_.size();
        const auto client = net::make_http_client(io.get_executor(), options, std::nullopt);
        left_ = messages_.size();
        for (const auto& message : messages_) {
            asio::co_spawn(io, hand_over(*client, message), rethrow);
        }
        io.run();
    }

    struct Refusal {
        net::HttpResponse response;
        std::chrono::milliseconds took{0};
    };
    std::vector<Refusal> refusals;
    std::size_t answered{0};

private:
    asio::awaitable<void> hand_over(net::HttpClient& client, std::string message) {
        const SystemClock clock;
        for (int tries = 0; tries < tries_max; ++tries) {
            auto request = post_soap("/shep/sync", message);
            net::Endpoint endpoint{"http", "127.0.0.1", port_, request.target};
            const auto begun = std::chrono::steady_clock::now();
            auto response = co_await client.send(endpoint, std::move(request), Deadline::after(clock, 50s));
            if (response && response->status == 200) {
                ++answered;
                break;
            }
            if (response) {
                refusals.push_back({std::move(*response), std::chrono::duration_cast<std::chrono::milliseconds>(
                                                              std::chrono::steady_clock::now() - begun)});
            }
            co_await async::sleep_until(std::chrono::steady_clock::now() + 300ms);
        }
        if (--left_ == 0) {
            co_await client.close(Deadline::after(clock, 1s));
        }
    }

    static constexpr int tries_max = 200;
    std::uint16_t port_;
    std::vector<std::string> messages_;
    std::size_t left_{0};
};

TEST(Overload, of_messages_while_the_core_is_slow_is_answered_at_once_and_each_is_answered_in_the_end) {
    constexpr std::size_t messages = 300;
    constexpr std::size_t memory_kib_max = 96 * 1024;
    const SlowCore core(300ms);
    Site site;
    site.change("gateway.yaml", "kind: embedded ", "kind: remote");
    site.change("gateway.yaml", "file: " + (site.var() / "core.sqlite").string(), "url: " + core.url());
    site.change("gateway.yaml", "requests_in_flight_max: 1000", "requests_in_flight_max: 100");
    const CustomsConsumer customs(site);
    std::vector<std::string> all;
    for (std::size_t i = 0; i < messages; ++i) {
        CustomsConsumer::Options options;
        options.message_id = "flood-" + std::to_string(i);
        all.push_back(customs.envelope(good_declaration(1, 1, std::to_string(1'000'000 + i)), options));
    }
    GatewayProcess gateway(OTKEL_PROGRAM, site);
    const auto empty = resident_kib(gateway.process());
    Flood flood(gateway.ports().external, std::move(all));
    flood.run_to_the_end();

    EXPECT_EQ(flood.answered, messages) << gateway.log();
    EXPECT_EQ(core.effects(), messages);
    std::size_t busy = 0;
    std::size_t faults = 0;
    std::size_t quick = 0;
    for (const auto& [response, took] : flood.refusals) {
        EXPECT_EQ(response.headers.get("retry-after"), "1") << response.status << response.body;
        busy += response.status == 503 ? 1 : 0;
        faults += response.status == 500 && CustomsConsumer::error_code(response) == "SCE909" ? 1 : 0;
        quick += took < 1s ? 1 : 0;
    }
    EXPECT_EQ(busy + faults, flood.refusals.size());
    EXPECT_GT(busy, 0U) << "more than requests_in_flight_max came";
    EXPECT_GT(faults, 0U) << "more than the peer's quota came";
    EXPECT_GE(quick * 10, flood.refusals.size() * 9) << "of " << flood.refusals.size() << " refusals";
    RecordProperty("refusals", static_cast<int>(flood.refusals.size()));
    EXPECT_TRUE(is_sanitized || resident_kib(gateway.process()) < empty + memory_kib_max);
    EXPECT_EQ(gateway.terminate(), 0) << gateway.log();
    for (const auto& [state, number] : states_in(site.var() / "journal.sqlite")) {
        EXPECT_TRUE(is_final(state)) << number << " are " << name(state);
    }
}

// Another program that keeps the journal's file to itself: for the gateway, a disk that hangs.
class HungDisk {
public:
    explicit HungDisk(const std::filesystem::path& file) {
        EXPECT_EQ(sqlite3_open_v2(file.c_str(), &connection_, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
        sqlite3_busy_timeout(connection_, 10'000);
        EXPECT_EQ(sqlite3_exec(connection_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    }
    ~HungDisk() { sqlite3_close(connection_); }
    HungDisk(const HungDisk&) = delete;
    HungDisk& operator=(const HungDisk&) = delete;

private:
    sqlite3* connection_{nullptr};
};

TEST(Overload, of_questions_while_the_journal_hangs_is_answered_at_once_and_nothing_is_lost) {
    constexpr std::size_t questions = 300;
    Site site;
    const StatusPeer peer;
    peer.serve(site);
    site.change("gateway.yaml", "store: sqlite", "store: sqlite\n  stall_limit_ms: 200");
    site.load_samples();
    GatewayProcess gateway(OTKEL_PROGRAM, site);
    Asking asking("127.0.0.1", gateway.ports().core_api);
    const auto journal = site.var() / "journal.sqlite";
    {
        const HungDisk hung(journal);
        asking.ask_steadily(0, questions, 10ms);
        const auto refusals = asking.refusals();
        EXPECT_EQ(asking.acknowledged(), 0U);
        EXPECT_EQ(refusals.size(), questions);
        for (const auto& refusal : refusals) {
            EXPECT_EQ(refusal.status, 503) << refusal.code;
            EXPECT_EQ(refusal.retry_after, "1");
        }
        const auto quick =
            std::count_if(refusals.begin(), refusals.end(), [](const auto& told) { return told.took < 1s; });
        EXPECT_GE(quick * 4, std::ssize(refusals) * 3) << "but for those that came before it was known to hang";
    }
    EXPECT_TRUE(eventually([&] {
        asking.ask(0, questions, questions);
        return asking.acknowledged() == questions;
    }));
    EXPECT_TRUE(eventually([&] {
        const auto states = states_in(journal);
        return states.contains(State::answered) && states.at(State::answered) == questions;
    })) << described(states_in(journal));
    EXPECT_EQ(peer.times_asked(), questions);
    EXPECT_EQ(gateway.terminate(), 0) << gateway.log();
}

}  // namespace
}  // namespace otkel::test
