// What they say about messages of ours: answers, news, what became of a delivery. Each is an exchange of its own, kept
// like any other, and ends together with what it decides. It may come before the reply to our own sending, twice, late,
// or belong to nothing.

#include <algorithm>

#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {
namespace {

using adapter::Purpose;
using journal::State;
using Standing = adapter::DeliveryNews::Standing;

// Only written down; ours stays what it was.
journal::Step note(const Outbound& ours, std::string what, WallTime now) {
    journal::Step step{.id = ours.id, .state = ours.state, .outcome = std::move(what), .at = now};
    if (is_unfinished(ours.state)) {
        step.due = ours.state == State::awaiting ? now + ours.route->answer_within : now;
    }
    return step;
}

// What becomes of ours by news of its delivery.
journal::Step step_after(const adapter::DeliveryNews& news, const Outbound& ours, WallTime now) {
    journal::Step next{.id = ours.id, .state = ours.state, .outcome = "delivery: " + news.detail, .at = now};
    switch (news.standing) {
        case Standing::delivered:
            if (ours.purpose == Purpose::answer) {
                next.state = State::answered;
                break;
            }
            [[fallthrough]];
        case Standing::on_its_way:
            next.state = State::awaiting;
            next.due = now + ours.route->answer_within;
            break;
        case Standing::not_delivered:
            next.state = news.send_again ? State::waiting : State::parked;
            next.outcome = "not delivered: " + news.detail;
            next.due = news.send_again ? std::optional{now} : std::nullopt;
            break;
        case Standing::stopped:
            next.state = State::failed;
            next.outcome = "delivery stopped: " + news.detail;
            break;
        case Standing::unknown: return note(ours, next.outcome, now);
    }
    return may_follow(ours.state, next.state) ? next : note(ours, next.outcome, now);
}

std::string answer_in(const journal::Exchange& exchange) {
    for (const auto& leg : exchange.legs) {
        if (leg.leg == journal::Leg::core_reply) {
            return leg.octets;
        }
    }
    return {};
}

constexpr std::string_view not_found_yet = "nothing that we have sent has this name";

}  // namespace

// Ours, taken for this node: Errc::not_found when there is none (yet), Errc::in_progress while somebody works on it.
// From the moment of the taking it is ours alone: of an answer and news that come together, one waits.
asio::awaitable<Result<journal::Exchange>> Engine::take_ours(const Inbound& x,
                                                             const std::vector<journal::Summary>& found,
                                                             std::optional<Running>& running) {
    const auto ours = std::find_if(found.begin(), found.end(), [&](const auto& one) {
        return x.incoming->between || one.peer == x.incoming->peer;
    });
    if (ours == found.end()) {
        co_return fail(Errc::not_found, std::string(not_found_yet));
    }
    if (running_.contains(ours->id.text()) || outbox_.has(ours->id)) {
        co_return fail(Errc::in_progress, "exchange " + ours->id.text() + " is being worked on");
    }
    running.emplace(running_, ours->id);
    if (ours->state == State::answered) {
        co_return co_await services_.journal.load(ours->id);
    }
    co_return co_await services_.journal.take(ours->id, services_.clock.wall());
}

asio::awaitable<void> Engine::settle_answer(Inbound& x, const journal::Summary& known) {
    const auto found = co_await services_.journal.correlated(known.adapter, known.correlation_id);
    std::optional<Running> running;
    auto taken = found ? co_await take_ours(x, *found, running) : Result<journal::Exchange>(fail(found.error()));
    if (!taken) {
        // It may have come before the reply that tells us by what name to expect it.
        const auto patience = taken.error().code == Errc::not_found ? limits_.early_answer : x.route->answer_within;
        co_return co_await try_later(known, known.accepted_at + patience, taken.error().detail);
    }
    Outbound ours(services_.clock, x.catalog, *taken);
    const bool over = ours.state == State::answered;
    if (const auto route = find_route(ours); !route) {
        co_await give_back(ours, route.error().detail);
        co_return co_await park(known, route.error().to_string());
    }
    const auto now = services_.clock.wall();
    auto next = note(ours, "news", now);
    if (x.incoming->purpose == Purpose::answer) {
        auto json = co_await read_their_answer(x, ours);
        next.state = json ? State::answered : State::parked;
        next.outcome = json ? "answered" : "its answer cannot be used: " + json.error().to_string();
        next.due.reset();
        ours.json = json.value_or("");
        if (json) {
            next.legs.push_back({journal::Leg::core_reply, "application/json", ours.json});
        } else {
            ours.last_error = about_answer(ours, json.error());
        }
    }
    if (over) {
        // Said twice. Their first word counts.
        const bool same = x.incoming->purpose == Purpose::news || ours.json == answer_in(*taken);
        co_return same ? co_await end_alone(known, "said before: " + ours.id.text())
                       : co_await park(known, "exchange " + ours.id.text() + " has another answer already");
    }
    if (const auto kept = co_await end_both(x, ours, std::move(next)); !kept) {
        co_await let_go(ours, kept.error());
        co_await try_later(known, known.accepted_at + ours.route->answer_within, kept.error().to_string());
    }
}

asio::awaitable<Result<std::string>> Engine::read_their_answer(Inbound& x, Outbound& ours) {
    ours.version = version_of(*ours.route, {ours.begun, ours.peer, nullptr, &ours.call.request});
    if (ours.version == nullptr) {
        co_return fail(Errc::service_unknown, "route " + ours.route->name + " has no version for it any more");
    }
    auto read = [&x, &ours]() -> Result<std::string> {
        auto payload = x.adapter->open(*x.incoming);
        if (!payload) {
            return fail(std::move(payload.error()));
        }
        x.business_signatures = payload->signatures;
        return read_answer(ours, *payload);
    };
    auto json = co_await services_.workers.run(std::move(read));
    if (!json || !*json) {
        co_return fail(json ? json->error() : json.error());
    }
    const auto unrevoked =
        co_await check_revocation(x.catalog, std::move(x.business_signatures), x.deadline, x.graces, x.evidence);
    if (!unrevoked) {
        co_return fail(unrevoked.error());
    }
    remember_graces(x.id, x.graces);
    co_return std::move(*json);
}

// A receipt names a message by our own id for it, other news by that of who took it over.
asio::awaitable<Result<std::vector<journal::Summary>>> Engine::find_delivered(const Inbound& x) {
    const auto& name = x.incoming->news->message_id;
    if (x.incoming->purpose == Purpose::receipt) {
        const auto answer = co_await services_.journal.load(ExchangeId(name));
        if (answer) {
            co_return std::vector{answer->summary};
        }
    }
    journal::Query query;
    if (!x.incoming->between) {
        query.peer = x.incoming->peer;
    }
    if (x.incoming->purpose == Purpose::receipt) {
        query.message_id = name;
    } else {
        query.key = {std::string(peer_message_key), name};
    }
    co_return co_await services_.journal.find(std::move(query));
}

asio::awaitable<void> Engine::settle_delivery(Inbound& x, const journal::Summary& known) {
    if (!x.incoming->news) {
        co_return co_await park(known, "it does not say what it is about");
    }
    const auto& news = *x.incoming->news;
    const auto found = co_await find_delivered(x);
    if (found && !found->empty() && is_final(found->front().state)) {
        if (news.standing == Standing::not_delivered || news.standing == Standing::stopped) {
            log::error("answered-but-not-delivered",
                       {{"exchange", found->front().id.text()}, {"peer", x.incoming->peer}, {"reason", news.detail}});
        }
        co_return co_await end_alone(known, "about " + found->front().id.text() + ": " + news.detail);
    }
    std::optional<Running> running;
    auto taken = found ? co_await take_ours(x, *found, running) : Result<journal::Exchange>(fail(found.error()));
    if (!taken) {
        co_return co_await try_later(known, known.accepted_at + limits_.early_answer, taken.error().detail);
    }
    Outbound ours(services_.clock, x.catalog, *taken);
    const auto now = services_.clock.wall();
    if (const auto route = find_route(ours); !route) {
        co_await give_back(ours, route.error().detail);
        co_return co_await park(known, route.error().to_string());
    }
    auto next = step_after(news, ours, now);
    if (const auto kept = co_await end_both(x, ours, std::move(next)); !kept) {
        co_await let_go(ours, kept.error());
        co_await try_later(known, known.accepted_at + limits_.early_answer, kept.error().to_string());
    }
}

// Nothing came of it here. What somebody else has ended or taken meanwhile is not ours to give back.
asio::awaitable<void> Engine::let_go(Outbound& ours, const Error& error) {
    if (error.code != Errc::in_progress && error.code != Errc::invalid_argument) {
        co_await give_back(ours, error.detail);
    }
}

// What they said and what it decides are kept as one.
asio::awaitable<Result<void>> Engine::end_both(Inbound& x, Outbound& ours, journal::Step step_of_ours) {
    add_lineage(ours.lineage, step_of_ours);
    step_of_ours.stages = ours.watch.stages();
    step_of_ours.keys = ours.keys;
    step_of_ours.because = x.id;
    const auto state = step_of_ours.state;
    std::vector<journal::Step> both;
    both.push_back({.id = x.id,
                    .state = State::answered,
                    .outcome = "about " + ours.id.text() + ": " + std::string(name(state)),
                    .at = step_of_ours.at,
                    .legs = std::exchange(x.evidence, {}),
                    .stages = x.watch.stages()});
    const bool due = step_of_ours.due.has_value();
    both.push_back(std::move(step_of_ours));
    auto kept = co_await services_.journal.step(std::move(both));
    if (kept) {
        ours.state = state;
        tell(ours, is_unfinished(state) ? Told::goes_on : Told::over);
        if (due) {
            outbox_.wake();
        }
    }
    co_return kept;
}

asio::awaitable<void> Engine::end_alone(const journal::Summary& known, std::string outcome) {
    journal::Step end{
        .id = known.id, .state = State::answered, .outcome = std::move(outcome), .at = services_.clock.wall()};
    if (const auto kept = co_await step(end); !kept) {
        services_.tasks.spawn(insist(std::move(end)));
    }
}

}  // namespace otkel::exchange
