#include "gateway/base/clock.hpp"

#include <fmt/format.h>

namespace otkel {
namespace {

// Kazakhstan has one zone since 1 March 2024: UTC+5 (government decree 1130 of 2023).
constexpr std::chrono::hours kazakhstan_offset{5};

struct Civil {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<std::chrono::microseconds> time;
};

Civil civil(WallTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    return {std::chrono::year_month_day{day}, std::chrono::hh_mm_ss{time - day}};
}

std::string print(const Civil& at, std::string_view zone) {
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(at.time.subseconds()).count();
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{}", static_cast<int>(at.date.year()),
                       static_cast<unsigned>(at.date.month()), static_cast<unsigned>(at.date.day()),
                       at.time.hours().count(), at.time.minutes().count(), at.time.seconds().count(), milliseconds,
                       zone);
}

// Reads fixed-width numbers and separators from left to right; `ok` stays false after the first surprise.
struct Cursor {
    std::string_view rest;
    bool ok{true};

    int number(std::size_t digits) {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (rest.size() <= i || rest[i] < '0' || rest[i] > '9') {
                ok = false;
                return 0;
            }
            value = value * 10 + (rest[i] - '0');
        }
        rest.remove_prefix(digits);
        return value;
    }
    bool take(char c) {
        if (rest.empty() || rest.front() != c) {
            return false;
        }
        rest.remove_prefix(1);
        return true;
    }
    void expect(char c) { ok = take(c) && ok; }
};

std::chrono::microseconds fraction(Cursor& cursor) {
    std::int64_t value = 0;
    std::size_t digits = 0;
    while (!cursor.rest.empty() && cursor.rest.front() >= '0' && cursor.rest.front() <= '9') {
        if (digits < 6) {
            value = value * 10 + (cursor.rest.front() - '0');
        }
        ++digits;
        cursor.rest.remove_prefix(1);
    }
    cursor.ok = cursor.ok && digits > 0 && digits <= 9;
    for (std::size_t i = digits; i < 6; ++i) {
        value *= 10;
    }
    return std::chrono::microseconds{value};
}

std::chrono::minutes offset(Cursor& cursor) {
    if (cursor.rest.empty()) {
        return kazakhstan_offset;
    }
    if (cursor.take('Z')) {
        return std::chrono::minutes{0};
    }
    const bool minus = cursor.take('-');
    if (!minus) {
        cursor.expect('+');
    }
    const auto hours = cursor.number(2);
    cursor.take(':');
    const auto minutes = cursor.number(2);
    cursor.ok = cursor.ok && hours <= 14 && minutes < 60;
    const std::chrono::minutes size = std::chrono::hours{hours} + std::chrono::minutes{minutes};
    return minus ? -size : size;
}

}  // namespace

WallTime SystemClock::wall() const {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::steady() const { return std::chrono::steady_clock::now(); }

std::string to_xml_time(WallTime time) { return print(civil(time + kazakhstan_offset), "+05:00"); }

std::string to_utc_text(WallTime time) { return print(civil(time), "Z"); }

Result<WallTime> parse_time(std::string_view text) {
    Cursor cursor{text};
    const auto year = cursor.number(4);
    cursor.expect('-');
    const auto month = static_cast<unsigned>(cursor.number(2));
    cursor.expect('-');
    const auto day = static_cast<unsigned>(cursor.number(2));
    cursor.expect('T');
    const auto hours = cursor.number(2);
    cursor.expect(':');
    const auto minutes = cursor.number(2);
    cursor.expect(':');
    const auto seconds = cursor.number(2);
    const auto subseconds = cursor.take('.') ? fraction(cursor) : std::chrono::microseconds{0};
    const auto zone = offset(cursor);
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!cursor.ok || !cursor.rest.empty() || !date.ok() || hours > 23 || minutes > 59 || seconds > 60) {
        return fail(Errc::malformed, fmt::format("'{}' is not a date and time; write it as 2026-07-12T09:30:00+05:00",
                                                 text.substr(0, 40)));
    }
    return WallTime{std::chrono::sys_days{date}} + std::chrono::hours{hours} + std::chrono::minutes{minutes} +
           std::chrono::seconds{seconds} + subseconds - zone;
}

}  // namespace otkel
