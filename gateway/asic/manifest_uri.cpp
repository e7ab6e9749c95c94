#include <algorithm>

#include "gateway/base/ascii.hpp"

#include "gateway/asic/manifest.hpp"

namespace otkel::asic {
namespace {

bool stands_for_itself(char c) {
    return ascii::is_letter(c) || ascii::is_digit(c) || std::string_view("-._~/").find(c) != std::string_view::npos;
}

}  // namespace

std::string uri_of_name(std::string_view name) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri;
    for (const char c : name) {
        if (stands_for_itself(c)) {
            uri += c;
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        uri += '%';
        uri += digits[octet >> 4U];
        uri += digits[octet & 0xFU];
    }
    return uri;
}

Result<std::string> name_of_uri(std::string_view uri) {
    std::string name;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        if (uri[i] != '%') {
            name += uri[i];
            continue;
        }
        const int high = i + 2 < uri.size() ? ascii::hex_value(uri[i + 1]) : -1;
        const int low = i + 2 < uri.size() ? ascii::hex_value(uri[i + 2]) : -1;
        if (high < 0 || low < 0) {
            return fail(Errc::malformed, "a URI of the manifest has a '%' without two digits after it");
        }
        name += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return name;
}

}  // namespace otkel::asic
