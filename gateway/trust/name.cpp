#include "gateway/trust/name.hpp"

#include <openssl/asn1.h>
#include <openssl/objects.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <memory>

#include "gateway/base/bytes.hpp"

namespace otkel::trust {
namespace {

struct Keyword {
    std::string_view word;
    std::string_view type;
};

// Keywords that writers of XML signatures use and OpenSSL does not know, or knows by another spelling.
constexpr std::array keywords{
    Keyword{"e", "1.2.840.113549.1.9.1"},
    Keyword{"email", "1.2.840.113549.1.9.1"},
    Keyword{"s", "2.5.4.8"},
    Keyword{"emailaddress", "1.2.840.113549.1.9.1"},
    Keyword{"serialnumber", "2.5.4.5"},
    Keyword{"sn", "2.5.4.4"},
    Keyword{"surname", "2.5.4.4"},
    Keyword{"givenname", "2.5.4.42"},
    Keyword{"gn", "2.5.4.42"},
    Keyword{"g", "2.5.4.42"},
    Keyword{"cn", "2.5.4.3"},
    Keyword{"c", "2.5.4.6"},
    Keyword{"l", "2.5.4.7"},
    Keyword{"st", "2.5.4.8"},
    Keyword{"o", "2.5.4.10"},
    Keyword{"ou", "2.5.4.11"},
    Keyword{"uid", "0.9.2342.19200300.100.1.1"},
    Keyword{"dc", "0.9.2342.19200300.100.1.25"},
};

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
    return out;
}

std::string type_of(std::string_view keyword) {
    auto word = lower(trim(keyword));
    if (word.starts_with("oid.")) {
        word.erase(0, 4);
    }
    for (const auto& known : keywords) {
        if (known.word == word) {
            return std::string(known.type);
        }
    }
    return word;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const auto small = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// RFC 2253 section 2.4: '#' and the DER of the value in hexadecimal.
std::optional<std::string> decode_hex_value(std::string_view hex) {
    std::string der;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        const int high = hex_digit(hex[i]);
        const int low = hex_digit(hex[i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        der += static_cast<char>(high * 16 + low);
    }
    const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
    struct Free {
        void operator()(ASN1_TYPE* value) const { ASN1_TYPE_free(value); }
    };
    const std::unique_ptr<ASN1_TYPE, Free> value(d2i_ASN1_TYPE(nullptr, &octets, static_cast<long>(der.size())));
    if (value == nullptr || value->type == V_ASN1_BOOLEAN || value->type == V_ASN1_NULL ||
        value->type == V_ASN1_OBJECT) {
        return std::nullopt;
    }
    unsigned char* utf8 = nullptr;
    const int length = ASN1_STRING_to_UTF8(&utf8, value->value.asn1_string);
    if (length < 0) {
        return std::nullopt;
    }
    std::string text(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length));
    OPENSSL_free(utf8);
    return text;
}

// Takes escapes away: backslash and a special character, backslash and two hexadecimal digits, or a quoted value.
std::string unescape(std::string_view text) {
    text = trim(text);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
    }
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        const int high = hex_digit(text[i + 1]);
        const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
        if (high >= 0 && low >= 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += text[++i];
        }
    }
    return out;
}

// Cuts at separators that are neither escaped nor quoted.
std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && separators.find(text[i]) != std::string_view::npos) {
            parts.push_back(text.substr(begin, i - begin));
            begin = i + 1;
        }
    }
    parts.push_back(text.substr(begin));
    return parts;
}

std::optional<std::string> parse_attribute(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) {
        return std::nullopt;
    }
    const auto raw = trim(text.substr(equals + 1));
    if (raw.starts_with('#')) {
        const auto value = decode_hex_value(raw.substr(1));
        return value ? std::optional(type_of(text.substr(0, equals)) + "=" + std::string(trim(*value))) : std::nullopt;
    }
    return type_of(text.substr(0, equals)) + "=" + std::string(trim(unescape(raw)));
}

}  // namespace

std::optional<std::vector<RelativeName>> parse_name(std::string_view text) {
    std::vector<RelativeName> name;
    for (const auto part : split(text, ",;")) {
        RelativeName relative;
        for (const auto attribute : split(part, "+")) {
            auto parsed = parse_attribute(attribute);
            if (!parsed) {
                return std::nullopt;
            }
            relative.push_back(std::move(*parsed));
        }
        std::sort(relative.begin(), relative.end());
        name.push_back(std::move(relative));
    }
    return name;
}

bool is_same_name(std::string_view a, std::string_view b) {
    const auto left = parse_name(a);
    const auto right = parse_name(b);
    return left && right && left->size() == right->size() &&
           (*left == *right || std::equal(left->begin(), left->end(), right->rbegin()));
}

}  // namespace otkel::trust
