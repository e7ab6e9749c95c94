#include "gateway/core/remote/remote_core.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"

namespace otkel::core::test {
namespace {

namespace json = boost::json;
using otkel::test::FakeClock;

// Keeps what it was asked and answers what it was told.
class FakeHttpClient final : public net::HttpClient {
public:
    asio::awaitable<Result<net::HttpResponse>> send(net::Endpoint, net::HttpRequest request, Deadline) override {
        asked.push_back(std::move(request));
        co_return answer;
    }
    asio::awaitable<void> close(Deadline) override { co_return; }

    std::vector<net::HttpRequest> asked;
    Result<net::HttpResponse> answer{net::HttpResponse{}};
};

class RemoteCoreTest : public testing::Test {
protected:
    Result<Reply> call(const std::string& operation = "customs.checkDeclaration", const std::string& key = "key-1") {
        auto pending = core_->call({operation, key, json::object{{"a", "ә"}}}, soon());
        return otkel::test::run(std::move(pending));
    }
    [[nodiscard]] Deadline soon() const { return Deadline::after(clock_, std::chrono::seconds{10}); }
    void answers(int status, std::string body, const std::string& type = "application/problem+json") {
        net::HttpResponse response;
        response.status = status;
        response.headers.set("Content-Type", type);
        response.body = std::move(body);
        client_.answer = std::move(response);
    }

    FakeClock clock_;
    FakeHttpClient client_;
    std::unique_ptr<Port> core_{make_remote_core({net::Endpoint{"http", "core", 80, "/base/"}}, clock_, client_)};
};

TEST_F(RemoteCoreTest, posts_the_request_with_its_key) {
    answers(200, R"({"overall":"PASS"})", "application/json");
    const auto reply = call();
    ASSERT_TRUE(reply) << reply.error().to_string();
    EXPECT_EQ(reply->json.at("overall"), "PASS");
    const auto& asked = client_.asked.at(0);
    EXPECT_EQ(asked.method + " " + asked.target, "POST /base/operations/customs.checkDeclaration");
    EXPECT_EQ(asked.headers.get("Idempotency-Key"), "key-1");
    EXPECT_EQ(asked.headers.get("Content-Type"), "application/json");
    EXPECT_EQ(asked.body, R"({"a":"ә"})");
}

TEST_F(RemoteCoreTest, says_which_batch_of_a_message_comes) {
    answers(200, "{}", "application/json");
    ASSERT_TRUE(call());
    EXPECT_EQ(client_.asked.at(0).headers.get("Otkel-Batch"), "");
    auto pending = core_->call({"invoices.load", "key-2", json::object{}, {}, Batch{3, 57}}, soon());
    ASSERT_TRUE(otkel::test::run(std::move(pending)));
    EXPECT_EQ(client_.asked.at(1).headers.get("Otkel-Batch"), "3/57");
}

TEST_F(RemoteCoreTest, takes_a_problem_at_its_word) {
    answers(400, R"({"code":"invalid-argument","title":"t","detail":"wrong form","findings":[
        {"code":"REQUEST_INVALID","pointer":"/items/0","expected":"an object","found":"1","detail":"d"}, 7]})");
    const auto error = call().error();
    EXPECT_EQ(error.code, Errc::invalid_argument);
    EXPECT_NE(error.detail.find("wrong form"), std::string::npos);
    ASSERT_EQ(error.findings.size(), 1U);
    EXPECT_EQ(error.findings[0].place.path, "/items/0");
    EXPECT_EQ(error.findings[0].expected, "an object");
}

TEST_F(RemoteCoreTest, a_code_of_a_problem_outweighs_the_status) {
    answers(500, R"({"code":"replay-conflict"})");
    EXPECT_EQ(call().error().code, Errc::replay_conflict);
    answers(500, R"({"code":"no-such-code"})");
    EXPECT_EQ(call().error().code, Errc::in_doubt);
}

TEST_F(RemoteCoreTest, without_a_problem_the_status_decides) {
    const std::vector<std::pair<int, Errc>> expected{
        {302, Errc::peer_failed},    {400, Errc::invalid_argument},  {401, Errc::forbidden},
        {404, Errc::not_found},      {408, Errc::deadline_exceeded}, {409, Errc::replay_conflict},
        {413, Errc::limit_exceeded}, {429, Errc::overloaded},        {500, Errc::in_doubt},
        {502, Errc::in_doubt},       {503, Errc::unavailable},       {504, Errc::deadline_exceeded}};
    for (const auto& [status, code] : expected) {
        answers(status, R"({"code":"internal"})", "text/html");
        EXPECT_EQ(call().error().code, code) << status;
    }
}

TEST_F(RemoteCoreTest, long_texts_of_a_problem_are_cut_between_characters) {
    std::string text = "x";
    for (int i = 0; i < 1'000; ++i) {
        text += "ә";
    }
    answers(400, R"({"code":"malformed","detail":")" + text + "\"}");
    const auto error = call().error();
    EXPECT_LT(error.detail.size(), 600U);
    EXPECT_TRUE(error.detail.ends_with("ә"));
}

TEST_F(RemoteCoreTest, an_unreadable_success_is_in_doubt) {
    answers(200, "<html>", "text/html");
    EXPECT_EQ(call().error().code, Errc::in_doubt);
}

TEST_F(RemoteCoreTest, the_transport_says_whether_it_was_sent) {
    for (const auto code : {Errc::unavailable, Errc::in_doubt, Errc::deadline_exceeded}) {
        client_.answer = fail(code, "why");
        const auto reply = call();
        EXPECT_EQ(reply.error().code, code);
        EXPECT_NE(reply.error().detail.find("why"), std::string::npos);
    }
}

TEST_F(RemoteCoreTest, sends_nothing_that_could_break_the_request) {
    EXPECT_EQ(call("a/../b").error().code, Errc::not_found);
    EXPECT_EQ(call("").error().code, Errc::not_found);
    EXPECT_EQ(call("a", "key\r\nX: y").error().code, Errc::invalid_argument);
    EXPECT_EQ(call("a", "").error().code, Errc::invalid_argument);
    EXPECT_TRUE(client_.asked.empty());
}

TEST_F(RemoteCoreTest, sends_nothing_after_the_deadline) {
    auto late = core_->call({"customs.checkDeclaration", "key-1", {}}, Deadline(clock_.steady()));
    EXPECT_EQ(otkel::test::run(std::move(late)).error().code, Errc::deadline_exceeded);
    EXPECT_TRUE(client_.asked.empty());
}

TEST_F(RemoteCoreTest, asks_whether_the_core_is_ready) {
    EXPECT_TRUE(otkel::test::run(core_->ready(soon())));
    EXPECT_EQ(client_.asked.at(0).method + " " + client_.asked.at(0).target, "GET /base/readyz");
    answers(503, "");
    EXPECT_EQ(otkel::test::run(core_->ready(soon())).error().code, Errc::unavailable);
    client_.answer = fail(Errc::in_doubt, "broken off");
    EXPECT_EQ(otkel::test::run(core_->ready(soon())).error().code, Errc::unavailable);
}

}  // namespace
}  // namespace otkel::core::test
