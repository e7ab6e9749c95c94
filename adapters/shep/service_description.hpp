#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/net/http.hpp"

namespace otkel::adapters::shep {

// Answers "?wsdl" and "?xsd=name" with the files of mappings/shep, whose references are turned to the address at which
// the caller reached us.
class ServiceDescription {
public:
    [[nodiscard]] static Result<ServiceDescription> load(const std::filesystem::path& folder, std::string public_url);
    [[nodiscard]] std::optional<net::HttpResponse> answer(const net::HttpRequest& request) const;

private:
    [[nodiscard]] std::string address(const net::HttpRequest& request) const;
    [[nodiscard]] std::string addressed(std::string text, const std::string& address) const;

    std::string public_url_;
    std::map<std::string, std::string> files_;
};

}  // namespace otkel::adapters::shep
