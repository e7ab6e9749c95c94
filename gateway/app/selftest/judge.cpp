#include "gateway/app/selftest/judge.hpp"

#include <algorithm>

namespace otkel::app::selftest {
namespace {

using journal::State;

constexpr std::size_t examples_max = 20;

class Judge {
public:
    explicit Judge(const Tally& tally) : tally_(tally) {}

    void look_at(const std::string& key, const Asked& asked, const std::vector<journal::Exchange>& exchanges) {
        if (!asked.acknowledged) {
            say(verdict_.unanswered, key, "was never acknowledged; the last refusal: " + asked.last_refusal);
        } else {
            ++verdict_.acknowledged;
        }
        if (exchanges.size() > 1) {
            say(verdict_.doubled, key, "has " + std::to_string(exchanges.size()) + " exchanges");
        }
        for (const auto& exchange : exchanges) {
            look_at_end(key, exchange);
            if (const auto fault = fault_of_history(exchange); !fault.empty()) {
                say(verdict_.unlawful, key, fault);
            }
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

    [[nodiscard]] Verdict verdict() && {
        verdict_.differing = tally_.differing_replies;
        return std::move(verdict_);
    }

private:
    void say(std::size_t& count, const std::string& key, const std::string& what) {
        ++count;
        if (verdict_.examples.size() < examples_max) {
            verdict_.examples.push_back(key + " " + what);
        }
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

    void look_for_loss(const std::string& key, const Asked& asked, const std::vector<journal::Exchange>& exchanges) {
        const bool inbound = asked.direction == journal::Direction::inbound;
        const auto& effects = (inbound ? tally_.core : tally_.peer).by_business;
        const auto answered = std::find_if(exchanges.begin(), exchanges.end(), [](const auto& exchange) {
            return exchange.summary.state == State::answered;
        });
        if (exchanges.empty()) {
            say(verdict_.lost, key, "was acknowledged, and the journal does not know it");
        } else if (answered != exchanges.end() && !effects.contains(asked.business)) {
            say(verdict_.lost, key, "is answered, and there was no effect");
        } else if (answered != exchanges.end() && inbound && !holds_reply(*answered, asked.reply)) {
            say(verdict_.lost, key, "was given an answer that the journal does not have");
        }
    }

    static bool holds_reply(const journal::Exchange& exchange, const std::string& reply) {
        return std::any_of(exchange.legs.begin(), exchange.legs.end(),
                           [&](const auto& leg) { return leg.leg == journal::Leg::reply_out && leg.octets == reply; });
    }

    const Tally& tally_;
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

Verdict judge(const Tally& tally, const Found& journal) {
    Judge judge(tally);
    const std::vector<journal::Exchange> none;
    for (const auto& [key, asked] : tally.asked) {
        const auto found = journal.find(key);
        judge.look_at(key, asked, found == journal.end() ? none : found->second);
    }
    judge.look_at("peer", tally.peer);
    judge.look_at("core", tally.core);
    return std::move(judge).verdict();
}

}  // namespace otkel::app::selftest
