#include "gateway/app/selftest/load.hpp"

#include <boost/json/serialize.hpp>

#include "gateway/app/selftest/site.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::app::selftest {
namespace {

using journal::Direction;
using std::chrono::milliseconds;

constexpr milliseconds pause_without_gateway{10};
constexpr milliseconds pause_after_refusal{60};
constexpr milliseconds pause_of_nonsense{30};
constexpr milliseconds answer_time_max{5'000};
constexpr std::string_view number_in_sample = "50401/100726/0000101";
constexpr int repeated_one_of = 6;
constexpr int waits_one_of = 3;  // calls of the core that wait for the answer

}  // namespace

struct Load::Message {
    Direction direction{};
    std::string key;
    net::HttpRequest request;
};

Load::Load(Services services, std::string document, std::uint64_t seed)
    : services_(std::move(services)),
      document_(std::move(document)),
      random_(seed),
      tasks_(services_.executor,
             [](const std::string& what) { log::error("self-test-task-failed", {{"reason", what}}); }) {}

void Load::start(std::size_t senders) {
    for (std::size_t i = 0; i < senders; ++i) {
        tasks_.spawn(send_inbound());
        tasks_.spawn(send_outbound());
    }
    tasks_.spawn(send_nonsense());
}

asio::awaitable<bool> Load::finish(Deadline deadline) {
    ending_ = true;
    const bool all = co_await tasks_.join(deadline);
    given_up_ = true;
    if (!all) {
        co_await tasks_.join(Deadline::after(services_.clock, 2 * answer_time_max));
    }
    co_return all;
}

bool Load::by_chance(int one_of) { return std::uniform_int_distribution<>(0, one_of - 1)(random_) == 0; }

std::string Load::next_number() {
    constexpr std::size_t digits = 7;
    const auto serial = std::to_string(++serial_);
    return "50401/100726/" + std::string(digits - std::min(digits, serial.size()), '0') + serial;
}

asio::awaitable<std::shared_ptr<Load::Message>> Load::inbound_message() {
    auto message = std::make_shared<Message>();
    const auto number = next_number();
    message->direction = Direction::inbound;
    message->key = "in-" + number.substr(number.rfind('/') + 1) + "-" + new_uuid_v4();
    auto document = document_;
    document.replace(document.find(number_in_sample), number_in_sample.size(), number);
    auto sign = [&] { return services_.counterpart.message("customs", message->key, document); };
    auto request = co_await services_.workers.run(std::move(sign));
    if (!request || !*request) {
        co_return nullptr;
    }
    message->request = std::move(**request);
    services_.tally.asked[message->key] = {Direction::inbound, number, false, {}, {}};
    co_return message;
}

std::shared_ptr<Load::Message> Load::outbound_message() {
    auto message = std::make_shared<Message>();
    const auto number = next_number();
    message->direction = Direction::outbound;
    message->key = "out-" + number.substr(number.rfind('/') + 1) + "-" + new_uuid_v4();
    auto& request = message->request;
    request.method = "POST";
    request.target = std::string("/api/v1/exchanges/") + outbound_route;
    request.headers.set("Content-Type", "application/json");
    request.headers.set("Idempotency-Key", message->key);
    if (!by_chance(waits_one_of)) {
        request.headers.set("Prefer", "respond-async");
    }
    request.body = boost::json::serialize(boost::json::object{{"declaration", {{"number", number}}}});
    services_.tally.asked[message->key] = {Direction::outbound, number, false, {}, {}};
    return message;
}

asio::awaitable<void> Load::send_inbound() {
    while (!ending_) {
        const auto message = co_await inbound_message();
        if (message == nullptr) {
            co_return;
        }
        if (by_chance(repeated_one_of)) {
            tasks_.spawn(repeat(message));
        }
        co_await ask(message);
        if (by_chance(repeated_one_of)) {
            co_await repeat(message);
        }
    }
}

asio::awaitable<void> Load::send_outbound() {
    while (!ending_) {
        const auto message = outbound_message();
        if (by_chance(repeated_one_of)) {
            tasks_.spawn(repeat(message));
        }
        co_await ask(message);
    }
}

// What is refused is kept as well, and a crash may come there.
asio::awaitable<void> Load::send_nonsense() {
    while (!ending_) {
        if (const auto gateway = services_.gateway(random_())) {
            net::HttpRequest request;
            request.method = "POST";
            request.target = "/shep/sync";
            request.headers.set("Content-Type", "text/xml; charset=utf-8");
            request.body = "<nonsense/>";
            const auto refused =
                co_await services_.client.send({"http", "127.0.0.1", gateway->external, "/"}, std::move(request),
                                               Deadline::after(services_.clock, answer_time_max));
            static_cast<void>(refused);  // what becomes of it is the gateway's matter
        }
        co_await async::sleep_until(services_.clock.steady() + pause_of_nonsense);
    }
}

asio::awaitable<void> Load::ask(std::shared_ptr<Message> message) {
    while (!given_up_) {
        const bool acknowledged = co_await try_once(message);
        if (acknowledged) {
            co_return;
        }
    }
}

asio::awaitable<void> Load::repeat(std::shared_ptr<Message> message) { co_await try_once(std::move(message)); }

asio::awaitable<bool> Load::try_once(std::shared_ptr<Message> message) {
    const auto gateway = services_.gateway(random_());
    if (!gateway) {
        co_await async::sleep_until(services_.clock.steady() + pause_without_gateway);
        co_return false;
    }
    const auto port = message->direction == Direction::inbound ? gateway->external : gateway->core_api;
    ++services_.tally.sent;
    auto request = message->request;
    const auto response = co_await services_.client.send({"http", "127.0.0.1", port, "/"}, std::move(request),
                                                         Deadline::after(services_.clock, answer_time_max));
    if (response && (response->status == 200 || response->status == 202)) {
        hear(*message, *response);
        co_return true;
    }
    services_.tally.asked.at(message->key).last_refusal =
        response ? std::to_string(response->status) + " " + response->body.substr(0, 300)
                 : response.error().to_string();
    co_await async::sleep_until(services_.clock.steady() + pause_after_refusal);
    co_return false;
}

void Load::hear(const Message& message, const net::HttpResponse& response) {
    auto& asked = services_.tally.asked.at(message.key);
    asked.acknowledged = true;
    if (message.direction == Direction::outbound) {
        return;  // 202 now and 200 later are both right
    }
    if (asked.reply.empty()) {
        asked.reply = response.body;
    } else if (asked.reply != response.body) {
        ++services_.tally.differing_replies;
    }
}

}  // namespace otkel::app::selftest
