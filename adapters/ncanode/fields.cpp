#include "adapters/ncanode/fields.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parser.hpp>

#include "gateway/base/bytes.hpp"

namespace otkel::adapters::ncanode {
namespace {

namespace json = boost::json;

constexpr std::size_t depth_max = 8;

// Of what stands somewhere in a document: "line 3, column 15".
std::string with_place(const Error& error) {
    const auto place = error.place.to_string();
    return place.empty() ? error.detail : error.detail + " (at " + place + ")";
}

std::string_view kind_of(const json::value& value) {
    switch (value.kind()) {
        case json::kind::string: return "a text";
        case json::kind::object: return "an object";
        case json::kind::array: return "a list";
        case json::kind::bool_: return "true or false";
        default: return "a number";
    }
}

}  // namespace

void Fields::refuse(std::string_view key, std::string_view detail) const {
    if (!error_) {
        error_ = Error{Errc::malformed, path_ + std::string(key) + ": " + std::string(detail), {}, {}};
    }
}

void Fields::refuse(std::string_view key, const Error& error) const {
    if (!error_) {
        error_ = Error{error.code, path_ + std::string(key) + ": " + with_place(error), {}, {}};
    }
}

const json::value* Fields::find(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    return value == nullptr || value->is_null() ? nullptr : value;
}

bool Fields::has(std::string_view key) const { return find(key) != nullptr; }

bool Fields::is_empty_list(std::string_view key) const {
    const auto* value = find(key);
    return value != nullptr && value->is_array() && value->get_array().empty();
}

std::optional<std::string_view> Fields::text_if(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr || error_) {
        return std::nullopt;
    }
    const auto* text = value->if_string();
    if (text == nullptr) {
        refuse(key, "a text is expected, this is " + std::string(kind_of(*value)));
        return std::nullopt;
    }
    return std::string_view(*text);
}

std::string_view Fields::text(std::string_view key) const {
    const auto value = text_if(key);
    if (!value || value->empty()) {
        refuse(key, "a text is required here");
        return {};
    }
    return *value;
}

std::optional<std::string> Fields::octets_if(std::string_view key) const {
    const auto value = text_if(key);
    if (!value) {
        return std::nullopt;
    }
    auto octets = from_base64(*value);
    if (!octets) {
        refuse(key, octets.error());
        return std::nullopt;
    }
    return std::move(*octets);
}

std::string Fields::octets(std::string_view key) const {
    if (!has(key)) {
        refuse(key, "a text in base64 is required here");
    }
    return octets_if(key).value_or(std::string());
}

bool Fields::flag(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr || error_) {
        return false;
    }
    const auto* flag = value->if_bool();
    if (flag == nullptr) {
        refuse(key, "true or false is expected, this is " + std::string(kind_of(*value)));
        return false;
    }
    return *flag;
}

const json::array* Fields::list(std::string_view key, std::size_t most) const {
    const auto* value = find(key);
    const auto* list = value == nullptr ? nullptr : value->if_array();
    if (list == nullptr) {
        refuse(key, value == nullptr ? "a list is required here"
                                     : "a list is expected, this is " + std::string(kind_of(*value)));
        return nullptr;
    }
    if (list->empty() || list->size() > most) {
        refuse(key,
               "the list must hold 1 to " + std::to_string(most) + " values, it holds " + std::to_string(list->size()));
        return nullptr;
    }
    return error_ ? nullptr : list;
}

std::vector<Fields> Fields::objects(std::string_view key, std::size_t most) const {
    std::vector<Fields> objects;
    const auto* values = list(key, most);
    for (std::size_t i = 0; values != nullptr && i < values->size(); ++i) {
        const auto name = std::string(key) + "[" + std::to_string(i) + "]";
        const auto* object = (*values)[i].if_object();
        if (object == nullptr) {
            refuse(name, "an object is expected, this is " + std::string(kind_of((*values)[i])));
            return {};
        }
        objects.emplace_back(*object, path_ + name + ".", error_);
    }
    return objects;
}

std::vector<std::string_view> Fields::texts(std::string_view key, std::size_t most) const {
    std::vector<std::string_view> texts;
    const auto* values = list(key, most);
    for (std::size_t i = 0; values != nullptr && i < values->size(); ++i) {
        const auto* text = (*values)[i].if_string();
        if (text == nullptr) {
            refuse(std::string(key) + "[" + std::to_string(i) + "]",
                   "a text is expected, this is " + std::string(kind_of((*values)[i])));
            return {};
        }
        texts.emplace_back(*text);
    }
    return texts;
}

Result<std::unique_ptr<Message>> Message::parse(std::string& body) {
    const WipedAtEnd wiped(body);
    auto message = std::make_unique<Message>();
    json::parse_options options;
    options.max_depth = depth_max;
    SecretMemory scratch;
    json::parser parser(json::storage_ptr(&scratch), options);
    parser.reset(json::storage_ptr(&message->memory_));
    boost::system::error_code error;
    parser.write(body.data(), body.size(), error);
    if (error) {
        return fail(Errc::malformed, "the body is not JSON: " + error.message());
    }
    message->value_ = parser.release();
    if (!message->value_.is_object()) {
        return fail(Errc::malformed, "the body must be a JSON object");
    }
    return message;
}

}  // namespace otkel::adapters::ncanode
