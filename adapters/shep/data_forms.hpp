#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/shep/envelope.hpp"
#include "adapters/shep/settings.hpp"
#include "gateway/base/result.hpp"
#include "gateway/xml/tree.hpp"

// The forms in which business data stands in `data` (README.md, "Forms of data"): chosen per participant when sending,
// recognised when receiving.

namespace otkel::adapters::shep {

// A whole <data> element round `business_xml` (canonical octets of one element). `automatic` sends an element.
// Errc::mapping_failed when the document cannot take that form.
[[nodiscard]] Result<BodyContent> write_data(DataForm form, const TypeName& type, std::string_view business_xml);

// What a received `data` holds.
struct ReceivedData {
    DataForm form;         // never automatic, and cdata only as text: after canonicalization nobody can tell
    xml::Element element;  // element: the document element; otherwise `data`
    std::string text;      // text: the document as it stands
};
// `expected` is what the participant is known to send; automatic decides as consumers on the bus do: one child element
// is the document; else text is a document when it begins with '<'; else the children are the fields.
[[nodiscard]] Result<ReceivedData> recognise(const xml::Element& data, DataForm expected);

// Canonical octets of `element` as a document of its own, without an enveloped signature. Line breaks are put in front,
// so that `lines_before` more lines are counted than the octets have.
[[nodiscard]] std::string standalone(const xml::Element& element, std::size_t lines_before = 0);

// SHA-256 (hex) over service and names, attributes and texts below `request_data`: equal for a message that is sent
// again with another sessionId, date, prefix or inline signature.
[[nodiscard]] std::string content_digest(std::string_view service, const xml::Element& request_data);

inline constexpr std::string_view schema_instance_namespace = "http://www.w3.org/2001/XMLSchema-instance";
inline constexpr std::string_view signature_namespace = "http://www.w3.org/2000/09/xmldsig#";

}  // namespace otkel::adapters::shep
