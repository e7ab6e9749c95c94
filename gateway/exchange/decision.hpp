#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/adapter/adapter.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/exchange/retry.hpp"
#include "gateway/journal/lifecycle.hpp"

// What becomes of an outbound exchange after something was heard of it, or nothing. Pure: the driver (outbox.cpp) does
// what is decided here, and nothing else decides.

namespace otkel::exchange {

using adapter::Repetition;

// What came of one attempt.
struct Heard {
    enum class Kind : std::uint8_t {
        answer,       // good
        taken_over,   // the peer has it and answers later
        refusal,      // never: a fault that another attempt cannot change
        not_now,      // the peer is busy or away; it says that nothing was done
        not_sent,     // no octet left
        nothing,      // sent, and no usable answer
        not_there,    // asked: the peer does not know it
        on_its_way,   // asked: it is not decided yet
        not_askable,  // the question itself was not answered
        no_question,  // there is nothing to ask by: the peer never told its name for the message
    } kind{Kind::nothing};
    std::string why{};  // for people
    std::optional<std::chrono::seconds> retry_after{};
};

struct Circumstances {
    LastAttempt last{};
    Repetition repetition{Repetition::by_person};
    std::size_t questions{0};                                         // asked so far since the last attempt
    std::chrono::milliseconds answer_within{std::chrono::hours{24}};  // after the peer has taken it over
};

struct AttemptRules {
    RetryRules retry{};
    std::size_t questions_max{10};
};

struct Decision {
    journal::State state{journal::State::parked};
    std::optional<WallTime> due{};  // none: final, or parked
    std::string outcome{};
};

[[nodiscard]] Decision decide(const Heard& heard, const Circumstances& known, const AttemptRules& rules,
                              const Chance& chance);
// What to do with an exchange in doubt when it is due.
enum class DoubtAction : std::uint8_t { ask, send_again, park };
[[nodiscard]] DoubtAction settle_doubt(const Circumstances& known, const AttemptRules& rules);

}  // namespace otkel::exchange
