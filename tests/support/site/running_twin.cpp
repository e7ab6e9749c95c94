#include "tests/support/site/running_twin.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "gateway/adapter/adapter_registry.hpp"
#include "tests/support/site/running_gateway.hpp"

namespace otkel::test {

namespace asio = boost::asio;

struct RunningTwin::State {
    SystemClock clock;
    asio::io_context io{1};  // before the workers, which post to it until they are gone
    signing::Verifier verifier{clock, std::make_shared<trust::CertificateCache>()};
    async::WorkerPool workers{{2, 1024}};
    settings::Complaints complaints;
    std::unique_ptr<adapter::Twin> twin;
    std::string url;
    std::thread thread;
};

RunningTwin::RunningTwin(const Site& site, const std::string& script, const std::string& system)
    : state_(std::make_unique<State>()) {
    adapter::AdapterRegistry registry;
    adapter::register_all_adapters(registry);
    std::filesystem::path script_file;
    if (!script.empty()) {
        script_file = site.var() / "script.yaml";
        std::ofstream(script_file) << script;
    }
    auto section = settings::Section::load(site.folder() / "config/adapters" / (system + ".yaml"), state_->complaints);
    section.set_root(std::filesystem::current_path());
    auto made =
        registry.find(system)->make_twin({state_->io.get_executor(), state_->clock, state_->verifier, state_->workers,
                                          section, script_file, std::filesystem::absolute("samples")});
    if (!made) {
        throw std::runtime_error(made.error().to_string());
    }
    state_->twin = std::move(*made);
    const auto addresses = state_->twin->start();
    if (!addresses) {
        throw std::runtime_error(addresses.error().to_string());
    }
    state_->url = addresses->front().url;
    state_->thread = std::thread([io = &state_->io] { io->run(); });
}

RunningTwin::~RunningTwin() {
    auto on_stopped = [](const std::exception_ptr& exception) { EXPECT_FALSE(exception); };
    asio::co_spawn(state_->io, state_->twin->stop(Deadline::after(state_->clock, std::chrono::milliseconds{100})),
                   on_stopped);
    state_->thread.join();  // the loop ends by itself when nothing is left
}

std::string RunningTwin::url() const { return state_->url; }

boost::json::value RunningTwin::play(const std::string& sample) const {
    net::HttpRequest request;
    request.method = "POST";
    request.target = "/play?sample=" + sample;
    const auto response = call(net::Endpoint::parse(state_->url).value().port, std::move(request));
    EXPECT_TRUE(response) << (response ? "" : response.error().to_string());
    return response && response->status == 200 ? boost::json::parse(response->body) : boost::json::value{};
}

std::string one_step(const std::string& on, const std::string& misbehaviour, int delay_ms) {
    const auto delay = delay_ms < 0 ? std::string{} : ", delay_ms: " + std::to_string(delay_ms);
    return "steps:\n  - {on: " + on + ", do: " + misbehaviour + delay + "}\n";
}

}  // namespace otkel::test
