#include "gateway/xml/scan_cursor.hpp"

#include <algorithm>

namespace otkel::xml {
namespace {

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

bool ScanCursor::reference() {
    if (rest().starts_with("&#")) {
        return character_reference();
    }
    if (take("&amp;") || take("&lt;") || take("&gt;") || take("&quot;") || take("&apos;")) {
        return true;
    }
    constexpr std::size_t shown = 32;
    const auto near = rest().substr(0, shown);
    const std::size_t end = near.find_first_of("; \t\r\n<>&\"'", 1);
    if (end == std::string_view::npos || near[end] != ';' || end == 1) {
        return malformed("'&' does not begin a reference; write it as &amp;");
    }
    return refuse(Errc::forbidden_construct, "an entity other than lt, gt, amp, quot and apos is never accepted", at_);
}

bool ScanCursor::character_reference() {
    const char* start = at_;
    skip(2);
    const std::uint32_t base = take('x') ? 16 : 10;
    std::uint32_t code = 0;
    std::size_t digits = 0;
    while (!at_end() && digit(*at_) < base) {
        code = std::min<std::uint32_t>(code * base + digit(*at_), 0x110000);
        ++digits;
        ++at_;
    }
    if (digits == 0 || !take(';') || !is_xml_character(code)) {
        return refuse(Errc::malformed, "a character reference does not name a character of XML", start);
    }
    return true;
}

bool ScanCursor::name_of_any_letters(ScannedName& name) {
    const char* start = at_;
    const char* local = at_;
    while (!at_end()) {
        const std::size_t size = character_size(rest());
        if (size == 0) {
            return bad_character();
        }
        const std::uint32_t code = character_code(rest(), size);
        if (code == ':' && local == start && at_ != start) {
            local = at_ + 1;
        } else if (code == ':') {
            return refuse(Errc::malformed, "a name is no qualified name: its colons are not in place", start);
        } else if (!(at_ == local ? begins_name(code) : stands_in_name(code))) {
            break;
        }
        at_ += size;
    }
    if (at_ == local) {
        return malformed(at_ == start ? "a name is missing, or does not begin with a letter, after '<' or inside a tag"
                                      : "a name does not begin with a letter after its colon");
    }
    if (!within_run(start, "a name")) {
        return false;
    }
    if (static_cast<std::size_t>(at_ - start) > name_size_max) {
        return refuse(Errc::limit_exceeded, "a name is longer than " + std::to_string(name_size_max) + " octets",
                      start);
    }
    const auto prefix = local == start ? 0 : local - start - 1;
    name = {start, static_cast<std::uint16_t>(prefix), static_cast<std::uint16_t>(at_ - local)};
    return true;
}

bool ScanCursor::until(std::string_view mark, std::string_view what, const char* start) {
    while (true) {
        skip(plain_run(rest(), {mark.front(), mark.front(), mark.front(), mark.front()}));
        if (at_end()) {
            return refuse(Errc::malformed, std::string(what) + " is not closed", start);
        }
        if (take(mark)) {
            return within_run(start, what);
        }
        if (front() != mark.front()) {
            return bad_character();
        }
        skip(1);
    }
}

bool ScanCursor::too_long(const char* start, std::string_view what) {
    return refuse(Errc::limit_exceeded,
                  std::string(what) + " is longer than " + std::to_string(limits_.text_run) + " octets", start);
}

bool ScanCursor::bad_character() { return malformed("an octet is not UTF-8 or not a character of XML"); }

bool ScanCursor::unexpected(std::string detail) {
    return !at_end() && character_size(rest()) == 0 ? bad_character() : malformed(std::move(detail));
}

bool ScanCursor::refuse(Errc code, std::string detail, const char* where) {
    const std::string_view before(begin_, static_cast<std::size_t>(where - begin_));
    const auto newlines = std::count(before.begin(), before.end(), '\n');
    const std::string_view line = before.substr(before.rfind('\n') + 1);
    const auto column = std::count_if(line.begin(), line.end(),
                                      [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
    error_ = Error{code, std::move(detail), {"", static_cast<int>(newlines) + 1, static_cast<int>(column) + 1, ""}, {}};
    return false;
}

}  // namespace otkel::xml
