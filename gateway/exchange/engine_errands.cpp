#include "gateway/exchange/engine_errands.hpp"

namespace otkel::exchange {
namespace {

using State = adapter::Standing::State;

// What outbound() says of an idempotency key that it knows and that has no answer (outbound.cpp).
std::optional<State> known_without_answer(Errc code) {
    switch (code) {
        case Errc::in_progress: return State::under_way;
        case Errc::in_doubt: return State::parked;
        case Errc::peer_failed: return State::failed;
        default: return std::nullopt;
    }
}

}  // namespace

asio::awaitable<Result<adapter::Standing>> EngineErrands::hand_over(adapter::Errand errand) {
    OutboundCall call;
    call.route = std::move(errand.route);
    call.request = std::move(errand.request);
    call.idempotency_key = std::move(errand.idempotency_key);
    call.respond_async = true;
    auto outcome = co_await engine_.outbound(std::move(call));
    if (outcome.reply) {
        const bool answered = outcome.reply->state == journal::State::answered;
        co_return adapter::Standing{
            answered ? State::answered : State::under_way, outcome.exchange, std::move(outcome.reply->json), {}};
    }
    if (const auto state = known_without_answer(outcome.reply.error().code)) {
        co_return adapter::Standing{*state, outcome.exchange, {}, outcome.reply.error().detail};
    }
    co_return fail(std::move(outcome.reply.error()));
}

}  // namespace otkel::exchange
