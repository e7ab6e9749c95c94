#include "gateway/app/selftest/other_sides.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/app/selftest/site.hpp"

namespace otkel::app::selftest {
namespace {

namespace json = boost::json;

net::HttpResponse plain(int status, std::string body) {
    net::HttpResponse response;
    response.status = status;
    response.headers.set("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

// What the message is about, as it stands in the peer's form of it.
std::string between(const std::string& text, std::string_view open, std::string_view close) {
    const auto begin = text.find(open);
    const auto end = begin == std::string::npos ? begin : text.find(close, begin);
    return end == std::string::npos ? std::string() : text.substr(begin + open.size(), end - begin - open.size());
}

std::string number_of(const json::value& request) {
    const auto* object = request.if_object();
    const auto* declaration = object == nullptr ? nullptr : object->if_contains("declaration");
    const auto* number =
        declaration == nullptr || !declaration->is_object() ? nullptr : declaration->get_object().if_contains("number");
    return number == nullptr || !number->is_string() ? std::string() : std::string(number->get_string());
}

std::string core_reply(const std::string& number, WallTime now) {
    return json::serialize(json::object{{"declaration", {{"number", number}}},
                                        {"checkedAt", to_xml_time(now)},
                                        {"overall", "PASS"},
                                        {"items", json::array()}});
}

}  // namespace

OtherSides::OtherSides(const Services& services, std::uint64_t seed, Spoiling spoiling)
    : services_(services), random_(seed), spoiling_(spoiling), bus_(services, seed, spoiling) {}

Result<OtherSides::Ports> OtherSides::start() {
    net::ServerOptions options;
    options.requests_in_flight_max = 10'000;  // silence holds many
    peer_ = net::make_http_server(services_.executor, options);
    core_ = net::make_http_server(services_.executor, options);
    const auto peer = peer_->start([this](net::HttpRequest request) { return answer_gateway(std::move(request)); });
    if (!peer) {
        return fail(peer.error());
    }
    const auto core = core_->start([this](net::HttpRequest request) { return answer_as_core(std::move(request)); });
    if (!core) {
        return fail(core.error());
    }
    return Ports{*peer, *core};
}

asio::awaitable<void> OtherSides::stop(Deadline deadline) {
    for (auto* server : {peer_.get(), core_.get()}) {
        if (server != nullptr) {
            co_await server->drain(deadline);
        }
    }
}

Mood OtherSides::mood() {
    // One of so many calls is answered in each of the bad ways. What a spoilt side does wrong is done in doubt.
    const int each = spoiling_ == Spoiling::none ? 25 : 6;
    const auto chosen = calm_ ? each : std::uniform_int_distribution<>(0, each - 1)(random_);
    auto& tally = services_.tally;
    switch (chosen) {
        case 0: ++tally.silent; return Mood::silent;
        case 1: ++tally.late; return Mood::late;
        case 2: ++tally.busy; return Mood::busy;
        case 3: ++tally.broken; return Mood::broken;
        default: return Mood::good;
    }
}

asio::awaitable<net::HttpResponse> OtherSides::answer_gateway(net::HttpRequest request) {
    const auto how = mood();
    if (request.path() == asynchronous_path) {
        co_return co_await bus_.hear(std::move(request), how);
    }
    if (how == Mood::busy) {
        co_return plain(503, "{}");  // nothing was done
    }
    auto work = [&] { return counterpart_->answer(request); };
    auto answered = co_await services_.workers.run(std::move(work));
    const auto id = counterpart_->message_id(request);
    if (!answered || answered->status != 200 || !id) {
        co_return answered ? std::move(*answered) : plain(503, "{}");
    }
    auto& effects = services_.tally.peer;
    ++effects.received;
    const auto business = between(request.body, "<DeclarationNumber>", "</DeclarationNumber>");
    const auto [known, first] = effects.answers.emplace(*id, answered->body);
    if (first || spoiling_ == Spoiling::doubled_effect) {
        ++effects.by_business[business];
    }
    answered->body = known->second;
    co_await be_late(services_.clock, how);
    if (how == Mood::broken) {
        co_return plain(200, "<done/>");  // it did the work; the answer is nothing that anybody can use
    }
    co_return std::move(*answered);
}

asio::awaitable<net::HttpResponse> OtherSides::answer_as_core(net::HttpRequest request) {
    if (request.method != "POST") {
        co_return plain(200, "{}");
    }
    const auto how = mood();
    const std::string key(request.headers.get("idempotency-key"));
    boost::system::error_code error;
    const auto number = number_of(json::parse(request.body, error));
    if (error || number.empty() || key.empty()) {
        co_return plain(400, R"({"code":"invalid-argument"})");
    }
    if (how == Mood::busy) {
        co_return plain(503, R"({"code":"unavailable"})");
    }
    auto& effects = services_.tally.core;
    ++effects.received;
    const auto [known, first] = effects.answers.emplace(key, core_reply(number, services_.clock.wall()));
    if (first && spoiling_ != Spoiling::forgotten_core) {
        ++effects.by_business[number];
    }
    const auto reply = known->second;
    co_await be_late(services_.clock, how);
    if (how == Mood::broken) {
        co_return plain(500, R"({"code":"internal"})");  // after its effect
    }
    co_return plain(200, reply);
}

}  // namespace otkel::app::selftest
