#include "gateway/operations/operator_api.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "gateway/operations/exchange_json.hpp"
#include "gateway/operations/grace_json.hpp"
#include "gateway/operations/problem.hpp"

namespace otkel::operations {
namespace {

namespace asio = boost::asio;

constexpr std::string_view exchanges_path = "/admin/v1/exchanges";
constexpr std::chrono::milliseconds readiness_time_max{2'000};
constexpr std::size_t list_limit_max = 1'000;

net::HttpResponse plain(int status, std::string text) {
    net::HttpResponse response;
    response.status = status;
    response.headers.set("Content-Type", "text/plain; charset=utf-8");
    response.body = std::move(text);
    return response;
}

Result<void> read_limit(const net::HttpRequest& request, journal::Query& query) {
    const auto limit = request.parameter("limit");
    if (!limit) {
        return {};
    }
    const auto [end, error] = std::from_chars(limit->data(), limit->data() + limit->size(), query.limit);
    if (error != std::errc{} || end != limit->data() + limit->size() || query.limit > list_limit_max) {
        return fail(Errc::invalid_argument, "limit is a number up to 1000");
    }
    return {};
}

}  // namespace

Result<journal::Query> query_of(const WordOf& word_of) {
    journal::Query query;
    query.peer = word_of("peer");
    query.route = word_of("route");
    query.service = word_of("service");
    query.message_id = word_of("message_id");
    if (const auto word = word_of("state")) {
        query.state = journal::state_of(*word);
        if (!query.state) {
            return fail(Errc::invalid_argument, "state is one of accepted, sent, in-doubt, answered, failed, refused");
        }
    }
    if (const auto key = word_of("key")) {
        const auto equals = key->find('=');
        if (equals == std::string::npos || equals == 0) {
            return fail(Errc::invalid_argument, "key is written as name=value, for example gtin=04870000000012");
        }
        query.key = std::pair{key->substr(0, equals), key->substr(equals + 1)};
    }
    if (const auto since = word_of("since")) {
        const auto time = parse_time(*since);
        if (!time) {
            return fail(Errc::invalid_argument, "since: " + time.error().detail);
        }
        query.since = *time;
    }
    return query;
}

Result<journal::Query> query_of(const net::HttpRequest& request) {
    auto query = query_of([&](std::string_view name) { return request.parameter(name); });
    if (query) {
        if (const auto limited = read_limit(request, *query); !limited) {
            return fail(limited.error());
        }
    }
    return query;
}

asio::awaitable<net::HttpResponse> OperatorApi::handle(net::HttpRequest request) {
    const std::string path(request.path());
    if (request.method != "GET") {
        auto refusal = plain(405, "only GET is answered here\n");
        refusal.headers.set("Allow", "GET");
        co_return refusal;
    }
    if (path == "/healthz") {
        co_return plain(200, "ok\n");
    }
    if (path == "/readyz") {
        co_return co_await ready();
    }
    if (path == "/metrics") {
        auto response = plain(200, sources_.metrics.text());
        response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        co_return response;
    }
    if (path == "/admin/v1/graces") {
        co_return graces();
    }
    if (path == exchanges_path) {
        co_return co_await list(std::move(request));
    }
    if (path.starts_with(exchanges_path) && path.size() > exchanges_path.size() + 1 &&
        path[exchanges_path.size()] == '/') {
        co_return co_await show(std::move(request), path.substr(exchanges_path.size() + 1));
    }
    co_return problem(Error{Errc::not_found, "nothing answers GET " + path, {}, {}}, Language::en, "");
}

asio::awaitable<net::HttpResponse> OperatorApi::ready() {
    if (sources_.draining()) {
        co_return plain(503, "stopping\n");
    }
    const auto core = co_await sources_.core.ready(Deadline::after(sources_.clock, readiness_time_max));
    if (!core) {
        co_return plain(503, "core: " + core.error().detail + "\n");
    }
    journal::Query probe;
    probe.limit = 1;
    const auto journal = co_await sources_.journal.find(probe);
    co_return journal ? plain(200, "ready\n") : plain(503, "journal: " + journal.error().detail + "\n");
}

net::HttpResponse OperatorApi::graces() const {
    const auto entries =
        sources_.authority == nullptr ? std::vector<adapter::GraceEntry>{} : sources_.authority->grace_list();
    return json_response(200, to_json_text(entries));
}

asio::awaitable<net::HttpResponse> OperatorApi::list(net::HttpRequest request) {
    const auto language = language_of(request.headers.get("accept-language"));
    const auto query = query_of(request);
    if (!query) {
        co_return problem(query.error(), language, "");
    }
    const auto found = co_await sources_.journal.find(*query);
    co_return found ? json_response(200, to_json_text(*found)) : problem(found.error(), language, "");
}

asio::awaitable<net::HttpResponse> OperatorApi::show(net::HttpRequest request, std::string rest) {
    const auto language = language_of(request.headers.get("accept-language"));
    const auto slash = rest.find('/');
    const auto id = rest.substr(0, slash);
    auto found = co_await sources_.journal.load(ExchangeId(id));
    if (!found) {
        co_return problem(found.error(), language, id);
    }
    if (slash == std::string::npos) {
        const auto detail = request.parameter("full") ? Detail::full : Detail::summary;
        auto print = [&] { return to_json_text(*found, detail); };  // megabytes of legs, when all is asked for
        auto text = co_await sources_.workers.run(std::move(print));
        co_return text ? json_response(200, std::move(*text)) : problem(text.error(), language, id);
    }
    for (auto& leg : found->legs) {
        if (rest.substr(slash) == "/legs/" + std::string(name(leg.leg))) {
            net::HttpResponse response;
            response.headers.set("Content-Type", leg.content_type);
            response.body = std::move(leg.octets);
            co_return response;
        }
    }
    co_return problem(Error{Errc::not_found, "exchange " + id + " has no such leg", {}, {}}, language, id);
}

}  // namespace otkel::operations
