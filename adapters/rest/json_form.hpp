#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/xml/tree.hpp"

// A document as JSON and the same as XML, by one fixed rule, so that one mapping and one schema serve both:
//
//   {"verificationRequest": {"goods": [{"hs": "0409"}], "reason": "random"}}
//   <verificationRequest
//   xmlns="urn:…"><goods><item><hs>0409</hs></item></goods><reason>random</reason></verificationRequest>
//
// The root object has one member, the document element. A member is an element, in the order in which it stands; an
// array has one "item" for each entry; strings, numbers (digit by digit as written) and booleans are texts; null is
// left out. Back: an element whose children are all "item" is an array, one with other children an object, one without
// children a string (also an empty list: there is nothing to tell it from an empty text).

namespace otkel::adapters::rest {

struct JsonLimits {
    std::size_t depth_max{32};
    std::size_t xml_octets_max{10UL * 1024 * 1024};  // of the document that it becomes
};

inline constexpr std::size_t member_name_octets_max = 100;

// Canonical XML with `space` as the default namespace. Errc::malformed and limit_exceeded with a JSON Pointer: no JSON,
// a name that stands twice in one object or that XML has no element for, a character that XML does not have.
[[nodiscard]] Result<std::string> xml_of_json(std::string_view json, std::string_view space,
                                              const JsonLimits& limits = {});

// Errc::unsupported for what JSON has no place for: attributes, and text beside elements.
[[nodiscard]] Result<std::string> json_of_xml(const xml::Element& root);

}  // namespace otkel::adapters::rest
