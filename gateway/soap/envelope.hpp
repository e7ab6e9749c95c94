#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/xml/canonical_writer.hpp"
#include "gateway/xml/tree.hpp"

// SOAP 1.1 (W3C Note of 8 May 2000), document/literal: one element in the Body, or a Fault.

namespace otkel::soap {

inline constexpr std::string_view envelope_namespace = "http://schemas.xmlsoap.org/soap/envelope/";

// The one element of a verified soap:Body; an empty Body or two elements are malformed.
[[nodiscard]] Result<xml::Element> content_of_body(const xml::Tree& body);

struct Fault {
    std::string code;  // as it came, a QName or a bare word: peers put their own error codes here (seen)
    std::string string;
    std::optional<xml::Element> detail;  // valid as long as the tree
};
// Set when the element is a soap:Fault.
[[nodiscard]] std::optional<Fault> fault_of(const xml::Element& content);

// Canonical octets of a soap:Fault element, to be put into an envelope with another prefix (write_envelope() and the
// signer see to that). The prefix "soap" is bound in it, for codes such as "soap:Server"; `detail` is canonical octets
// of the detail's content, or empty.
[[nodiscard]] std::string write_fault(std::string_view code, std::string_view string, std::string_view language,
                                      std::string_view detail);
// An unsigned envelope round canonical octets.
[[nodiscard]] std::string write_envelope(std::string_view body_content);

}  // namespace otkel::soap
