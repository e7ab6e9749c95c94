#include "gateway/app/selftest/judge.hpp"

#include <algorithm>

namespace otkel::app::selftest {
namespace {

using journal::State;

constexpr std::size_t examples_max = 20;

bool has_leg(const journal::Exchange& exchange, journal::Leg wanted, const std::string& octets) {
    return std::any_of(exchange.legs.begin(), exchange.legs.end(),
                       [&](const auto& leg) { return leg.leg == wanted && leg.octets == octets; });
}

std::size_t times(const journal::Exchange& exchange, State state) {
    return static_cast<std::size_t>(std::count_if(exchange.history.begin(), exchange.history.end(),
                                                  [&](const auto& entry) { return entry.state == state; }));
}

bool is_replay(const journal::HistoryEntry& entry) { return entry.state == State::waiting && !entry.by.empty(); }

class Judge {
public:
    Judge(const Tally& tally, const Found& journal) : tally_(tally), journal_(journal) {}

    void look_at(const std::string& key, const Asked& asked) {
        const auto& exchanges = exchanges_of(key);
        auto& figures = verdict_.kinds[asked.kind];
        ++figures.begun;
        if (!asked.acknowledged) {
            say(verdict_.unanswered, key, "was never acknowledged; the last refusal: " + asked.last_refusal);
        } else {
            ++verdict_.acknowledged;
            ++figures.acknowledged;
        }
        if (exchanges.size() > 1) {
            say(verdict_.doubled, key, "has " + std::to_string(exchanges.size()) + " exchanges");
        }
        for (const auto& exchange : exchanges) {
            look_at_end(key, exchange);
            look_at_history(key, asked.kind, exchange);
            count(figures, exchange);
        }
        if (asked.acknowledged) {
            look_for_loss(key, asked, exchanges);
        }
    }

    void look_at(const char* side, const Effects& effects) {
        for (const auto& [business, count] : effects.by_business) {
            if (count > 1) {
                verdict_.doubled += count - 2;
                say(verdict_.doubled, business, "had " + std::to_string(count) + " effects at the " + side);
            }
        }
    }

    void look_at_answers() {
        for (const auto& [correlation_id, count] : tally_.answers) {
            if (count > 1) {
                verdict_.answers_doubled += count - 2;
                say(verdict_.answers_doubled, correlation_id, "was answered by us " + std::to_string(count) + " times");
            }
        }
        verdict_.differing = tally_.differing_replies;
    }

    [[nodiscard]] Verdict verdict() && { return std::move(verdict_); }

private:
    void say(std::size_t& count, const std::string& key, const std::string& what) {
        ++count;
        if (verdict_.examples.size() < examples_max) {
            verdict_.examples.push_back(key + " " + what);
        }
    }

    [[nodiscard]] const std::vector<journal::Exchange>& exchanges_of(const std::string& key) const {
        static const std::vector<journal::Exchange> none;
        const auto found = journal_.find(key);
        return found == journal_.end() ? none : found->second;
    }

    static const journal::Exchange* answered(const std::vector<journal::Exchange>& exchanges) {
        const auto found = std::find_if(exchanges.begin(), exchanges.end(),
                                        [](const auto& exchange) { return exchange.summary.state == State::answered; });
        return found == exchanges.end() ? nullptr : &*found;
    }

    static void count(KindFigures& figures, const journal::Exchange& exchange) {
        figures.answered += exchange.summary.state == State::answered ? 1 : 0;
        figures.doubted += times(exchange, State::in_doubt) > 0 ? 1 : 0;
        figures.parked += times(exchange, State::parked) > 0 ? 1 : 0;
        figures.replayed += std::any_of(exchange.history.begin(), exchange.history.end(), is_replay) ? 1 : 0;
    }

    void look_at_end(const std::string& key, const journal::Exchange& exchange) {
        const auto state = exchange.summary.state;
        const auto words = "is " + std::string(name(state)) + ": " + exchange.summary.outcome + " (exchange " +
                           exchange.summary.id.text() + ")";
        if (is_unfinished(state)) {
            say(verdict_.unfinished, key, words);
        } else if (state != State::answered) {
            say(verdict_.in_doubt, key, words);
        }
    }

    void look_at_history(const std::string& key, Kind kind, const journal::Exchange& exchange) {
        if (const auto fault = fault_of_history(exchange); !fault.empty()) {
            say(verdict_.unlawful, key, fault);
        }
        if (const auto guess = guess_in_history(kind, exchange); !guess.empty()) {
            say(verdict_.guessed, key, guess);
        }
        if (const auto ends = times(exchange, State::answered); ends > 1) {
            say(verdict_.answers_doubled, key, "was answered " + std::to_string(ends) + " times");
        }
    }

    void look_for_loss(const std::string& key, const Asked& asked, const std::vector<journal::Exchange>& exchanges) {
        const auto* ended = answered(exchanges);
        if (exchanges.empty()) {
            say(is_about(asked.kind) ? verdict_.answers_lost : verdict_.lost, key,
                "was acknowledged, and the journal does not know it");
            return;
        }
        if (asked.kind == Kind::answer && answered(exchanges_of(asked.business)) == nullptr) {
            say(verdict_.answers_lost, key, "was acknowledged, and what it answers is not answered");
        }
        if (ended == nullptr || is_about(asked.kind)) {
            return;
        }
        const auto& effects = (is_outbound(asked.kind) ? tally_.peer : tally_.core).by_business;
        if (!effects.contains(asked.business)) {
            say(verdict_.lost, key, "is answered, and there was no effect");
        }
        look_for_answer(key, asked, *ended);
    }

    void look_for_answer(const std::string& key, const Asked& asked, const journal::Exchange& ended) {
        if (asked.kind == Kind::submission) {
            if (!tally_.answers.contains(asked.correlation_id)) {
                say(verdict_.answers_lost, key, "is answered, and the peer has no answer");
            }
        } else if (!has_leg(ended, is_outbound(asked.kind) ? journal::Leg::core_reply : journal::Leg::reply_out,
                            asked.reply)) {
            say(verdict_.answers_lost, key,
                asked.reply.empty() ? "is answered, and who asked was not told"
                                    : "was given an answer that the journal does not have");
        }
    }

    const Tally& tally_;
    const Found& journal_;
    Verdict verdict_;
};

}  // namespace

std::string fault_of_history(const journal::Exchange& exchange) {
    const auto& history = exchange.history;
    if (history.empty()) {
        return "has no history";
    }
    if (history.front().state != State::accepted) {
        return "begins as " + std::string(name(history.front().state));
    }
    for (std::size_t i = 1; i < history.size(); ++i) {
        if (!journal::may_follow(history[i - 1].state, history[i].state)) {
            return "went from " + std::string(name(history[i - 1].state)) + " to " +
                   std::string(name(history[i].state));
        }
        if (history[i].attempt < history[i - 1].attempt) {
            return "counts its attempts backwards";
        }
    }
    if (history.back().state != exchange.summary.state) {
        return "is " + std::string(name(exchange.summary.state)) + ", and its history ends as " +
               std::string(name(history.back().state));
    }
    return {};
}

// What stood in doubt leaves again only after the bus was asked (waiting: it was not carried out), or when a person
// says so. Who knows a message again may get it again.
std::string guess_in_history(Kind kind, const journal::Exchange& exchange) {
    if (kind != Kind::askable && kind != Kind::by_person) {
        return {};
    }
    const auto& history = exchange.history;
    for (std::size_t i = 1; i < history.size(); ++i) {
        const auto from = history[i - 1].state;
        const auto to = history[i].state;
        const bool by_person = kind == Kind::by_person;
        if (from == State::in_doubt && (to == State::sent || (by_person && to == State::waiting))) {
            return "was in doubt and became " + std::string(name(to)) + " without anybody who knew";
        }
        if (from == State::parked && to == State::waiting && !is_replay(history[i])) {
            return "was parked and became waiting, and nobody had said so";
        }
    }
    return {};
}

Verdict judge(const Tally& tally, const Found& journal) {
    Judge judge(tally, journal);
    for (const auto& [key, asked] : tally.asked) {
        judge.look_at(key, asked);
    }
    judge.look_at("peer", tally.peer);
    judge.look_at("core", tally.core);
    judge.look_at_answers();
    return std::move(judge).verdict();
}

}  // namespace otkel::app::selftest
