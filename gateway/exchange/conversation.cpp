// Messages that are answered by messages of their own. They are checked, put on disk and acknowledged at once; what
// follows is done from the disk, by this node or another: the core is asked, and our answer leaves like anything else
// that is sent (attempts.cpp).

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <limits>

#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {
namespace {

using adapter::DeliveryNews;
using adapter::Purpose;
using journal::State;

DeliveryNews::Standing standing_of(State state) {
    switch (state) {
        case State::answered: return DeliveryNews::Standing::delivered;
        case State::failed:
        case State::refused: return DeliveryNews::Standing::not_delivered;
        default: return DeliveryNews::Standing::on_its_way;
    }
}

// Without a target: it was received before.
net::HttpRequest request_of(journal::Exchange& kept) {
    net::HttpRequest request;
    request.method = "POST";
    request.remote_address = kept.summary.remote_address;
    request.headers.set("Content-Type", kept.legs.front().content_type);
    request.body = std::move(kept.legs.front().octets);
    return request;
}

bool has_answer_document(const journal::Exchange& kept) {
    return std::any_of(kept.legs.begin(), kept.legs.end(),
                       [](const auto& leg) { return leg.leg == journal::Leg::answer_document; });
}

}  // namespace

asio::awaitable<net::HttpResponse> Engine::receive_for_later(Inbound& x) {
    if (x.incoming->purpose == Purpose::question) {
        co_return co_await answer_question(x);
    }
    if (x.incoming->purpose == Purpose::collection) {
        co_return co_await hand_over(x);
    }
    const auto taken = co_await take_over(x);
    if (!taken) {
        co_return co_await refuse(x, taken.error());
    }
    auto write = [&x] {
        return x.adapter->acknowledge(*x.incoming, {x.incoming->message_id, x.incoming->correlation_id});
    };
    auto reply = co_await services_.workers.run(std::move(write));
    if (!reply || !*reply) {
        // It is on disk and will be worked on; when they send it again, they are told so again.
        const auto& error = reply ? reply->error() : reply.error();
        log::error("not-acknowledged", {{"exchange", x.id.text()}, {"reason", error.to_string()}});
        co_return co_await write_fault(x, error);
    }
    (*reply)->headers.set("Otkel-Exchange", x.id.text());
    co_return std::move(**reply);
}

asio::awaitable<Result<void>> Engine::take_over(Inbound& x) {
    const auto unrevoked =
        co_await check_revocation(x.catalog, std::move(x.incoming->signatures), x.deadline, x.graces, x.evidence);
    if (!unrevoked) {
        co_return fail(unrevoked.error());
    }
    x.watch.lap("revocation", *unrevoked);
    if (x.incoming->purpose == Purpose::submission) {
        // Its mistakes are told at the door: later there is nobody to tell them to.
        if (auto readable = co_await read_submission(x); !readable) {
            co_return readable;
        }
    }
    const auto original = co_await accept(x);
    if (!original) {
        co_return fail(original.error());
    }
    if (!*original) {
        remember_graces(x.id, x.graces);
        outbox_.wake();
        co_return Result<void>{};
    }
    if (!(*original)->same_content) {
        co_return fail(Errc::replay_conflict, "message id '" + x.incoming->message_id + "' belongs to exchange " +
                                                  (*original)->original.text() + ", which has other content");
    }
    x.id = (*original)->original;
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Engine::read_submission(Inbound& x) {
    auto read = [&x] { return read_business_data(x); };
    const auto readable = co_await services_.workers.run(std::move(read));
    if (!readable || !*readable) {
        co_return fail(readable ? readable->error() : readable.error());
    }
    const auto unrevoked =
        co_await check_revocation(x.catalog, std::move(x.business_signatures), x.deadline, x.graces, x.evidence);
    if (!unrevoked) {
        co_return fail(unrevoked.error());
    }
    x.watch.lap("business-revocation", *unrevoked);
    co_return Result<void>{};
}

// How one of the peer's own messages stands.
asio::awaitable<net::HttpResponse> Engine::answer_question(Inbound& x) {
    const auto unrevoked =
        co_await check_revocation(x.catalog, std::move(x.incoming->signatures), x.deadline, x.graces, x.evidence);
    if (!unrevoked) {
        co_return co_await refuse(x, unrevoked.error());
    }
    journal::Query query;
    if (!x.incoming->between) {
        query.peer = x.incoming->peer;
    }
    query.message_id = x.incoming->news ? x.incoming->news->message_id : x.incoming->message_id;
    query.limit = 1;
    const auto asked_about = *query.message_id;
    const auto found = co_await services_.journal.find(std::move(query));
    if (!found || found->empty()) {
        co_return co_await refuse(
            x, found ? Error{Errc::not_found, "no message '" + asked_about + "' of peer " + x.incoming->peer, {}, {}}
                     : found.error());
    }
    const auto& known = found->front();
    auto write = [&x,
                  news = DeliveryNews{asked_about, standing_of(known.state), false, std::string(name(known.state))}] {
        return x.adapter->answer_question(*x.incoming, news);
    };
    auto reply = co_await services_.workers.run(std::move(write));
    if (!reply || !*reply) {
        co_return co_await refuse(x, reply ? reply->error() : reply.error());
    }
    co_return std::move(**reply);
}

// From the disk: what was taken over, and what a crash cut off.
asio::awaitable<void> Engine::carry_on_inbound(journal::Exchange kept) {
    const auto known = kept.summary;
    const auto* adapter = catalog_->adapter(known.adapter);
    if (adapter == nullptr || kept.legs.empty()) {
        co_return co_await park(known, "its adapter is gone: " + known.adapter);
    }
    if (has_answer_document(kept)) {
        Outbound answer(services_.clock, catalog_, kept);
        co_return co_await carry_on_outbound(answer);
    }
    Inbound x(services_.clock, catalog_, adapter, request_of(kept));
    x.id = known.id;
    x.arrived = known.accepted_at;
    // It was admitted once: the quota is for what peers send now.
    const auto verified = co_await verify(x);
    const auto found = verified ? find_route(x, services_.clock) : verified;
    if (!found && info(found.error().code).retry == RetryClass::later) {
        co_return co_await try_later(known, known.give_up.value_or(WallTime::max()), found.error().to_string());
    }
    if (!found) {
        co_return co_await park(known, "it can no longer be taken: " + found.error().to_string());
    }
    switch (x.incoming->purpose) {
        case Purpose::submission: co_await answer_submission(x, known); break;
        case Purpose::answer:
        case Purpose::news: co_await settle_answer(x, known); break;
        case Purpose::delivery:
        case Purpose::receipt: co_await settle_delivery(x, known); break;
        default:
            static_cast<void>(co_await work(x));
            log::info("exchange-resumed", {{"exchange", x.id.text()}, {"outcome", x.outcome}});
    }
}

asio::awaitable<void> Engine::answer_submission(Inbound& x, const journal::Summary& known) {
    const auto readable = co_await read_submission(x);
    const auto asked = readable ? co_await ask_core(x) : readable;
    if (!asked) {
        const auto& error = asked.error();
        if (info(error.code).retry == RetryClass::never) {
            co_return co_await park(known, error.to_string());
        }
        co_return co_await try_later(known, known.give_up.value_or(WallTime::max()), error.to_string());
    }
    auto write = [this, &x] { return write_answer_document(x, services_.clock.wall()); };
    auto document = co_await services_.workers.run(std::move(write));
    if (!document || !*document) {
        co_return co_await park(known, (document ? document->error() : document.error()).to_string());
    }
    Outbound answer(services_.clock, x);
    answer.state = known.state;
    answer.give_up = known.give_up;
    answer.business_xml = std::move(**document);
    answer.to_keep = {{journal::Leg::core_reply, "application/json", boost::json::serialize(x.core_reply)},
                      {journal::Leg::answer_document, "application/xml", answer.business_xml}};
    co_await attempt(answer);
}

asio::awaitable<void> Engine::try_later(const journal::Summary& known, WallTime give_up, std::string why) {
    auto rules = limits_.attempts.retry;
    rules.tries_max = std::numeric_limits<std::size_t>::max();
    const auto now = services_.clock.wall();
    const auto next = next_attempt(rules, {known.attempts + 1, now, {}, give_up}, by_chance);
    if (!next.at) {
        co_return co_await park(known, next.reason + "; the last one: " + why);
    }
    journal::Step later{.id = known.id, .state = State::waiting, .outcome = std::move(why), .at = now};
    later.due = next.at;
    later.attempt = true;
    if (const auto kept = co_await step(later); !kept) {
        services_.tasks.spawn(insist(std::move(later)));
    } else if (*next.at < now + limits_.outbox.look_again) {
        outbox_.wake();
    }
}

asio::awaitable<void> Engine::park(const journal::Summary& known, std::string why) {
    log::warning("parked", {{"exchange", known.id.text()}, {"reason", why}});
    journal::Step parked{
        .id = known.id, .state = State::parked, .outcome = std::move(why), .at = services_.clock.wall()};
    if (const auto kept = co_await step(parked); !kept) {
        services_.tasks.spawn(insist(std::move(parked)));
    }
}

}  // namespace otkel::exchange
