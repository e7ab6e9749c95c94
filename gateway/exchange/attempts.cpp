// What the outbox takes up: the attempts of outbound exchanges, and the questions about those that are in doubt. What
// follows from what was heard is decided in decision.cpp.

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

#include "gateway/base/write_points.hpp"
#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {
namespace {

using journal::State;
using Kind = Heard::Kind;

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

std::string in_vain(const std::string& why) { return std::string(asked_in_vain) + why; }

// Nothing comes after an answer of ours: that it was taken over is its end, by whatever way we know it.
Kind kind_of_standing(adapter::DeliveryNews::Standing standing, adapter::Purpose purpose) {
    using Standing = adapter::DeliveryNews::Standing;
    switch (standing) {
        case Standing::on_its_way:
        case Standing::delivered: return purpose == adapter::Purpose::answer ? Kind::answer : Kind::on_its_way;
        case Standing::not_delivered: return Kind::not_there;
        case Standing::stopped: return Kind::refusal;
        case Standing::unknown: break;
    }
    return Kind::not_there;
}

// What may have left stays in doubt, and what a person has to decide stays with that person.
State state_given_back(State state) {
    switch (state) {
        case State::accepted: return State::waiting;
        case State::sent: return State::in_doubt;
        default: return state;
    }
}

// A caller that waits is told at once that nothing could be done, and decides what then.
bool is_tried_once(const Outbound& x) {
    return x.purpose == adapter::Purpose::request && x.give_up && *x.give_up <= x.begun + x.route->deadline;
}

Circumstances circumstances_of(const Outbound& x, WallTime now) {
    return {.last = {.number = x.attempts, .at = now, .give_up = x.give_up},
            .repetition = x.adapter->repetition(x.peer, x.service),
            .questions = x.questions,
            .answer_within = x.route->answer_within};
}

}  // namespace

asio::awaitable<void> Engine::carry_on(journal::Exchange exchange) {
    const Running running(running_, exchange.summary.id);
    if (exchange.summary.direction == journal::Direction::inbound) {
        co_await carry_on_inbound(std::move(exchange));
    } else {
        Outbound x(services_.clock, catalog_, exchange);
        co_await carry_on_outbound(x);
    }
}

asio::awaitable<void> Engine::carry_on_outbound(Outbound& x) {
    const auto found = find_route(x);
    if (!found || x.adapter == nullptr) {
        co_await give_back(x, "its route or adapter is gone: " + x.call.route);
    } else if (x.state == State::in_doubt || x.state == State::awaiting) {
        co_await settle_in_doubt(x);
    } else if (x.state == State::sent) {
        co_await settle(x, stayed_here(x) ? Heard{Kind::not_sent, "the journal could not say whether it may leave", {}}
                                          : Heard{Kind::nothing, "the gateway stopped before an answer came", {}});
    } else {
        co_await attempt(x);
    }
}

asio::awaitable<void> Engine::attempt(Outbound& x) {
    if (x.route->fetched_by_peers) {
        co_return co_await put_down(x);
    }
    auto place = pacing_.enter(x.peer, x.attempts == 0 ? Pacing::Attempt::first : Pacing::Attempt::again);
    if (!place && x.waited_for && is_tried_once(x)) {
        x.last_error = Error{Errc::overloaded,
                             "peer " + x.peer +
                                 " gets no more just now: its quota is used up, or it"
                                 " has not answered for a while",
                             {},
                             {}};
        co_await settle(x, {Kind::not_now, word(*x.last_error), {}});
        co_return;
    }
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

// It waits until the peer fetches it (collections.cpp).
asio::awaitable<void> Engine::put_down(Outbound& x) {
    const auto now = services_.clock.wall();
    if (x.business_xml.empty()) {
        auto map = [&x, now] { return map_request(x, now); };
        const auto mapped = co_await services_.workers.run(std::move(map));
        if (!mapped || !*mapped) {
            x.last_error = mapped ? mapped->error() : mapped.error();
            co_return co_await settle(x, {Kind::refusal, word(*x.last_error), {}});
        }
    }
    if (x.purpose == adapter::Purpose::request) {
        x.to_keep.push_back({journal::Leg::answer_document, "application/xml", x.business_xml});
    }
    journal::Step waits{
        .id = x.id, .state = State::awaiting, .outcome = "it waits until " + x.peer + " fetches it", .at = now};
    waits.due = now + x.route->answer_within;
    co_await end(x, std::move(waits));
}

asio::awaitable<std::optional<Heard>> Engine::send(Outbound& x, Pacing::Place& place) {
    // On disk before the first octet leaves: after a crash we know that it may have been sent.
    journal::Step leaving{.id = x.id, .state = State::sent, .at = services_.clock.wall(), .attempt = true};
    leaving.legs = std::exchange(x.to_keep, {});
    if (x.message.names) {
        keep_names(x, *x.message.names);
        leaving.correlation_id = x.correlation_id;
        leaving.keys = x.keys;
    }
    if (x.attempts > 0 || x.purpose == adapter::Purpose::answer) {
        leaving.legs.push_back(
            {journal::Leg::request_out, std::string(x.message.request.headers.get("content-type")), x.request_octets});
    }
    const auto noted = co_await step(std::move(leaving));
    if (!noted) {
        x.last_error = noted.error();
        if (noted.error().code == Errc::in_doubt && unsent_.size() < limits_.unkept_max) {
            unsent_[x.id.text()] = x.attempts + 1;
        }
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
        const auto unrevoked =
            co_await check_revocation(x.catalog, std::move(x.reply_signatures),
                                      Deadline::after(services_.clock, x.message.time_out), x.graces, x.heard);
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
        // Nothing comes after an answer of ours.
        co_return x.purpose == adapter::Purpose::answer ? Heard{Kind::answer, "answered", {}}
                                                        : Heard{Kind::taken_over, "the peer answers later", {}};
    }
    x.json = std::move(**outcome);
    x.heard.push_back({journal::Leg::core_reply, "application/json", x.json});
    co_return Heard{Kind::answer, "answered", {}};
}

asio::awaitable<void> Engine::settle_in_doubt(Outbound& x) {
    const auto known = circumstances_of(x, services_.clock.wall());
    auto action = settle_doubt(known, limits_.attempts);
    if (x.state == State::awaiting && action == DoubtAction::send_again) {
        action = DoubtAction::park;  // the peer has it: repeating is for what may have been lost
    }
    if (action == DoubtAction::send_again) {
        co_await attempt(x);
        co_return;
    }
    auto place = action == DoubtAction::ask ? pacing_.enter(x.peer, Pacing::Attempt::again) : std::nullopt;
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
    auto prepare = [&, now = services_.clock.wall()] {
        return x.adapter->compose_question(
            {x.peer, x.service, x.message_id, x.correlation_id, x.begun, now, x.acknowledged_as});
    };
    auto question = co_await services_.workers.run(std::move(prepare));
    if (!question || !*question) {
        const auto& error = question ? question->error() : question.error();
        co_return error.code == Errc::unsupported ? Heard{Kind::no_question, error.detail, {}}
                                                  : Heard{Kind::not_askable, in_vain(error.detail), {}};
    }
    auto& message = **question;
    const auto deadline = Deadline::after(services_.clock, message.time_out);
    auto response = co_await services_.client.send(message.endpoint, std::move(message.request), deadline);
    if (!response) {
        place.not_there();
        co_return Heard{Kind::not_askable, in_vain(word(response.error())), {}};
    }
    place.answered();
    auto read = [&] { return x.adapter->understand_standing(message, *response); };
    const auto news = co_await services_.workers.run(std::move(read));
    if (!news || !*news) {
        co_return Heard{Kind::not_askable, in_vain(word(news ? news->error() : news.error())), retry_after(*response)};
    }
    co_return Heard{kind_of_standing((*news)->standing, x.purpose), "asked: " + (*news)->detail, {}};
}

asio::awaitable<void> Engine::settle(Outbound& x, Heard heard) {
    const auto now = services_.clock.wall();
    auto decision = decide(heard, circumstances_of(x, now), limits_.attempts, by_chance);
    const bool surely_nothing = heard.kind == Kind::not_sent || heard.kind == Kind::not_now;
    if (surely_nothing && is_tried_once(x)) {
        // Nothing was done, and the caller has its error: there is nothing for a person to decide.
        decision = {State::failed, std::nullopt, x.last_error ? word(*x.last_error) : decision.outcome};
    }
    if (x.state == State::awaiting && decision.state == State::in_doubt) {
        decision.state = State::awaiting;  // that the peer has it is known, whether it answers our question or not
    }
    journal::Step next{.id = x.id, .state = decision.state, .outcome = decision.outcome, .at = now};
    next.due = decision.due;
    next.legs = std::move(x.heard);
    next.correlation_id = x.correlation_id;
    co_await end(x, std::move(next));
}

asio::awaitable<void> Engine::give_back(Outbound& x, std::string why) {
    const auto now = services_.clock.wall();
    const auto state = state_given_back(x.state);
    auto due = now + std::max(std::chrono::milliseconds{100}, pacing_.wait(x.peer));
    if (state == State::awaiting) {
        due = now + (x.route == nullptr ? Route{}.answer_within : x.route->answer_within);
    }
    journal::Step back{.id = x.id, .state = state, .outcome = std::move(why), .at = now};
    if (is_unfinished(state)) {
        back.due = due;
    }
    if (x.give_up && due >= *x.give_up && state == State::waiting) {
        back.state = State::parked;
        back.due.reset();
    }
    co_await end(x, std::move(back));
}

// A step after which this node has nothing more to do with the exchange; whoever waits for it is told.
asio::awaitable<void> Engine::end(Outbound& x, journal::Step last) {
    add_lineage(x.lineage, last);
    for (auto& leg : std::exchange(x.to_keep, {})) {
        last.legs.push_back(std::move(leg));
    }
    last.stages = x.watch.stages();
    if (last.state != State::answered && x.last_error) {
        last.stages.push_back({"fault", std::chrono::microseconds{0}, x.last_error->to_string()});
    }
    last.keys = x.keys;
    const auto state = last.state;
    const auto outcome = last.outcome;
    const bool due_soon = last.due && *last.due < services_.clock.wall() + limits_.outbox.look_again;
    const auto kept = co_await step(last);
    reached(WritePoint::outbound_stepped);
    if (kept) {
        x.state = state;
        if (due_soon) {
            outbox_.wake();
        }
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
        const auto direction =
            x.purpose == adapter::Purpose::answer ? journal::Direction::inbound : journal::Direction::outbound;
        services_.observer.ended({x.id.text(), x.system, x.call.route, x.peer,
                                  state == State::failed ? std::string_view(outcome) : name(state), x.call.trace_parent,
                                  direction, x.watch.total(), &x.watch.stages(), error});
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
    if (waiting.over || waiting.late) {
        waiting.timer.cancel();
    }
}

}  // namespace otkel::exchange
