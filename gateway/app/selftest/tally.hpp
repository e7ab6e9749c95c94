#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/journal/store.hpp"

// What the other sides of a gateway know for sure: what they asked, what they were told, and what was done to them.
// Used on one thread.

namespace otkel::app::selftest {

// The kinds of traffic.
enum class Kind : std::uint8_t {
    check,       // a peer asks, and the reply is the answer
    submission,  // a peer asks, and is answered by a message
    call,        // the core asks a peer that knows a message again, and the reply is the answer
    askable,     // the core asks by a message; the bus can be asked what became of it
    by_person,   // the core asks by a message; only a person can find out what became of it
    answer,      // of a peer, by a message
    news,        // of the bus: what became of a message
};

inline constexpr std::array kinds{
    std::pair{Kind::check, std::string_view{"peers ask, answered at once"}},
    std::pair{Kind::submission, std::string_view{"peers submit, answered later"}},
    std::pair{Kind::call, std::string_view{"core asks, answered at once"}},
    std::pair{Kind::askable, std::string_view{"core submits, the bus can be asked"}},
    std::pair{Kind::by_person, std::string_view{"core submits, a person finds out"}},
    std::pair{Kind::answer, std::string_view{"answers of peers"}},
    std::pair{Kind::news, std::string_view{"news of the bus"}},
};

// What the core has sent.
[[nodiscard]] constexpr bool is_outbound(Kind kind) {
    return kind == Kind::call || kind == Kind::askable || kind == Kind::by_person;
}
// What asks for an answer that is a message of its own.
[[nodiscard]] constexpr bool is_submitted(Kind kind) { return kind == Kind::askable || kind == Kind::by_person; }
// What says something about what was asked, and asks for nothing.
[[nodiscard]] constexpr bool is_about(Kind kind) { return kind == Kind::answer || kind == Kind::news; }

// A message of a peer, or a call of the core, sent until it was acknowledged.
struct Asked {
    Kind kind{};
    std::string business;  // what it is about; unique. Of an answer: the message that it answers
    bool acknowledged{false};
    std::string reply{};  // the octets of the answer; of a peer that asks they are what acknowledged it
    std::string last_refusal{};
    std::string correlation_id{};  // of a submission: how its answer is found
};

// The effects at one side. A correct peer or core knows a key again and gives its answer once more.
struct Effects {
    std::map<std::string, std::size_t> by_business;
    std::map<std::string, std::string> answers;  // by key: the message id, the idempotency key
    std::size_t received{0};
};

struct Tally {
    std::map<std::string, Asked> asked;          // by message id or idempotency key
    Effects peer;                                // of what the gateway sends
    Effects core;                                // of what the gateway hands over
    std::map<std::string, std::size_t> answers;  // of the gateway to what was submitted, by correlation id
    std::set<std::string> reached;               // message ids that the bus has got and does not refuse, read or not
    std::size_t sent{0};                         // tries of all that was asked
    std::size_t differing_replies{0};            // the same message was answered in two ways
    std::size_t silent{0}, late{0}, busy{0}, broken{0};
    std::size_t questions{0};  // what became of a message?
    std::size_t answered_before{0}, answered_twice{0}, answered_again{0}, answered_late{0};
    std::size_t replays{0};  // by the operator
};

}  // namespace otkel::app::selftest
