#include "gateway/operations/operator_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/unit/exchange/fakes.hpp"

namespace otkel::operations {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using exchange::fakes::Core;
using exchange::fakes::Events;
using exchange::fakes::Store;
using testing::HasSubstr;

net::HttpRequest get(std::string target) {
    net::HttpRequest request;
    request.target = std::move(target);
    return request;
}

class Operators : public testing::Test {
protected:
    net::HttpResponse ask(const std::string& target) { return ask(get(target)); }
    net::HttpResponse ask(net::HttpRequest request) { return test::run(io_, api_.handle(std::move(request))); }

    void keep_exchange() {
        auto& kept = store_.exchanges["0198"];
        kept.summary.id = ExchangeId("0198");
        kept.summary.state = journal::State::answered;
        kept.summary.outcome = "PASS";
        kept.summary.peer = "customs";
        kept.summary.accepted_at = clock_.wall();
        kept.stages.push_back({"core", std::chrono::milliseconds{7}, "remark"});
        kept.keys.emplace_back("gtin", "04870000000012");
        kept.legs.push_back({journal::Leg::request_in, "text/xml", "<a>қ</a>"});
        kept.legs.push_back({journal::Leg::reply_out, "application/octet-stream", std::string("\xff\x00\x01", 3)});
    }

    asio::awaitable<Result<void>> replay(ExchangeId id, std::string by) {
        replays_.emplace_back(id.text(), std::move(by));
        co_return replay_outcome_;
    }
    static net::HttpRequest post_replay(std::string body, const std::string& who = {}) {
        auto request = get("/admin/v1/exchanges/0198/replay");
        request.method = "POST";
        request.remote_address = "10.0.0.5";
        request.headers.set("Content-Type", "application/json; charset=utf-8");
        if (!who.empty()) {
            request.headers.set("Otkel-Operator", who);
        }
        request.body = std::move(body);
        return request;
    }

    asio::io_context io_;  // before the workers, which post to it until they are gone
    test::FakeClock clock_;
    async::WorkerPool workers_{{.threads = 1, .queue_limit = 64}};
    Events events_;
    Store store_{events_};
    Core core_{events_};
    telemetry::Metrics metrics_;
    bool draining_{false};
    Result<void> replay_outcome_;
    std::vector<std::pair<std::string, std::string>> replays_;  // which, and by whom
    OperatorApi api_{{clock_, workers_, store_, core_, metrics_, [this] { return draining_; }, nullptr,
                      [this](ExchangeId id, std::string by) { return replay(std::move(id), std::move(by)); }}};
};

TEST_F(Operators, see_that_the_process_lives_even_while_it_stops) {
    draining_ = true;
    EXPECT_EQ(ask("/healthz").status, 200);
}

TEST_F(Operators, see_whether_it_can_take_work) {
    EXPECT_EQ(ask("/readyz").status, 200);
    core_.readiness = fail(Errc::unavailable, "connection refused");
    const auto no_core = ask("/readyz");
    EXPECT_EQ(no_core.status, 503);
    EXPECT_EQ(no_core.body, "core: connection refused\n");
    core_.readiness = {};
    store_.find_error = Error{Errc::storage_failed, "the disk is gone", {}, {}};
    EXPECT_EQ(ask("/readyz").body, "journal: the disk is gone\n");
    store_.find_error.reset();
    draining_ = true;
    EXPECT_EQ(ask("/readyz").status, 503);
    EXPECT_EQ(ask("/readyz").body, "stopping\n");
}

TEST_F(Operators, read_metrics_as_prometheus_does) {
    metrics_.counter("otkel_exchanges_total", "Exchanges.", {{"peer", "customs"}}).add();
    const auto response = ask("/metrics");
    EXPECT_EQ(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_THAT(response.body, HasSubstr("otkel_exchanges_total{peer=\"customs\"} 1\n"));
}

TEST_F(Operators, list_exchanges) {
    keep_exchange();
    store_.exchanges.at("0198").keys.emplace_back("gtin", "048");
    const auto response = ask("/admin/v1/exchanges?peer=customs&state=answered&key=gtin%3D048&limit=5");
    EXPECT_EQ(response.status, 200);
    const auto body = json::parse(response.body);
    const auto& first = body.at("exchanges").at(0);
    EXPECT_EQ(first.at("id"), "0198");
    EXPECT_EQ(first.at("state"), "answered");
    EXPECT_EQ(first.at("acceptedAt"), "2026-07-12T04:30:00.000Z");
    const auto& query = store_.queries.at(0);
    EXPECT_EQ(query.peer, "customs");
    EXPECT_EQ(query.state, journal::State::answered);
    EXPECT_EQ(query.key, (std::pair<std::string, std::string>{"gtin", "048"}));
    EXPECT_EQ(query.limit, 5U);
}

TEST_F(Operators, are_told_which_part_of_a_search_is_wrong) {
    const std::pair<const char*, const char*> cases[] = {
        {"state=done", "state"}, {"key=gtin", "key"},     {"key=%3D048", "key"}, {"since=yesterday", "since"},
        {"limit=many", "limit"}, {"limit=1001", "limit"}, {"limit=-1", "limit"}, {"limit=5x", "limit"},
        {"limit=", "limit"},     {"since=2026", "since"}, {"state=", "state"},   {"key=", "key"},
        {"until=now", "until"}};
    for (const auto& [query, parameter] : cases) {
        const auto response = ask("/admin/v1/exchanges?" + std::string(query));
        EXPECT_EQ(response.status, 400) << query;
        const auto body = json::parse(response.body);
        EXPECT_EQ(body.at("code"), "invalid-argument");
        EXPECT_THAT(std::string(body.at("detail").as_string()), testing::StartsWith(parameter)) << query;
    }
    EXPECT_TRUE(store_.queries.empty());
}

TEST_F(Operators, search_by_everything) {
    const auto query =
        query_of(get("/x?route=check&service=CHECK&message_id=m-1&since=2026-07-12T09:30:00%2B05:00&key=a%3Db%3Dc"
                     "&until=2026-07-12T10:30:00%2B05:00&correlation_id=c-1&text=disk&state=parked"));
    ASSERT_TRUE(query) << query.error().to_string();
    EXPECT_EQ(query->route, "check");
    EXPECT_EQ(query->service, "CHECK");
    EXPECT_EQ(query->message_id, "m-1");
    EXPECT_EQ(query->since, clock_.wall());
    EXPECT_EQ(query->until, clock_.wall() + std::chrono::hours{1});
    EXPECT_EQ(query->correlation_id, "c-1");
    EXPECT_EQ(query->text, "disk");
    EXPECT_EQ(query->state, journal::State::parked);
    EXPECT_EQ(query->key, (std::pair<std::string, std::string>{"a", "b=c"}));
    EXPECT_EQ(query->limit, journal::Query{}.limit);
}

TEST_F(Operators, show_an_exchange_with_octets_only_when_asked_for) {
    keep_exchange();
    const auto summary = json::parse(ask("/admin/v1/exchanges/0198").body);
    EXPECT_EQ(summary.at("stages").at(0).at("took_us"), 7000);
    EXPECT_EQ(summary.at("keys").at(0).at("value"), "04870000000012");
    EXPECT_EQ(summary.at("legs").at(0).at("octets"), 9);
    EXPECT_FALSE(summary.at("legs").at(0).as_object().contains("text"));
    const auto full = json::parse(ask("/admin/v1/exchanges/0198?full").body);
    EXPECT_EQ(full.at("legs").at(0).at("text"), "<a>қ</a>");
    EXPECT_EQ(full.at("legs").at(1).at("base64"), "/wAB");
}

TEST_F(Operators, get_a_leg_as_it_was_on_the_wire) {
    keep_exchange();
    const auto leg = ask("/admin/v1/exchanges/0198/legs/reply-out");
    EXPECT_EQ(leg.status, 200);
    EXPECT_EQ(leg.headers.get("content-type"), "application/octet-stream");
    EXPECT_EQ(leg.body, std::string("\xff\x00\x01", 3));
    EXPECT_EQ(ask("/admin/v1/exchanges/0198/legs/core-reply").status, 404);
    EXPECT_EQ(ask("/admin/v1/exchanges/0198/other").status, 404);
}

TEST_F(Operators, get_404_for_what_is_not_there) {
    keep_exchange();
    for (const char* target :
         {"/", "/admin", "/admin/v1/exchanges/0199", "/admin/v1/exchangesX0198", "/admin/v1/exchanges/", "/healthz/"}) {
        EXPECT_EQ(ask(target).status, 404) << target;
    }
}

TEST_F(Operators, see_what_happened_and_what_comes_next) {
    keep_exchange();
    auto& kept = store_.exchanges["0198"];
    kept.summary.attempts = 2;
    kept.summary.due = clock_.wall() + std::chrono::seconds{1};
    kept.summary.give_up = clock_.wall() + std::chrono::hours{1};
    kept.summary.lane = "ask/1";
    kept.summary.behind = true;
    kept.summary.node = "gateway-1";
    kept.history.push_back({clock_.wall(),
                            journal::State::waiting,
                            "replayed",
                            2,
                            "gateway-1",
                            "dina from 10.0.0.5: why",
                            "0197",
                            {"request-out sha256:00"}});
    const auto shown = json::parse(ask("/admin/v1/exchanges/0198").body);
    EXPECT_EQ(shown.at("attempts"), 2);
    EXPECT_EQ(shown.at("dueAt"), "2026-07-12T04:30:01.000Z");
    EXPECT_EQ(shown.at("giveUpAt"), "2026-07-12T05:30:00.000Z");
    EXPECT_EQ(shown.at("lane"), "ask/1");
    EXPECT_EQ(shown.at("behindOthers"), true);
    EXPECT_EQ(shown.at("node"), "gateway-1");
    EXPECT_EQ(shown.at("legs").at(1).at("sha256"), "942e1e2a66a427b6551732f758bc314f22b9cdec9365a3425c9184de299392b5");
    EXPECT_EQ(
        json::serialize(shown.at("history").at(0)),
        R"({"at":"2026-07-12T04:30:00.000Z","state":"waiting","outcome":"replayed","attempt":2,"node":"gateway-1",)"
        R"("by":"dina from 10.0.0.5: why","because":"0197","legs":["request-out sha256:00"]})");
}

TEST_F(Operators, replay_an_exchange_and_are_written_down) {
    const auto response = ask(post_replay(R"({"reason": "mended"})", "dina"));
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(response.body, R"({"exchange":"0198","state":"waiting"})");
    EXPECT_EQ(response.headers.get("otkel-exchange"), "0198");
    EXPECT_THAT(replays_, testing::ElementsAre(std::pair("0198", "dina from 10.0.0.5: mended")));
    ask(post_replay(R"({"reason": "again"})"));
    EXPECT_EQ(replays_.back().second, "operator from 10.0.0.5: again") << "one who gives no name";
}

TEST_F(Operators, are_told_why_a_replay_is_not_possible) {
    replay_outcome_ = fail(Errc::invalid_argument, "exchange 0198 is inbound and answered");
    const auto refused = ask(post_replay(R"({"reason": "mended"})"));
    EXPECT_EQ(refused.status, 400);
    EXPECT_THAT(refused.body, HasSubstr("inbound and answered"));
    EXPECT_EQ(refused.headers.get("otkel-exchange"), "0198") << "the audit names it all the same";
    replay_outcome_ = fail(Errc::in_progress, "another node has it");
    EXPECT_EQ(ask(post_replay(R"({"reason": "mended"})")).status, 409);
}

TEST_F(Operators, give_a_reason_for_a_replay) {
    const std::string long_one(501, 'x');
    for (const std::string& body :
         {std::string(), std::string("{}"), std::string("[]"), std::string("{\"reason\": 5}"),
          std::string("{\"reason\": \"\"}"), std::string("{\"reason\": \"  \"}"),
          std::string("{\"reason\": \"two\\nlines\"}"), "{\"reason\": \"" + long_one + "\"}"}) {
        const auto response = ask(post_replay(body));
        EXPECT_EQ(response.status, 400) << body;
        EXPECT_THAT(response.body, HasSubstr("reason")) << body;
    }
    EXPECT_EQ(ask(post_replay("{\"reason\": \"" + long_one.substr(1) + "\"}")).status, 202);
    EXPECT_EQ(replays_.size(), 1U);
}

TEST_F(Operators, cannot_be_made_to_replay_by_a_page_in_their_browser) {
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""}) {
        auto request = post_replay(R"({"reason": "mended"})");
        request.headers.set("Content-Type", type);
        EXPECT_EQ(ask(std::move(request)).status, 415) << type;
    }
    auto request = post_replay("");
    request.method = "GET";
    const auto response = ask(std::move(request));
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(response.headers.get("allow"), "POST");
    EXPECT_TRUE(replays_.empty());
}

TEST_F(Operators, have_names_that_cannot_break_a_line_of_the_history) {
    auto request = get("/");
    EXPECT_EQ(operator_of(request), "operator");
    for (const auto& [given, taken] :
         std::vector<std::pair<std::string, std::string>>{{"dina", "dina"},
                                                          {"Дина А.", "Дина А."},
                                                          {std::string(64, 'x'), std::string(64, 'x')},
                                                          {std::string(65, 'x'), "operator"},
                                                          {"a\tb", "operator"},
                                                          {"\xff", "operator"}}) {
        request.headers.set("Otkel-Operator", given);
        EXPECT_EQ(operator_of(request), taken);
    }
}

TEST_F(Operators, can_only_read_what_is_there_to_be_read) {
    for (const char* method : {"POST", "DELETE", "PUT", "HEAD"}) {
        auto request = get("/admin/v1/exchanges");
        request.method = method;
        const auto response = ask(std::move(request));
        EXPECT_EQ(response.status, 405) << method;
        EXPECT_EQ(response.headers.get("allow"), "GET");
    }
}

TEST_F(Operators, read_problems_in_their_language) {
    auto request = get("/admin/v1/exchanges/0199");
    request.headers.set("Accept-Language", "ru-KZ,kk;q=0.8");
    EXPECT_THAT(ask(std::move(request)).body, HasSubstr("Не найдено"));
}

}  // namespace
}  // namespace otkel::operations
