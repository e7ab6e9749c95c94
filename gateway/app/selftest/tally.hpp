#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "gateway/journal/store.hpp"

// What the other sides of a gateway know for sure: what they asked, what they were told, and what was done to them.
// Used on one thread.

namespace otkel::app::selftest {

// A message of a peer, or a call of the core, sent until it was acknowledged.
struct Asked {
    journal::Direction direction{};
    std::string business;  // what it is about; unique
    bool acknowledged{false};
    std::string reply;  // inbound: the octets that acknowledged it
    std::string last_refusal;
};

// The effects at one side. A correct peer or core knows a key again and gives its answer once more.
struct Effects {
    std::map<std::string, std::size_t> by_business;
    std::map<std::string, std::string> answers;  // by key: the message id, the idempotency key
    std::size_t received{0};
};

struct Tally {
    std::map<std::string, Asked> asked;  // by message id or idempotency key
    Effects peer;                        // of what the gateway sends
    Effects core;                        // of what the gateway hands over
    std::size_t sent{0};                 // tries of all that was asked
    std::size_t differing_replies{0};    // the same message was answered in two ways
    std::size_t silent{0}, late{0}, busy{0}, broken{0};
};

}  // namespace otkel::app::selftest
