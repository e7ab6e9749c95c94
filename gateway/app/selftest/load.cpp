#include "gateway/app/selftest/load.hpp"

#include <boost/json/serialize.hpp>

#include "gateway/app/selftest/site.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::app::selftest {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds pause_without_gateway{10};
constexpr milliseconds pause_after_refusal{60};
constexpr milliseconds pause_of_nonsense{30};
constexpr milliseconds answer_time_max{5'000};
constexpr std::string_view number_in_sample = "50401/100726/0000101";
constexpr int repeated_one_of = 6;
constexpr int waits_one_of = 3;          // calls of the core that wait for the answer
constexpr std::size_t rarer = 2;         // of those that are answered by messages there are so many times fewer
constexpr std::size_t tries_to_ask = 3;  // for an answer, when nobody is killed any more

const char* route_of(Kind kind) {
    return kind == Kind::askable ? askable_route : kind == Kind::by_person ? route_by_person : outbound_route;
}

net::HttpRequest request_of_core(Kind kind, const std::string& key, const std::string& number) {
    net::HttpRequest request;
    request.method = "POST";
    request.target = std::string("/api/v1/exchanges/") + route_of(kind);
    request.headers.set("Content-Type", "application/json");
    request.headers.set("Idempotency-Key", key);
    request.body = boost::json::serialize(boost::json::object{{"declaration", {{"number", number}}}});
    return request;
}

}  // namespace

struct Load::Message {
    Kind kind{};
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
        tasks_.spawn(send_inbound(Kind::check));
        tasks_.spawn(send_outbound(Kind::call));
    }
    for (std::size_t i = 0; i < (senders + rarer - 1) / rarer; ++i) {
        tasks_.spawn(send_inbound(Kind::submission));
        tasks_.spawn(send_outbound(Kind::askable));
        tasks_.spawn(send_outbound(Kind::by_person));
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

asio::awaitable<std::shared_ptr<Load::Message>> Load::inbound_message(Kind kind) {
    auto message = std::make_shared<Message>();
    const auto number = next_number();
    message->kind = kind;
    message->key = "in-" + number.substr(number.rfind('/') + 1) + "-" + new_uuid_v4();
    const auto correlation_id = kind == Kind::submission ? new_uuid_v4() : std::string();
    auto document = document_;
    document.replace(document.find(number_in_sample), number_in_sample.size(), number);
    auto sign = [&] {
        const auto& peers = services_.counterpart;
        return kind == Kind::check ? peers.message("customs", message->key, document)
                                   : peers.submission(submitting_participant, {message->key, correlation_id}, document);
    };
    auto request = co_await services_.workers.run(std::move(sign));
    if (!request || !*request) {
        co_return nullptr;
    }
    message->request = std::move(**request);
    auto& asked = services_.tally.asked[message->key];
    asked = {kind, number};
    asked.correlation_id = correlation_id;
    co_return message;
}

std::shared_ptr<Load::Message> Load::outbound_message(Kind kind) {
    auto message = std::make_shared<Message>();
    const auto number = next_number();
    message->kind = kind;
    message->key = "out-" + number.substr(number.rfind('/') + 1) + "-" + new_uuid_v4();
    message->request = request_of_core(kind, message->key, number);
    if (!by_chance(waits_one_of)) {
        message->request.headers.set("Prefer", "respond-async");
    }
    services_.tally.asked[message->key] = {kind, number};
    return message;
}

asio::awaitable<void> Load::send_inbound(Kind kind) {
    while (!ending_) {
        const auto message = co_await inbound_message(kind);
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

asio::awaitable<void> Load::send_outbound(Kind kind) {
    while (!ending_) {
        const auto message = outbound_message(kind);
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
    const auto port = is_outbound(message->kind) ? gateway->core_api : gateway->external;
    ++services_.tally.sent;
    auto request = message->request;
    const auto response = co_await services_.client.send({"http", "127.0.0.1", port, "/"}, std::move(request),
                                                         Deadline::after(services_.clock, answer_time_max));
    if (response) {
        const bool acknowledged = co_await is_acknowledged(*message, *response);
        if (acknowledged) {
            hear(*message, *response);
            co_return true;
        }
    }
    services_.tally.asked.at(message->key).last_refusal =
        response ? std::to_string(response->status) + " " + response->body.substr(0, 300)
                 : response.error().to_string();
    co_await async::sleep_until(services_.clock.steady() + pause_after_refusal);
    co_return false;
}

asio::awaitable<bool> Load::is_acknowledged(const Message& message, const net::HttpResponse& response) {
    if (message.kind != Kind::submission) {
        co_return response.status == 200 || response.status == 202;
    }
    auto judge = [&] { return services_.counterpart.is_taken(response); };
    const auto taken = co_await services_.workers.run(std::move(judge));
    co_return taken && *taken;
}

// 202 now and 200 later are both right. That a submission was taken over is told with another date each time.
void Load::hear(const Message& message, const net::HttpResponse& response) {
    services_.tally.asked.at(message.key).acknowledged = true;
    if (message.kind == Kind::check || (is_outbound(message.kind) && response.status == 200)) {
        keep_answer(message.key, response.body);
    }
}

void Load::keep_answer(const std::string& key, const std::string& answer) {
    auto& known = services_.tally.asked.at(key).reply;
    if (known.empty()) {
        known = answer;
    } else if (known != answer) {
        ++services_.tally.differing_replies;
    }
}

asio::awaitable<void> Load::ask_for_answers() {
    for (const auto& [key, asked] : services_.tally.asked) {
        if (!is_outbound(asked.kind)) {
            continue;
        }
        for (std::size_t tries = 0; tries < tries_to_ask; ++tries) {
            const auto gateway = services_.gateway(random_());
            const auto response = co_await services_.client.send(
                {"http", "127.0.0.1", gateway ? gateway->core_api : std::uint16_t{0}, "/"},
                request_of_core(asked.kind, key, asked.business), Deadline::after(services_.clock, answer_time_max));
            if (response && response->status == 200) {
                keep_answer(key, response->body);
                break;
            }
        }
    }
}

}  // namespace otkel::app::selftest
