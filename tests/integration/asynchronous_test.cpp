#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <thread>

#include "tests/support/site/running_gateway.hpp"
#include "tests/support/site/running_twin.hpp"

// SHEP's asynchronous channel with the whole gateway on one side and the bus on the other: whatever the order in which
// the bus says things, every message is answered once.

namespace otkel::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class Asynchronous : public testing::Test {
protected:
    // Each has to know where the other listens.
    void start(const std::string& script = {}) {
        site_.load_samples();
        site_.change("adapters/shep.yaml", "9101", std::to_string(free_port()));
        gateway_ = std::make_unique<RunningGateway>(site_);
        site_.change("adapters/shep.yaml", "127.0.0.1:8080", "127.0.0.1:" + std::to_string(gateway_->ports().external));
        twin_ = std::make_unique<RunningTwin>(site_, script);
    }
    net::HttpResponse ask(const std::string& key) const {
        net::HttpRequest request;
        request.method = "POST";
        request.target = "/api/v1/exchanges/customs-declaration-decision";
        request.headers.set("Content-Type", "application/json");
        request.headers.set("Idempotency-Key", key);
        request.body = R"({"declaration": {"number": "50401/120726/0000002"}})";
        auto response = call(gateway_->ports().core_api, std::move(request));
        EXPECT_TRUE(response) << (response ? "" : response.error().to_string());
        return response ? std::move(*response) : net::HttpResponse{};
    }
    json::array exchanges(const std::string& query) const {
        const auto found = fetch(gateway_->ports().operators, "/admin/v1/exchanges?limit=1000&" + query);
        return json::parse(found.body).at("exchanges").as_array();
    }
    // What follows from a message is done from the disk, after it was acknowledged.
    template <class Condition>
    static bool comes(Condition condition) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{30};
        while (!condition() && std::chrono::steady_clock::now() < until) {
            std::this_thread::yield();
        }
        return condition();
    }

    Site site_;
    std::unique_ptr<RunningGateway> gateway_;
    std::unique_ptr<RunningTwin> twin_;
};

TEST_F(Asynchronous, submissions_are_acknowledged_and_answered_by_a_message) {
    start();
    const auto played = twin_->play("customs-asynchronous/pass");
    ASSERT_TRUE(played.is_object());
    EXPECT_TRUE(played.at("answered").as_bool()) << json::serialize(played);
    EXPECT_TRUE(played.at("verified").as_bool()) << json::serialize(played);
    EXPECT_THAT(json::serialize(played), HasSubstr("PASS"));
    EXPECT_TRUE(comes([&] { return exchanges("state=answered&route=customs-declaration-check").size() == 1; }));
}

class AnsweredBy : public Asynchronous, public testing::WithParamInterface<const char*> {};

TEST_P(AnsweredBy, a_bus_that_has_its_own_order_of_things_is_understood) {
    start(one_step("interaction", GetParam(), 200));
    const auto response = ask("key-1");
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(json::parse(response.body).at("status"), "released");
    const auto again = ask("key-1");
    EXPECT_EQ(again.body, response.body);
    EXPECT_EQ(exchanges("message_id=key-1").size(), 1U);
    // What else the bus says about it is kept, and ends nothing again.
    EXPECT_TRUE(comes([&] { return exchanges("state=accepted").empty(); }));
    EXPECT_EQ(ask("key-1").body, response.body);
}

INSTANTIATE_TEST_SUITE_P(Word, AnsweredBy,
                         testing::Values("none", "answer-first", "answer-twice", "answer-again", "answer-late",
                                         "answer-astray", "delivered-twice"),
                         [](const auto& one) {
                             std::string name = one.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST_F(Asynchronous, a_bus_that_takes_over_in_silence_leaves_it_in_doubt_and_nothing_is_sent_twice) {
    site_.change("routes/customs-declaration-decision.yaml", "deadline_ms: 15000", "deadline_ms: 500");
    site_.change("adapters/shep.yaml", "time_out_ms: 30000", "time_out_ms: 300");
    start(one_step("interaction", "taken-silently"));
    const auto response = ask("key-1");
    EXPECT_EQ(response.status, 504) << response.body;
    EXPECT_THAT(response.body, HasSubstr("in-doubt"));
    ASSERT_EQ(exchanges("message_id=key-1&state=parked").size(), 1U);
}

}  // namespace
}  // namespace otkel::test
