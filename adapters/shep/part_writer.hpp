#pragma once

#include <string_view>
#include <vector>

#include "adapters/shep/message_parts.hpp"
#include "gateway/xml/canonical_writer.hpp"

// Writes to the letter of the contract: no descendant of the Body's child is in a namespace.

namespace otkel::adapters::shep {

inline constexpr std::string_view types_prefix = "typ";

void optional_leaf(xml::CanonicalWriter& writer, std::string_view local, std::string_view value);
void write_sender(xml::CanonicalWriter& writer, std::string_view sender_id, std::string_view password);
void write_properties(xml::CanonicalWriter& writer, const std::vector<Property>& properties);
// What stands in an element of type ErrorInfo.
void write_error(xml::CanonicalWriter& writer, const ErrorInfo& error);
// <local> round a whole <data> element or nothing.
void write_data_holder(xml::CanonicalWriter& writer, std::string_view local, const BodyContent& data);

}  // namespace otkel::adapters::shep
