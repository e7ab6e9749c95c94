#include "adapters/rex/findings.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/calendar/day.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;

constexpr std::size_t text_octets_max = 2'000;
constexpr std::size_t amount_digits_max = 15, fraction_digits_max = 2;

bool is_printable(std::string_view text) {
    return is_valid_utf8(text) && std::none_of(text.begin(), text.end(), [](unsigned char c) {
               return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
           });
}

bool is_amount(std::string_view text) {
    const auto digits = [](std::string_view part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    if (!digits(whole) || whole.size() > amount_digits_max) {
        return false;
    }
    return point == std::string_view::npos ||
           (digits(text.substr(point + 1)) && text.size() - point - 1 <= fraction_digits_max);
}

}  // namespace

void Findings::add(std::string code, std::string pointer, std::string detail, std::string expected) {
    all_.push_back(
        {std::move(code), Severity::error, {{}, 0, 0, std::move(pointer)}, std::move(expected), {}, std::move(detail)});
}

bool Findings::optional(json::object& object, std::string_view key, const std::string& below) {
    auto* value = object.if_contains(key);
    if (value == nullptr || value->is_null()) {
        object.erase(key);
        return false;
    }
    const auto pointer = below + "/" + std::string(key);
    if (!value->is_string()) {
        add("wrong-type", pointer, "this is not text", "text");
        return false;
    }
    const std::string text(trim(std::string_view(value->get_string())));
    if (text.size() > text_octets_max || !is_printable(text)) {
        add("value-invalid", pointer, "the text is longer than 2000 octets or has control characters");
        return false;
    }
    if (text.empty()) {
        object.erase(key);
        return false;
    }
    *value = text;
    return true;
}

bool Findings::required(json::object& object, std::string_view key, const std::string& below) {
    const auto before = all_.size();
    if (optional(object, key, below)) {
        return true;
    }
    if (all_.size() == before) {
        add("required-missing", below + "/" + std::string(key), "this has to be given");
    }
    return false;
}

void Findings::identifier(json::object& object, std::string_view key, const std::string& below,
                          identifiers::Kind kind) {
    if (!optional(object, key, below)) {
        return;
    }
    auto checked = identifiers::check(kind, std::string_view(object[key].get_string()));
    if (checked) {
        object[key] = *checked;
    } else {
        add("value-invalid", below + "/" + std::string(key), checked.error().detail);
    }
}

void Findings::day(json::object& object, std::string_view key, const std::string& below) {
    if (optional(object, key, below)) {
        if (const auto parsed = calendar::parse_day(std::string_view(object[key].get_string())); !parsed) {
            add("value-invalid", below + "/" + std::string(key), parsed.error().detail, "a day: 2026-03-19");
        }
    }
}

void Findings::amount(json::object& object, std::string_view key, const std::string& below) {
    if (optional(object, key, below) && !is_amount(std::string_view(object[key].get_string()))) {
        add("value-invalid", below + "/" + std::string(key), "this is no amount of money", "digits: 5400.00");
    }
}

void Findings::one_of(json::object& object, std::string_view key, const std::string& below,
                      const std::vector<std::string_view>& words) {
    if (!optional(object, key, below)) {
        return;
    }
    const std::string_view given(object[key].get_string());
    if (std::find(words.begin(), words.end(), given) == words.end()) {
        std::string expected;
        for (const auto word : words) {
            expected += (expected.empty() ? "" : ", ") + std::string(word);
        }
        add("code-unknown", below + "/" + std::string(key), "this word is not one of those known", expected);
    }
}

json::object* Findings::object(json::object& in, std::string_view key, const std::string& below, bool is_required) {
    auto* value = in.if_contains(key);
    const auto pointer = below + "/" + std::string(key);
    if (value == nullptr || value->is_null()) {
        in.erase(key);
        if (is_required) {
            add("required-missing", pointer, "this has to be given");
        }
        return nullptr;
    }
    if (!value->is_object()) {
        add("wrong-type", pointer, "this is not an object", "an object");
        return nullptr;
    }
    return &value->get_object();
}

json::array* Findings::list(json::object& in, std::string_view key, const std::string& below, std::size_t least,
                            std::size_t most) {
    auto* value = in.if_contains(key);
    const auto pointer = below + "/" + std::string(key);
    if (value == nullptr || value->is_null()) {
        in.erase(key);
        if (least > 0) {
            add("required-missing", pointer, "this has to be given");
        }
        return nullptr;
    }
    if (!value->is_array() || value->get_array().size() < least || value->get_array().size() > most) {
        add("wrong-type", pointer, "this is not a list of the length allowed",
            std::to_string(least) + " to " + std::to_string(most) + " entries");
        return nullptr;
    }
    for (std::size_t i = 0; i < value->get_array().size(); ++i) {
        if (!value->get_array()[i].is_object()) {
            add("wrong-type", pointer + "/" + std::to_string(i), "this is not an object", "an object");
            return nullptr;
        }
    }
    return &value->get_array();
}

Result<void> Findings::outcome() const {
    if (all_.empty()) {
        return {};
    }
    Error error{Errc::invalid_argument,
                what_ + " has " + std::to_string(all_.size()) + (all_.size() == 1 ? " mistake" : " mistakes"),
                {},
                all_};
    return tl::make_unexpected(std::move(error));
}

}  // namespace otkel::adapters::rex
