#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

// JSON of which there is one form only (RFC 8785): what is hashed today is found again in the same octets by any other
// program. Written here; read as plain JSON (json_members.hpp) and compared with what would be written.

namespace otkel::journal {

// An object. Members come in the order of their names, which are ASCII; those that are empty are left out, so that a
// value that nobody has needs no second form. Text that is not UTF-8 loses the octets that are not ASCII to U+FFFD.
class CanonicalObject {
public:
    CanonicalObject& text(std::string_view name, std::string_view value);
    CanonicalObject& number(std::string_view name, std::uint64_t value);  // up to 2^53 - 1; 0 is left out
    CanonicalObject& hex(std::string_view name, std::string_view octets);
    CanonicalObject& json(std::string_view name, std::string_view value);  // canonical already
    [[nodiscard]] std::string finish() &&;

private:
    void begin(std::string_view name);

    std::string out_{"{"};
    std::string last_;
};

[[nodiscard]] std::string canonical_array(const std::vector<std::string>& values);
[[nodiscard]] std::string canonical_text(std::string_view value);

// Lower-case hex of exactly `count` octets. Errc::malformed.
[[nodiscard]] Result<std::string> from_hex(std::string_view text, std::size_t count);

}  // namespace otkel::journal
