#include "gateway/operations/audit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/telemetry/log.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/unit/exchange/fakes.hpp"

namespace otkel::operations {
namespace {

namespace asio = boost::asio;

class Audited : public testing::Test {
protected:
    Audited() { log::set_level(log::Level::error); }

    net::HttpResponse call(net::Handler inner, net::HttpRequest request, const std::string& who = "operator") {
        const auto handler = audit_.around(who, std::move(inner));
        auto response = test::run(io_, handler(std::move(request)));
        tasks_.close();
        EXPECT_TRUE(test::run(io_, tasks_.join(Deadline(std::chrono::steady_clock::now() + std::chrono::hours{1}))));
        return response;
    }
    static net::Handler answering(int status, std::string exchange) {
        return [status, exchange = std::move(exchange)](net::HttpRequest) { return answer(status, exchange); };
    }
    static asio::awaitable<net::HttpResponse> answer(int status, std::string exchange) {
        net::HttpResponse response;
        response.status = status;
        if (!exchange.empty()) {
            response.headers.set("Otkel-Exchange", exchange);
        }
        co_return response;
    }
    static net::HttpRequest request(std::string method, std::string target) {
        net::HttpRequest request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.remote_address = "10.0.0.5";
        return request;
    }

    test::FakeClock clock_;
    asio::io_context io_{1};
    exchange::fakes::Events events_;
    exchange::fakes::Store store_{events_};
    async::TaskGroup tasks_{io_.get_executor(), [](const std::string& what) { ADD_FAILURE() << what; }};
    Audit audit_{clock_, store_, tasks_};
};

TEST_F(Audited, calls_leave_who_when_whence_what_and_how_it_ended) {
    EXPECT_EQ(call(answering(200, "0198"), request("POST", "/shep/sync"), "peer").status, 200);
    ASSERT_EQ(store_.audits.size(), 1U);
    const auto& record = store_.audits[0];
    EXPECT_EQ(record.who, "peer");
    EXPECT_EQ(record.address, "10.0.0.5");
    EXPECT_EQ(record.what, "POST /shep/sync");
    EXPECT_EQ(record.outcome, "200");
    EXPECT_EQ(record.exchange, "0198");
    EXPECT_EQ(record.at, clock_.wall());
}

TEST_F(Audited, queries_are_not_kept_because_they_hold_business_keys) {
    call(answering(404, ""), request("GET", "/admin/v1/exchanges?key=iin%3D123456789012"));
    const auto& record = store_.audits.at(0);
    EXPECT_EQ(record.what, "GET /admin/v1/exchanges");
    EXPECT_EQ(record.outcome, "404");
    EXPECT_EQ(record.exchange, "");
}

TEST_F(Audited, calls_are_answered_even_when_the_journal_cannot_keep_them) {
    store_.audit_outcome = fail(Errc::storage_failed, "the disk is full");
    testing::internal::CaptureStderr();
    EXPECT_EQ(call(answering(200, ""), request("GET", "/healthz")).status, 200);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("audit-not-kept"));
}

TEST_F(Audited, operators_are_named_and_nobody_else_by_their_own_word) {
    auto named = request("POST", "/admin/v1/exchanges/0198/replay");
    named.headers.set("Otkel-Operator", "dina");
    call(answering(202, "0198"), named);
    EXPECT_EQ(store_.audits.at(0).who, "dina");
    auto peer = request("POST", "/shep/sync");
    peer.headers.set("Otkel-Operator", "dina");
    async::TaskGroup tasks(io_.get_executor(), [](const std::string& what) { ADD_FAILURE() << what; });
    Audit audit(clock_, store_, tasks);
    test::run(io_, audit.around("peer", answering(200, ""))(std::move(peer)));
    tasks.close();
    EXPECT_TRUE(test::run(io_, tasks.join(Deadline(std::chrono::steady_clock::now() + std::chrono::hours{1}))));
    EXPECT_EQ(store_.audits.at(1).who, "peer");
}

}  // namespace
}  // namespace otkel::operations
