// The way of a message that they send and we answer, from top to bottom. Every stage is a small function; those that
// need only CPU are in stages.cpp. What we send is in outbound.cpp and attempts.cpp.

#include <algorithm>

#include "gateway/base/write_points.hpp"
#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {

Engine::Engine(Services services, Limits limits, std::shared_ptr<const Catalog> catalog)
    : services_(std::move(services)),
      limits_(limits),
      catalog_(std::move(catalog)),
      admission_(services_.clock),
      pacing_(services_.clock, [this](const std::string& peer) { return catalog_->pace(peer); }),
      outbox_({services_.executor, services_.clock, services_.journal, pacing_, services_.tasks}, limits_.outbox,
              [this](journal::Exchange exchange) { return carry_on(std::move(exchange)); }) {}

Engine::~Engine() = default;

asio::awaitable<Result<void>> Engine::step(journal::Step step) {
    std::vector<journal::Step> steps;
    steps.push_back(std::move(step));
    co_return co_await services_.journal.step(std::move(steps));
}

// They ask, we answer.

asio::awaitable<net::HttpResponse> Engine::inbound(std::string system, net::HttpRequest request) {
    Inbound x(services_.clock, catalog_, catalog_->adapter(system), std::move(request));

    const auto verified = co_await verify(x);
    if (!verified) {
        co_return co_await refuse(x, verified.error());
    }
    const auto place = admit(x);
    if (!place) {
        co_return co_await refuse(x, place.error());
    }
    if (x.incoming->purpose != adapter::Purpose::request) {
        co_return co_await receive_for_later(x);
    }
    const auto unrevoked =
        co_await check_revocation(x.catalog, std::move(x.incoming->signatures), x.deadline, x.graces, x.evidence);
    if (!unrevoked) {
        co_return co_await refuse(x, unrevoked.error());
    }
    x.watch.lap("revocation", *unrevoked);
    // From here on the message is on disk: it is answered, or taken up again after a restart.
    const auto original = co_await accept(x);
    if (!original) {
        co_return co_await refuse(x, original.error());
    }
    reached(WritePoint::inbound_accepted);
    remember_graces(x.id, x.graces);
    if (*original) {
        co_return co_await answer_again(x, **original);
    }
    co_return co_await work(x);
}

asio::awaitable<Result<void>> Engine::verify(Inbound& x) {
    auto receive = [&x] { return x.adapter->receive(x.request); };
    auto received = co_await services_.workers.run(std::move(receive));
    if (!received) {
        co_return fail(received.error());
    }
    if (!*received) {
        co_return fail(received->error());
    }
    x.incoming = std::move(**received);
    x.watch.lap("verify", x.incoming->verification);
    co_return Result<void>{};
}

Result<Admission::Place> Engine::admit(Inbound& x) {
    if (const auto found = find_route(x, services_.clock); !found) {
        return fail(found.error());
    }
    return admission_.enter(x.incoming->peer, x.catalog->quota(x.incoming->peer));
}

asio::awaitable<Result<std::optional<journal::Duplicate>>> Engine::accept(Inbound& x) {
    if (const auto room = has_room(); !room) {
        co_return fail(room.error());
    }
    journal::Acceptance acceptance{.id = x.id,
                                   .direction = journal::Direction::inbound,
                                   .adapter = std::string(x.adapter->system()),
                                   .route = x.route == nullptr ? "" : x.route->name,
                                   .peer = x.incoming->peer,
                                   .service = x.incoming->service,
                                   .message_id = x.incoming->message_id,
                                   .correlation_id = x.incoming->correlation_id,
                                   .content_digest = x.incoming->content_digest,
                                   .signer = x.incoming->signer,
                                   .remote_address = x.request.remote_address,
                                   .at = x.arrived};
    if (x.incoming->purpose != adapter::Purpose::request) {
        // What follows from it is done from the disk.
        acceptance.due = journal::Due{x.arrived, {}};
        acceptance.give_up = x.arrived + (x.route == nullptr ? Route{}.answer_within : x.route->answer_within);
        acceptance.keys = x.keys;
    }
    // A copy: when the message id belongs to other content, these octets are the evidence of it.
    acceptance.legs.push_back(
        {journal::Leg::request_in, std::string(x.request.headers.get("content-type")), x.request.body});
    std::move(x.evidence.begin(), x.evidence.end(), std::back_inserter(acceptance.legs));
    x.evidence.clear();
    auto original = co_await services_.journal.accept(std::move(acceptance));
    x.watch.lap("accept");
    co_return original;
}

asio::awaitable<net::HttpResponse> Engine::work(Inbound& x) {
    const Running running(running_, x.id);
    x.request.body = {};  // on disk by now

    auto read = [&x] { return read_business_data(x); };
    const auto readable = co_await services_.workers.run(std::move(read));
    if (!readable || !*readable) {
        co_return co_await conclude_with_fault(x, readable ? readable->error() : readable.error());
    }
    const auto unrevoked =
        co_await check_revocation(x.catalog, std::move(x.business_signatures), x.deadline, x.graces, x.evidence);
    if (!unrevoked) {
        co_return co_await conclude_with_fault(x, unrevoked.error());
    }
    x.watch.lap("business-revocation", *unrevoked);
    remember_graces(x.id, x.graces);
    const auto asked = co_await ask_core(x);
    if (!asked) {
        co_return co_await conclude_with_fault(x, asked.error());
    }
    auto write = [this, &x] { return write_answer(x, services_.clock.wall()); };
    auto reply = co_await services_.workers.run(std::move(write));
    if (!reply || !*reply) {
        co_return co_await conclude_with_fault(x, reply ? reply->error() : reply.error());
    }
    co_return co_await conclude(x, std::move(**reply));
}

asio::awaitable<Result<void>> Engine::ask_core(Inbound& x) {
    const auto answered = x.batches > 1 ? co_await call_core_in_batches(x) : co_await call_core(x);
    if (answered) {
        x.watch.lap("core", x.batches > 1 ? std::to_string(x.batches) + " batches" : "");
        co_return Result<void>{};
    }
    const auto& error = answered.error();
    if (!core_is_silent(error.code) || !x.route->when_core_is_silent) {
        co_return fail(error);
    }
    x.core_reply = fill_silent_reply(*x.route->when_core_is_silent, x.core_request, services_.clock.wall());
    x.watch.lap("core", "no answer (" + std::string(name(error.code)) + "): the route's own reply is given");
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Engine::call_core(Inbound& x) {
    // The exchange id is the idempotency key: after a crash the same exchange asks again and has its effect once.
    core::Call call{x.route->operation, x.id.text(), x.core_request, x.incoming->peer, {}};
    reached(WritePoint::inbound_before_core);
    auto reply = co_await services_.core.call(std::move(call), x.deadline);
    reached(WritePoint::inbound_after_core);
    if (!reply) {
        co_return fail(reply.error());
    }
    x.core_reply = std::move(reply->json);
    co_return Result<void>{};
}

asio::awaitable<net::HttpResponse> Engine::conclude(Inbound& x, net::HttpResponse reply) {
    journal::Step end{
        .id = x.id, .state = journal::State::answered, .outcome = x.outcome, .at = services_.clock.wall()};
    end.legs.push_back({journal::Leg::reply_out, std::string(reply.headers.get("content-type")), reply.body});
    add_lineage(x.lineage, end);
    std::move(x.evidence.begin(), x.evidence.end(), std::back_inserter(end.legs));
    end.stages = x.watch.stages();
    end.keys = std::move(x.keys);
    const auto concluded = co_await step(std::move(end));
    reached(WritePoint::inbound_concluded);
    x.watch.lap("conclude");
    if (!concluded) {
        // The effect is on disk, the answer is not: a positive answer now could contradict a later one.
        co_return co_await conclude_with_fault(x, concluded.error());
    }
    reply.headers.set("Otkel-Exchange", x.id.text());
    services_.observer.ended({x.id.text(), x.adapter->system(), x.route->name, x.incoming->peer, x.outcome,
                              x.trace_parent, journal::Direction::inbound, x.watch.total(), &x.watch.stages(),
                              nullptr});
    co_return reply;
}

// The other endings of an inbound message.

asio::awaitable<net::HttpResponse> Engine::refuse(Inbound& x, Error error) {
    auto reply = co_await write_fault(x, error);
    co_await keep_refusal(x, error);
    services_.observer.ended({x.id.text(), x.adapter->system(), x.route == nullptr ? "" : x.route->name,
                              x.incoming ? x.incoming->peer : "", name(error.code), x.trace_parent,
                              journal::Direction::inbound, x.watch.total(), &x.watch.stages(), &error});
    co_return reply;
}

asio::awaitable<net::HttpResponse> Engine::conclude_with_fault(Inbound& x, Error error) {
    auto reply = co_await write_fault(x, error);
    const bool final = info(error.code).retry == RetryClass::never;
    journal::Step end{.id = x.id,
                      .state = journal::State::failed,
                      .outcome = std::string(name(error.code)),
                      .at = services_.clock.wall()};
    if (final) {
        // Kept as the reply: the same message gets the same fault again. Otherwise a re-send is worked on anew.
        end.legs.push_back({journal::Leg::reply_out, std::string(reply.headers.get("content-type")), reply.body});
    }
    std::move(x.evidence.begin(), x.evidence.end(), std::back_inserter(end.legs));
    end.stages = x.watch.stages();
    end.stages.push_back({"fault", std::chrono::microseconds{0}, error.to_string()});
    end.keys = std::move(x.keys);
    const auto concluded = co_await step(end);
    if (!concluded) {
        log::error("conclusion-not-kept", {{"exchange", x.id.text()}, {"reason", concluded.error().detail}});
        services_.tasks.spawn(insist(std::move(end)));
    }
    services_.observer.ended({x.id.text(), x.adapter->system(), x.route->name, x.incoming->peer, name(error.code),
                              x.trace_parent, journal::Direction::inbound, x.watch.total(), &x.watch.stages(), &error});
    co_return reply;
}

asio::awaitable<net::HttpResponse> Engine::answer_again(Inbound& x, journal::Duplicate duplicate) {
    if (!duplicate.same_content) {
        co_return co_await refuse(x, Error{Errc::replay_conflict,
                                           "message id '" + x.incoming->message_id + "' belongs to exchange " +
                                               duplicate.original.text() + ", which has other content",
                                           {},
                                           {}});
    }
    const auto& original = duplicate.original;
    const auto in_work = [&] { return running_.contains(original.text()) || outbox_.has(original); };
    if (!duplicate.reply || in_work()) {
        // Accepted once, never answered for good (a crash, or the core was away): the same exchange goes on, here. What
        // this node has taken up by itself meanwhile is its own as well, and is not worked on twice.
        auto mine = in_work() ? Result<journal::Exchange>(fail(Errc::in_progress, {}))
                              : co_await services_.journal.take(original, services_.clock.wall());
        if (mine && in_work()) {
            mine = fail(Errc::in_progress, {});
        }
        if (!mine) {
            // Under an id of its own, and without its octets, which are on disk with the original.
            x.request.body.clear();
            auto& error = mine.error();
            error.detail = error.detail.empty() ? "exchange " + original.text() + " is still being worked on"
                                                : std::move(error.detail);
            co_return co_await refuse(x, std::move(error));
        }
        x.id = original;
        co_return co_await work(x);
    }
    x.id = original;
    net::HttpResponse reply;
    reply.status = duplicate.state == journal::State::failed ? 500 : 200;
    reply.headers.set("Content-Type", duplicate.reply->content_type);
    reply.headers.set("Otkel-Exchange", x.id.text());
    reply.body = std::move(duplicate.reply->octets);
    services_.observer.ended({x.id.text(), x.adapter->system(), x.route->name, x.incoming->peer, "answered-again",
                              x.trace_parent, journal::Direction::inbound, x.watch.total(), &x.watch.stages(),
                              nullptr});
    co_return reply;
}

}  // namespace otkel::exchange
