#include "gateway/exchange/decision.hpp"

namespace otkel::exchange {
namespace {

using journal::State;
using Kind = Heard::Kind;

Decision again_or_parked(const Heard& heard, const Circumstances& known, const AttemptRules& rules,
                         const Chance& chance) {
    auto last = known.last;
    last.retry_after = heard.retry_after;
    const auto next = next_attempt(rules.retry, last, chance);
    return next.at ? Decision{State::waiting, next.at, heard.why}
                   : Decision{State::parked, std::nullopt, next.reason + "; the last one: " + heard.why};
}

// The next question comes after the pause of an attempt of its number, so that a peer that is away is not besieged.
Decision ask_later(const Heard& heard, const Circumstances& known, const AttemptRules& rules, const Chance& chance) {
    LastAttempt question{known.questions + 1, known.last.at, heard.retry_after, known.last.give_up};
    auto pace = rules.retry;
    pace.tries_max = rules.questions_max;
    const auto next = next_attempt(pace, question, chance);
    return next.at ? Decision{State::in_doubt, next.at, heard.why}
                   : Decision{State::parked, std::nullopt, "in doubt, and asking gave nothing: " + heard.why};
}

}  // namespace

Decision decide(const Heard& heard, const Circumstances& known, const AttemptRules& rules, const Chance& chance) {
    switch (heard.kind) {
        case Kind::answer: return {State::answered, std::nullopt, heard.why};
        case Kind::taken_over:
        case Kind::on_its_way: return {State::awaiting, known.last.at + known.answer_within, heard.why};
        case Kind::refusal: return {State::failed, std::nullopt, heard.why};
        case Kind::not_now:
        case Kind::not_sent:
        case Kind::not_there: return again_or_parked(heard, known, rules, chance);
        case Kind::not_askable: return ask_later(heard, known, rules, chance);
        case Kind::no_question:
            return {State::parked, std::nullopt, "in doubt, and it cannot be asked about: " + heard.why};
        case Kind::nothing: break;
    }
    switch (known.repetition) {
        // As a failed attempt, but what is written down is the truth: nobody knows.
        case Repetition::safe: {
            auto next = again_or_parked(heard, known, rules, chance);
            next.state = next.due ? State::in_doubt : State::parked;
            return next;
        }
        case Repetition::askable: return {State::in_doubt, known.last.at, heard.why};
        case Repetition::by_person: break;
    }
    return {State::parked, std::nullopt, "in doubt, and it can neither be asked about nor sent again: " + heard.why};
}

DoubtAction settle_doubt(const Circumstances& known, const AttemptRules& rules) {
    switch (known.repetition) {
        case Repetition::safe: return DoubtAction::send_again;
        case Repetition::askable: return known.questions < rules.questions_max ? DoubtAction::ask : DoubtAction::park;
        case Repetition::by_person: break;
    }
    return DoubtAction::park;
}

}  // namespace otkel::exchange
