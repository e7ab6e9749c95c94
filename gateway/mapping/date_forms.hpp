#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How a peer writes dates and times, when it is not ISO 8601. The letters are those of java.time, which the peers'
// documents use: yyyy MM dd HH mm ss, f for any number of digits of a second, XX (+0500, Z) and XXX (+05:00, Z),
// [optional], 'literal'. On the JSON side it is always ISO 8601: 2026-07-12, 2026-07-12T09:30:00.5+05:00.

namespace otkel::mapping {

class DateForm {
public:
    // nullopt with `why` filled: "the letter 'D' is not known".
    [[nodiscard]] static std::optional<DateForm> parse(std::string_view pattern, std::string& why);

    [[nodiscard]] const std::string& pattern() const { return pattern_; }
    [[nodiscard]] bool has_date() const;  // year, month and day
    [[nodiscard]] bool has_time() const;  // at least hour and minute

    // "12.07.2026" to "2026-07-12"; nullopt when `text` does not have this form or there is no such day or time.
    [[nodiscard]] std::optional<std::string> to_iso(std::string_view text) const;
    // The way back; nullopt when `iso` is no date or time, or holds what the form cannot write (digits of a second, an
    // offset) or lacks what it must.
    [[nodiscard]] std::optional<std::string> from_iso(std::string_view iso) const;

private:
    enum class Field : std::uint8_t { literal, year, month, day, hour, minute, second, fraction, offset, long_offset };
    struct Token {
        Field field{Field::literal};
        std::string literal;
        int group{0};  // tokens of one [optional] share a number; 0 is not optional
    };
    struct Moment;
    [[nodiscard]] bool has(Field field) const;
    [[nodiscard]] bool read(std::string_view& text, std::size_t first, Moment& moment) const;
    [[nodiscard]] static bool read_field(const Token& token, std::string_view& text, Moment& moment);
    [[nodiscard]] static bool write_field(const Token& token, const Moment& moment, std::string& out);

    std::string pattern_;
    std::vector<Token> tokens_;
};

}  // namespace otkel::mapping
