#include "adapters/shep/message_parts.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"

namespace otkel::adapters::shep {

std::string normalised_session_id(std::string_view text) {
    auto guid = trim(text);
    if (guid.size() >= 2 && guid.front() == '{' && guid.back() == '}') {
        guid = guid.substr(1, guid.size() - 2);
    }
    constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    const auto fits = [](char c, char expected) {
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        return expected == '-' ? c == '-' : hex;
    };
    if (guid.size() != shape.size() || !std::equal(guid.begin(), guid.end(), shape.begin(), fits)) {
        return {};
    }
    return "{" + std::string(guid) + "}";
}

std::string_view first_characters(std::string_view text, std::size_t characters) {
    constexpr unsigned continuation_mask = 0xC0U;
    constexpr unsigned continuation = 0x80U;
    std::size_t seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & continuation_mask) != continuation && seen++ == characters) {
            return text.substr(0, i);
        }
    }
    return text;
}

}  // namespace otkel::adapters::shep
