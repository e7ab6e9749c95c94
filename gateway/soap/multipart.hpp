#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

// MIME multipart bodies (RFC 2046 section 5.1, header fields of RFC 5322 and RFC 2045), read strictly where readers
// could differ: lines end with CR LF, every part ends at a line that is the boundary and nothing more.

namespace otkel::soap {

struct MultipartLimits {
    std::size_t parts_max{65};  // the one with the envelope is one of them
    std::size_t part_octets_max{10UL * 1024 * 1024};
    std::size_t header_octets_max{4096};  // of one part
};

struct Part {
    std::string content_id;    // without angle brackets; empty when it has none
    std::string content_type;  // of its header; empty when it has none
    std::string_view encoded;  // where it stands in the body
    std::string decoded;       // of base64
    bool is_base64{false};

    [[nodiscard]] std::string_view octets() const { return is_base64 ? std::string_view{decoded} : encoded; }
};

// RFC 2046 section 5.1.1: 1 to 70 of its characters, no space at the end.
[[nodiscard]] bool is_boundary(std::string_view text);

// The parts in order, their views into `body`. Preamble and epilogue are ignored; a part of parts is refused. Errors:
// Errc::malformed, limit_exceeded; they name the part.
[[nodiscard]] Result<std::vector<Part>> read_parts(std::string_view body, std::string_view boundary,
                                                   const MultipartLimits& limits);

// What may be said of a name that came from outside: in quotation marks, cut, or that it is odd.
[[nodiscard]] std::string told_name(std::string_view name);

}  // namespace otkel::soap
