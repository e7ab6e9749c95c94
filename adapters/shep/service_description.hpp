#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/net/http.hpp"

namespace otkel::adapters::shep {

enum class Port : std::uint8_t {
    sync_channel,          // ISyncChannel
    async_channel,         // IAsyncChannel, which SHEP implements
    async_channel_client,  // IAsyncChannelClient, which a participant implements to whom SHEP pushes
};

// Answers "?wsdl" and "?xsd=name" with the files of mappings/shep, whose references are turned to the address at which
// the caller reached us.
class ServiceDescription {
public:
    [[nodiscard]] static Result<ServiceDescription> load(const std::filesystem::path& folder, std::string public_url,
                                                         Port port = Port::sync_channel);
    [[nodiscard]] std::optional<net::HttpResponse> answer(const net::HttpRequest& request) const;

private:
    [[nodiscard]] std::string address(const net::HttpRequest& request) const;
    [[nodiscard]] std::string addressed(std::string text, const std::string& address) const;

    Port port_{Port::sync_channel};
    std::string public_url_;
    std::map<std::string, std::string> files_;
};

}  // namespace otkel::adapters::shep
