#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

// Names of one side made from names of the other. Pure functions.

namespace otkel::mapping::authoring {

// "OriginCountryCode", "origin_country-code" → origin, country, code; "IINNumber" → iin, number. Letters beyond ASCII
// stay as they are.
[[nodiscard]] std::vector<std::string> words_of(std::string_view name);
[[nodiscard]] std::string camel_case(std::string_view name);   // "originCountryCode"
[[nodiscard]] std::string with_dashes(std::string_view name);  // "origin-country-code"

// A short prefix for an address of a namespace that is not among `taken`: "urn:otkel:customs:declaration-check:v1" →
// dc.
[[nodiscard]] std::string prefix_for(std::string_view space, const std::set<std::string>& taken);

// `name`, or with a number behind it when it is taken; it is taken then.
[[nodiscard]] std::string unique(const std::string& name, std::set<std::string>& taken);

// As a YAML scalar, in quotation marks where it needs them.
[[nodiscard]] std::string as_yaml(std::string_view text);

}  // namespace otkel::mapping::authoring
