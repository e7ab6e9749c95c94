#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/shep/message_parts.hpp"
#include "gateway/base/result.hpp"
#include "gateway/xml/tree.hpp"

// Reads with the tolerances that the real bus needs (README.md, "What is accepted").

namespace otkel::adapters::shep {

// The children of one element by local name, in whatever order and namespace they come (seen on the bus). What is wrong
// is added to the findings; a value that could not be read is empty.
class Fields {
public:
    Fields(const xml::Element& parent, std::vector<Finding>& findings) : parent_(parent), findings_(findings) {}

    [[nodiscard]] std::optional<xml::Element> optional(std::string_view local) const;
    [[nodiscard]] std::optional<xml::Element> required(std::string_view local) const;
    // Empty for an absent or empty element: both occur.
    [[nodiscard]] std::string text(std::string_view local, std::size_t octets_max) const;
    [[nodiscard]] std::string required_text(std::string_view local, std::size_t octets_max) const;
    [[nodiscard]] WallTime time(std::string_view local) const;
    [[nodiscard]] std::optional<WallTime> optional_time(std::string_view local) const;  // absent, empty or unreadable

    void report(std::string code, Place place, std::string expected, std::string found, std::string detail) const;

private:
    [[nodiscard]] std::string value_of(const xml::Element& element, std::size_t octets_max) const;
    [[nodiscard]] std::optional<WallTime> time_of(const xml::Element& element) const;

    xml::Element parent_;
    std::vector<Finding>& findings_;
};

// As much of what was received as a finding may show.
[[nodiscard]] std::string shown(std::string_view text);

[[nodiscard]] Failure malformed(std::string detail, std::vector<Finding> findings);
// The Body holds another element than it should; `expected` in the form {namespace}local.
[[nodiscard]] Failure unexpected_content(std::string detail, const xml::Element& content, std::string expected);

// The repeated <properties> of `info`. An empty <properties/> and an empty key are dropped: both occur (seen).
[[nodiscard]] std::vector<Property> read_properties(const xml::Element& info, std::vector<Finding>& findings);
[[nodiscard]] Sender read_sender(const xml::Element& sender, std::size_t octets_max, std::vector<Finding>& findings);
// Whatever it says, however badly it is written.
[[nodiscard]] ErrorInfo read_error(const xml::Element& error);

}  // namespace otkel::adapters::shep
