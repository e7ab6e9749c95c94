#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// The states of an exchange and which may follow which. docs/exchanges.md has the same table as a picture; a test keeps
// them equal. Every store refuses a step that is not in it.

namespace otkel::journal {

enum class State : std::uint8_t {
    accepted,  // on disk, nothing sent: it is being worked on, or due
    sent,      // a message may have left: written before its first octet goes
    in_doubt,  // sent and no answer: ask the peer before anything else
    answered,  // the answer is on disk; final
    failed,    // refused for good; final
    refused,   // never accepted, kept for the audit; final
    waiting,   // the last attempt surely had no effect; the next one is due later
    awaiting,  // the peer has taken the message over; its answer comes by itself, or is asked for
    parked,    // tries used up, or only a person can decide; goes on when somebody replays it
};

struct Transition {
    State from;
    State to;
    std::string_view when;  // one short clause, for the docs
};
[[nodiscard]] std::span<const Transition> transitions();
// The same state again is always allowed: a step after a crash may repeat the last one.
[[nodiscard]] bool may_follow(State from, State to);
[[nodiscard]] bool is_final(State state);
// Somebody has work with it, now or when it is due.
[[nodiscard]] bool is_unfinished(State state);

[[nodiscard]] std::string_view name(State state);
[[nodiscard]] std::optional<State> state_of(std::string_view name);

}  // namespace otkel::journal
