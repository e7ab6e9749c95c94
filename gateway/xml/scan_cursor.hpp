#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/result.hpp"
#include "gateway/xml/blocks.hpp"
#include "gateway/xml/characters.hpp"
#include "gateway/xml/limits.hpp"

namespace otkel::xml {

// A qualified name as it stands in the octets.
struct ScannedName {
    const char* at{nullptr};
    std::uint16_t prefix_size{0};  // without the colon; 0 for no prefix
    std::uint16_t local_size{0};

    [[nodiscard]] std::string_view prefix() const { return {at, prefix_size}; }
    [[nodiscard]] std::string_view local() const { return {at + whole().size() - local_size, local_size}; }
    [[nodiscard]] std::string_view whole() const {
        return {at, std::size_t{prefix_size} + (prefix_size > 0 ? 1U : 0U) + local_size};
    }
};

// The pieces that a Scanner is made of: reads raw octets from left to right. Every step returns false after refuse(),
// which remembers the first reason.
class ScanCursor {
public:
    ScanCursor(std::string_view octets, const Limits& limits)
        : begin_(octets.data()), at_(octets.data()), end_(octets.data() + octets.size()), limits_(limits) {}

    [[nodiscard]] bool at_end() const { return at_ == end_; }
    [[nodiscard]] std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
    [[nodiscard]] const char* here() const { return at_; }
    // What was read since `start`.
    [[nodiscard]] std::string_view since(const char* start) const {
        return {start, static_cast<std::size_t>(at_ - start)};
    }
    // The next octet; NUL, which no document may hold, at the end.
    [[nodiscard]] char front() const { return at_ == end_ ? '\0' : *at_; }

    void skip(std::size_t octets) { at_ += octets; }
    void skip_white() {
        while (at_ != end_ && is_white(*at_)) {
            ++at_;
        }
    }
    bool take(char c) {
        const bool there = front() == c;
        at_ += there ? 1 : 0;
        return there;
    }
    bool take(std::string_view word) {
        const bool there = rest().starts_with(word);
        at_ += there ? word.size() : 0;
        return there;
    }

    // Namespaces in XML 1.0 production 7.
    [[nodiscard]] bool name(ScannedName& name);
    // Characters and references up to the next '<', which is not taken. `references` is set when there was one.
    [[nodiscard]] bool text(bool& references);
    // The same for the value of an attribute up to its quote.
    [[nodiscard]] bool value(char quote, bool& references);
    // Everything up to `mark`, which is taken too; `what` is named when it never comes. `start` is where it began.
    [[nodiscard]] bool until(std::string_view mark, std::string_view what, const char* start);
    // Whether what was read since `start` keeps the limit of one run.
    [[nodiscard]] bool within_run(const char* start, std::string_view what) {
        return static_cast<std::size_t>(at_ - start) <= limits_.text_run || too_long(start, what);
    }

    bool refuse(Errc code, std::string detail, const char* where);
    bool malformed(std::string detail) { return refuse(Errc::malformed, std::move(detail), here()); }
    // The same, or that the next octet is no character at all.
    bool unexpected(std::string detail);
    [[nodiscard]] Error& error() { return *error_; }

private:
    static constexpr std::size_t name_size_max = std::numeric_limits<std::uint16_t>::max();

    [[nodiscard]] const char* ascii_part_end(const char* at) const;
    bool name_of_any_letters(ScannedName& name);
    bool reference();
    bool character_reference();
    bool bad_character();
    bool too_long(const char* start, std::string_view what);
    void skip_plain(char stop, char other);

    const char* begin_;
    const char* at_;
    const char* end_;
    const Limits& limits_;
    std::optional<Error> error_;
};

// Where an NCName of ASCII letters ends; `at` itself when none begins there.
inline const char* ScanCursor::ascii_part_end(const char* at) const {
    if (at == end_ || name_octet(*at) != NameOctet::begins) {
        return at;
    }
    while (end_ - at >= block_size) {
        const auto others = positions(~in_name(block_at(at)));
        if (others != 0) {
            return at + std::countr_zero(others);
        }
        at += block_size;
    }
    while (at != end_ && (name_octet(*at) == NameOctet::begins || name_octet(*at) == NameOctet::inside)) {
        ++at;
    }
    return at;
}

inline bool ScanCursor::name(ScannedName& name) {
    const char* local = at_;
    const char* end = ascii_part_end(local);
    const auto prefix = static_cast<std::size_t>(end - at_);
    const bool prefixed = prefix > 0 && end != end_ && *end == ':';
    if (prefixed) {
        local = end + 1;
        end = ascii_part_end(local);
    }
    const bool more = end != end_ && (*end == ':' || name_octet(*end) == NameOctet::wide);
    const auto size = static_cast<std::size_t>(end - at_);
    if (end == local || more || size > name_size_max || size > limits_.text_run) {
        return name_of_any_letters(name);
    }
    name = {at_, static_cast<std::uint16_t>(prefixed ? prefix : 0), static_cast<std::uint16_t>(end - local)};
    at_ = end;
    return true;
}

// Stops also before '<', '&', `stop`, `other` and what is not a character.
inline void ScanCursor::skip_plain(char stop, char other) {
    while (end_ - at_ >= block_size) {
        const Block block = block_at(at_);
        const auto found = positions((block < filled(' ')) | (block == filled('<')) | (block == filled('&')) |
                                     (block == filled(stop)) | (block == filled(other)));
        if (found == 0) {
            at_ += block_size;
            continue;
        }
        at_ += std::countr_zero(found);
        if (*at_ >= ' ') {
            return;
        }
        break;
    }
    at_ += plain_run(rest(), {stop, '<', '&', other});
}

inline bool ScanCursor::text(bool& references) {
    while (true) {
        const char* start = at_;
        skip_plain('<', '>');
        const char c = front();
        if (c == '<' || at_end()) {
            return true;
        }
        if (c == '>') {
            // XML 1.0 production 14.
            if (at_ - start >= 2 && at_[-1] == ']' && at_[-2] == ']') {
                return malformed("']]>' may not stand in a text; write it as ]]&gt;");
            }
            ++at_;
        } else if (c != '&') {
            return bad_character();
        } else if (!reference()) {
            return false;
        } else {
            references = true;
        }
    }
}

inline bool ScanCursor::value(char quote, bool& references) {
    while (true) {
        skip_plain(quote, quote);
        const char c = front();
        if (c == '<' || c == quote || at_end()) {
            return true;
        }
        if (c != '&') {
            return bad_character();
        }
        if (!reference()) {
            return false;
        }
        references = true;
    }
}

}  // namespace otkel::xml
