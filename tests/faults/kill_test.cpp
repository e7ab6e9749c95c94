#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <random>
#include <thread>

#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"
#include "tests/support/site/gateway_process.hpp"

// The promise: what was acknowledged is on disk, and nothing happens twice, whenever the process dies.

namespace otkel::test {
namespace {

constexpr std::size_t exchanges = 1'000;
constexpr std::size_t senders = 8;
constexpr std::size_t kills = 6;

struct Message {
    std::string octets;       // the same at every try, as a peer that got no answer sends them again
    std::string first_reply;  // empty until it was acknowledged
};

std::vector<Message> make_messages(const CustomsConsumer& customs) {
    std::vector<Message> messages;
    for (std::size_t i = 0; i < exchanges; ++i) {
        CustomsConsumer::Options options;
        options.message_id = "kill-" + std::to_string(i);
        const auto serial = std::to_string(1'000'000 + i);
        messages.push_back({customs.envelope(good_declaration(1, 1, serial), options), ""});
    }
    return messages;
}

// Sends what has no answer yet, from several threads, until all is answered or the gateway is gone. `answered` is told
// the number of answers so far.
template <class Answered>
void send_all(std::vector<Message>& messages, std::uint16_t port, std::atomic<std::size_t>& count, Answered answered) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> gone{false};
    const auto run_sender = [&] {
        for (auto i = next++; i < messages.size() && !gone; i = next++) {
            if (!messages[i].first_reply.empty()) {
                continue;
            }
            auto response = call(port, post_soap("/shep/sync", messages[i].octets));
            gone = gone || !response;
            // Anything but an answer (it is still being worked on, say) is sent again later, as the bus does.
            if (response && response->status == 200) {
                messages[i].first_reply = std::move(response->body);
                answered(++count);
            }
        }
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < senders; ++i) {
        threads.emplace_back(run_sender);
    }
    for (auto& thread : threads) {
        thread.join();
    }
}

std::int64_t count(const std::filesystem::path& database, const std::string& query) {
    sqlite3* connection = nullptr;
    EXPECT_EQ(sqlite3_open_v2(database.c_str(), &connection, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(connection, query.c_str(), -1, &statement, nullptr), SQLITE_OK)
        << sqlite3_errmsg(connection);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
    const auto value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(connection);
    return value;
}

TEST(Kill, in_the_middle_of_a_thousand_exchanges_loses_nothing_and_doubles_nothing) {
    Site site;
    site.change("peers/customs.yaml", "requests_per_second: 500", "requests_per_second: 100000");
    site.load_samples();
    const CustomsConsumer customs(site);
    auto messages = make_messages(customs);
    std::mt19937 random(20260712);
    std::atomic<std::size_t> answered{0};

    for (std::size_t round = 0; round < kills; ++round) {
        GatewayProcess gateway(OTKEL_PROGRAM, site);
        // Somewhere within this round's share of the thousand.
        const auto die_at = answered + 1 + random() % (exchanges / kills);
        send_all(messages, gateway.ports().external, answered, [&](std::size_t count) {
            if (count == die_at) {
                gateway.kill_now();
            }
        });
    }

    GatewayProcess gateway(OTKEL_PROGRAM, site);
    for (int passes = 0; passes < 20 && answered < exchanges; ++passes) {
        send_all(messages, gateway.ports().external, answered, [](std::size_t) {});
    }
    ASSERT_EQ(answered, exchanges);

    // The same message again: the answer that was acknowledged, octet for octet.
    for (const auto& message : messages) {
        const auto again = call(gateway.ports().external, post_soap("/shep/sync", message.octets));
        ASSERT_TRUE(again);
        ASSERT_EQ(again->body, message.first_reply);
    }
    EXPECT_EQ(gateway.terminate(), 0) << gateway.log();

    EXPECT_EQ(count(site.var() / "core.sqlite", "SELECT count(*) FROM declaration_checks"), exchanges);
    EXPECT_EQ(count(site.var() / "core.sqlite", "SELECT count(DISTINCT declaration) FROM declaration_checks"),
              exchanges);
    EXPECT_EQ(count(site.var() / "journal.sqlite", "SELECT count(DISTINCT message_id) FROM exchanges"), exchanges);
    // What was sent again while it was being worked on is refused, and kept as that.
    EXPECT_EQ(count(site.var() / "journal.sqlite", "SELECT count(*) FROM exchanges WHERE outcome <> 'in-progress'"),
              exchanges);
}

TEST(Terminate, answers_what_is_in_work_and_ends_by_itself) {
    Site site;
    site.load_samples();
    const CustomsConsumer customs(site);
    GatewayProcess gateway(OTKEL_PROGRAM, site);
    const auto response = call(gateway.ports().external,
                               post_soap("/shep/sync", customs.envelope(good_declaration(60, 1'000, "0000001"))));
    ASSERT_TRUE(response);
    EXPECT_TRUE(customs.verified_answer(*response).is_object());
    EXPECT_EQ(gateway.terminate(), 0) << gateway.log();
}

}  // namespace
}  // namespace otkel::test
