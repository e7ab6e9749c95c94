#include "gateway/calendar/day.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace otkel::calendar {
namespace {

constexpr std::size_t longest_quote = 40;

// The clocks of Astana went from 24:00 of 29 February 2024 back to 23:00.
constexpr WallTime one_zone_since =
    Day{std::chrono::year{2024} / std::chrono::February / 29} + std::chrono::hours{24} - std::chrono::hours{6};

// All of the text must be digits.
bool read(std::string_view text, int& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && text.front() != '-';
}

}  // namespace

Result<Day> parse_day(std::string_view text) {
    int year = 0;
    int month = 0;
    int day = 0;
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-' && read(text.substr(0, 4), year) &&
                        read(text.substr(5, 2), month) && read(text.substr(8), day);
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!shaped || !date.ok()) {
        return fail(Errc::malformed,
                    fmt::format("'{}' is no day; write it as 2026-03-09", text.substr(0, longest_quote)));
    }
    return Day{date};
}

std::string to_text(Day day) {
    const std::chrono::year_month_day date{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

int year_of(Day day) { return static_cast<int>(std::chrono::year_month_day{day}.year()); }

Text weekday_name(std::chrono::weekday weekday) {
    static constexpr std::array<Text, 7> names{{{"жексенбі", "воскресенье", "Sunday"},
                                                {"дүйсенбі", "понедельник", "Monday"},
                                                {"сейсенбі", "вторник", "Tuesday"},
                                                {"сәрсенбі", "среда", "Wednesday"},
                                                {"бейсенбі", "четверг", "Thursday"},
                                                {"жұма", "пятница", "Friday"},
                                                {"сенбі", "суббота", "Saturday"}}};
    return names.at(weekday.c_encoding());
}

Day local_day(WallTime time) {
    const std::chrono::hours offset{time < one_zone_since ? 6 : 5};
    return std::chrono::floor<std::chrono::days>(time + offset);
}

}  // namespace otkel::calendar
