#include "gateway/app/selftest/bus.hpp"

#include "gateway/app/selftest/site.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::app::selftest {
namespace {

using adapter::HandedIn;
using Standing = adapter::DeliveryNews::Standing;
using std::chrono::milliseconds;

constexpr milliseconds pause_without_gateway{10};
constexpr milliseconds pause_after_refusal{60};
constexpr milliseconds bringing_time_max{5'000};
constexpr milliseconds before_reply_max{peer_time_out_ms / 2};  // who waits for the reply must still be there
constexpr milliseconds late_by{3 * peer_time_out_ms};
constexpr int news_one_of = 3;

net::HttpResponse plain(int status, std::string body) {
    net::HttpResponse response;
    response.status = status;
    response.headers.set("Content-Type", "text/plain");
    response.body = std::move(body);
    return response;
}

// What the message is about, as it stands in the form of the peer.
std::string business_of(const std::string& text) {
    constexpr std::string_view open = "<DeclarationNumber>";
    const auto begin = text.find(open);
    const auto end = begin == std::string::npos ? begin : text.find('<', begin + open.size());
    return end == std::string::npos ? std::string() : text.substr(begin + open.size(), end - begin - open.size());
}

}  // namespace

// A message to the gateway, brought until it is acknowledged.
struct Bus::Letter {
    std::string message_id;
    net::HttpRequest request;
};

Bus::Bus(Services services, std::uint64_t seed, Spoiling spoiling)
    : services_(std::move(services)),
      random_(seed),
      spoiling_(spoiling),
      tasks_(services_.executor,
             [](const std::string& what) { log::error("self-test-task-failed", {{"reason", what}}); }) {}

bool Bus::by_chance(int one_of) { return std::uniform_int_distribution<>(0, one_of - 1)(random_) == 0; }

Bus::Manner Bus::manner() {
    constexpr int each = 12;  // one of so many answers comes in each of the odd ways
    auto& tally = services_.tally;
    switch (calm_ ? each : std::uniform_int_distribution<>(0, each - 1)(random_)) {
        case 0: ++tally.answered_before; return Manner::before;
        case 1: ++tally.answered_twice; return Manner::twice;
        case 2: ++tally.answered_again; return Manner::again;
        case 3: ++tally.answered_late; return Manner::late;
        default: return Manner::soon;
    }
}

asio::awaitable<net::HttpResponse> Bus::hear(net::HttpRequest request, Mood mood) {
    if (mood == Mood::busy) {
        co_return plain(503, "busy");  // nothing was done
    }
    services_.tally.reached.insert(counterpart_->message_id(request).value_or(""));
    auto turn = std::optional(co_await turns_.take());
    auto open = [&] { return counterpart_->open(request); };
    auto opened = co_await services_.workers.run(std::move(open));
    if (!opened || !*opened) {
        const auto& error = opened ? opened->error() : opened.error();
        log::error("self-test-bus-cannot-read", {{"reason", error.to_string()}});
        co_return plain(500, "cannot be read");
    }
    auto& message = **opened;
    if (message.kind == HandedIn::Kind::request || message.kind == HandedIn::Kind::answer) {
        ++taken_[message.message_id];
    }
    if (message.kind == HandedIn::Kind::request) {
        ++services_.tally.peer.received;
        ++services_.tally.peer.by_business[business_of(request.body)];
    }
    turn.reset();
    co_return co_await take(std::move(message), mood);
}

asio::awaitable<net::HttpResponse> Bus::take(HandedIn message, Mood mood) {
    if (message.kind == HandedIn::Kind::question) {
        ++services_.tally.questions;
        // What it does not know has not come, and will not come: the gateway that has sent it is asking.
        const bool came = taken_.contains(message.message_id) && spoiling_ != Spoiling::lying_bus;
        const auto standing = came ? Standing::delivered : Standing::not_delivered;
        co_await be_late(services_.clock, mood);
        auto told = counterpart_->tell(message, standing);
        co_return told&& mood != Mood::broken ? std::move(*told) : plain(200, "<done/>");
    }
    if (message.kind == HandedIn::Kind::answer) {
        ++services_.tally.answers[message.correlation_id];
        if (by_chance(news_one_of)) {
            tasks_.spawn(tell_of(message.message_id));
        }
        co_return co_await reply(message, mood);
    }
    co_return co_await take_request(std::move(message), mood);
}

asio::awaitable<net::HttpResponse> Bus::take_request(HandedIn message, Mood mood) {
    const auto how = manner();
    if (by_chance(news_one_of)) {
        tasks_.spawn(tell_of(message.message_id));
    }
    tasks_.spawn(answer(message, how));
    if (how == Manner::before) {
        co_await async::sleep_until(services_.clock.steady() + before_reply_max);
    }
    co_return co_await reply(message, mood);
}

// The interaction goes by the name of its request.
asio::awaitable<net::HttpResponse> Bus::reply(const HandedIn& message, Mood mood) {
    auto write = [&] {
        return counterpart_->take_over(
            message,
            {message.message_id, message.correlation_id.empty() ? message.message_id : message.correlation_id});
    };
    auto written = co_await services_.workers.run(std::move(write));
    co_await be_late(services_.clock, mood);
    co_return mood != Mood::broken&& written && *written ? std::move(**written) : plain(200, "<done/>");
}

asio::awaitable<void> Bus::answer(HandedIn request, Manner manner) {
    if (manner == Manner::late) {
        co_await async::sleep_until(services_.clock.steady() + late_by);
    }
    co_await send_answer(request, manner == Manner::twice);
    if (manner == Manner::again) {
        co_await send_answer(request, false);
    }
}

asio::awaitable<void> Bus::send_answer(const HandedIn& request, bool twice) {
    const auto& asked = services_.tally.asked.at(request.message_id);
    const std::string participant = asked.kind == Kind::by_person ? participant_by_person : "customs";
    auto letter = std::make_shared<Letter>();
    letter->message_id = "answer-" + new_uuid_v4();
    auto write = [&] {
        return counterpart_->answer_to(request, participant, {letter->message_id, request.message_id});
    };
    auto written = co_await services_.workers.run(std::move(write));
    if (!written || !*written) {
        log::error("self-test-no-answer", {{"reason", (written ? written->error() : written.error()).to_string()}});
        co_return;
    }
    letter->request = std::move(**written);
    services_.tally.asked[letter->message_id] = {Kind::answer, request.message_id};
    if (twice) {
        tasks_.spawn(bring(letter));
    }
    co_await bring(letter);
}

// A bus tells what became of a message as soon as it has taken it over, and sooner than its reply arrives.
asio::awaitable<void> Bus::tell_of(std::string message_id) {
    auto letter = std::make_shared<Letter>();
    letter->message_id = "news-" + new_uuid_v4();
    auto write = [&] { return counterpart_->news(letter->message_id, message_id, Standing::delivered); };
    auto written = co_await services_.workers.run(std::move(write));
    if (!written || !*written) {
        co_return;
    }
    letter->request = std::move(**written);
    services_.tally.asked[letter->message_id] = {Kind::news, message_id};
    co_await bring(letter);
}

asio::awaitable<void> Bus::bring(std::shared_ptr<Letter> letter) {
    while (!given_up_) {
        const bool brought = co_await bring_once(*letter);
        if (brought) {
            services_.tally.asked.at(letter->message_id).acknowledged = true;
            co_return;
        }
    }
}

asio::awaitable<bool> Bus::bring_once(const Letter& letter) {
    const auto gateway = services_.gateway(random_());
    if (!gateway) {
        co_await async::sleep_until(services_.clock.steady() + pause_without_gateway);
        co_return false;
    }
    ++services_.tally.sent;
    auto request = letter.request;
    const auto response =
        co_await services_.client.send({"http", "127.0.0.1", gateway->external, "/"}, std::move(request),
                                       Deadline::after(services_.clock, bringing_time_max));
    if (response) {
        auto judge = [&] { return counterpart_->is_taken(*response); };
        const auto taken = co_await services_.workers.run(std::move(judge));
        if (taken && *taken) {
            co_return true;
        }
    }
    services_.tally.asked.at(letter.message_id).last_refusal =
        response ? std::to_string(response->status) + " " + response->body.substr(0, 300)
                 : response.error().to_string();
    co_await async::sleep_until(services_.clock.steady() + pause_after_refusal);
    co_return false;
}

asio::awaitable<bool> Bus::finish(Deadline deadline) {
    while (tasks_.size() > 0 && !deadline.passed(services_.clock)) {
        co_await async::sleep_until(services_.clock.steady() + pause_after_refusal);
    }
    const bool all = tasks_.size() == 0;
    given_up_ = true;
    co_await tasks_.join(Deadline::after(services_.clock, 2 * bringing_time_max));
    co_return all;
}

}  // namespace otkel::app::selftest
