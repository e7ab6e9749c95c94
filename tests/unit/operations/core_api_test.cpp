#include "gateway/operations/core_api.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/unit/exchange/world.hpp"

namespace otkel::operations {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::IsEmpty;

class CoreSide : public exchange::World {
protected:
    net::HttpResponse handle(net::HttpRequest request) {
        CoreApi api(*engine_, store_, workers_, mappings_.write("openapi.yaml", "openapi: 3.0.3\n"));
        return test::run(io_, api.handle(std::move(request)));
    }
    static net::HttpRequest post(const std::string& route, std::string body, const std::string& key = {}) {
        net::HttpRequest request;
        request.method = "POST";
        request.target = "/api/v1/exchanges/" + route;
        request.remote_address = "127.0.0.7";
        if (!key.empty()) {
            request.headers.set("Idempotency-Key", key);
        }
        request.body = std::move(body);
        return request;
    }
    static net::HttpRequest get(const std::string& target) {
        net::HttpRequest request;
        request.target = target;
        return request;
    }
    static std::string code_of(const net::HttpResponse& response) {
        return std::string(json::parse(response.body).at("code").as_string());
    }
};

TEST_F(CoreSide, hands_a_request_over_and_gets_the_answer) {
    const auto response = handle(post("ask", R"({"v": "number"})", "key-1"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.get("content-type"), "application/json");
    EXPECT_EQ(response.body, R"({"v":"20"})");
    EXPECT_EQ(response.headers.get("otkel-exchange"), only_exchange().summary.id.text());
    EXPECT_EQ(only_exchange().summary.message_id, "key-1");
    EXPECT_EQ(only_exchange().summary.remote_address, "127.0.0.7");
}

TEST_F(CoreSide, gets_the_same_answer_for_the_same_key_and_a_conflict_for_other_content) {
    const auto first = handle(post("ask", R"({"v": "number"})", "key-1"));
    const auto second = handle(post("ask", R"({ "v":"number" })", "key-1"));
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(second.headers.get("otkel-exchange"), first.headers.get("otkel-exchange"));
    EXPECT_EQ(client_.sent.size(), 1U);
    const auto other = handle(post("ask", R"({"v": "other"})", "key-1"));
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(code_of(other), "replay-conflict");
}

TEST_F(CoreSide, is_told_what_is_wrong_with_a_body) {
    for (const char* body : {"", "{", "not json", "{\"v\": 1} x", "\xff"}) {
        const auto response = handle(post("ask", body));
        EXPECT_EQ(response.status, 400) << body;
        EXPECT_EQ(code_of(response), "malformed") << body;
    }
    EXPECT_THAT(events_, IsEmpty());
}

TEST_F(CoreSide, cannot_bring_the_parser_down_with_depth) {
    EXPECT_EQ(handle(post("ask", std::string(100'000, '['))).status, 400);
}

TEST_F(CoreSide, is_told_where_a_request_does_not_map) {
    const auto response = handle(post("ask", R"({"w": 1})"));
    EXPECT_EQ(response.status, 422);
    const auto body = json::parse(response.body);
    EXPECT_EQ(body.at("code"), "mapping-failed");
    EXPECT_FALSE(body.at("findings").as_array().empty());
    EXPECT_FALSE(response.headers.get("otkel-exchange").empty());
    EXPECT_THAT(client_.sent, IsEmpty());
}

TEST_F(CoreSide, may_not_use_a_key_that_is_too_long) {
    EXPECT_EQ(handle(post("ask", R"({"v": "x"})", std::string(128, 'k'))).status, 200);
    const auto response = handle(post("ask", R"({"v": "x"})", std::string(129, 'k')));
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(code_of(response), "invalid-argument");
    EXPECT_EQ(client_.sent.size(), 1U);
}

TEST_F(CoreSide, is_told_of_an_unknown_route_path_or_method) {
    EXPECT_EQ(code_of(handle(post("nothing", "{}"))), "service-unknown");
    for (const char* target : {"/", "/api/v1/exchanges", "/api/v1/exchanges/", "/api/v2/x"}) {
        const auto response = handle(get(target));
        EXPECT_EQ(response.status, 404) << target;
        EXPECT_THAT(response.body, HasSubstr("nothing answers GET"));
    }
    auto wrong = post("ask", "{}");
    wrong.method = "PUT";
    EXPECT_EQ(handle(std::move(wrong)).status, 404);
}

TEST_F(CoreSide, is_told_when_nobody_knows_whether_it_arrived) {
    client_.response = fail(Errc::in_doubt, "no complete answer came");
    const auto response = handle(post("ask", R"({"v": "x"})", "key-1"));
    EXPECT_EQ(response.status, 504);
    EXPECT_EQ(code_of(response), "in-doubt");
    EXPECT_FALSE(response.headers.has("retry-after"));
    EXPECT_EQ(json::parse(response.body).at("exchange").as_string(),
              std::string_view(response.headers.get("otkel-exchange")));
}

TEST_F(CoreSide, is_told_to_come_later_when_nothing_was_sent) {
    client_.response = fail(Errc::unavailable, "connection refused");
    const auto response = handle(post("ask", R"({"v": "x"})"));
    EXPECT_EQ(response.status, 503);
    EXPECT_TRUE(response.headers.has("retry-after"));
}

TEST_F(CoreSide, sees_how_an_exchange_stands) {
    const auto sent = handle(post("ask", R"({"v": "x"})"));
    const auto shown = handle(get("/api/v1/exchanges/" + std::string(sent.headers.get("otkel-exchange"))));
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(json::parse(shown.body).at("state"), "answered");
    EXPECT_EQ(json::serialize(json::parse(shown.body).at("answer")), sent.body);
    EXPECT_EQ(handle(get("/api/v1/exchanges/0198-nothing")).status, 404);
}

TEST_F(CoreSide, sees_no_answer_where_there_is_none) {
    client_.response = fail(Errc::unavailable, "connection refused");
    const auto sent = handle(post("ask", R"({"v": "x"})"));
    const auto shown = handle(get("/api/v1/exchanges/" + std::string(sent.headers.get("otkel-exchange"))));
    EXPECT_EQ(shown.status, 200);
    EXPECT_FALSE(json::parse(shown.body).as_object().contains("answer"));
}

TEST_F(CoreSide, reads_the_description_of_this_interface) {
    const auto response = handle(get("/api/v1/openapi.yaml"));
    EXPECT_EQ(response.headers.get("content-type"), "application/yaml");
    EXPECT_EQ(response.body, "openapi: 3.0.3\n");
    CoreApi without(*engine_, store_, workers_, mappings_.path() / "absent.yaml");
    EXPECT_EQ(test::run(io_, without.handle(get("/api/v1/openapi.yaml"))).status, 500);
}

TEST_F(CoreSide, reads_problems_in_its_language) {
    auto request = post("nothing", "{}");
    request.headers.set("Accept-Language", "kk");
    EXPECT_THAT(handle(std::move(request)).body, HasSubstr("Сервис табылмады"));
}

}  // namespace
}  // namespace otkel::operations
