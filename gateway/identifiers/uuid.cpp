#include <cstddef>

#include "gateway/base/ascii.hpp"

#include "gateway/identifiers/checks.hpp"

namespace otkel::identifiers {
namespace {

constexpr std::size_t length = 36;

bool dash_place(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

}  // namespace

// RFC 9562, section 4, in any version; braces are how Windows systems write it. Canonical is lower case without braces.
Result<std::string> check_uuid(std::string_view text) {
    if (text.size() == length + 2 && text.front() == '{' && text.back() == '}') {
        text = text.substr(1, length);
    }
    if (text.size() != length) {
        return fail(Errc::malformed, "a UUID has 36 characters; found " + std::to_string(text.size()));
    }
    auto uuid = ascii::lower_case(text);
    for (std::size_t at = 0; at < length; ++at) {
        if (dash_place(at) ? uuid[at] != '-' : ascii::hex_value(uuid[at]) < 0) {
            return fail(Errc::malformed, std::string("character ") + std::to_string(at + 1) + " of a UUID is " +
                                             (dash_place(at) ? "a hyphen" : "a hexadecimal digit") + "; found another");
        }
    }
    return uuid;
}

}  // namespace otkel::identifiers
