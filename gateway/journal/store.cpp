#include "gateway/journal/store.hpp"

#include "gateway/base/assert.hpp"

namespace otkel::journal {

std::string_view name(Direction direction) { return direction == Direction::inbound ? "inbound" : "outbound"; }

std::string_view name(State state) {
    switch (state) {
        case State::accepted: return "accepted";
        case State::sent: return "sent";
        case State::in_doubt: return "in-doubt";
        case State::answered: return "answered";
        case State::failed: return "failed";
        case State::refused: return "refused";
    }
    OTKEL_ASSERT(false);
    return {};
}

std::optional<State> state_of(std::string_view word) {
    for (const auto state :
         {State::accepted, State::sent, State::in_doubt, State::answered, State::failed, State::refused}) {
        if (name(state) == word) {
            return state;
        }
    }
    return std::nullopt;
}

std::string_view name(Leg leg) {
    switch (leg) {
        case Leg::request_in: return "request-in";
        case Leg::reply_out: return "reply-out";
        case Leg::request_out: return "request-out";
        case Leg::reply_in: return "reply-in";
        case Leg::core_request: return "core-request";
        case Leg::core_reply: return "core-reply";
        case Leg::lineage: return "lineage";
    }
    OTKEL_ASSERT(false);
    return {};
}

}  // namespace otkel::journal
