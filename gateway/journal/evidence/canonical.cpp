#include "gateway/journal/evidence/canonical.hpp"

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::journal {
namespace {

// RFC 8259 asks for an escape here, RFC 8785 section 3.2.2.2 says which.
void append_escaped(std::string& out, char octet) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (octet) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\b': out += "\\b"; return;
        case '\f': out += "\\f"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    const auto value = static_cast<unsigned char>(octet);
    if (value < 0x20U) {
        out += "\\u00";
        out += digits[value >> 4U];
        out += digits[value & 0x0fU];
    } else {
        out += octet;
    }
}

int value_of(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

}  // namespace

std::string canonical_text(std::string_view value) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    const bool valid = is_valid_utf8(value);
    std::string out;
    out.reserve(value.size() + 2);
    out += '"';
    for (const char octet : value) {
        if (!valid && static_cast<unsigned char>(octet) >= 0x80U) {
            out += replacement;
        } else {
            append_escaped(out, octet);
        }
    }
    out += '"';
    return out;
}

std::string canonical_array(const std::vector<std::string>& values) {
    std::string out = "[";
    for (const auto& value : values) {
        out += (out.size() == 1 ? "" : ",") + value;
    }
    return out + "]";
}

void CanonicalObject::begin(std::string_view name) {
    OTKEL_ASSERT(last_ < name);
    last_ = name;
    if (out_.size() > 1) {
        out_ += ',';
    }
    out_ += '"';
    out_ += name;
    out_ += "\":";
}

CanonicalObject& CanonicalObject::text(std::string_view name, std::string_view value) {
    if (!value.empty()) {
        begin(name);
        out_ += canonical_text(value);
    }
    return *this;
}

CanonicalObject& CanonicalObject::number(std::string_view name, std::uint64_t value) {
    constexpr std::uint64_t exact_in_every_reader = (std::uint64_t{1} << 53U) - 1;
    OTKEL_ASSERT(value <= exact_in_every_reader);
    if (value != 0) {
        begin(name);
        out_ += std::to_string(value);
    }
    return *this;
}

CanonicalObject& CanonicalObject::hex(std::string_view name, std::string_view octets) {
    return text(name, to_hex(octets));
}

CanonicalObject& CanonicalObject::json(std::string_view name, std::string_view value) {
    begin(name);
    out_ += value;
    return *this;
}

std::string CanonicalObject::finish() && { return std::move(out_) + "}"; }

Result<std::string> from_hex(std::string_view text, std::size_t count) {
    if (text.size() != 2 * count) {
        return fail(Errc::malformed, "a hash of " + std::to_string(count) + " octets has " + std::to_string(2 * count) +
                                         " digits, here are " + std::to_string(text.size()));
    }
    std::string octets(count, '\0');
    for (std::size_t i = 0; i < count; ++i) {
        const auto high = value_of(text[2 * i]);
        const auto low = value_of(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return fail(Errc::malformed, "a hash is written in digits 0-9 and a-f");
        }
        octets[i] = static_cast<char>(high * 16 + low);
    }
    return octets;
}

}  // namespace otkel::journal
