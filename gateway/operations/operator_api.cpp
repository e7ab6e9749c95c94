#include "gateway/operations/operator_api.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "gateway/base/bytes.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/operations/exchange_json.hpp"
#include "gateway/operations/grace_json.hpp"

namespace otkel::operations {
namespace {

namespace asio = boost::asio;
using net::json_response;
using net::problem;

constexpr std::string_view admin_path = "/admin/v1/";
constexpr std::string_view exchanges_path = "/admin/v1/exchanges";
constexpr std::chrono::milliseconds readiness_time_max{2'000};
constexpr std::size_t list_limit_max = 1'000;
constexpr std::string_view replay_ending = "/replay";
constexpr std::size_t reason_octets_max = 500;
constexpr std::size_t operator_octets_max = 64;

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

net::HttpResponse only(std::string methods) {
    auto refusal = plain(405, "only " + methods + " is answered here\n");
    refusal.headers.set("Allow", std::move(methods));
    return refusal;
}

// A form or a script of a foreign page that the operator's browser shows cannot send this type unasked (Fetch standard,
// 3.2.2: CORS-safelisted request headers).
std::optional<net::HttpResponse> unless_json(const net::HttpRequest& request) {
    return request.headers.get("content-type").starts_with("application/json")
               ? std::nullopt
               : std::optional(plain(415, "the body is application/json\n"));
}

std::string states_text() {
    std::string text;
    for (auto state = journal::State::accepted;; state = static_cast<journal::State>(static_cast<int>(state) + 1)) {
        text += (text.empty() ? "" : ", ") + std::string(name(state));
        if (state == journal::State::parked) {
            return text;
        }
    }
}

bool is_printable(std::string_view text) {
    return is_valid_utf8(text) &&
           std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

Result<void> read_time(const WordOf& word_of, std::string_view parameter, std::optional<WallTime>& into) {
    if (const auto word = word_of(parameter)) {
        const auto time = parse_time(*word);
        if (!time) {
            return fail(Errc::invalid_argument, std::string(parameter) + ": " + time.error().detail);
        }
        into = *time;
    }
    return {};
}

// The member `reason` of a JSON object.
Result<std::string> read_reason(const std::string& body) {
    boost::system::error_code error;
    const auto value = boost::json::parse(body, error);
    const auto* object = error ? nullptr : value.if_object();
    const auto* reason = object == nullptr ? nullptr : object->if_contains("reason");
    if (reason == nullptr || !reason->is_string()) {
        return fail(Errc::invalid_argument, R"(the body is JSON with a reason: {"reason": "the peer has mended it"})");
    }
    std::string text(reason->get_string());
    if (const auto usable = check_reason(text); !usable) {
        return fail(usable.error());
    }
    return text;
}

}  // namespace

std::string operator_of(const net::HttpRequest& request) {
    const auto given = request.headers.get("otkel-operator");
    return given.empty() || given.size() > operator_octets_max || !is_printable(given) ? "operator"
                                                                                       : std::string(given);
}

std::string decided_by(std::string_view who, std::string_view from, std::string_view reason) {
    return std::string(who) + " from " + std::string(from) + ": " + std::string(reason);
}

Result<void> check_reason(std::string_view reason) {
    if (reason.find_first_not_of(' ') == std::string_view::npos || reason.size() > reason_octets_max ||
        !is_printable(reason)) {
        return fail(Errc::invalid_argument, "reason says in one line of at most 500 octets why");
    }
    return {};
}

Result<journal::Query> query_of(const WordOf& word_of) {
    journal::Query query;
    query.peer = word_of("peer");
    query.route = word_of("route");
    query.service = word_of("service");
    query.message_id = word_of("message_id");
    query.correlation_id = word_of("correlation_id");
    query.text = word_of("text");
    if (const auto word = word_of("state")) {
        query.state = journal::state_of(*word);
        if (!query.state) {
            return fail(Errc::invalid_argument, "state is one of " + states_text());
        }
    }
    if (const auto key = word_of("key")) {
        const auto equals = key->find('=');
        if (equals == std::string::npos || equals == 0) {
            return fail(Errc::invalid_argument, "key is written as name=value, for example gtin=04870000000012");
        }
        query.key = std::pair{key->substr(0, equals), key->substr(equals + 1)};
    }
    for (const auto& [parameter, into] : {std::pair{"since", &query.since}, std::pair{"until", &query.until}}) {
        if (auto read = read_time(word_of, parameter, *into); !read) {
            return fail(std::move(read.error()));
        }
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
    if (path.starts_with(std::string(exchanges_path) + "/") && path.ends_with(replay_ending)) {
        const auto begin = exchanges_path.size() + 1;
        if (path.size() > begin + replay_ending.size()) {
            auto id = path.substr(begin, path.size() - begin - replay_ending.size());
            co_return request.method == "POST" ? co_await replay(std::move(request), std::move(id)) : only("POST");
        }
    }
    if (auto* system = system_asked(path)) {
        co_return co_await hand_to(*system, std::move(request));
    }
    if (request.method != "GET") {
        co_return only("GET");
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

adapter::Running* OperatorApi::system_asked(std::string_view path) const {
    if (!sources_.systems || !path.starts_with(admin_path)) {
        return nullptr;
    }
    path.remove_prefix(admin_path.size());
    const auto slash = path.find('/');
    return slash == std::string_view::npos ? nullptr : sources_.systems(path.substr(0, slash));
}

asio::awaitable<net::HttpResponse> OperatorApi::hand_to(adapter::Running& system, net::HttpRequest request) {
    const auto language = language_of(request.headers.get("accept-language"));
    if (auto refusal = request.method == "GET" ? std::nullopt : unless_json(request)) {
        co_return std::move(*refusal);
    }
    const auto begin = admin_path.size() + system.system().size() + 1;
    adapter::OperatorRequest asked{{}, std::string(request.path().substr(begin)), operator_of(request)};
    asked.request = std::move(request);
    auto response = co_await system.handle_operator(std::move(asked));
    co_return response ? std::move(*response) : problem(response.error(), language, "");
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

asio::awaitable<net::HttpResponse> OperatorApi::replay(net::HttpRequest request, std::string id) {
    const auto language = language_of(request.headers.get("accept-language"));
    if (auto refusal = unless_json(request)) {
        co_return std::move(*refusal);
    }
    const auto reason = read_reason(request.body);
    if (!reason) {
        co_return problem(reason.error(), language, id);
    }
    const auto replayed =
        co_await sources_.replay(ExchangeId(id), decided_by(operator_of(request), request.remote_address, *reason));
    auto response = replayed ? json_response(202, boost::json::serialize(boost::json::object{
                                                      {"exchange", id}, {"state", name(journal::State::waiting)}}))
                             : problem(replayed.error(), language, id);
    response.headers.set("Otkel-Exchange", id);
    co_return response;
}

}  // namespace otkel::operations
