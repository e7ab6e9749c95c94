#include "gateway/app/report/document_verification.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::app {
namespace {

// Names and namespaces of a document element stand in its first octets; what is read here decides nothing but which
// verification is tried.
constexpr std::size_t shape_octets = 4096;

std::string_view without_mark(std::string_view text) {
    constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
    return trim(text.starts_with(utf8_mark) ? text.substr(utf8_mark.size()) : text);
}

}  // namespace

std::string profile_by_shape(std::string_view document) {
    const auto start = without_mark(document.substr(0, shape_octets));
    const auto has = [&](std::string_view text) { return start.find(text) != std::string_view::npos; };
    if (start.starts_with("PK\x03\x04")) {
        return "asic";
    }
    if (start.starts_with("-----BEGIN") || start.starts_with("\x30") || start.starts_with("MI")) {
        return "cms";
    }
    if (has("Envelope") && (has("schemas.xmlsoap.org/soap/envelope") || has("www.w3.org/2003/05/soap-envelope"))) {
        return "wsse";
    }
    return has("SignedDoc") && has("urn:EEC:SignedData") ? "eaeu" : "enveloped";
}

}  // namespace otkel::app
