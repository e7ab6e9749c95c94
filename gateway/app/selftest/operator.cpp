#include "gateway/app/selftest/operator.hpp"

#include <boost/json/parse.hpp>

#include "gateway/app/selftest/site.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::app::selftest {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr milliseconds look_again{150};
constexpr milliseconds answer_time_max{5'000};
// After which nothing of a dead gateway is on its way to the peer any more.
constexpr milliseconds settled_after{3 * peer_time_out_ms};

std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value == nullptr || !value->is_string() ? std::string() : std::string(value->get_string());
}

std::vector<json::object> exchanges_in(const std::string& body) {
    boost::system::error_code error;
    const auto parsed = json::parse(body, error);
    const auto* whole = error ? nullptr : parsed.if_object();
    const auto* all = whole == nullptr ? nullptr : whole->if_contains("exchanges");
    std::vector<json::object> found;
    if (all != nullptr && all->is_array()) {
        for (const auto& one : all->get_array()) {
            if (one.is_object()) {
                found.push_back(one.get_object());
            }
        }
    }
    return found;
}

}  // namespace

Operator::Operator(Services services, std::uint64_t seed, Spoiling spoiling)
    : services_(std::move(services)),
      random_(seed),
      spoiling_(spoiling),
      tasks_(services_.executor,
             [](const std::string& what) { log::error("self-test-task-failed", {{"reason", what}}); }) {}

void Operator::start() { tasks_.spawn(look_after()); }

asio::awaitable<void> Operator::stop(Deadline deadline) {
    tasks_.cancel();
    co_await tasks_.join(deadline);
}

asio::awaitable<void> Operator::look_after() {
    while (true) {
        co_await look();
        co_await async::sleep_until(services_.clock.steady() + look_again);
    }
}

asio::awaitable<void> Operator::look() {
    const auto gateway = services_.gateway(random_());
    if (!gateway) {
        co_return;
    }
    net::HttpRequest request;
    request.method = "GET";
    request.target = std::string("/admin/v1/exchanges?limit=1000&state=parked&route=") + route_by_person;
    const auto response =
        co_await services_.client.send({"http", "127.0.0.1", gateway->operators, "/"}, std::move(request),
                                       Deadline::after(services_.clock, answer_time_max));
    if (!response || response->status != 200) {
        co_return;
    }
    for (const auto& one : exchanges_in(response->body)) {
        const auto id = text_of(one, "id");
        const bool had = services_.tally.reached.contains(text_of(one, "messageId"));
        if (id.empty() || (had && spoiling_ != Spoiling::careless_operator)) {
            continue;
        }
        const auto since = seen_.emplace(id, services_.clock.steady()).first->second;
        const bool is_careless = spoiling_ == Spoiling::careless_operator;
        if (is_careless || services_.clock.steady() >= since + settled_after) {
            seen_.erase(id);
            co_await replay(id);
        }
    }
}

asio::awaitable<void> Operator::replay(std::string exchange) {
    const auto gateway = services_.gateway(random_());
    if (!gateway) {
        co_return;
    }
    net::HttpRequest request;
    request.method = "POST";
    request.target = "/admin/v1/exchanges/" + exchange + "/replay";
    request.headers.set("Content-Type", "application/json");
    request.headers.set("Otkel-Operator", "self-test");
    request.body = R"({"reason": "the peer has not had it"})";
    const auto response =
        co_await services_.client.send({"http", "127.0.0.1", gateway->operators, "/"}, std::move(request),
                                       Deadline::after(services_.clock, answer_time_max));
    services_.tally.replays += response && response->status == 202 ? 1 : 0;
}

}  // namespace otkel::app::selftest
