#include "gateway/paper/filling.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "gateway/base/bytes.hpp"

namespace otkel::paper {
namespace {

namespace json = boost::json;

struct Month {
    std::string_view kk, ru, en;
};
constexpr std::array months{Month{"қаңтар", "января", "January"},
                            Month{"ақпан", "февраля", "February"},
                            Month{"наурыз", "марта", "March"},
                            Month{"сәуір", "апреля", "April"},
                            Month{"мамыр", "мая", "May"},
                            Month{"маусым", "июня", "June"},
                            Month{"шілде", "июля", "July"},
                            Month{"тамыз", "августа", "August"},
                            Month{"қыркүйек", "сентября", "September"},
                            Month{"қазан", "октября", "October"},
                            Month{"қараша", "ноября", "November"},
                            Month{"желтоқсан", "декабря", "December"}};

// Octets of one character; 1 for what is no UTF-8.
std::size_t length_of(unsigned char lead) {
    if (lead < 0x80) {
        return 1;
    }
    return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
}

// Controls, and what changes the direction of text or has no width (Unicode Standard Annex 9, 2).
bool is_shown(std::string_view character) {
    const auto lead = static_cast<unsigned char>(character.front());
    if (character.size() == 1) {
        return lead >= 0x20 && lead != 0x7F;
    }
    if (character.size() == 2 && lead == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0) {
        return false;  // C1 controls
    }
    if (character == "\xD8\x9C" || (character.size() == 4 && character.starts_with("\xF3\xA0"))) {
        return false;  // Arabic letter mark, tags
    }
    const auto point = character.substr(0, 3);
    return !(point >= "\xE2\x80\x8B" && point <= "\xE2\x80\x8F") &&
           !(point >= "\xE2\x80\xA8" && point <= "\xE2\x80\xAE") &&
           !(point >= "\xE2\x81\xA0" && point <= "\xE2\x81\xAF") && point != "\xEF\xBB\xBF";
}

std::string escaped(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto character = text.substr(at, length_of(static_cast<unsigned char>(text[at])));
        at += character.size();
        if (character == "\n" || character == "\t") {
            out += ' ';  // a value makes no lines of its own
        } else if (!is_shown(character)) {
            out += '?';
        } else if (character == "&") {
            out += "&amp;";
        } else if (character == "<") {
            out += "&lt;";
        } else if (character == ">") {
            out += "&gt;";
        } else {
            out += character;
        }
    }
    return out;
}

std::string text_of(const json::value& value) {
    if (value.is_string()) {
        return std::string(value.get_string());
    }
    if (value.is_int64()) {
        return std::to_string(value.get_int64());
    }
    if (value.is_uint64()) {
        return std::to_string(value.get_uint64());
    }
    if (value.is_double()) {
        return json::serialize(value);
    }
    return value.is_bool() ? (value.get_bool() ? "true" : "false") : std::string();
}

const json::value* member(const json::value& of, std::string_view name) {
    if (of.is_object()) {
        return of.get_object().if_contains(name);
    }
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    const bool is_index = of.is_array() && error == std::errc{} && end == name.data() + name.size();
    return is_index && index < of.get_array().size() ? &of.get_array()[index] : nullptr;
}

struct Placeholder {
    std::string_view path, form;
    bool is_optional{false};
};
Placeholder read(std::string_view inside) {
    Placeholder found;
    const auto bar = inside.find('|');
    found.path = inside.substr(0, bar);
    if (bar != std::string_view::npos) {
        found.form = inside.substr(bar + 1);
    }
    if (found.path.ends_with('?')) {
        found.path.remove_suffix(1);
        found.is_optional = true;
    }
    return found;
}

Result<std::string> written(const Placeholder& place, const Values& values) {
    const auto* value = value_at(place.path, values);
    // {"kk": …, "ru": …, "en": …}: the one of this part.
    if (value != nullptr && value->is_object() && value->get_object().contains("ru")) {
        const auto* said = values.language == Language::kk ? "kk" : values.language == Language::ru ? "ru" : "en";
        value = value->get_object().if_contains(said);
    }
    auto text = value == nullptr ? std::string() : text_of(*value);
    if (!is_valid_utf8(text)) {
        return fail(Errc::invalid_argument, "the value of {" + std::string(place.path) + "} is not UTF-8");
    }
    if (text.empty()) {
        if (place.is_optional) {
            return text;
        }
        return fail(Errc::invalid_argument, "there is no value for {" + std::string(place.path) + "}");
    }
    if (place.form.empty()) {
        return escaped(text);
    }
    if (place.form == "date") {
        return escaped(day_in_words(text, values.language));
    }
    const auto table = values.from.words.find(place.form);
    if (table == values.from.words.end()) {
        return fail(Errc::invalid_argument, "the template has no words called " + std::string(place.form));
    }
    const auto word = table->second.find(text);
    if (word == table->second.end()) {
        return fail(Errc::invalid_argument, "the words " + std::string(place.form) + " have none for " + text);
    }
    return escaped(word->second.in(values.language));
}

}  // namespace

const json::value* value_at(std::string_view path, const Values& values) {
    const auto dot = path.find('.');
    const auto first = path.substr(0, dot);
    const auto* value = first == "row" && values.row != nullptr ? values.row : values.all.if_contains(first);
    while (value != nullptr && path.find('.') != std::string_view::npos) {
        path.remove_prefix(path.find('.') + 1);
        value = member(*value, path.substr(0, path.find('.')));
    }
    return value;
}

bool holds(const When& when, const Values& values) {
    const auto* value = value_at(when.path, values);
    const bool there = value != nullptr && !value->is_null() && !(value->is_string() && value->get_string().empty()) &&
                       !(value->is_array() && value->get_array().empty()) &&
                       !(value->is_object() && value->get_object().empty());
    const bool found = there && (!when.has_value || text_of(*value) == when.value);
    return found != when.negated;
}

Result<std::string> fill(std::string_view text, const Values& values) {
    std::string out;
    while (true) {
        const auto open = text.find('{');
        const auto close = open == std::string_view::npos ? open : text.find('}', open);
        out += text.substr(0, open);
        if (open == std::string_view::npos) {
            return out;
        }
        if (close == std::string_view::npos) {
            return fail(Errc::invalid_argument, "a { of the text is not closed");
        }
        auto value = written(read(text.substr(open + 1, close - open - 1)), values);
        if (!value) {
            return value;
        }
        out += *value;
        text.remove_prefix(close + 1);
    }
}

std::string day_in_words(std::string_view day, Language language) {
    int year = 0, month = 0, date = 0;
    const auto number = [&](std::size_t at, std::size_t size, int& into) {
        return day.size() >= at + size &&
               std::from_chars(day.data() + at, day.data() + at + size, into).ptr == day.data() + at + size;
    };
    if (day.size() != 10 || day[4] != '-' || day[7] != '-' || !number(0, 4, year) || !number(5, 2, month) ||
        !number(8, 2, date) || month < 1 || month > 12 || date < 1 || date > 31) {
        return std::string(day);
    }
    const auto& name = months[static_cast<std::size_t>(month) - 1];
    switch (language) {
        case Language::kk: return std::to_string(year) + " жылғы " + std::to_string(date) + " " + std::string(name.kk);
        case Language::ru:
            return std::to_string(date) + " " + std::string(name.ru) + " " + std::to_string(year) + " года";
        case Language::en: break;
    }
    return std::to_string(date) + " " + std::string(name.en) + " " + std::to_string(year);
}

}  // namespace otkel::paper
