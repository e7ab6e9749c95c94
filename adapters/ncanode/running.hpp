#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/ncanode/service.hpp"
#include "gateway/adapter/adapter_registry.hpp"

namespace otkel::adapters::ncanode {

// The HTTP interface of NCANode 3.x on a listener of its own.
class NcanodeRunning final : public adapter::Running {
public:
    [[nodiscard]] static Result<std::unique_ptr<adapter::Running>> make(const adapter::RunningContext& context);
    NcanodeRunning(const adapter::RunningContext& context, Settings settings);

    // Listens until it is cancelled, then lets requests finish.
    boost::asio::awaitable<void> run() override;
    [[nodiscard]] std::string_view system() const override { return "ncanode"; }
    [[nodiscard]] std::vector<std::string> paths() const override { return {}; }
    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request) override;

    [[nodiscard]] std::uint16_t port() const { return port_; }  // 0 until it listens

private:
    boost::asio::awaitable<bool> listen();

    boost::asio::any_io_executor executor_;
    const Clock& clock_;
    Settings settings_;
    Service service_;
    std::unique_ptr<net::HttpServer> server_;
    std::uint16_t port_{0};
};

}  // namespace otkel::adapters::ncanode
