// What the core wants to be sent: accepted on disk first; from then on it is carried out, by this node or another,
// until it has ended. The caller waits for the end, or asks later.

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/base/write_points.hpp"
#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/replay.hpp"
#include "gateway/exchange/stages.hpp"

namespace otkel::exchange {
namespace {

// What asking again with the same idempotency key is told, when there is no answer to give again.
Errc code_of_unanswered(journal::State state) {
    switch (state) {
        case journal::State::in_doubt:
        case journal::State::parked: return Errc::in_doubt;
        case journal::State::failed: return Errc::peer_failed;
        default: return Errc::in_progress;
    }
}

constexpr std::chrono::milliseconds kept_trying_unless_set = std::chrono::hours{24};

}  // namespace

asio::awaitable<OutboundOutcome> Engine::outbound(OutboundCall call) {
    const auto x = std::make_shared<Outbound>(services_.clock, catalog_, std::move(call));
    const auto found = find_route(*x);
    if (!found) {
        co_return OutboundOutcome{x->id, fail(found.error())};
    }
    auto prepare = [this, x] { return compose(*x, services_.clock.wall()); };
    const auto composed = co_await services_.workers.run(std::move(prepare));
    if (!composed || !*composed) {
        co_return OutboundOutcome{x->id, fail(composed ? composed->error() : composed.error())};
    }
    auto known = co_await accept(*x);
    if (!known) {
        co_return OutboundOutcome{x->id, fail(known.error())};
    }
    if (*known) {
        const auto original = (*known)->exchange;
        co_return OutboundOutcome{original, std::move(**known)};
    }
    if (x->call.respond_async) {
        outbox_.wake();
        co_return OutboundOutcome{x->id, OutboundReply{x->id, journal::State::accepted, {}}};
    }
    auto reply = co_await wait_for_end(x);
    co_return OutboundOutcome{x->id, std::move(reply)};
}

asio::awaitable<Result<std::optional<OutboundReply>>> Engine::accept(Outbound& x) {
    if (const auto room = has_room(); !room) {
        co_return fail(room.error());
    }
    // Who does not wait wants it carried out, also when the peer is away for a while.
    const auto tried_for =
        x.call.respond_async && x.route->keep_trying.count() == 0 ? kept_trying_unless_set : x.route->keep_trying;
    x.give_up = x.begun + std::max(x.route->deadline, tried_for);
    journal::Acceptance acceptance{.id = x.id,
                                   .direction = journal::Direction::outbound,
                                   .adapter = x.route->adapter,
                                   .route = x.route->name,
                                   .peer = x.peer,
                                   .service = x.route->service,
                                   .message_id = x.message_id,
                                   .content_digest = content_digest(x),
                                   .remote_address = x.call.remote_address,
                                   .at = x.begun,
                                   .give_up = x.give_up,
                                   .keys = x.keys};
    const auto lane = lane_of(*x.route, x.call.request);
    // What has to go in order waits for its turn in the store.
    if (x.call.respond_async || !lane.empty()) {
        acceptance.due = journal::Due{x.begun, lane};
    }
    acceptance.legs.push_back({journal::Leg::core_request, "application/json", x.core_text});
    acceptance.legs.push_back(
        {journal::Leg::request_out, std::string(x.message.request.headers.get("content-type")), x.request_octets});
    const auto original = co_await services_.journal.accept(std::move(acceptance));
    reached(WritePoint::outbound_accepted);
    x.watch.lap("accept");
    if (!original) {
        co_return fail(original.error());
    }
    if (!*original) {
        co_return std::optional<OutboundReply>{};
    }
    const auto& duplicate = **original;
    if (!duplicate.same_content) {
        co_return fail(Errc::replay_conflict, "the idempotency key belongs to exchange " + duplicate.original.text() +
                                                  ", which has other content");
    }
    if (!duplicate.reply) {
        co_return fail(code_of_unanswered(duplicate.state), "exchange " + duplicate.original.text() +
                                                                " has this idempotency key and is " +
                                                                std::string(name(duplicate.state)));
    }
    co_return OutboundReply{duplicate.original, journal::State::answered, duplicate.reply->octets};
}

asio::awaitable<Result<OutboundReply>> Engine::wait_for_end(std::shared_ptr<Outbound> x) {
    x->waited_for = true;
    Waiting waiting{.timer = asio::steady_timer(services_.executor)};
    waiting_[x->id.text()] = &waiting;
    // A task of its own: it goes on when the caller does not wait any longer.
    services_.tasks.spawn(first_attempt(x));
    waiting.timer.expires_after(x->route->deadline);
    co_await pass(waiting);
    if (!waiting.over && running_.contains(x->id.text())) {
        // An attempt that is under way ends at the deadline, too: what came of it is being kept.
        waiting.late = true;
        waiting.timer.expires_after(limits_.settling);
        co_await pass(waiting);
    }
    waiting_.erase(x->id.text());
    if (waiting.state == journal::State::answered) {
        co_return OutboundReply{x->id, waiting.state, std::move(waiting.json)};
    }
    if (waiting.over) {
        co_return fail(waiting.error ? std::move(*waiting.error)
                                     : Error{code_of_unanswered(waiting.state), "it ended without an answer", {}, {}});
    }
    co_return OutboundReply{x->id, waiting.state, {}};
}

asio::awaitable<void> Engine::pass(Waiting& waiting) {
    if (!waiting.over) {
        boost::system::error_code ended;
        co_await waiting.timer.async_wait(asio::redirect_error(asio::use_awaitable, ended));
    }
}

asio::awaitable<void> Engine::first_attempt(std::shared_ptr<Outbound> x) {
    if (lane_of(*x->route, x->call.request).empty()) {
        const Running running(running_, x->id);
        co_await attempt(*x);
        outbox_.place_is_free();
    } else {
        outbox_.wake();
    }
}

asio::awaitable<Result<void>> Engine::replay(ExchangeId id, std::string who) {
    const auto replayed =
        co_await exchange::replay(services_.journal, std::move(id), std::move(who), services_.clock.wall());
    if (replayed) {
        outbox_.wake();
    }
    co_return replayed;
}

}  // namespace otkel::exchange
