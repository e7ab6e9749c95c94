#include "gateway/journal/lifecycle.hpp"

#include <algorithm>
#include <array>

namespace otkel::journal {
namespace {

constexpr std::array names{
    std::pair{State::accepted, std::string_view{"accepted"}}, std::pair{State::sent, std::string_view{"sent"}},
    std::pair{State::in_doubt, std::string_view{"in-doubt"}}, std::pair{State::answered, std::string_view{"answered"}},
    std::pair{State::failed, std::string_view{"failed"}},     std::pair{State::refused, std::string_view{"refused"}},
    std::pair{State::waiting, std::string_view{"waiting"}},   std::pair{State::awaiting, std::string_view{"awaiting"}},
    std::pair{State::parked, std::string_view{"parked"}}};

constexpr std::array table{
    Transition{State::accepted, State::answered, "inbound: our answer is on disk"},
    Transition{State::accepted, State::failed, "it can never be carried out"},
    Transition{State::accepted, State::waiting, "nothing could be sent: no room, the peer is cut off"},
    Transition{State::accepted, State::sent, "a message is about to leave"},
    Transition{State::accepted, State::awaiting, "it waits until the peer fetches it"},
    Transition{State::accepted, State::parked, "its time is over before anything was sent"},
    Transition{State::waiting, State::sent, "the next attempt is about to leave"},
    Transition{State::waiting, State::awaiting, "it waits until the peer fetches it"},
    Transition{State::waiting, State::answered, "inbound: what it waited for has come"},
    Transition{State::waiting, State::failed, "it can no longer be carried out"},
    Transition{State::waiting, State::parked, "its tries or its time are used up"},
    Transition{State::sent, State::answered, "the peer has answered"},
    Transition{State::sent, State::awaiting, "the peer has taken it over and answers later"},
    Transition{State::sent, State::failed, "the peer has refused it for good"},
    Transition{State::sent, State::waiting, "the attempt surely had no effect"},
    Transition{State::sent, State::in_doubt, "no answer: it may have had its effect"},
    Transition{State::sent, State::parked, "its tries are used up"},
    Transition{State::in_doubt, State::sent, "repeating it is safe: the next attempt is about to leave"},
    Transition{State::in_doubt, State::answered, "asked, or told late: it was carried out"},
    Transition{State::in_doubt, State::awaiting, "asked: the peer has it and answers later"},
    Transition{State::in_doubt, State::failed, "asked: the peer has refused it for good"},
    Transition{State::in_doubt, State::waiting, "asked: it was not carried out"},
    Transition{State::in_doubt, State::parked, "it cannot be asked about, or nobody answers"},
    Transition{State::awaiting, State::answered, "the final answer has come"},
    Transition{State::awaiting, State::failed, "the peer says that it cannot be done"},
    Transition{State::awaiting, State::waiting, "the peer asks for it once more"},
    Transition{State::awaiting, State::parked, "the answer did not come in time"},
    Transition{State::parked, State::waiting, "somebody replays it"},
    Transition{State::parked, State::answered, "the answer has come after all, or a person has settled it"},
    Transition{State::parked, State::failed, "a person gives it up"},
    Transition{State::failed, State::waiting, "somebody replays it; inbound: the peer sends it again"},
    Transition{State::failed, State::answered, "inbound: sent again and answered"},
};

}  // namespace

std::span<const Transition> transitions() { return table; }

bool may_follow(State from, State to) {
    return from == to || std::any_of(table.begin(), table.end(),
                                     [&](const Transition& one) { return one.from == from && one.to == to; });
}

bool is_final(State state) { return state == State::answered || state == State::failed || state == State::refused; }

bool is_unfinished(State state) { return !is_final(state) && state != State::parked; }

std::string_view name(State state) {
    return std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == state; })->second;
}

std::optional<State> state_of(std::string_view text) {
    const auto* found = std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.second == text; });
    return found == names.end() ? std::nullopt : std::optional{found->first};
}

}  // namespace otkel::journal
