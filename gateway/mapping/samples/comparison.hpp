#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "gateway/base/error.hpp"
#include "gateway/mapping/samples/one_way.hpp"
#include "gateway/xml/tree.hpp"

// What is different between what was expected and what came, in the words of findings of code "sample-differs". Places
// are XPath or JSON Pointers of the expected side.

namespace otkel::mapping::samples {

inline constexpr std::size_t differences_max = 20;  // of one comparison

// By names, attributes in any order, and texts: prefixes, white space between elements and xsi:schemaLocation do not
// matter.
[[nodiscard]] std::vector<Finding> xml_differences(const xml::Element& expected, const xml::Element& found,
                                                   const OneWay& places);

// Members may stand in any order, as in all of JSON (RFC 8259, section 4).
enum class Defaults { must_stand, may_add };
[[nodiscard]] std::vector<Finding> json_differences(const boost::json::value& expected, const boost::json::value& found,
                                                    const OneWay& places, Defaults defaults);

}  // namespace otkel::mapping::samples
