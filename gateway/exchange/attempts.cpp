// What the outbox takes up: the attempts of outbound exchanges, and the questions about those that are in doubt. What
// follows from what was heard is decided in decision.cpp.

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <random>

#include "gateway/base/write_points.hpp"
#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {
namespace {

using journal::State;
using Kind = Heard::Kind;

double by_chance() {
    thread_local std::minstd_rand generator{std::random_device{}()};
    return std::uniform_real_distribution<double>{0.0, 1.0}(generator);
}

// RFC 9110 section 10.2.3, in seconds; dates are rare and not worth a second format.
std::optional<std::chrono::seconds> retry_after(const net::HttpResponse& response) {
    const auto text = response.headers.get("retry-after");
    int seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool whole = !text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return whole && seconds >= 0 ? std::optional{std::chrono::seconds{seconds}} : std::nullopt;
}

Kind kind_of_failed_call(Errc code) { return code == Errc::unavailable ? Kind::not_sent : Kind::nothing; }

// Of an answer whose signature holds the peer has spoken, even when we cannot read all of it. An answer that may be
// anybody's says nothing.
Kind kind_of_answer(Errc code) {
    switch (code) {
        case Errc::overloaded:
        case Errc::unavailable: return Kind::not_now;
        case Errc::not_signed:
        case Errc::signature_invalid:
        case Errc::signer_untrusted:
        case Errc::certificate_invalid:
        case Errc::forbidden_construct:
        case Errc::limit_exceeded:
        case Errc::malformed: return Kind::nothing;
        default: return Kind::refusal;
    }
}

// Short: the outcome of a step becomes a label of metrics. What happened exactly is among its stages.
std::string word(const Error& error) { return std::string(name(error.code)); }

Kind kind_of_standing(adapter::DeliveryNews::Standing standing) {
    using Standing = adapter::DeliveryNews::Standing;
    switch (standing) {
        case Standing::on_its_way:
        case Standing::delivered: return Kind::on_its_way;
        case Standing::not_delivered: return Kind::not_there;
        case Standing::stopped: return Kind::refusal;
        case Standing::unknown: break;
    }
    return Kind::not_there;
}

Circumstances circumstances_of(const Outbound& x, WallTime now) {
    return {.last = {.number = x.attempts, .at = now, .give_up = x.give_up},
            .repetition = x.adapter->repetition(x.route->peers.front(), x.route->service),
            .questions = x.questions,
            .answer_within = x.route->answer_within};
}

}  // namespace

asio::awaitable<void> Engine::carry_on(journal::Exchange exchange) {
    const Running running(running_, exchange.summary.id);
    if (exchange.summary.direction == journal::Direction::inbound) {
        co_await resume_inbound(std::move(exchange));
    } else {
        Outbound x(services_.clock, catalog_, exchange);
        const auto found = find_route(x);
        if (!found || x.adapter == nullptr) {
            co_await give_back(x, "its route or adapter is gone: " + x.call.route);
        } else if (x.state == State::in_doubt || x.state == State::awaiting) {
            co_await settle_in_doubt(x);
        } else if (x.state == State::sent) {
            co_await settle(x, {Kind::nothing, "the gateway stopped before an answer came", {}});
        } else {
            co_await attempt(x);
        }
    }
    outbox_.wake();
}

asio::awaitable<void> Engine::attempt(Outbound& x) {
    auto place =
        pacing_.enter(x.route->peers.front(), x.attempts == 0 ? Pacing::Attempt::first : Pacing::Attempt::again);
    if (!place) {
        co_await give_back(x, "the peer takes no more just now");
        co_return;
    }
    if (!x.composed) {
        auto prepare = [this, &x] { return compose(x, services_.clock.wall()); };
        const auto composed = co_await services_.workers.run(std::move(prepare));
        if (!composed || !*composed) {
            const auto& error = composed ? composed->error() : composed.error();
            x.last_error = error;
            co_await settle(
                x, {info(error.code).retry == RetryClass::later ? Kind::not_sent : Kind::refusal, word(error), {}});
            co_return;
        }
    }
    auto heard = co_await send(x, *place);
    if (heard) {
        co_await settle(x, std::move(*heard));
    } else {
        const auto error = x.last_error;
        co_await give_back(x, "storage-failed");
        x.last_error = error;
        tell(x, Told::over);  // whoever waits need not wait for a disk
    }
}

asio::awaitable<std::optional<Heard>> Engine::send(Outbound& x, Pacing::Place& place) {
    // On disk before the first octet leaves: after a crash we know that it may have been sent.
    journal::Step leaving{.id = x.id, .state = State::sent, .at = services_.clock.wall(), .attempt = true};
    if (x.attempts > 0) {
        leaving.legs.push_back(
            {journal::Leg::request_out, std::string(x.message.request.headers.get("content-type")), x.request_octets});
    }
    const auto noted = co_await step(std::move(leaving));
    if (!noted) {
        x.last_error = noted.error();
        co_return std::nullopt;
    }
    x.state = State::sent;
    ++x.attempts;
    x.questions = 0;
    auto request = std::move(x.message.request);
    x.composed = false;
    if (!x.call.trace_parent.empty()) {
        request.headers.set("traceparent", x.call.trace_parent);
    }
    const auto deadline = Deadline::after(services_.clock, std::min(x.route->deadline, x.message.time_out));
    reached(WritePoint::outbound_before_send);
    auto response = co_await services_.client.send(x.message.endpoint, std::move(request), deadline);
    reached(WritePoint::outbound_heard);
    x.watch.lap("peer");
    if (!response) {
        place.not_there();
        x.last_error = response.error();
        co_return Heard{kind_of_failed_call(response.error().code), word(response.error()), {}};
    }
    if (response->status == 503 || response->status == 429) {
        place.not_there();
    } else {
        place.answered();
    }
    co_return co_await hear(x, std::move(*response));
}

asio::awaitable<Heard> Engine::hear(Outbound& x, net::HttpResponse response) {
    auto read = [&x, &response] { return understand(x, response); };
    auto understood = co_await services_.workers.run(std::move(read));
    x.heard.push_back(
        {journal::Leg::reply_in, std::string(response.headers.get("content-type")), std::move(response.body)});
    auto outcome = understood ? std::move(*understood) : fail(std::move(understood.error()));
    if (outcome) {
        const auto unrevoked = co_await check_revocation(
            x.catalog, std::move(x.reply_signatures), Deadline::after(services_.clock, x.message.time_out), x.graces);
        if (!unrevoked) {
            // What an untrusted signer says is nothing that the peer has said.
            x.last_error = about_answer(x, unrevoked.error());
            co_return Heard{Kind::nothing, word(unrevoked.error()), {}};
        }
        x.watch.lap("revocation", *unrevoked);
        remember_graces(x.id, x.graces);
    }
    if (!outcome) {
        x.last_error = about_answer(x, outcome.error());
        co_return Heard{kind_of_answer(outcome.error().code), word(outcome.error()), retry_after(response)};
    }
    if (!*outcome) {
        co_return Heard{Kind::taken_over, "the peer answers later", {}};
    }
    x.json = std::move(**outcome);
    x.heard.push_back({journal::Leg::core_reply, "application/json", x.json});
    co_return Heard{Kind::answer, "answered", {}};
}

asio::awaitable<void> Engine::settle_in_doubt(Outbound& x) {
    const auto known = circumstances_of(x, services_.clock.wall());
    const auto action = settle_doubt(known, limits_.attempts);
    if (action == DoubtAction::send_again) {
        co_await attempt(x);
        co_return;
    }
    auto place =
        action == DoubtAction::ask ? pacing_.enter(x.route->peers.front(), Pacing::Attempt::again) : std::nullopt;
    if (action == DoubtAction::ask && !place) {
        co_await give_back(x, "the peer takes no more just now");
        co_return;
    }
    if (action == DoubtAction::park) {
        journal::Step parked{.id = x.id,
                             .state = State::parked,
                             .outcome = x.state == State::awaiting ? "the answer did not come in time" : "in doubt",
                             .at = services_.clock.wall()};
        co_await end(x, std::move(parked));
        co_return;
    }
    auto heard = co_await ask(x, *place);
    ++x.questions;
    co_await settle(x, std::move(heard));
}

asio::awaitable<Heard> Engine::ask(Outbound& x, Pacing::Place& place) {
    const auto& peer = x.route->peers.front();
    auto prepare = [&, now = services_.clock.wall()] {
        return x.adapter->compose_question({peer, x.route->service, x.message_id, x.correlation_id, x.begun, now});
    };
    auto question = co_await services_.workers.run(std::move(prepare));
    if (!question || !*question) {
        co_return Heard{Kind::not_askable, word(question ? question->error() : question.error()), {}};
    }
    auto& message = **question;
    const auto deadline = Deadline::after(services_.clock, message.time_out);
    auto response = co_await services_.client.send(message.endpoint, std::move(message.request), deadline);
    if (!response) {
        place.not_there();
        co_return Heard{Kind::not_askable, word(response.error()), {}};
    }
    place.answered();
    auto read = [&] { return x.adapter->understand_standing(message, *response); };
    const auto news = co_await services_.workers.run(std::move(read));
    if (!news || !*news) {
        co_return Heard{Kind::not_askable, word(news ? news->error() : news.error()), retry_after(*response)};
    }
    co_return Heard{kind_of_standing((*news)->standing), "asked: " + (*news)->detail, {}};
}

asio::awaitable<void> Engine::settle(Outbound& x, Heard heard) {
    const auto now = services_.clock.wall();
    auto decision = decide(heard, circumstances_of(x, now), limits_.attempts, by_chance);
    const bool surely_nothing = heard.kind == Kind::not_sent || heard.kind == Kind::not_now;
    if (decision.state == State::parked && surely_nothing && x.route->keep_trying.count() == 0) {
        // Nobody waits for it any more, and nothing was done: there is nothing for a person to decide.
        decision.state = State::failed;
        decision.outcome = x.last_error ? std::string(name(x.last_error->code)) : decision.outcome;
    }
    journal::Step next{.id = x.id, .state = decision.state, .outcome = decision.outcome, .at = now};
    next.due = decision.due;
    next.legs = std::move(x.heard);
    next.correlation_id = x.correlation_id;
    co_await end(x, std::move(next));
}

asio::awaitable<void> Engine::give_back(Outbound& x, std::string why) {
    const auto now = services_.clock.wall();
    const auto state = x.state == State::in_doubt || x.state == State::awaiting ? x.state : State::waiting;
    const auto due =
        now + std::max(std::chrono::milliseconds{100}, pacing_.wait(x.route == nullptr ? "" : x.route->peers.front()));
    journal::Step back{.id = x.id, .state = state, .outcome = std::move(why), .at = now};
    back.due = due;
    if (x.give_up && due >= *x.give_up && state == State::waiting) {
        back.state = State::parked;
        back.due.reset();
    }
    co_await end(x, std::move(back));
}

// A step after which this node has nothing more to do with the exchange; whoever waits for it is told.
asio::awaitable<void> Engine::end(Outbound& x, journal::Step last) {
    add_lineage(x.lineage, last);
    last.stages = x.watch.stages();
    if (last.state != State::answered && x.last_error) {
        last.stages.push_back({"fault", std::chrono::microseconds{0}, x.last_error->to_string()});
    }
    last.keys = x.keys;
    const auto state = last.state;
    const auto outcome = last.outcome;
    const auto kept = co_await step(last);
    reached(WritePoint::outbound_stepped);
    if (kept) {
        x.state = state;
    } else {
        log::error("step-not-kept", {{"exchange", x.id.text()}, {"reason", kept.error().to_string()}});
        x.last_error = kept.error();
        services_.tasks.spawn(insist(std::move(last)));
    }
    tell(x, kept && is_unfinished(state) ? Told::goes_on : Told::over);
    if (!kept) {
        co_return;
    }
    if (!is_unfinished(state)) {
        const auto* error = state == State::answered || !x.last_error ? nullptr : &*x.last_error;
        services_.observer.ended({x.id.text(), x.route == nullptr ? "" : x.route->adapter, x.call.route,
                                  x.route == nullptr ? "" : x.route->peers.front(),
                                  state == State::failed ? std::string_view(outcome) : name(state), x.call.trace_parent,
                                  journal::Direction::outbound, x.watch.total(), &x.watch.stages(), error});
    }
}

void Engine::tell(const Outbound& x, Told told) {
    const auto found = waiting_.find(x.id.text());
    if (found == waiting_.end()) {
        return;
    }
    auto& waiting = *found->second;
    waiting.state = x.state;
    waiting.json = x.json;
    waiting.error = x.last_error;
    waiting.over = told == Told::over;
    if (waiting.over) {
        waiting.timer.cancel();
    }
}

// The store could not keep a step. The exchange is ours as long as we live, so nobody else would go on with it.
asio::awaitable<void> Engine::insist(journal::Step last) {
    while (true) {
        asio::steady_timer pause(services_.executor, limits_.outbox.lease_renewal);
        co_await pause.async_wait(asio::use_awaitable);
        last.at = services_.clock.wall();
        const auto kept = co_await step(last);
        if (kept || kept.error().code == Errc::in_progress || kept.error().code == Errc::invalid_argument) {
            outbox_.wake();
            co_return;
        }
    }
}

}  // namespace otkel::exchange
