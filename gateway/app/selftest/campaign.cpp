#include "gateway/app/selftest/campaign.hpp"

#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "gateway/adapter/adapter_registry.hpp"
#include "gateway/app/configuration.hpp"
#include "gateway/app/run_coroutine.hpp"
#include "gateway/app/selftest/load.hpp"
#include "gateway/app/selftest/node.hpp"
#include "gateway/app/selftest/operator.hpp"
#include "gateway/app/selftest/site.hpp"
#include "gateway/base/files.hpp"
#include "gateway/settings/section.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::app::selftest {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds look_again{50};
constexpr milliseconds opening_time_max{30'000};
constexpr std::size_t sample_octets_max = 1024UL * 1024;
constexpr std::size_t failures_max = 5;  // gateways that end by themselves: no campaign can be made with them

class Campaign {
public:
    Campaign(const CampaignPlan& plan, asio::io_context& io)
        : plan_(plan),
          io_(io),
          client_(net::make_http_client(io.get_executor(), {}, std::nullopt)),
          kills_(plan.kills, plan.seed, !plan.postgres),
          others_({io.get_executor(), clock_, workers_, *client_, tally_, any_gateway()}, plan.seed + 1, plan.spoiling),
          operator_({io.get_executor(), clock_, *client_, tally_, any_gateway()}, plan.seed + 3, plan.spoiling),
          signals_(io, SIGINT, SIGTERM) {}

    asio::awaitable<Result<Report>> run();

private:
    Result<void> prepare();
    Result<void> speak_shep();
    Result<void> make_database();
    void start_nodes();
    [[nodiscard]] std::optional<Ports> one_that_lives(std::uint64_t chance) const;
    [[nodiscard]] std::function<std::optional<Ports>(std::uint64_t)> any_gateway() const {
        return [this](std::uint64_t chance) { return one_that_lives(chance); };
    }
    asio::awaitable<Result<void>> attack();
    asio::awaitable<Result<void>> kill();
    void end_when_asked();
    asio::awaitable<void> wait_for_doubt();
    asio::awaitable<Result<void>> put_load_on(Load& load);
    asio::awaitable<Result<void>> settle();
    asio::awaitable<Result<bool>> is_settled(journal::Store& journal);
    asio::awaitable<Result<Found>> read_journal();
    Result<std::unique_ptr<journal::Store>> open_journal();

    const CampaignPlan& plan_;
    asio::io_context& io_;
    SystemClock clock_;
    signing::Verifier verifier_{clock_, std::make_shared<trust::CertificateCache>()};
    async::WorkerPool workers_{{2, 4096}};
    std::unique_ptr<net::HttpClient> client_;
    Tally tally_;
    Kills kills_;
    OtherSides others_;
    Operator operator_;
    std::optional<Site> site_;
    std::unique_ptr<adapter::Counterpart> counterpart_;
    std::string document_;
    std::vector<std::unique_ptr<Node>> nodes_;
    asio::signal_set signals_;
    bool interrupted_{false};
};

// What is not passed under load is passed here: the first opening is killed in the middle of making the schema.
Result<void> Campaign::make_database() {
    const auto stop = std::string(name(WritePoint::migration_written)) + ":1";
    const std::vector<std::string> words{plan_.postgres ? "migrate" : "serve", "--config",
                                         site_->configuration(0).string()};
    std::string line;
    auto killed = Process::start(plan_.program, words, stop);
    if (!killed) {
        return fail(killed.error());
    }
    std::string said;
    while (killed->read_line(line, look_again) != Process::Heard::end) {
        said += line.empty() ? "" : line + "\n";
        line.clear();
    }
    constexpr int by_sigkill = 128 + SIGKILL;
    if (const int code = killed->wait(); code != by_sigkill) {
        return fail(Errc::invalid_configuration, "the schema was not made: the program ended with " +
                                                     std::to_string(code) + " before; it said:\n" + said);
    }
    kills_.died({WritePoint::migration_written, 1, {}}, true);
    if (!plan_.postgres) {
        return {};
    }
    auto whole = Process::start(plan_.program, words, {});
    if (!whole) {
        return fail(whole.error());
    }
    while (whole->read_line(line, look_again) != Process::Heard::end) {
        said += line + "\n";
    }
    return whole->wait() == 0 ? Result<void>{} : fail(Errc::storage_failed, "otkel migrate failed: " + said);
}

Result<void> Campaign::speak_shep() {
    adapter::AdapterRegistry registry;
    adapter::register_all_adapters(registry);
    const auto* shep = registry.find("shep");
    if (shep == nullptr || !shep->make_counterpart) {
        return fail(Errc::unsupported, "this program was built without the adapter shep, which carries the load");
    }
    settings::Complaints complaints;
    auto section = settings::Section::load(site_->folder() / "config/adapters/shep.yaml", complaints);
    section.set_root(site_->root());
    auto counterpart = shep->make_counterpart(
        {io_.get_executor(), clock_, verifier_, workers_, section, {}, site_->root() / "samples"});
    if (!counterpart) {
        return fail(counterpart.error());
    }
    counterpart_ = std::move(*counterpart);
    others_.speak_as(*counterpart_);
    return {};
}

Result<void> Campaign::prepare() {
    const auto ports = others_.start();
    if (!ports) {
        return fail(ports.error());
    }
    auto site = Site::make({plan_.configuration, plan_.postgres, plan_.nodes, ports->peer, ports->core});
    if (!site) {
        return fail(site.error());
    }
    site_.emplace(std::move(*site));
    auto document = read_whole_file(site_->root() / "samples/customs/pass/request.xml", sample_octets_max,
                                    Errc::invalid_configuration);
    if (!document) {
        return fail(document.error());
    }
    document_ = std::move(*document);
    if (auto speaks = speak_shep(); !speaks) {
        return speaks;
    }
    return make_database();
}

void Campaign::start_nodes() {
    for (std::size_t i = 0; i < plan_.nodes; ++i) {
        nodes_.push_back(std::make_unique<Node>(
            Node::Parts{plan_.program, site_->configuration(i), site_->log(i), "node-" + std::to_string(i + 1)},
            kills_));
    }
}

std::optional<Ports> Campaign::one_that_lives(std::uint64_t chance) const {
    std::vector<Ports> living;
    for (const auto& node : nodes_) {
        if (const auto ports = node->ports()) {
            living.push_back(*ports);
        }
    }
    return living.empty() ? std::nullopt : std::optional(living[chance % living.size()]);
}

// Returns when all were killed often enough and live again.
asio::awaitable<Result<void>> Campaign::kill() {
    std::size_t killed = 0;
    auto give_up = Deadline::after(clock_, opening_time_max);
    while (true) {
        const auto figures = kills_.figures();
        if (figures.ended_by_themselves.size() >= failures_max) {
            co_return fail(Errc::internal, "the gateways end by themselves: " + figures.ended_by_themselves.front() +
                                               "; see " + site_->log(0).string());
        }
        if (std::all_of(nodes_.begin(), nodes_.end(), [](const auto& node) { return node->is_at_rest(); })) {
            co_return Result<void>{};
        }
        if (interrupted_) {
            co_return fail(Errc::cancelled, "somebody asked it to end");
        }
        if (figures.killed > killed) {
            killed = figures.killed;
            give_up = Deadline::after(clock_, opening_time_max);
        }
        if (give_up.passed(clock_)) {
            co_return fail(Errc::deadline_exceeded, "no gateway was killed for a long time, and not all are ready");
        }
        co_await async::sleep_until(clock_.steady() + look_again);
    }
}

asio::awaitable<void> Campaign::wait_for_doubt() {
    const auto give_up = Deadline::after(clock_, plan_.settling_time_max);
    while (tally_.questions < plan_.questions_least && !interrupted_ && !give_up.passed(clock_)) {
        co_await async::sleep_until(clock_.steady() + look_again);
    }
}

asio::awaitable<Result<void>> Campaign::put_load_on(Load& load) {
    load.start(plan_.senders);
    const auto killed = co_await kill();
    if (killed) {
        co_await wait_for_doubt();
    }
    others_.calm_down();
    co_await load.finish(Deadline::after(clock_, killed ? plan_.settling_time_max : milliseconds{0}));
    co_return killed;
}

// Everything until the gateways may go.
asio::awaitable<Result<void>> Campaign::attack() {
    Load load({io_.get_executor(), clock_, workers_, *client_, *counterpart_, tally_, any_gateway()}, document_,
              plan_.seed + 2);
    operator_.start();
    auto done = co_await put_load_on(load);
    if (done) {
        done = co_await settle();
    }
    co_await others_.finish(Deadline::after(clock_, done ? plan_.settling_time_max : milliseconds{0}));
    if (done) {
        done = co_await settle();  // what they have said since
    }
    co_await operator_.stop(Deadline::after(clock_, plan_.settling_time_max));
    if (done) {
        co_await load.ask_for_answers();
    }
    co_return done;
}

Result<std::unique_ptr<journal::Store>> Campaign::open_journal() {
    settings::Complaints complaints;
    auto configuration = load_configuration(site_->configuration(0), complaints);
    if (const auto outcome = complaints.outcome(); !outcome) {
        return fail(outcome.error());
    }
    return app::open_journal(configuration.journal.read_only(), workers_);
}

asio::awaitable<Result<bool>> Campaign::is_settled(journal::Store& journal) {
    for (const auto state : {journal::State::accepted, journal::State::waiting, journal::State::sent,
                             journal::State::in_doubt, journal::State::awaiting, journal::State::parked}) {
        journal::Query query;
        query.state = state;
        query.limit = 1;
        const auto found = co_await journal.find(std::move(query));
        if (!found) {
            co_return fail(found.error());
        }
        if (!found->empty()) {
            co_return false;
        }
    }
    co_return true;
}

// Waits until nothing is unfinished, and nothing waits for the operator. That something stays so is for the judge to
// say.
asio::awaitable<Result<void>> Campaign::settle() {
    const auto journal = open_journal();
    if (!journal) {
        co_return fail(journal.error());
    }
    const auto give_up = Deadline::after(clock_, plan_.settling_time_max);
    while (!give_up.passed(clock_) && !interrupted_) {
        const auto settled = co_await is_settled(**journal);
        if (!settled) {
            co_return fail(settled.error());
        }
        if (*settled) {
            break;
        }
        co_await async::sleep_until(clock_.steady() + look_again);
    }
    co_return Result<void>{};
}

asio::awaitable<Result<Found>> Campaign::read_journal() {
    const auto journal = open_journal();
    if (!journal) {
        co_return fail(journal.error());
    }
    Found found;
    for (const auto& entry : tally_.asked) {
        journal::Query query;
        query.message_id = entry.first;
        auto summaries = co_await (*journal)->find(std::move(query));
        if (!summaries) {
            co_return fail(summaries.error());
        }
        for (const auto& summary : *summaries) {
            auto exchange = co_await (*journal)->load(summary.id);
            if (!exchange) {
                co_return fail(exchange.error());
            }
            if (summary.state != journal::State::refused) {  // never accepted, and without effect
                found[entry.first].push_back(std::move(*exchange));
            }
        }
    }
    co_return found;
}

// The gateways must not outlive it, nor must its folder.
void Campaign::end_when_asked() {
    signals_.async_wait([this](const boost::system::error_code& error, int) { interrupted_ = !error; });
}

asio::awaitable<Result<Report>> Campaign::run() {
    const auto begun = clock_.steady();
    end_when_asked();
    auto done = prepare();
    if (done) {
        start_nodes();
        done = co_await attack();
    }
    Report report;
    if (done) {
        for (const auto& node : nodes_) {
            node->stop();
        }
        auto found = co_await read_journal();
        if (found) {
            report.verdict = judge(tally_, *found);
        } else {
            done = fail(found.error());
        }
    }
    nodes_.clear();
    signals_.cancel();
    const auto soon = Deadline::after(clock_, std::chrono::seconds{2});
    co_await client_->close(soon);
    co_await others_.stop(soon);
    if (!done) {
        const auto kept = site_ && !interrupted_ ? site_->keep().string() : std::string();
        co_return fail(done.error().code, done.error().to_string() + (kept.empty() ? "" : "; see " + kept));
    }
    report.kills = kills_.figures();
    report.tally = std::move(tally_);
    report.took = std::chrono::duration_cast<milliseconds>(clock_.steady() - begun);
    // A verdict that had to be bad needs no inquiry.
    if (plan_.keep || (!report.good() && plan_.spoiling == Spoiling::none)) {
        report.kept = site_->keep();
    }
    co_return report;
}

}  // namespace

Result<Report> run_campaign(const CampaignPlan& plan, asio::io_context& io) {
    const xml::LibraryScope library;
    Campaign campaign(plan, io);
    return run_to_end(io, campaign.run());
}

}  // namespace otkel::app::selftest
