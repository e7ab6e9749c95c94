#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>
#include <vector>

#include "adapters/shep/async/twin_async.hpp"
#include "adapters/shep/twin_consumer.hpp"
#include "adapters/shep/twin_provider.hpp"
#include "adapters/shep/twin_script.hpp"
#include "adapters/shep/twin_settings.hpp"
#include "gateway/adapter/adapter_context.hpp"

namespace otkel::adapters::shep {

// Stands in for SHEP on loopback, on both channels: answers the gateway's requests as the bus and the provider behind
// it, and plays samples as a consumer. `POST /play?sample=customs/pass` does the latter for a person with curl.
class ShepTwin final : public adapter::Twin {
public:
    [[nodiscard]] static Result<std::unique_ptr<adapter::Twin>> make(adapter::TwinContext context);
    ShepTwin(adapter::TwinContext context, TwinSettings settings, TwinScript script);

    [[nodiscard]] Result<std::vector<adapter::TwinAddress>> start() override;
    boost::asio::awaitable<Result<adapter::TwinOutcome>> play(std::filesystem::path sample, Deadline deadline) override;
    boost::asio::awaitable<void> stop(Deadline deadline) override;

private:
    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request);
    boost::asio::awaitable<net::HttpResponse> handle_play(net::HttpRequest request);
    boost::asio::awaitable<Result<adapter::TwinOutcome>> play_synchronous(std::filesystem::path sample,
                                                                          Deadline deadline);
    boost::asio::awaitable<net::HttpResponse> handle_request(net::HttpRequest request);

    adapter::TwinContext context_;
    TwinSettings settings_;
    TwinScript script_;
    TwinProvider provider_;
    TwinConsumer consumer_;
    std::unique_ptr<net::HttpServer> server_;
    std::unique_ptr<net::HttpClient> client_;
    TwinAsync async_;
};

}  // namespace otkel::adapters::shep
