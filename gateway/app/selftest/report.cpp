#include <fmt/format.h>

#include <ostream>

#include "gateway/app/selftest/campaign.hpp"

namespace otkel::app::selftest {
namespace {

std::string line(std::string_view what, std::size_t number) { return fmt::format("  {:<44}{:>9}\n", what, number); }

void print_kills(const Kills::Figures& kills, std::ostream& out) {
    out << "killed with SIGKILL at\n";
    for (const auto& [where, count] : kills.by_point) {
        out << line(where, count);
    }
    out << line("in all", kills.killed);
    if (kills.not_reached > 0) {
        out << line("of these for a point that was not reached", kills.not_reached);
    }
    const auto mean = kills.opened == 0 ? 0 : kills.opening_total.count() / static_cast<long>(kills.opened);
    out << fmt::format("ready again {} times, after {} ms on the average, {} ms at most\n", kills.opened, mean,
                       kills.opening_longest.count());
    for (const auto& how : kills.ended_by_themselves) {
        out << "NOT BY US: " << how << '\n';
    }
}

void print_kinds(const Verdict& verdict, std::ostream& out) {
    out << fmt::format("{:<36}{:>8}{:>8}{:>10}{:>9}{:>8}{:>10}\n", "traffic", "begun", "acknow.", "answered", "doubted",
                       "parked", "replayed");
    for (const auto& [kind, words] : kinds) {
        const auto found = verdict.kinds.find(kind);
        const auto figures = found == verdict.kinds.end() ? KindFigures{} : found->second;
        out << fmt::format("  {:<34}{:>8}{:>8}{:>10}{:>9}{:>8}{:>10}\n", words, figures.begun, figures.acknowledged,
                           figures.answered, figures.doubted, figures.parked, figures.replayed);
    }
}

void print_load(const Tally& tally, std::ostream& out) {
    out << "load\n"
        << line("tries of all these", tally.sent) << line("effects at the core", tally.core.by_business.size())
        << line("  calls that it got", tally.core.received)
        << line("effects at the peer", tally.peer.by_business.size())
        << line("  messages that it got", tally.peer.received) << line("peer or core silent", tally.silent)
        << line("  late", tally.late) << line("  busy", tally.busy)
        << line("  did it and answered with nonsense", tally.broken)
        << line("answers before the reply to the request", tally.answered_before)
        << line("  the same octets twice", tally.answered_twice)
        << line("  twice under two names", tally.answered_again) << line("  late", tally.answered_late)
        << line("questions what became of a message", tally.questions)
        << line("answers to what was submitted", tally.answers.size())
        << line("replays of the operator", tally.replays);
}

}  // namespace

void print(const CampaignPlan& plan, const Report& report, std::ostream& out) {
    const auto& verdict = report.verdict;
    out << fmt::format("kill campaign: {} node{} on {}, seed {}, {:.1f} s\n", plan.nodes, plan.nodes == 1 ? "" : "s",
                       plan.postgres ? "PostgreSQL" : "SQLite", plan.seed,
                       static_cast<double>(report.took.count()) / 1000.0);
    print_kills(report.kills, out);
    print_kinds(verdict, out);
    print_load(report.tally, out);
    out << "judged\n"
        << line("acknowledged", verdict.acknowledged) << line("acknowledged and lost", verdict.lost)
        << line("effects doubled", verdict.doubled) << line("left in doubt", verdict.in_doubt)
        << line("left unfinished", verdict.unfinished) << line("never acknowledged", verdict.unanswered)
        << line("unlawful histories", verdict.unlawful) << line("sent again on a guess", verdict.guessed)
        << line("answers lost", verdict.answers_lost) << line("answers doubled", verdict.answers_doubled)
        << line("answered in two ways", verdict.differing);
    for (const auto& example : verdict.examples) {
        out << "  " << example << '\n';
    }
    if (!report.kept.empty()) {
        out << "kept: " << report.kept.string() << '\n';
    }
    out << (report.good() ? "GOOD: nothing lost, nothing doubled, nothing left\n" : "NOT GOOD\n");
}

}  // namespace otkel::app::selftest
