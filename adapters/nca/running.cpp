#include "adapters/nca/running.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/nca/twin.hpp"
#include "gateway/async/pause.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::adapters::nca {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds stop_time_max{5};

net::ClientOptions download_options(const ListSettings& lists) {
    net::ClientOptions options;
    options.body_octets_max = lists.octets_max;
    options.connections_per_endpoint_max = 2;
    return options;
}

void log_failure(const std::string& what) { log::error("nca-task-failed", {{"reason", what}}); }

asio::awaitable<void> wait_until_cancelled() {
    asio::steady_timer timer(co_await asio::this_coro::executor, SteadyTime::max());
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

}  // namespace

Result<std::unique_ptr<adapter::Running>> NcaRunning::make(adapter::RunningContext context) {
    auto settings = read_settings(context.section);
    if (!settings) {
        return fail(settings.error());
    }
    return std::make_unique<NcaRunning>(std::move(context), std::move(*settings));
}

NcaRunning::NcaRunning(adapter::RunningContext context, Settings settings)
    : context_(std::move(context)),
      settings_(std::move(settings)),
      downloads_(net::make_http_client(context_.executor, download_options(settings_.lists), std::nullopt)),
      authorities_(settings_, {context_.clock, context_.client, context_.metrics},
                   {context_.clock, *downloads_, context_.metrics}),
      data_({context_.clock, context_.workers, context_.metrics}, settings_, authorities_, context_.state),
      tasks_(context_.executor, log_failure),
      checks_({context_.clock, context_.workers, tasks_, authorities_, data_.lists(), context_.metrics},
              settings_.ocsp_rules, settings_.intermediates),
      grace_({context_.clock, context_.workers, tasks_, checks_, context_.metrics}, settings_.grace,
             context_.state / "grace.jsonl"),
      stamping_({context_.clock, context_.workers, authorities_}, settings_.time_stamps,
                {context_.clock, context_.client, context_.metrics}),
      sign_in_(
          {context_.clock, context_.workers, context_.verifier, authorities_, *this, context_.metrics, context_.limits},
          settings_.sign_in) {
    data_.load();
    grace_.load();
}

NcaRunning::~NcaRunning() = default;

// A new full list ends the delta that went on from the one before.
asio::awaitable<bool> NcaRunning::full_lists() {
    const bool full = co_await data_.refresh_full_lists();
    const bool delta = co_await data_.refresh_deltas();
    co_return full&& delta;
}

asio::awaitable<bool> NcaRunning::deltas() { co_return co_await data_.refresh_deltas(); }

asio::awaitable<bool> NcaRunning::certificates() { co_return co_await data_.refresh_certificates(); }

asio::awaitable<bool> NcaRunning::grace() {
    co_await grace_.revalidate();
    co_return true;
}

// First everything once, then each by its own schedule.
asio::awaitable<void> NcaRunning::start() {
    const bool known = co_await data_.refresh_certificates();
    const bool good = co_await full_lists();
    log::info("nca-first-load", {{"lists", good}});
    const auto& lists = settings_.lists;
    tasks_.spawn(repeat(&NcaRunning::full_lists, lists.full_every, good));
    tasks_.spawn(repeat(&NcaRunning::deltas, lists.delta_every, true));
    tasks_.spawn(repeat(&NcaRunning::certificates, lists.certificates_every, known));
    tasks_.spawn(repeat(&NcaRunning::grace, settings_.grace.revalidate_every, true));
}

asio::awaitable<void> NcaRunning::repeat(Job job, std::chrono::minutes every, bool good) {
    int failures = good ? 0 : 1;
    while (true) {
        const auto pause =
            failures == 0
                ? std::chrono::milliseconds{every}
                : async::pause_after(failures, std::min<std::chrono::milliseconds>(every, settings_.lists.retry_after));
        co_await async::sleep_until(context_.clock.steady() +
                                    async::with_jitter(pause, settings_.lists.jitter_percent));
        const bool done = co_await (this->*job)();
        failures = done ? 0 : failures + 1;
    }
}

asio::awaitable<void> NcaRunning::run() {
    // What is awaited after the cancellation is the end of the tasks.
    co_await asio::this_coro::throw_if_cancelled(false);
    tasks_.spawn(start());
    auto state = co_await asio::this_coro::cancellation_state;
    while (state.cancelled() == asio::cancellation_type::none) {
        co_await wait_until_cancelled();
        state = co_await asio::this_coro::cancellation_state;
    }
    checks_.stop();
    tasks_.cancel();
    const auto deadline = Deadline::after(context_.clock, stop_time_max);
    const bool joined = co_await tasks_.join(deadline);
    if (!joined) {
        log::warning("nca-stops-slowly", {{"tasks", static_cast<std::int64_t>(tasks_.size())}});
        (void)co_await tasks_.join(Deadline(SteadyTime::max()));
    }
    co_await downloads_->close(deadline);
    co_await grace_.flush();
}

std::vector<std::string> NcaRunning::paths() const { return sign_in_.paths(); }

asio::awaitable<net::HttpResponse> NcaRunning::handle(net::HttpRequest request) {
    co_return co_await sign_in_.handle(std::move(request));
}

asio::awaitable<trust::RevocationVerdict> NcaRunning::check(trust::TrustStore::Path path, trust::RevocationRules rules,
                                                            Deadline deadline) {
    co_return co_await checks_.check(std::move(path), rules, deadline);
}

void NcaRunning::remember_grace(std::string exchange, std::string peer, trust::TrustStore::Path path,
                                trust::RevocationVerdict verdict) {
    grace_.remember(std::move(exchange), std::move(peer), path, verdict);
}

asio::awaitable<Result<trust::TimeStamp>> NcaRunning::stamp(std::string octets, Deadline deadline) {
    co_return co_await stamping_.stamp(std::move(octets), deadline);
}

void register_adapter(adapter::AdapterRegistry& registry);
void register_adapter(adapter::AdapterRegistry& registry) {
    adapter::Registration registration;
    registration.make_twin = [](adapter::TwinContext context) { return NcaTwin::make(std::move(context)); };
    registration.make_running = [](adapter::RunningContext context) { return NcaRunning::make(std::move(context)); };
    registry.add("nca", std::move(registration));
}

}  // namespace otkel::adapters::nca
