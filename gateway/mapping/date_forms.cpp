#include "gateway/mapping/date_forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "gateway/mapping/lexical.hpp"

namespace otkel::mapping {

// What a text says, field by field; -1 for a number that it does not say.
struct DateForm::Moment {
    int year{-1}, month{-1}, day{-1};
    int hour{-1}, minute{-1}, second{-1};
    std::string fraction;  // digits of a second, without the point
    std::string offset;    // "+05:00" or "Z"

    [[nodiscard]] bool sound() const;
    [[nodiscard]] std::string iso() const;
};

namespace {

bool take_number(std::string_view& text, std::size_t width, int& into) {
    if (text.size() < width || !all_digits(text.substr(0, width))) {
        return false;
    }
    into = 0;
    for (const char c : text.substr(0, width)) {
        into = into * 10 + (c - '0');
    }
    text.remove_prefix(width);
    return true;
}

bool take_fraction(std::string_view& text, std::string& into) {
    const auto end = std::find_if_not(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    const auto count = static_cast<std::size_t>(end - text.begin());
    constexpr std::size_t most = 9;  // nanoseconds, as seen on the bus
    if (count == 0 || count > most) {
        return false;
    }
    into = text.substr(0, count);
    text.remove_prefix(count);
    return true;
}

bool take_offset(std::string_view& text, bool with_colon, std::string& into) {
    if (text.starts_with('Z')) {
        text.remove_prefix(1);
        into = "Z";
        return true;
    }
    const std::size_t size = with_colon ? 6 : 5;
    if (text.size() < size || (text[0] != '+' && text[0] != '-') || (with_colon && text[3] != ':')) {
        return false;
    }
    const auto hours = text.substr(1, 2);
    const auto minutes = text.substr(with_colon ? 4 : 3, 2);
    constexpr std::string_view most_hours = "14";  // XML Schema Part 2, section 3.2.7.3
    if (!all_digits(hours) || !all_digits(minutes) || hours > most_hours || minutes > "59" ||
        (hours == most_hours && minutes != "00")) {
        return false;
    }
    into = fmt::format("{}{}:{}", text[0], hours, minutes);
    text.remove_prefix(size);
    return true;
}

}  // namespace

bool DateForm::Moment::sound() const {
    const bool dated = year >= 0;
    if (dated && !std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                              std::chrono::day{static_cast<unsigned>(day)}}
                      .ok()) {
        return false;
    }
    return hour < 24 && minute < 60 && second < 60;
}

std::string DateForm::Moment::iso() const {
    std::string text;
    if (year >= 0) {
        text = fmt::format("{:04}-{:02}-{:02}", year, month, day);
    }
    if (hour >= 0) {
        text += fmt::format("{}{:02}:{:02}:{:02}", year >= 0 ? "T" : "", hour, minute, std::max(second, 0));
        text += (fraction.empty() ? "" : ".") + fraction;
    }
    return text + offset;
}

std::optional<DateForm> DateForm::parse(std::string_view pattern, std::string& why) {
    static constexpr std::pair<std::string_view, Field> words[] = {
        {"yyyy", Field::year},  {"MM", Field::month},        {"dd", Field::day},
        {"HH", Field::hour},    {"mm", Field::minute},       {"ss", Field::second},
        {"f", Field::fraction}, {"XXX", Field::long_offset}, {"XX", Field::offset}};
    DateForm form;
    form.pattern_ = pattern;
    int groups = 0;
    int group = 0;
    for (auto rest = pattern; !rest.empty();) {
        const auto known = std::find_if(std::begin(words), std::end(words),
                                        [&](const auto& word) { return rest.starts_with(word.first); });
        if (known != std::end(words)) {
            if (form.has(known->second)) {
                why = fmt::format("'{}' stands twice", known->first);
                return std::nullopt;
            }
            form.tokens_.push_back({known->second, {}, group});
            rest.remove_prefix(known->first.size());
            continue;
        }
        const char c = rest.front();
        rest.remove_prefix(1);
        if (c == '[' || c == ']') {
            if ((c == '[') != (group == 0)) {
                why = "'[' and ']' do not match";
                return std::nullopt;
            }
            group = c == '[' ? ++groups : 0;
        } else if (c == '\'') {
            const auto end = rest.find('\'');
            if (end == std::string_view::npos) {
                why = "a quotation mark is not closed";
                return std::nullopt;
            }
            form.tokens_.push_back({Field::literal, end == 0 ? "'" : std::string(rest.substr(0, end)), group});
            rest.remove_prefix(end + 1);
        } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            why = fmt::format("the letter '{}' is not known here", c);
            return std::nullopt;
        } else {
            form.tokens_.push_back({Field::literal, std::string(1, c), group});
        }
    }
    if (group != 0) {
        why = "'[' and ']' do not match";
        return std::nullopt;
    }
    const bool whole_date =
        form.has_date() || (!form.has(Field::year) && !form.has(Field::month) && !form.has(Field::day));
    if (!whole_date || (!form.has_date() && !form.has_time())) {
        why = "a form has year, month and day, or hour and minute, or all of them";
        return std::nullopt;
    }
    return form;
}

bool DateForm::has(Field field) const {
    return std::any_of(tokens_.begin(), tokens_.end(), [&](const Token& token) { return token.field == field; });
}

bool DateForm::has_date() const { return has(Field::year) && has(Field::month) && has(Field::day); }

bool DateForm::has_time() const { return has(Field::hour) && has(Field::minute); }

bool DateForm::read_field(const Token& token, std::string_view& text, Moment& moment) {
    switch (token.field) {
        case Field::literal:
            if (!text.starts_with(token.literal)) {
                return false;
            }
            text.remove_prefix(token.literal.size());
            return true;
        case Field::year: return take_number(text, 4, moment.year);
        case Field::month: return take_number(text, 2, moment.month);
        case Field::day: return take_number(text, 2, moment.day);
        case Field::hour: return take_number(text, 2, moment.hour);
        case Field::minute: return take_number(text, 2, moment.minute);
        case Field::second: return take_number(text, 2, moment.second);
        case Field::fraction: return take_fraction(text, moment.fraction);
        case Field::offset: return take_offset(text, false, moment.offset);
        case Field::long_offset: return take_offset(text, true, moment.offset);
    }
    return false;
}

// From token `first` to the end of the text; an optional group is tried as there, then as absent.
bool DateForm::read(std::string_view& text, std::size_t first, Moment& moment) const {
    for (std::size_t i = first; i < tokens_.size(); ++i) {
        const int group = tokens_[i].group;
        if (group != 0 && (i == 0 || tokens_[i - 1].group != group)) {
            auto end = i;
            auto rest = text;
            auto with = moment;
            bool there = true;
            for (; end < tokens_.size() && tokens_[end].group == group; ++end) {
                there = there && read_field(tokens_[end], rest, with);
            }
            if (there) {
                text = rest;
                moment = with;
            }
            i = end - 1;
            continue;
        }
        if (!read_field(tokens_[i], text, moment)) {
            return false;
        }
    }
    return text.empty();
}

std::optional<std::string> DateForm::to_iso(std::string_view text) const {
    Moment moment;
    if (!read(text, 0, moment) || !moment.sound()) {
        return std::nullopt;
    }
    return moment.iso();
}

bool DateForm::write_field(const Token& token, const Moment& moment, std::string& out) {
    const auto number = [&](int value, int width) {
        out += value < 0 ? std::string{} : fmt::format("{:0{}}", value, width);
        return value >= 0;
    };
    switch (token.field) {
        case Field::literal: out += token.literal; return true;
        case Field::year: return number(moment.year, 4);
        case Field::month: return number(moment.month, 2);
        case Field::day: return number(moment.day, 2);
        case Field::hour: return number(moment.hour, 2);
        case Field::minute: return number(moment.minute, 2);
        case Field::second: return number(moment.second, 2);
        case Field::fraction: out += moment.fraction; return !moment.fraction.empty();
        case Field::long_offset: out += moment.offset; return !moment.offset.empty();
        case Field::offset:
            out += moment.offset;
            if (moment.offset.size() == 6) {
                out.erase(out.size() - 3, 1);  // the colon
            }
            return !moment.offset.empty();
    }
    return false;
}

std::optional<std::string> DateForm::from_iso(std::string_view iso) const {
    static const auto iso_form = [] {
        std::string why;
        return *parse("[yyyy-MM-dd]['T'][HH:mm:ss][.f][XXX]", why);
    }();
    Moment moment;
    auto rest = iso;
    if (!iso_form.read(rest, 0, moment) || !moment.sound()) {
        return std::nullopt;
    }
    std::string out;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
        const int group = tokens_[i].group;
        if (group == 0) {
            if (!write_field(tokens_[i], moment, out)) {
                return std::nullopt;
            }
            continue;
        }
        std::string part;
        bool there = true;
        for (; i < tokens_.size() && tokens_[i].group == group; ++i) {
            there = there && write_field(tokens_[i], moment, part);
        }
        --i;
        out += there ? part : std::string{};
    }
    // What could not be written would be lost without a word.
    const auto back = to_iso(out);
    return back && *back == moment.iso() ? std::optional{out} : std::nullopt;
}

}  // namespace otkel::mapping
