#include "gateway/xml/scan_cursor.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace otkel::xml {
namespace {

// What an octet means inside a tag; `other` asks character_size().
enum class InName : unsigned char { part, end, other };

constexpr std::array<InName, 256> name_table() {
    std::array<InName, 256> table{};
    for (std::size_t c = 0; c < table.size(); ++c) {
        table[c] = c > ' ' && c < 0x80 ? InName::part : InName::other;
    }
    for (const char c : {' ', '\t', '\n', '\r', '=', '/', '>', '<', '"', '\'', '&'}) {
        table[static_cast<unsigned char>(c)] = InName::end;
    }
    return table;
}

// The value of a hexadecimal digit, or 16.
constexpr std::uint32_t digit(char c) {
    if (c >= '0' && c <= '9') {
        return static_cast<std::uint32_t>(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return static_cast<std::uint32_t>(c - 'a') + 10;
    }
    return c >= 'A' && c <= 'F' ? static_cast<std::uint32_t>(c - 'A') + 10 : 16;
}

}  // namespace

bool ScanCursor::content(char stop) {
    while (true) {
        skip(plain_run(rest_, {stop, '<', '&'}));
        if (rest_.empty() || rest_.front() == '<' || rest_.front() == stop) {
            return true;
        }
        if (rest_.front() != '&') {
            return bad_character();
        }
        if (!reference()) {
            return false;
        }
    }
}

bool ScanCursor::reference() {
    if (rest_.starts_with("&#")) {
        return character_reference();
    }
    if (take("&amp;") || take("&lt;") || take("&gt;") || take("&quot;") || take("&apos;")) {
        return true;
    }
    constexpr std::size_t shown = 32;
    const std::size_t end = rest_.substr(0, shown).find_first_of("; \t\r\n<>&\"'", 1);
    if (end == std::string_view::npos || rest_[end] != ';' || end == 1) {
        return malformed("'&' does not begin a reference; write it as &amp;");
    }
    return refuse(Errc::forbidden_construct, "an entity other than lt, gt, amp, quot and apos is never accepted",
                  rest_.data());
}

bool ScanCursor::character_reference() {
    const char* start = rest_.data();
    rest_.remove_prefix(2);
    const std::uint32_t base = take("x") ? 16 : 10;
    std::uint32_t code = 0;
    std::size_t digits = 0;
    while (!rest_.empty() && digit(rest_.front()) < base) {
        code = std::min<std::uint32_t>(code * base + digit(rest_.front()), 0x110000);
        ++digits;
        rest_.remove_prefix(1);
    }
    if (digits == 0 || !take(";") || !is_xml_character(code)) {
        return refuse(Errc::malformed, "a character reference does not name a character of XML", start);
    }
    return true;
}

bool ScanCursor::name(std::string_view& word) {
    static constexpr auto table = name_table();
    const char* start = here();
    std::size_t size = 0;
    while (size < rest_.size()) {
        const auto kind = table[static_cast<unsigned char>(rest_[size])];
        if (kind == InName::part) {
            ++size;
            continue;
        }
        if (kind == InName::end) {
            break;
        }
        const auto step = character_size(rest_.substr(size));
        if (step == 0) {
            skip(size);
            return bad_character();
        }
        size += step;
    }
    word = rest_.substr(0, size);
    if (word.empty()) {
        return malformed("a name is missing after '<' or inside a tag");
    }
    skip(size);
    return within_run(start, "a name");
}

bool ScanCursor::until(std::string_view mark, std::string_view what, const char* start) {
    while (true) {
        rest_.remove_prefix(plain_run(rest_, {mark.front(), mark.front(), mark.front()}));
        if (rest_.empty()) {
            return refuse(Errc::malformed, std::string(what) + " is not closed", start);
        }
        if (take(mark)) {
            return within_run(start, what);
        }
        if (rest_.front() != mark.front()) {
            return bad_character();
        }
        rest_.remove_prefix(1);
    }
}

bool ScanCursor::within_run(const char* start, std::string_view what) {
    if (static_cast<std::size_t>(rest_.data() - start) <= limits_.text_run) {
        return true;
    }
    return refuse(Errc::limit_exceeded,
                  std::string(what) + " is longer than " + std::to_string(limits_.text_run) + " octets", start);
}

bool ScanCursor::bad_character() { return malformed("an octet is not UTF-8 or not a character of XML"); }

bool ScanCursor::refuse(Errc code, std::string detail, const char* where) {
    const std::string_view before = all_.substr(0, static_cast<std::size_t>(where - all_.data()));
    const auto newlines = std::count(before.begin(), before.end(), '\n');
    const std::string_view line = before.substr(before.rfind('\n') + 1);
    const auto column = std::count_if(line.begin(), line.end(),
                                      [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
    error_ = Error{code, std::move(detail), {"", static_cast<int>(newlines) + 1, static_cast<int>(column) + 1, ""}, {}};
    return false;
}

}  // namespace otkel::xml
