#include "tests/faults/drain.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "tests/faults/asking.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/status_peer.hpp"

namespace otkel::test {
namespace {

using Asked = std::vector<StatusPeer::Asked>;
using Seconds = std::chrono::duration<double>;

constexpr std::chrono::hours drain_time_max{2};

std::size_t number_of(const std::string& message_id) {
    return static_cast<std::size_t>(std::stoull(message_id.substr(message_id.rfind('-') + 1)));
}

void judge(const Asked& asked, const DrainOrder& order, DrainFigures& figures) {
    std::map<std::string, std::size_t> last_of_lane;
    std::set<std::string> ids;
    for (const auto& one : asked) {
        const bool again = !ids.insert(one.message_id).second;
        figures.doubled += again ? 1 : 0;
        const auto number = number_of(one.message_id) + 1;
        auto& last = last_of_lane[one.declaration];
        figures.out_of_order += order.lanes > 0 && number < last ? 1 : 0;
        last = std::max(last, number);
    }
    figures.missing = order.exchanges - ids.size();
    if (asked.empty()) {
        return;
    }
    figures.seconds = Seconds(asked.back().at - asked.front().at).count();
    const auto allowed = static_cast<double>(order.per_minute) * (1.0 + figures.seconds / 60.0);
    figures.share_of_quota = static_cast<double>(asked.size()) / allowed;
    for (std::size_t first = 0, last = 0; last < asked.size(); ++last) {
        while (asked[last].at - asked[first].at > std::chrono::seconds{1}) {
            ++first;
        }
        if (last >= order.per_minute) {
            figures.most_at_once = std::max(figures.most_at_once, last - std::max(first, order.per_minute) + 1);
        }
    }
}

void fill(Asking& asking, const DrainOrder& order, DrainFigures& figures) {
    const auto begun = std::chrono::steady_clock::now();
    if (order.lanes == 0) {
        asking.ask(0, order.exchanges);
    }
    // One after the other within each lane, so that the order of acceptance is known.
    for (std::size_t first = 0; order.lanes > 0 && first < order.exchanges; first += order.lanes) {
        asking.ask(first, std::min(first + order.lanes, order.exchanges), order.lanes);
    }
    figures.acknowledged = asking.acknowledged();
    figures.filled_per_second =
        static_cast<double>(figures.acknowledged) / Seconds(std::chrono::steady_clock::now() - begun).count();
}

}  // namespace

DrainFigures drain(const DrainOrder& order) {
    DrainFigures figures;
    Site site;
    StatusPeer peer;
    peer.serve(site, 24 * 60,
               "{quota: {per_minute: " + std::to_string(order.per_minute) + ", in_flight: " +
                   std::to_string(order.in_flight) + "}, breaker: {time_open_ms: 1000}, retries: {per_minute: 6000}}");
    if (order.lanes > 0) {
        site.change("routes/customs-declaration-status.yaml", "deadline_ms: 15000",
                    "deadline_ms: 15000\nordered_by: declaration.number");
    }
    site.load_samples();
    GatewayProcess gateway(order.program, site);
    const auto resident = [&] { return resident_kib(gateway.process()); };
    figures.kib_empty = resident();

    peer.leave();
    Asking asking("127.0.0.1", gateway.ports().core_api);
    fill(asking, order, figures);
    figures.kib_queued = figures.kib_most = resident();

    peer.come_back();
    const auto until = std::chrono::steady_clock::now() + drain_time_max;
    const auto journal = site.var() / "journal.sqlite";
    std::size_t unfinished = order.exchanges;
    while (unfinished > 0 && std::chrono::steady_clock::now() < until) {
        pause_before_next_look(std::chrono::milliseconds{200});
        figures.kib_most = std::max(figures.kib_most, resident());
        if (peer.times_asked() >= order.exchanges) {
            const auto states = states_in(journal);
            const auto answered = states.find(journal::State::answered);
            unfinished = order.exchanges - (answered == states.end() ? 0 : answered->second);
        }
    }
    figures.unfinished = unfinished;
    figures.kib_drained = resident();
    judge(peer.asked(), order, figures);
    if (gateway.terminate() != 0 || unfinished > 0) {
        figures.log = gateway.log();
    }
    return figures;
}

}  // namespace otkel::test
