#include "gateway/core/embedded/json_reader.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "gateway/base/bytes.hpp"

namespace otkel::core {
namespace {

constexpr std::size_t shown_max = 80;

// What is shown of a wrong value: its beginning, cut between characters.
std::string shown(const boost::json::value& value) {
    if (value.is_object() || value.is_array()) {
        return value.is_object() ? "an object" : "an array";
    }
    auto text = boost::json::serialize(value);
    if (text.size() > shown_max) {
        text.resize(shown_max);
        while (!is_valid_utf8(text)) {
            text.pop_back();
        }
        text += "…";
    }
    return text;
}

std::string escaped(std::string_view member) {
    std::string text;
    for (const char c : member) {
        text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    }
    return text;
}

}  // namespace

Error JsonFindings::refusal(std::string_view operation) {
    return {Errc::invalid_argument,
            "the request of " + std::string(operation) + " breaks its form",
            {},
            std::exchange(findings_, {})};
}

void JsonFindings::add(std::string pointer, std::string_view expected, const boost::json::value* found) {
    if (findings_.size() >= findings_max) {
        return;
    }
    Finding finding;
    finding.code = "REQUEST_INVALID";
    finding.place.path = std::move(pointer);
    finding.expected = expected;
    finding.found = found != nullptr ? shown(*found) : "nothing";
    finding.detail = "the request does not have the agreed form";
    findings_.push_back(std::move(finding));
}

std::string JsonPlace::pointer() const {
    if (parent == nullptr) {
        return "";
    }
    return parent->pointer() + "/" + (member.empty() ? std::to_string(index) : escaped(member));
}

JsonObject::JsonObject(const boost::json::value& value, const JsonPlace& place, JsonFindings& findings)
    : place_(place), findings_(findings), object_(value.if_object()) {
    if (object_ == nullptr) {
        findings_.add(place_.pointer(), "an object", &value);
    }
}

void JsonObject::allow_only(std::initializer_list<std::string_view> names) const {
    if (object_ == nullptr) {
        return;
    }
    for (const auto& entry : *object_) {
        const std::string_view key{entry.key().data(), entry.key().size()};
        if (std::find(names.begin(), names.end(), key) == names.end()) {
            findings_.add(place_.pointer() + "/" + escaped(key), "no such member", &entry.value());
        }
    }
}

const boost::json::value* JsonObject::member(std::string_view name, Presence presence,
                                             std::string_view expected) const {
    if (object_ == nullptr) {
        return nullptr;
    }
    const auto* value = object_->if_contains(name);
    if (value == nullptr && presence == Presence::required) {
        findings_.add(place(name).pointer(), expected, nullptr);
    }
    return value;
}

std::string_view JsonObject::text(std::string_view name, Presence presence, Accepts accepts,
                                  std::string_view expected) const {
    const auto* value = member(name, presence, expected);
    if (value == nullptr) {
        return {};
    }
    const auto* string = value->if_string();
    if (string == nullptr || (accepts != nullptr && !accepts({string->data(), string->size()}))) {
        findings_.add(place(name).pointer(), expected, value);
        return {};
    }
    return {string->data(), string->size()};
}

std::optional<std::int64_t> JsonObject::integer(std::string_view name, Presence presence, std::int64_t minimum) const {
    const auto expected = "an integer, at least " + std::to_string(minimum);
    const auto* value = member(name, presence, expected);
    if (value == nullptr) {
        return std::nullopt;
    }
    boost::system::error_code inexact;
    const auto number = value->to_number<std::int64_t>(inexact);
    if (inexact || number < minimum) {
        findings_.add(place(name).pointer(), expected, value);
        return std::nullopt;
    }
    return number;
}

const boost::json::value* JsonObject::object(std::string_view name, Presence presence) const {
    return member(name, presence, "an object");
}

const boost::json::array* JsonObject::array(std::string_view name, Presence presence, std::size_t size_min) const {
    const auto* value = member(name, presence, "an array");
    if (value == nullptr) {
        return nullptr;
    }
    const auto* array = value->if_array();
    if (array == nullptr || array->size() < size_min) {
        findings_.add(place(name).pointer(), "an array with at least " + std::to_string(size_min) + " element(s)",
                      value);
        return nullptr;
    }
    return array;
}

std::vector<std::string> JsonObject::texts(std::string_view name) const {
    std::vector<std::string> list;
    const auto* values = array(name, Presence::optional, 0);
    if (values == nullptr) {
        return list;
    }
    list.reserve(values->size());
    const auto here = place(name);
    for (std::size_t i = 0; i < values->size(); ++i) {
        const auto* string = (*values)[i].if_string();
        if (string == nullptr) {
            findings_.add(JsonPlace{&here, {}, i}.pointer(), "a string", &(*values)[i]);
        } else {
            list.emplace_back(string->data(), string->size());
        }
    }
    return list;
}

}  // namespace otkel::core
