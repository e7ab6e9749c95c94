#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"

// The value of a Content-Type field: type, subtype and parameters (RFC 2045 section 5.1, RFC 9110 section 8.3.1). No
// comments, no continued or encoded parameters (RFC 2231): nobody needs them here, and readers differ about them.

namespace otkel::soap {

struct MediaType {
    std::string name;  // "multipart/related", in small letters
    // Names in small letters, values as they are meant: without quotes and backslashes.
    std::vector<std::pair<std::string, std::string>> parameters;

    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

// Malformed: also a parameter that is given twice, because readers differ about which one counts.
[[nodiscard]] Result<MediaType> read_media_type(std::string_view value);

// Every value in quotation marks. Readable by read_media_type() when its values are printable ASCII.
[[nodiscard]] std::string write_media_type(const MediaType& type);

}  // namespace otkel::soap
