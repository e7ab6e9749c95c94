#pragma once

#include "gateway/adapter/system_command.hpp"
#include "gateway/app/configuration.hpp"

namespace otkel::app::cli {

// Who types: the user of the operating system.
[[nodiscard]] std::string operating_system_user();

// A request to the operators' listener of the running gateway, with the user's name in the header "Otkel-Operator".
// `target`: "/admin/v1/…". Errors as of net::HttpClient::send. Blocks, at most half a minute.
[[nodiscard]] Result<net::HttpResponse> call_gateway(const Configuration& configuration, std::string method,
                                                     const std::string& target, std::string json_body = {});

}  // namespace otkel::app::cli
