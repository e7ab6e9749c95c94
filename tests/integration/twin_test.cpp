#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <thread>

#include "tests/support/site/running_gateway.hpp"
#include "tests/support/site/running_twin.hpp"

// The bus misbehaves in every way that its script knows, with the whole gateway on the other side.

namespace otkel::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

std::string test_name(std::string word) {
    std::replace(word.begin(), word.end(), '-', '_');
    return word;
}

std::string story_of(const json::value& played) { return json::serialize(played.at("story")); }

// The twin asks, the gateway answers.
class TwinAsks : public testing::Test {
protected:
    static void SetUpTestSuite() {
        site_ = std::make_unique<Site>();
        site_->load_samples();
        gateway_ = std::make_unique<RunningGateway>(*site_);
        site_->change("adapters/shep.yaml", "port: 9101", "port: 0");
        site_->change("adapters/shep.yaml", "127.0.0.1:8080",
                      "127.0.0.1:" + std::to_string(gateway_->ports().external));
    }
    static void TearDownTestSuite() {
        gateway_.reset();
        site_.reset();
    }

    static std::size_t exchanges(const std::string& state) {
        const auto found = fetch(gateway_->ports().operators, "/admin/v1/exchanges?limit=1000&state=" + state);
        return json::parse(found.body).at("exchanges").as_array().size();
    }

    inline static std::unique_ptr<Site> site_;
    inline static std::unique_ptr<RunningGateway> gateway_;
};

class Tolerated : public TwinAsks, public testing::WithParamInterface<const char*> {};

TEST_P(Tolerated, is_answered_and_verified) {
    const auto answered_before = exchanges("answered");
    const RunningTwin twin(*site_, one_step("request", GetParam(), 10));
    const auto played = twin.play("customs/pass");
    ASSERT_TRUE(played.is_object());
    EXPECT_TRUE(played.at("answered").as_bool()) << story_of(played);
    EXPECT_TRUE(played.at("verified").as_bool()) << story_of(played);
    EXPECT_EQ(played.at("httpStatus"), 200);
    EXPECT_THAT(story_of(played), HasSubstr("PASS"));
    EXPECT_EQ(exchanges("answered"), answered_before + 1) << "one message is one exchange";
}

INSTANTIATE_TEST_SUITE_P(Form, Tolerated,
                         testing::Values("none", "wrong-order", "empty-optionals", "odd-prefixes", "duplicate", "slow"),
                         [](const auto& one) { return test_name(one.param); });

struct Refused {
    const char* word;
    const char* fault;
};

class NotTolerated : public TwinAsks, public testing::WithParamInterface<Refused> {};

TEST_P(NotTolerated, is_refused_with_a_signed_fault) {
    const auto refused_before = exchanges("refused");
    const RunningTwin twin(*site_, one_step("request", GetParam().word));
    const auto played = twin.play("customs/pass");
    ASSERT_TRUE(played.is_object());
    EXPECT_FALSE(played.at("answered").as_bool()) << story_of(played);
    EXPECT_TRUE(played.at("verified").as_bool()) << story_of(played);
    EXPECT_EQ(played.at("httpStatus"), 500);
    EXPECT_THAT(story_of(played), HasSubstr(std::string("FAULT ") + GetParam().fault));
    EXPECT_EQ(exchanges("refused"), refused_before + 1);
    const auto next = twin.play("customs/pass");
    ASSERT_TRUE(next.is_object());
    EXPECT_TRUE(next.at("answered").as_bool()) << story_of(next);
}

INSTANTIATE_TEST_SUITE_P(Message, NotTolerated,
                         testing::Values(Refused{"wrong-signature", "SCE006"}, Refused{"unsigned", "SCE007"},
                                         Refused{"changed-duplicate", "SCE001"}),
                         [](const auto& one) { return test_name(one.param.word); });

// The gateway asks, the twin answers.
class TwinAnswers : public testing::Test {
protected:
    TwinAnswers() { site_.change("adapters/shep.yaml", "port: 9101", "port: 0"); }

    void start(const std::string& script = {}) {
        twin_ = std::make_unique<RunningTwin>(site_, script);
        site_.change("adapters/shep.yaml", "http://127.0.0.1:9101/shep/sync", twin_->url());
        gateway_ = std::make_unique<RunningGateway>(site_);
    }

    net::HttpResponse ask(const std::string& key = {}) const {
        net::HttpRequest request;
        request.method = "POST";
        request.target = "/api/v1/exchanges/customs-declaration-status";
        request.headers.set("Content-Type", "application/json");
        if (!key.empty()) {
            request.headers.set("Idempotency-Key", key);
        }
        request.body = R"({"declaration": {"number": "50401/120726/0000002"}})";
        auto response = call(gateway_->ports().core_api, std::move(request));
        EXPECT_TRUE(response) << (response ? "" : response.error().to_string());
        return response ? std::move(*response) : net::HttpResponse{};
    }
    static std::string code_of(const net::HttpResponse& response) {
        return std::string(json::parse(response.body).at("code").as_string());
    }
    std::string state_of(const net::HttpResponse& response) const {
        const auto id = std::string(response.headers.get("otkel-exchange"));
        const auto shown = fetch(gateway_->ports().core_api, "/api/v1/exchanges/" + id);
        return std::string(json::parse(shown.body).at("state").as_string());
    }

    Site site_;
    std::unique_ptr<RunningTwin> twin_;
    std::unique_ptr<RunningGateway> gateway_;
};

TEST_F(TwinAnswers, and_the_core_gets_the_answer_translated) {
    start();
    const auto response = ask("key-1");
    ASSERT_EQ(response.status, 200) << response.body;
    const auto answer = json::parse(response.body);
    EXPECT_EQ(answer.at("status"), "released");
    EXPECT_EQ(answer.at("declaration").at("number"), "50401/120726/0000002");
    EXPECT_EQ(state_of(response), "answered");
    const auto again = ask("key-1");
    EXPECT_EQ(again.body, response.body);
    EXPECT_EQ(again.headers.get("otkel-exchange"), response.headers.get("otkel-exchange"));
}

TEST_F(TwinAnswers, in_odd_forms_that_are_understood) {
    start(
        "steps:\n  - {on: reply, do: wrong-order}\n  - {on: reply, do: empty-optionals}\n"
        "  - {on: reply, do: odd-prefixes}\n  - {on: reply, do: slow, delay_ms: 10}\n");
    for (const char* form : {"wrong-order", "empty-optionals", "odd-prefixes", "slow"}) {
        const auto response = ask();
        EXPECT_EQ(response.status, 200) << form << '\n' << response.body;
    }
}

TEST_F(TwinAnswers, not_at_all_and_the_exchange_is_in_doubt_and_left_to_a_person) {
    site_.change("routes/customs-declaration-status.yaml", "deadline_ms: 15000", "deadline_ms: 300");
    start(one_step("reply", "silence"));
    const auto response = ask("key-1");
    EXPECT_EQ(response.status, 504);
    EXPECT_EQ(code_of(response), "in-doubt");
    EXPECT_EQ(state_of(response), "parked") << "SHEP cannot be asked about a synchronous message";
    // The twin would answer now: that nothing comes shows that nobody asked.
    const auto again = ask("key-1");
    EXPECT_EQ(code_of(again), "in-doubt");
    EXPECT_THAT(again.body, HasSubstr(std::string(response.headers.get("otkel-exchange"))));
    EXPECT_EQ(ask("key-2").status, 200);
}

TEST_F(TwinAnswers, once_however_many_ask_with_the_same_key_at_once) {
    start(one_step("reply", "slow", 200));
    std::vector<net::HttpResponse> responses(8);
    std::vector<std::thread> threads;
    for (auto& response : responses) {
        threads.emplace_back([this, &response] { response = ask("key-1"); });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    std::set<std::string> answers;
    for (const auto& response : responses) {
        if (response.status == 200) {
            answers.insert(response.body);
        } else {
            EXPECT_EQ(code_of(response), "in-progress") << response.body;
        }
    }
    EXPECT_EQ(answers.size(), 1U);
    const auto found = fetch(gateway_->ports().operators, "/admin/v1/exchanges?message_id=key-1");
    EXPECT_EQ(json::parse(found.body).at("exchanges").as_array().size(), 1U);
}

class BadAnswer : public TwinAnswers, public testing::WithParamInterface<std::pair<const char*, const char*>> {};

TEST_P(BadAnswer, is_an_error_and_nothing_of_it_reaches_the_core) {
    site_.change("peers/customs.yaml", "repeatable: [CUSTOMS_DECLARATION_STATUS]", "repeatable: []");
    start(one_step("reply", GetParam().first));
    const auto response = ask("key-1");
    EXPECT_EQ(response.status, 502);
    EXPECT_EQ(code_of(response), "peer-failed") << response.body;
    EXPECT_THAT(response.body, HasSubstr(GetParam().second));
    EXPECT_THAT(response.body, testing::Not(HasSubstr("released")));
    EXPECT_EQ(state_of(response), "parked") << "anybody may have said that; what the peer did is not known";
    EXPECT_EQ(code_of(ask("key-1")), "in-doubt") << "the same key sends nothing";
    EXPECT_EQ(ask("key-2").status, 200);
}

TEST_P(BadAnswer, is_not_believed_and_the_question_is_asked_again_where_that_is_safe) {
    start(one_step("reply", GetParam().first));
    const auto response = ask("key-1");
    EXPECT_EQ(response.status, 200) << response.body;
    const auto id = std::string(response.headers.get("otkel-exchange"));
    const auto shown = fetch(gateway_->ports().operators, "/admin/v1/exchanges/" + id);
    EXPECT_THAT(shown.body, HasSubstr(GetParam().second)) << "the first answer is kept, with what is wrong with it";
}

INSTANTIATE_TEST_SUITE_P(Of, BadAnswer,
                         testing::Values(std::pair("wrong-signature", "signature-invalid"),
                                         std::pair("unsigned", "not-signed")),
                         [](const auto& one) { return test_name(one.param.first); });

TEST_F(TwinAnswers, no_longer_because_it_is_gone_and_nothing_is_sent) {
    start();
    twin_.reset();
    const auto response = ask();
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(code_of(response), "unavailable");
    EXPECT_EQ(state_of(response), "failed");
}

}  // namespace
}  // namespace otkel::test
