#include <fmt/format.h>

#include <ostream>

#include "gateway/app/selftest/campaign.hpp"

namespace otkel::app::selftest {
namespace {

std::string line(std::string_view what, std::size_t number) { return fmt::format("  {:<44}{:>9}\n", what, number); }

std::size_t exchanges(const Tally& tally, journal::Direction direction) {
    std::size_t count = 0;
    for (const auto& entry : tally.asked) {
        count += entry.second.direction == direction ? 1 : 0;
    }
    return count;
}

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

void print_load(const Tally& tally, std::ostream& out) {
    out << "load\n"
        << line("messages of peers", exchanges(tally, journal::Direction::inbound))
        << line("calls of the core", exchanges(tally, journal::Direction::outbound))
        << line("tries of these", tally.sent) << line("effects at the core", tally.core.by_business.size())
        << line("  calls that it got", tally.core.received)
        << line("effects at the peer", tally.peer.by_business.size())
        << line("  messages that it got", tally.peer.received) << line("peer or core silent", tally.silent)
        << line("  late", tally.late) << line("  busy", tally.busy)
        << line("  did it and answered with nonsense", tally.broken);
}

}  // namespace

void print(const CampaignPlan& plan, const Report& report, std::ostream& out) {
    const auto& verdict = report.verdict;
    out << fmt::format("kill campaign: {} node{} on {}, seed {}, {:.1f} s\n", plan.nodes, plan.nodes == 1 ? "" : "s",
                       plan.postgres ? "PostgreSQL" : "SQLite", plan.seed,
                       static_cast<double>(report.took.count()) / 1000.0);
    print_kills(report.kills, out);
    print_load(report.tally, out);
    out << "judged\n"
        << line("acknowledged", verdict.acknowledged) << line("acknowledged and lost", verdict.lost)
        << line("effects doubled", verdict.doubled) << line("left in doubt", verdict.in_doubt)
        << line("left unfinished", verdict.unfinished) << line("never acknowledged", verdict.unanswered)
        << line("unlawful histories", verdict.unlawful) << line("answered in two ways", verdict.differing);
    for (const auto& example : verdict.examples) {
        out << "  " << example << '\n';
    }
    if (!report.kept.empty()) {
        out << "kept: " << report.kept.string() << '\n';
    }
    out << (report.good() ? "GOOD: nothing lost, nothing doubled, nothing left\n" : "NOT GOOD\n");
}

}  // namespace otkel::app::selftest
