#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "gateway/app/selftest/tally.hpp"

// Compares what the other sides know with what the journal says. Pure.

namespace otkel::app::selftest {

struct Verdict {
    std::size_t acknowledged{0};
    std::size_t lost{0};        // acknowledged, and the journal has no answer, another one, or the effect is missing
    std::size_t doubled{0};     // effects beyond the first of one business id, and second exchanges of one message
    std::size_t in_doubt{0};    // parked, or failed, with what was asked
    std::size_t unfinished{0};  // still on its way
    std::size_t unanswered{0};  // never acknowledged although it was sent again and again
    std::size_t unlawful{0};    // histories that the table of states does not have
    std::size_t differing{0};   // answers to the same message that were not the same
    std::vector<std::string> examples;

    [[nodiscard]] bool good() const {
        return acknowledged > 0 && lost + doubled + in_doubt + unfinished + unanswered + unlawful + differing == 0;
    }
};

// Every exchange of each message id or idempotency key.
using Found = std::map<std::string, std::vector<journal::Exchange>>;

[[nodiscard]] Verdict judge(const Tally& tally, const Found& journal);
// Empty when it is lawful.
[[nodiscard]] std::string fault_of_history(const journal::Exchange& exchange);

}  // namespace otkel::app::selftest
