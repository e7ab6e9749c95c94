#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <random>

#include "gateway/adapter/counterpart.hpp"
#include "gateway/app/selftest/bus.hpp"
#include "gateway/app/selftest/mood.hpp"
#include "gateway/app/selftest/tally.hpp"
#include "gateway/async/worker_pool.hpp"
#include "gateway/net/http.hpp"

namespace otkel::app::selftest {

namespace asio = boost::asio;

// The peer and the core of the gateways under test, on loopback. Both do what they are asked for and remember it; then
// they are now and then silent, late, busy or broken. Used on the executor's one thread.
class OtherSides {
public:
    using Services = Bus::Services;
    OtherSides(const Services& services, std::uint64_t seed, Spoiling spoiling);

    struct Ports {
        std::uint16_t peer, core;
    };
    [[nodiscard]] Result<Ports> start();
    // Needed before anything is answered; its keys are those of the site, which knows the ports.
    void speak_as(const adapter::Counterpart& counterpart) {
        counterpart_ = &counterpart;
        bus_.speak_as(counterpart);
    }
    // From now on they behave well.
    void calm_down() {
        calm_ = true;
        bus_.calm_down();
    }
    // Returns when the gateways have everything that they wanted to say.
    asio::awaitable<bool> finish(Deadline deadline) { return bus_.finish(deadline); }
    asio::awaitable<void> stop(Deadline deadline);

private:
    [[nodiscard]] Mood mood();
    asio::awaitable<net::HttpResponse> answer_gateway(net::HttpRequest request);
    asio::awaitable<net::HttpResponse> answer_as_core(net::HttpRequest request);

    Services services_;
    std::mt19937_64 random_;
    Spoiling spoiling_;
    bool calm_{false};
    Bus bus_;
    const adapter::Counterpart* counterpart_{nullptr};
    std::unique_ptr<net::HttpServer> peer_, core_;
};

}  // namespace otkel::app::selftest
