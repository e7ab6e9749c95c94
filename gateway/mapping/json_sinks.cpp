#include "gateway/mapping/json_sinks.hpp"

#include <charconv>
#include <cstdint>
#include <cstring>

namespace otkel::mapping {
namespace {

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

// Eight octets at once: whether none of them is a control character, a quotation mark or a backslash (the test for a
// zero octet of a word, applied to three differences).
bool eight_are_plain(const char* octets) {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t tops = 0x8080808080808080U;
    std::uint64_t word = 0;
    std::memcpy(&word, octets, sizeof word);
    const auto has_zero = [](std::uint64_t x) { return (x - ones) & ~x & tops; };
    const auto below_space = (word - ones * 0x20U) & ~word & tops;
    return (below_space | has_zero(word ^ (ones * '"')) | has_zero(word ^ (ones * '\\'))) == 0;
}

std::size_t plain_run(std::string_view text) {
    std::size_t at = 0;
    while (text.size() - at >= 8 && eight_are_plain(text.data() + at)) {
        at += 8;
    }
    while (at < text.size() && is_plain(text[at])) {
        ++at;
    }
    return at;
}

void append_escape(std::string& out, char c) {
    switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default: {
            constexpr std::string_view digits = "0123456789abcdef";
            const auto octet = static_cast<unsigned char>(c);
            out += "\\u00";
            out += digits[octet >> 4U];
            out += digits[octet & 0x0fU];
        }
    }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    while (true) {
        const auto run = plain_run(text);
        out.append(text.data(), run);
        if (run == text.size()) {
            break;
        }
        append_escape(out, text[run]);
        text.remove_prefix(run + 1);
    }
    out += '"';
}

void JsonText::value(const Value& value) {
    separate();
    switch (value.kind) {
        case Value::Kind::text: append_json_string(out_, value.text); break;
        case Value::Kind::number: {
            char digits[24];
            const auto end = std::to_chars(std::begin(digits), std::end(digits), value.number).ptr;
            out_.append(digits, end);
            break;
        }
        case Value::Kind::flag: out_ += value.flag ? "true" : "false"; break;
        case Value::Kind::null:
        case Value::Kind::absent:
        case Value::Kind::failed: out_ += "null"; break;
    }
}

void JsonTree::value(const Value& value) {
    count();
    switch (value.kind) {
        case Value::Kind::text: stack_.push_string({value.text.data(), value.text.size()}); break;
        case Value::Kind::number: stack_.push_int64(value.number); break;
        case Value::Kind::flag: stack_.push_bool(value.flag); break;
        case Value::Kind::null:
        case Value::Kind::absent:
        case Value::Kind::failed: stack_.push_null(); break;
    }
}

}  // namespace otkel::mapping
