#include "adapters/nca/source.hpp"

#include "gateway/telemetry/log.hpp"

namespace otkel::adapters::nca {
namespace {

namespace asio = boost::asio;

telemetry::Counter& counter(telemetry::Metrics& metrics, const std::string& authority, const std::string& service,
                            const std::string& outcome) {
    return metrics.counter("otkel_nca_calls_total", "Calls of services of certification authorities.",
                           {{"authority", authority}, {"service", service}, {"outcome", outcome}});
}

class Place {
public:
    explicit Place(async::CallQuota& quota) : quota_(quota) {}
    ~Place() { quota_.give_back(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

private:
    async::CallQuota& quota_;
};

}  // namespace

Source::Source(CallContext context, std::string authority, std::string service, net::Endpoint endpoint,
               const CallRules& rules)
    : context_(context),
      name_(service + " of " + authority),
      endpoint_(std::move(endpoint)),
      rules_(rules),
      breaker_(context.clock, rules.breaker),
      quota_(context.clock, rules.quota),
      shown_(std::make_shared<std::atomic<int>>(0)),
      answered_(counter(context.metrics, authority, service, "answered")),
      failed_(counter(context.metrics, authority, service, "failed")),
      kept_back_(counter(context.metrics, authority, service, "breaker-open")),
      over_quota_(counter(context.metrics, authority, service, "over-quota")),
      durations_(context.metrics.durations("otkel_nca_call_seconds", "Time of calls of certification authorities.",
                                           {{"authority", authority}, {"service", service}})) {
    context.metrics.gauge("otkel_nca_breaker", "0 closed, 1 probing, 2 open.",
                          {{"authority", authority}, {"service", service}},
                          [shown = shown_] { return static_cast<double>(shown->load()); });
}

asio::awaitable<Result<std::string>> Source::get(Deadline deadline) {
    net::HttpRequest request;
    co_return co_await send(std::move(request), deadline);
}

asio::awaitable<Result<std::string>> Source::post(std::string body, std::string content_type, Deadline deadline) {
    net::HttpRequest request;
    request.method = "POST";
    request.headers.set("Content-Type", std::move(content_type));
    request.body = std::move(body);
    co_return co_await send(std::move(request), deadline);
}

Result<void> Source::admit() {
    if (!breaker_.admits()) {
        kept_back_.add();
        return fail(Errc::unavailable, name_ + " has failed before and is asked again in " +
                                           std::to_string(breaker_.wait().count()) + " ms");
    }
    if (!quota_.take()) {
        over_quota_.add();
        return fail(Errc::overloaded, "the quota for " + name_ + " is used up");
    }
    show_breaker();
    return {};
}

asio::awaitable<Result<std::string>> Source::send(net::HttpRequest request, Deadline deadline) {
    if (const auto admitted = admit(); !admitted) {
        co_return fail(admitted.error());
    }
    const Place place(quota_);
    const auto begun = context_.clock.steady();
    const auto limit = deadline.earlier(Deadline::after(context_.clock, rules_.time_out));
    auto response = co_await context_.client.send(endpoint_, std::move(request), limit);
    durations_.observe(context_.clock.steady() - begun);
    auto octets = read(std::move(response));
    if (!octets && octets.error().code != Errc::cancelled) {
        refused(octets.error());
    }
    co_return octets;
}

Result<std::string> Source::read(Result<net::HttpResponse> response) const {
    constexpr int ok = 200;
    if (!response) {
        const auto code = response.error().code;
        const bool late = code == Errc::in_doubt || code == Errc::deadline_exceeded;
        return fail(
            code == Errc::cancelled ? code : Errc::unavailable,
            name_ + (late ? " gave no whole answer in time: " : " cannot be reached: ") + response.error().detail);
    }
    if (response->status != ok) {
        return fail(Errc::unavailable, name_ + " answered HTTP " + std::to_string(response->status));
    }
    if (response->body.empty()) {
        return fail(Errc::unavailable, name_ + " answered nothing at all");
    }
    if (response->body.size() > rules_.octets_max) {
        return fail(Errc::limit_exceeded, name_ + " answered " + std::to_string(response->body.size()) +
                                              " octets; octets_max is " + std::to_string(rules_.octets_max));
    }
    return std::move(response->body);
}

void Source::answered() {
    answered_.add();
    breaker_.succeeded();
    show_breaker();
    if (failing_since_) {
        log::info("nca-source-recovered", {{"source", name_}, {"failing_since", to_utc_text(*failing_since_)}});
        failing_since_.reset();
    }
}

void Source::refused(const Error& error) {
    failed_.add();
    const auto before = breaker_.state();
    breaker_.failed();
    show_breaker();
    const auto reason = error.to_string();
    if (!failing_since_) {
        failing_since_ = context_.clock.wall();
        log::warning("nca-source-failing", {{"source", name_}, {"reason", reason}});
    } else {
        log::debug("nca-source-failing", {{"source", name_}, {"reason", reason}});
    }
    if (before != async::BreakerState::open && breaker_.state() == async::BreakerState::open) {
        log::warning("nca-breaker-open", {{"source", name_}, {"reason", reason}});
    }
}

void Source::show_breaker() { shown_->store(static_cast<int>(breaker_.state())); }

}  // namespace otkel::adapters::nca
