#include "adapters/ncanode/running.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/ncanode/responses.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::adapters::ncanode {
namespace {

namespace asio = boost::asio;

// A port may still be held by the process that this one follows.
constexpr std::chrono::seconds listen_again_after{5};

// False when it was cancelled.
asio::awaitable<bool> wait_until(SteadyTime at) {
    asio::steady_timer timer(co_await asio::this_coro::executor, at);
    boost::system::error_code error;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
    const auto state = co_await asio::this_coro::cancellation_state;
    co_return state.cancelled() == asio::cancellation_type::none;
}

Service::Surroundings surroundings_of(const adapter::RunningContext& context) {
    return {context.clock,   context.verifier,  context.identities, context.workers,
            context.metrics, context.authority, context.limits};
}

}  // namespace

Result<std::unique_ptr<adapter::Running>> NcanodeRunning::make(const adapter::RunningContext& context) {
    auto settings = read_settings(context.section, *context.identities());
    if (!settings) {
        return fail(settings.error());
    }
    return std::make_unique<NcanodeRunning>(context, std::move(*settings));
}

NcanodeRunning::NcanodeRunning(const adapter::RunningContext& context, Settings settings)
    : executor_(context.executor),
      clock_(context.clock),
      settings_(std::move(settings)),
      service_(surroundings_of(context), settings_) {}

asio::awaitable<bool> NcanodeRunning::listen() {
    bool told = false;
    while (true) {
        server_ = net::make_http_server(executor_, settings_.server);
        const auto port =
            server_->start([this](net::HttpRequest request) { return service_.handle(std::move(request)); });
        if (port) {
            port_ = *port;
            log::info("ncanode-listens", {{"address", settings_.server.address}, {"port", std::int64_t{port_}}});
            co_return true;
        }
        if (!told) {
            log::error("ncanode-cannot-listen", {{"reason", port.error().to_string()}});
            told = true;
        }
        co_await server_->drain(Deadline(clock_.steady()));
        const bool go_on = co_await wait_until(clock_.steady() + listen_again_after);
        if (!go_on) {
            co_return false;
        }
    }
}

asio::awaitable<void> NcanodeRunning::run() {
    // What is awaited after the cancellation is the end of the requests.
    co_await asio::this_coro::throw_if_cancelled(false);
    const bool listens = co_await listen();
    if (!listens) {
        co_return;
    }
    bool go_on = true;
    while (go_on) {
        go_on = co_await wait_until(SteadyTime::max());
    }
    co_await server_->drain(Deadline::after(clock_, settings_.drain_time));
    port_ = 0;
}

asio::awaitable<net::HttpResponse> NcanodeRunning::handle(net::HttpRequest /*request*/) {
    co_return refusal(404, "there is no such path");
}

void register_adapter(adapter::AdapterRegistry& registry);
void register_adapter(adapter::AdapterRegistry& registry) {
    adapter::Registration registration;
    registration.make_running = [](const adapter::RunningContext& context) { return NcanodeRunning::make(context); };
    registry.add("ncanode", std::move(registration));
}

}  // namespace otkel::adapters::ncanode
