#include "gateway/operations/core_api.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/net/problem.hpp"
#include "gateway/operations/exchange_json.hpp"
#include "gateway/settings/section.hpp"

namespace otkel::operations {
namespace {

namespace asio = boost::asio;
using net::json_response;
using net::problem;

constexpr std::string_view exchanges_path = "/api/v1/exchanges/";
constexpr std::size_t openapi_octets_max = 1024 * 1024;
constexpr std::size_t idempotency_key_octets_max = 128;

Language language_of_request(const net::HttpRequest& request) {
    return language_of(request.headers.get("accept-language"));
}

}  // namespace

CoreApi::CoreApi(exchange::Engine& engine, journal::Store& journal, async::WorkerPool& workers,
                 const std::filesystem::path& openapi_file)
    : engine_(engine),
      journal_(journal),
      workers_(workers),
      openapi_(settings::read_file(openapi_file, openapi_octets_max)) {}

asio::awaitable<net::HttpResponse> CoreApi::handle(net::HttpRequest request) {
    const std::string path(request.path());
    const auto language = language_of_request(request);
    if (request.method == "GET" && path == "/api/v1/openapi.yaml") {
        if (!openapi_) {
            co_return problem(openapi_.error(), language, "");
        }
        net::HttpResponse response;
        response.headers.set("Content-Type", "application/yaml");
        response.body = *openapi_;
        co_return response;
    }
    if (path.starts_with(exchanges_path) && path.size() > exchanges_path.size()) {
        auto name = path.substr(exchanges_path.size());
        if (request.method == "POST") {
            co_return co_await post_exchange(std::move(request), std::move(name));
        }
        if (request.method == "GET") {
            co_return co_await show_exchange(std::move(name), language);
        }
    }
    co_return problem(Error{Errc::not_found, "nothing answers " + request.method + " " + path, {}, {}}, language, "");
}

asio::awaitable<net::HttpResponse> CoreApi::show_exchange(std::string id, Language language) {
    const auto found = co_await journal_.load(ExchangeId(id));
    if (!found) {
        co_return problem(found.error(), language, id);
    }
    auto print = [&] { return to_json_text_for_core(*found); };  // digests of megabytes
    auto text = co_await workers_.run(std::move(print));
    co_return text ? json_response(200, std::move(*text)) : problem(text.error(), language, id);
}

asio::awaitable<net::HttpResponse> CoreApi::post_exchange(net::HttpRequest request, std::string route) {
    const auto language = language_of_request(request);
    exchange::OutboundCall call;
    call.route = std::move(route);
    call.idempotency_key = request.headers.get("idempotency-key");
    call.trace_parent = request.headers.get("traceparent");
    call.remote_address = request.remote_address;
    call.respond_async = request.headers.get("prefer").find("respond-async") != std::string_view::npos;
    if (call.idempotency_key.size() > idempotency_key_octets_max) {
        co_return problem(Error{Errc::invalid_argument, "Idempotency-Key is longer than 128 octets", {}, {}}, language,
                          "");
    }
    boost::system::error_code error;
    auto parse = [&] { return boost::json::parse(request.body, error); };
    auto parsed = co_await workers_.run(std::move(parse));
    if (!parsed) {
        co_return problem(parsed.error(), language, "");
    }
    if (error) {
        co_return problem(Error{Errc::malformed, "the body is not JSON: " + error.message(), {}, {}}, language, "");
    }
    call.request = std::move(*parsed);
    auto outcome = co_await engine_.outbound(std::move(call));
    if (!outcome.reply) {
        auto response = problem(outcome.reply.error(), language, outcome.exchange.text());
        response.headers.set("Otkel-Exchange", outcome.exchange.text());
        co_return response;
    }
    const bool answered = outcome.reply->state == journal::State::answered;
    // Not answered yet: the caller asks at Location.
    auto response =
        answered
            ? json_response(200, std::move(outcome.reply->json))
            : json_response(202, boost::json::serialize(boost::json::object{{"exchange", outcome.exchange.text()},
                                                                            {"state", name(outcome.reply->state)}}));
    if (!answered) {
        response.headers.set("Location", std::string(exchanges_path) + outcome.exchange.text());
    }
    response.headers.set("Otkel-Exchange", outcome.exchange.text());
    co_return response;
}

}  // namespace otkel::operations
