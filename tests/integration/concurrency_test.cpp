#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <boost/json/parse.hpp>
#include <latch>
#include <set>
#include <thread>

#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"

// Many at once: the same message has one effect, and different ones do not mix.

namespace otkel::test {
namespace {

constexpr std::size_t at_once = 16;

class AtOnce : public testing::Test {
protected:
    AtOnce() {
        site_.load_samples();
        gateway_ = std::make_unique<RunningGateway>(site_);
    }

    // Every message from a thread of its own; all begin together.
    std::vector<net::HttpResponse> send_all(const std::vector<std::string>& messages) {
        std::vector<net::HttpResponse> responses(messages.size());
        std::latch begin(static_cast<std::ptrdiff_t>(messages.size()));
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < messages.size(); ++i) {
            threads.emplace_back([&, i] {
                begin.arrive_and_wait();
                auto response = call(gateway_->ports().external, post_soap("/shep/sync", messages[i]));
                EXPECT_TRUE(response) << (response ? "" : response.error().to_string());
                if (response) {
                    responses[i] = std::move(*response);
                }
            });
        }
        for (auto& thread : threads) {
            thread.join();
        }
        return responses;
    }

    // Exchanges with this message id that were accepted, whatever became of them.
    std::size_t accepted(const std::string& message_id) {
        const auto found =
            fetch(gateway_->ports().operators, "/admin/v1/exchanges?limit=1000&message_id=" + message_id);
        const auto body = boost::json::parse(found.body);
        std::size_t count = 0;
        for (const auto& exchange : body.at("exchanges").as_array()) {
            count += exchange.at("state") == "refused" ? 0 : 1;
        }
        return count;
    }

    std::int64_t checks_in_core() {
        sqlite3* connection = nullptr;
        sqlite3_stmt* statement = nullptr;
        const auto file = site_.var() / "core.sqlite";
        EXPECT_EQ(sqlite3_open_v2(file.c_str(), &connection, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
        EXPECT_EQ(sqlite3_prepare_v2(connection, "SELECT count(*) FROM declaration_checks", -1, &statement, nullptr),
                  SQLITE_OK);
        EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
        const auto count = sqlite3_column_int64(statement, 0);
        sqlite3_finalize(statement);
        sqlite3_close(connection);
        return count;
    }

    Site site_;
    CustomsConsumer customs_{site_};
    std::unique_ptr<RunningGateway> gateway_;
};

class TheSameMessage : public AtOnce, public testing::WithParamInterface<std::size_t> {};

TEST_P(TheSameMessage, has_one_effect_and_one_answer) {
    CustomsConsumer::Options options;
    options.message_id = "at-once";
    const auto message = customs_.envelope(good_declaration(5, GetParam(), "0000001"), options);
    const auto responses = send_all(std::vector(at_once, message));

    std::set<std::string> answers, exchanges;
    for (const auto& response : responses) {
        if (response.status == 200) {
            answers.insert(response.body);
            exchanges.emplace(response.headers.get("otkel-exchange"));
        } else {
            EXPECT_EQ(CustomsConsumer::error_code(response), "SCE909");
            EXPECT_THAT(response.body, testing::HasSubstr("Сообщение обрабатывается"));
        }
    }
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_EQ(exchanges.size(), 1U);
    const auto later = send_all({message});
    EXPECT_EQ(later[0].status, 200);
    EXPECT_EQ(later[0].body, *answers.begin());
    EXPECT_EQ(accepted("at-once"), 1U);
    EXPECT_EQ(checks_in_core(), 1);
}

INSTANTIATE_TEST_SUITE_P(WithCodes, TheSameMessage, testing::Values(5, 500));

TEST_F(AtOnce, different_messages_get_each_its_own_answer) {
    std::vector<std::string> messages;
    for (std::size_t i = 0; i < at_once; ++i) {
        messages.push_back(customs_.envelope(good_declaration(1, 1, std::to_string(1'000'000 + i))));
    }
    const auto responses = send_all(messages);
    std::set<std::string> exchanges;
    for (std::size_t i = 0; i < at_once; ++i) {
        ASSERT_EQ(responses[i].status, 200);
        const auto answer = customs_.verified_answer(responses[i]);
        EXPECT_EQ(answer.at("declaration").at("number").as_string(),
                  std::string_view("50401/120726/" + std::to_string(1'000'000 + i)));
        exchanges.emplace(responses[i].headers.get("otkel-exchange"));
    }
    EXPECT_EQ(exchanges.size(), at_once);
    EXPECT_EQ(checks_in_core(), static_cast<std::int64_t>(at_once));
}

TEST_F(AtOnce, the_same_id_with_different_content_is_accepted_once) {
    std::vector<std::string> messages;
    for (std::size_t i = 0; i < at_once; ++i) {
        CustomsConsumer::Options options;
        options.message_id = "contested";
        messages.push_back(customs_.envelope(good_declaration(1, 1, std::to_string(1'000'000 + i)), options));
    }
    std::size_t answered = 0;
    for (const auto& response : send_all(messages)) {
        answered += response.status == 200 ? 1 : 0;
        if (response.status != 200) {
            EXPECT_EQ(CustomsConsumer::error_code(response), "SCE001");
        }
    }
    EXPECT_EQ(answered, 1U);
    EXPECT_EQ(accepted("contested"), 1U);
    EXPECT_EQ(checks_in_core(), 1);
}

}  // namespace
}  // namespace otkel::test
