#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "gateway/app/selftest/tally.hpp"

// Compares what the other sides know with what the journal says. Pure.

namespace otkel::app::selftest {

// Of one kind of traffic.
struct KindFigures {
    std::size_t begun{0}, acknowledged{0}, answered{0};
    std::size_t doubted{0};   // stood in doubt in between
    std::size_t parked{0};    // waited for a person in between
    std::size_t replayed{0};  // by a person
};

struct Verdict {
    std::size_t acknowledged{0};
    std::size_t lost{0};             // acknowledged, and the journal has no answer, or the effect is missing
    std::size_t doubled{0};          // effects beyond the first of one business id, and second exchanges of one message
    std::size_t in_doubt{0};         // parked, or failed, with what was asked
    std::size_t unfinished{0};       // still on its way
    std::size_t unanswered{0};       // never acknowledged although it was sent again and again
    std::size_t unlawful{0};         // histories that the table of states does not have
    std::size_t guessed{0};          // sent again although nobody had found out that it had no effect
    std::size_t answers_lost{0};     // an answer that was given, and did not reach who had asked
    std::size_t answers_doubled{0};  // one that ended its exchange twice, or reached who had asked twice
    std::size_t differing{0};        // answers to the same message that were not the same
    std::map<Kind, KindFigures> kinds;
    std::vector<std::string> examples;

    [[nodiscard]] bool good() const {
        return acknowledged > 0 && lost + doubled + in_doubt + unfinished + unanswered + unlawful + guessed +
                                           answers_lost + answers_doubled + differing ==
                                       0;
    }
};

// Every exchange of each message id or idempotency key.
using Found = std::map<std::string, std::vector<journal::Exchange>>;

[[nodiscard]] Verdict judge(const Tally& tally, const Found& journal);
// Empty when it is lawful.
[[nodiscard]] std::string fault_of_history(const journal::Exchange& exchange);
// Whether it left once more without a reason that excludes a second effect. Empty: no.
[[nodiscard]] std::string guess_in_history(Kind kind, const journal::Exchange& exchange);

}  // namespace otkel::app::selftest
