#include "adapters/shep/content_type.hpp"

#include <string>

#include "gateway/base/ascii.hpp"
#include "gateway/soap/media_type.hpp"
#include "gateway/soap/mtom.hpp"

namespace otkel::adapters::shep {
namespace {

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
    if (soap::is_multipart(value)) {
        return {};
    }
    const auto type = soap::read_media_type(value);
    const bool is_xml = type && (type->name == "text/xml" || type->name == "application/xml");
    if (!is_xml || !ascii::equal_without_case(type->parameter("charset").value_or("utf-8"), "utf-8")) {
        return refused(value);
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
