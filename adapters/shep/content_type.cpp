#include "adapters/shep/content_type.hpp"

#include <algorithm>
#include <string>

#include "gateway/base/bytes.hpp"
#include "gateway/soap/media_type.hpp"
#include "gateway/soap/mtom.hpp"

namespace otkel::adapters::shep {
namespace {

std::string lower(std::string_view text) {
    std::string result(trim(text));
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

std::string_view next_part(std::string_view& rest) {
    const auto semicolon = rest.find(';');
    const auto part = rest.substr(0, semicolon);
    rest = semicolon == std::string_view::npos ? std::string_view{} : rest.substr(semicolon + 1);
    return part;
}

Failure refused(std::string_view value) {
    constexpr std::size_t shown = 80;
    Error error{Errc::malformed, "this Content-Type is not accepted", {}, {}};
    error.findings.push_back(Finding{"content-type",
                                     Severity::error,
                                     {},
                                     "text/xml; charset=utf-8, application/xml, or multipart/related of MTOM",
                                     std::string(value.substr(0, shown)),
                                     "send SOAP 1.1 as UTF-8"});
    return fail(std::move(error));
}

}  // namespace

Result<void> check_content_type(const net::Headers& headers) {
    const auto value = headers.get("Content-Type");
    auto rest = value;
    const auto media_type = lower(next_part(rest));
    if (soap::is_multipart(value)) {
        return {};
    }
    if (media_type != "text/xml" && media_type != "application/xml") {
        return refused(value);
    }
    constexpr std::string_view charset = "charset=";
    while (!rest.empty()) {
        auto parameter = lower(next_part(rest));
        parameter.erase(std::remove(parameter.begin(), parameter.end(), '"'), parameter.end());
        if (parameter.substr(0, charset.size()) == charset && parameter != "charset=utf-8") {
            return refused(value);
        }
    }
    return {};
}

std::string content_type_parameter(const net::Headers& headers, std::string_view name) {
    const auto type = soap::read_media_type(headers.get("Content-Type"));
    return type ? std::string(type->parameter(name).value_or("")) : std::string{};
}

std::string kept_content_type(std::string_view received) {
    const auto type = soap::is_multipart(received) ? soap::read_media_type(received)
                                                   : Result<soap::MediaType>(fail(Errc::malformed, {}));
    if (!type) {
        return std::string(sent_content_type);
    }
    soap::MediaType kept{type->name, {}};
    for (const auto* const name : {"type", "start", "boundary"}) {
        if (const auto value = type->parameter(name)) {
            kept.parameters.emplace_back(name, *value);
        }
    }
    return soap::write_media_type(kept);
}

}  // namespace otkel::adapters::shep
