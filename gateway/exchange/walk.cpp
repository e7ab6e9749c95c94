// The way of a message, from top to bottom: first they ask and we answer, then we ask and they answer. Every stage is a
// small function; those that need only CPU are in stages.cpp.

#include <algorithm>

#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {

class Engine::Running {
public:
    Running(std::set<std::string, std::less<>>& running, const ExchangeId& id)
        : running_(running), at_(running.insert(id.text()).first) {}
    ~Running() { running_.erase(at_); }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

private:
    std::set<std::string, std::less<>>& running_;
    std::set<std::string, std::less<>>::iterator at_;
};

Engine::Engine(Services services, Limits limits, std::shared_ptr<const Catalog> catalog)
    : services_(services), limits_(limits), catalog_(std::move(catalog)), admission_(services.clock) {}

Engine::~Engine() = default;

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
    const auto unrevoked =
        co_await check_revocation(x.catalog, std::move(x.incoming->signatures), x.deadline, x.graces);
    if (!unrevoked) {
        co_return co_await refuse(x, unrevoked.error());
    }
    x.watch.lap("revocation", *unrevoked);
    // From here on the message is on disk: it is answered, or taken up again after a restart.
    const auto original = co_await accept(x);
    if (!original) {
        co_return co_await refuse(x, original.error());
    }
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
    journal::Acceptance acceptance{x.id,
                                   journal::Direction::inbound,
                                   std::string(x.adapter->system()),
                                   x.route->name,
                                   x.incoming->peer,
                                   x.incoming->service,
                                   x.incoming->message_id,
                                   x.incoming->correlation_id,
                                   x.incoming->content_digest,
                                   x.incoming->signer,
                                   x.request.remote_address,
                                   x.arrived,
                                   {}};
    // A copy: when the message id belongs to other content, these octets are the evidence of it.
    acceptance.legs.push_back(
        {journal::Leg::request_in, std::string(x.request.headers.get("content-type")), x.request.body});
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
    const auto unrevoked = co_await check_revocation(x.catalog, std::move(x.business_signatures), x.deadline, x.graces);
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
    core::Call call{x.route->operation, x.id.text(), x.core_request, {}};
    auto reply = co_await services_.core.call(std::move(call), x.deadline);
    if (!reply) {
        co_return fail(reply.error());
    }
    x.core_reply = std::move(reply->json);
    co_return Result<void>{};
}

asio::awaitable<net::HttpResponse> Engine::conclude(Inbound& x, net::HttpResponse reply) {
    journal::Conclusion conclusion{x.id, journal::State::answered, x.outcome, services_.clock.wall(), {}, {}, {}};
    conclusion.legs.push_back({journal::Leg::reply_out, std::string(reply.headers.get("content-type")), reply.body});
    add_lineage(x.lineage, conclusion);
    conclusion.stages = x.watch.stages();
    conclusion.keys = std::move(x.keys);
    const auto concluded = co_await services_.journal.conclude(std::move(conclusion));
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
    journal::Conclusion conclusion{
        x.id, journal::State::failed, std::string(name(error.code)), services_.clock.wall(), {}, {}, {}};
    if (final) {
        // Kept as the reply: the same message gets the same fault again. Otherwise a re-send is worked on anew.
        conclusion.legs.push_back(
            {journal::Leg::reply_out, std::string(reply.headers.get("content-type")), reply.body});
    }
    conclusion.stages = x.watch.stages();
    conclusion.stages.push_back({"fault", std::chrono::microseconds{0}, error.to_string()});
    conclusion.keys = std::move(x.keys);
    const auto concluded = co_await services_.journal.conclude(std::move(conclusion));
    if (!concluded) {
        log::error("conclusion-not-kept", {{"exchange", x.id.text()}, {"reason", concluded.error().detail}});
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
    if (running_.contains(duplicate.original.text())) {
        x.request.body.clear();  // on disk already, with the original
        co_return co_await refuse(
            x, Error{Errc::in_progress, "exchange " + duplicate.original.text() + " is still being worked on", {}, {}});
    }
    x.id = duplicate.original;
    if (!duplicate.reply) {
        // Accepted once, never answered for good (a crash, or the core was away): the same exchange goes on.
        co_return co_await work(x);
    }
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

// We ask, they answer.

namespace {

// What asking again with the same idempotency key is told, when there is no answer to give again.
Errc code_of_unanswered(journal::State state) {
    switch (state) {
        case journal::State::in_doubt: return Errc::in_doubt;
        case journal::State::failed: return Errc::peer_failed;
        default: return Errc::in_progress;
    }
}

}  // namespace

asio::awaitable<OutboundOutcome> Engine::outbound(OutboundCall call) {
    Outbound x(services_.clock, catalog_, std::move(call));
    const Running running(running_, x.id);

    const auto found = find_route(x);
    if (!found) {
        co_return OutboundOutcome{x.id, fail(found.error())};
    }
    auto prepare = [this, &x] { return compose(x, services_.clock.wall()); };
    const auto composed = co_await services_.workers.run(std::move(prepare));
    if (!composed || !*composed) {
        co_return OutboundOutcome{x.id, fail(composed ? composed->error() : composed.error())};
    }
    auto known = co_await accept(x);
    if (!known) {
        co_return OutboundOutcome{x.id, fail(known.error())};
    }
    if (*known) {
        const auto original = (*known)->exchange;
        co_return OutboundOutcome{original, std::move(**known)};
    }
    auto reply = co_await carry(x);
    co_return OutboundOutcome{x.id, std::move(reply)};
}

asio::awaitable<Result<std::optional<OutboundReply>>> Engine::accept(Outbound& x) {
    journal::Acceptance acceptance{x.id,
                                   journal::Direction::outbound,
                                   x.route->adapter,
                                   x.route->name,
                                   x.route->peers.front(),
                                   x.route->service,
                                   x.message_id,
                                   "",
                                   content_digest(x),
                                   "",
                                   x.call.remote_address,
                                   x.begun,
                                   {}};
    acceptance.legs.push_back({journal::Leg::core_request, "application/json", x.core_text});
    acceptance.legs.push_back(
        {journal::Leg::request_out, std::string(x.message.request.headers.get("content-type")), x.request_octets});
    const auto original = co_await services_.journal.accept(std::move(acceptance));
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
    co_return OutboundReply{duplicate.original, duplicate.reply->octets};
}

asio::awaitable<Result<OutboundReply>> Engine::carry(Outbound& x) {
    auto response = co_await send(x);
    if (!response) {
        const bool doubtful = response.error().code == Errc::in_doubt;
        co_return co_await fail_outbound(x, doubtful ? journal::State::in_doubt : journal::State::failed,
                                         response.error());
    }
    auto read = [&x, &response] { return understand(x, *response); };
    auto understood = co_await services_.workers.run(std::move(read));
    if (!understood || !*understood) {
        x.unusable_answer = journal::LegOctets{
            journal::Leg::reply_in, std::string(response->headers.get("content-type")), std::move(response->body)};
        auto failed =
            co_await fail_outbound(x, journal::State::failed, understood ? understood->error() : understood.error());
        co_return understood ? fail(about_answer(x, failed.error())) : fail(failed.error());
    }
    const auto unrevoked = co_await check_revocation(x.catalog, std::move(x.reply_signatures),
                                                     Deadline::after(services_.clock, x.message.time_out), x.graces);
    if (!unrevoked) {
        x.unusable_answer = journal::LegOctets{
            journal::Leg::reply_in, std::string(response->headers.get("content-type")), std::move(response->body)};
        const auto failed = co_await fail_outbound(x, journal::State::failed, unrevoked.error());
        co_return fail(about_answer(x, failed.error()));
    }
    x.watch.lap("revocation", *unrevoked);
    remember_graces(x.id, x.graces);
    journal::Conclusion conclusion{x.id, journal::State::answered, "answered", services_.clock.wall(), {}, {}, {}};
    conclusion.legs.push_back(
        {journal::Leg::reply_in, std::string(response->headers.get("content-type")), std::move(response->body)});
    conclusion.legs.push_back({journal::Leg::core_reply, "application/json", **understood});
    add_lineage(x.lineage, conclusion);
    conclusion.stages = x.watch.stages();
    conclusion.keys = x.keys;
    const auto concluded = co_await services_.journal.conclude(std::move(conclusion));
    if (!concluded) {
        co_return fail(concluded.error());
    }
    services_.observer.ended({x.id.text(), x.route->adapter, x.route->name, x.route->peers.front(), "answered",
                              x.call.trace_parent, journal::Direction::outbound, x.watch.total(), &x.watch.stages(),
                              nullptr});
    co_return OutboundReply{x.id, std::move(**understood)};
}

asio::awaitable<Result<net::HttpResponse>> Engine::send(Outbound& x) {
    // On disk before the first octet leaves: after a crash we know that it may have been sent.
    journal::Conclusion leaving{x.id, journal::State::sent, "", services_.clock.wall(), {}, {}, {}};
    const auto noted = co_await services_.journal.conclude(std::move(leaving));
    if (!noted) {
        co_return fail(noted.error());
    }
    auto request = std::move(x.message.request);
    if (!x.call.trace_parent.empty()) {
        request.headers.set("traceparent", x.call.trace_parent);
    }
    const auto deadline = Deadline::after(services_.clock, std::min(x.route->deadline, x.message.time_out));
    auto response = co_await services_.client.send(x.message.endpoint, std::move(request), deadline);
    x.watch.lap("peer");
    co_return response;
}

asio::awaitable<Result<OutboundReply>> Engine::fail_outbound(Outbound& x, journal::State state, Error error) {
    journal::Conclusion conclusion{x.id, state, std::string(name(error.code)), services_.clock.wall(), {}, {}, {}};
    conclusion.stages = x.watch.stages();
    conclusion.stages.push_back({"fault", std::chrono::microseconds{0}, error.to_string()});
    if (x.unusable_answer) {
        conclusion.legs.push_back(std::move(*x.unusable_answer));
    }
    conclusion.keys = x.keys;
    const auto concluded = co_await services_.journal.conclude(std::move(conclusion));
    if (!concluded) {
        log::error("conclusion-not-kept", {{"exchange", x.id.text()}, {"reason", concluded.error().detail}});
    }
    services_.observer.ended({x.id.text(), x.route->adapter, x.route->name, x.route->peers.front(), name(error.code),
                              x.call.trace_parent, journal::Direction::outbound, x.watch.total(), &x.watch.stages(),
                              &error});
    co_return fail(std::move(error));
}

}  // namespace otkel::exchange
