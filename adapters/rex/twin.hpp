#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/adapter/adapter_context.hpp"
#include "gateway/net/http.hpp"

namespace otkel::adapters::rex {

// Stands in for the registry of the REX system on loopback: answers questions about numbers in the shape that the
// driver `soap` expects (registry.hpp), from a file of entries:
//
//   entries:
//     - {number: KZREX050640003525, status: valid, name: "…", address: "…", country: KZ, validFrom: 2023-05-02}
//     - {number: …, status: valid, revoked_after: 2, …}   # shown as revoked when it was asked about so often
//
// A number that is not in it is not found. The registry sends nothing by itself, so there is nothing to play.
class RegistryTwin final : public adapter::Twin {
public:
    struct Entry {
        std::map<std::string, std::string, std::less<>> members;  // as in SoapRegistrySettings::fields
        std::optional<std::size_t> revoked_after;                 // questions
        std::size_t asked{0};
    };
    struct Settings {
        std::string address;
        std::uint16_t port{0};
        std::map<std::string, Entry, std::less<>> entries;  // by number
    };
    [[nodiscard]] static Result<std::unique_ptr<adapter::Twin>> make(adapter::TwinContext context);
    RegistryTwin(adapter::TwinContext context, Settings settings);

    [[nodiscard]] Result<std::vector<adapter::TwinAddress>> start() override;
    boost::asio::awaitable<Result<adapter::TwinOutcome>> play(std::filesystem::path sample, Deadline deadline) override;
    boost::asio::awaitable<void> stop(Deadline deadline) override;

private:
    boost::asio::awaitable<net::HttpResponse> answer(net::HttpRequest request);
    [[nodiscard]] std::string about(const std::string& number);

    adapter::TwinContext context_;
    Settings settings_;
    std::unique_ptr<net::HttpServer> server_;
};

}  // namespace otkel::adapters::rex
