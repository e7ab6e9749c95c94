#include "gateway/mapping/check/json_schema.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parser.hpp>
#include <boost/json/serialize.hpp>
#include <unordered_map>

#include "gateway/base/files.hpp"
#include "gateway/mapping/mapping_files.hpp"
#include "gateway/mapping/words.hpp"

namespace otkel::mapping::check {
namespace {

constexpr std::size_t schema_depth_max = 128;

constexpr std::array<std::pair<std::string_view, std::uint8_t>, 7> kind_words{{{"object", json_object},
                                                                               {"array", json_array},
                                                                               {"string", json_text},
                                                                               {"integer", json_integer},
                                                                               {"number", json_number | json_integer},
                                                                               {"boolean", json_boolean},
                                                                               {"null", json_null}}};

std::uint8_t kind_of_word(std::string_view word) {
    const auto* found =
        std::find_if(kind_words.begin(), kind_words.end(), [&](const auto& one) { return one.first == word; });
    return found == kind_words.end() ? json_any : found->second;
}

std::string_view view(const boost::json::string& text) { return {text.data(), text.size()}; }

std::string text_of(const boost::json::value& value) {
    return value.is_string() ? std::string(view(value.get_string())) : boost::json::serialize(value);
}

std::uint8_t kind_of_value(const boost::json::value& value) {
    switch (value.kind()) {
        case boost::json::kind::object: return json_object;
        case boost::json::kind::array: return json_array;
        case boost::json::kind::string: return json_text;
        case boost::json::kind::bool_: return json_boolean;
        case boost::json::kind::null: return json_null;
        case boost::json::kind::double_: return json_number;
        default: return json_integer;
    }
}

template <class T>
void keep_both(std::vector<T>& mine, const std::vector<T>& theirs) {
    for (const auto& one : theirs) {
        if (std::find(mine.begin(), mine.end(), one) == mine.end()) {
            mine.push_back(one);
        }
    }
}

template <class T>
void keep_common(std::vector<T>& mine, const std::vector<T>& theirs) {
    std::erase_if(mine, [&](const T& one) { return std::find(theirs.begin(), theirs.end(), one) == theirs.end(); });
}

void add_properties(JsonType& to, const JsonType& from) {
    for (const auto& property : from.properties) {
        if (!to.names(property.first)) {
            to.properties.push_back(property);
        }
    }
}

// Both must hold.
void narrow(JsonType& to, const JsonType& by) {
    to.kinds &= by.kinds;
    add_properties(to, by);
    keep_both(to.required, by.required);
    to.closed = to.closed || by.closed;
    to.additional = to.additional != nullptr ? to.additional : by.additional;
    to.items = to.items != nullptr ? to.items : by.items;
    if (to.words && by.words) {
        keep_common(*to.words, *by.words);
    } else if (by.words) {
        to.words = by.words;
    }
    to.format = to.format.empty() ? by.format : to.format;
    to.min_length = to.min_length ? to.min_length : by.min_length;
    to.max_length = to.max_length ? to.max_length : by.max_length;
    to.min_items = to.min_items ? to.min_items : by.min_items;
}

// One of both must hold: only what both say is sure.
void widen(JsonType& to, const JsonType& by) {
    to.kinds |= by.kinds;
    add_properties(to, by);
    keep_common(to.required, by.required);
    to.closed = to.closed && by.closed;
    to.additional = to.additional != nullptr ? to.additional : by.additional;
    to.items = to.items != nullptr ? to.items : by.items;
    if (to.words && by.words) {
        keep_both(*to.words, *by.words);
    } else {
        to.words.reset();
    }
    to.format = to.format == by.format ? to.format : "";
    to.min_length.reset();
    to.max_length.reset();
    to.min_items.reset();
}

Place place_of(const std::string& file, std::string_view text, std::size_t octet) {
    const auto before = text.substr(0, octet);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto column = before.size() - (before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1);
    return {file, static_cast<int>(line), static_cast<int>(column) + 1, {}};
}

}  // namespace

class JsonSchemaReader {
public:
    JsonSchemaReader(JsonSchema& schema, std::string file, std::string_view text)
        : schema_(schema), file_(std::move(file)), text_(text) {}

    void read(const boost::json::value& document) {
        document_ = &document;
        schema_.root_ = type(document, 0);
    }
    [[nodiscard]] std::vector<Finding> take() { return std::move(findings_); }

private:
    const JsonType* type(const boost::json::value& value, std::size_t depth) {
        const auto* from = &value;
        for (std::size_t steps = 0; from->is_object() && from->get_object().contains("$ref"); ++steps) {
            const auto& reference = from->get_object().at("$ref");
            const auto* target = reference.is_string() ? find(view(reference.get_string())) : nullptr;
            if (target == nullptr || steps > schema_depth_max) {
                complain("'$ref' leads nowhere in this file", text_of(reference));
                return nothing_said();
            }
            from = target;
        }
        const auto [known, fresh] = known_.try_emplace(from, nullptr);
        if (fresh) {
            auto& made = schema_.types_.emplace_back();
            known->second = &made;
            if (from->is_object() && depth < schema_depth_max) {
                fill(made, from->get_object(), depth + 1);
            }
        }
        return known_.at(from);
    }

    const JsonType* nothing_said() { return &schema_.types_.emplace_back(); }

    const boost::json::value* find(std::string_view reference) const {
        if (!reference.starts_with('#')) {
            return nullptr;
        }
        boost::system::error_code error;
        return document_->find_pointer(reference.substr(1), error);
    }

    void complain(std::string detail, const std::string& found) {
        const auto at = text_.find("\"" + found + "\"");
        findings_.push_back({"schema-invalid", Severity::error,
                             at == std::string_view::npos ? Place{file_, 0, 0, {}} : place_of(file_, text_, at),
                             "a pointer like #/definitions/item", in_quotes(found), std::move(detail)});
    }

    void fill(JsonType& type, const boost::json::object& from, std::size_t depth) {
        kinds(type, from);
        members(type, from, depth);
        values(type, from);
        if (const auto* items = from.if_contains("items"); items != nullptr && items->is_object()) {
            type.items = this->type(*items, depth);
        }
        combinations(type, from, depth);
    }

    void kinds(JsonType& type, const boost::json::object& from) {
        const auto* stated = from.if_contains("type");
        if (stated == nullptr) {
            return;
        }
        if (stated->is_string()) {
            type.kinds = kind_of_word(view(stated->get_string()));
        } else if (stated->is_array()) {
            type.kinds = 0;
            for (const auto& word : stated->get_array()) {
                type.kinds |= word.is_string() ? kind_of_word(view(word.get_string())) : json_any;
            }
        }
    }

    void members(JsonType& type, const boost::json::object& from, std::size_t depth) {
        if (const auto* properties = from.if_contains("properties"); properties != nullptr && properties->is_object()) {
            for (const auto& [name, schema] : properties->get_object()) {
                type.properties.emplace_back(std::string(name), this->type(schema, depth));
            }
        }
        if (const auto* required = from.if_contains("required"); required != nullptr && required->is_array()) {
            for (const auto& name : required->get_array()) {
                type.required.push_back(text_of(name));
            }
        }
        const auto* more = from.if_contains("additionalProperties");
        type.closed = more != nullptr && more->is_bool() && !more->get_bool() && !from.contains("patternProperties");
        if (more != nullptr && more->is_object()) {
            type.additional = this->type(*more, depth);
        }
    }

    static void values(JsonType& type, const boost::json::object& from) {
        if (const auto* words = from.if_contains("enum"); words != nullptr && words->is_array()) {
            type.words.emplace();
            std::uint8_t kinds = 0;
            for (const auto& word : words->get_array()) {
                kinds |= kind_of_value(word);
                if (!word.is_null()) {
                    type.words->push_back(text_of(word));
                }
            }
            type.kinds &= kinds;
        }
        if (const auto* one = from.if_contains("const"); one != nullptr) {
            type.words = {text_of(*one)};
            type.kinds &= kind_of_value(*one);
        }
        if (const auto* format = from.if_contains("format"); format != nullptr && format->is_string()) {
            type.format = view(format->get_string());
        }
        const auto number = [&](std::string_view key, std::optional<std::size_t>& to) {
            const auto* value = from.if_contains(key);
            if (value != nullptr && value->is_int64() && value->get_int64() >= 0) {
                to = static_cast<std::size_t>(value->get_int64());
            }
        };
        number("minLength", type.min_length);
        number("maxLength", type.max_length);
        number("minItems", type.min_items);
    }

    void combinations(JsonType& type, const boost::json::object& from, std::size_t depth) {
        const auto parts = [&](std::string_view key) {
            std::vector<const JsonType*> types;
            const auto* list = from.if_contains(key);
            if (list != nullptr && list->is_array()) {
                for (const auto& one : list->get_array()) {
                    types.push_back(this->type(one, depth));
                }
            }
            return types;
        };
        for (const auto* one : parts("allOf")) {
            narrow(type, *one);
        }
        for (const auto* key : {"anyOf", "oneOf"}) {
            const auto alternatives = parts(key);
            if (alternatives.empty()) {
                continue;
            }
            auto any = *alternatives.front();
            for (const auto* one : alternatives) {
                widen(any, *one);
            }
            narrow(type, any);
        }
    }

    JsonSchema& schema_;
    std::string file_;
    std::string_view text_;
    const boost::json::value* document_{nullptr};
    std::unordered_map<const boost::json::value*, const JsonType*> known_;
    std::vector<Finding> findings_;
};

const JsonType* JsonType::member(std::string_view name) const {
    const auto found =
        std::find_if(properties.begin(), properties.end(), [&](const auto& one) { return one.first == name; });
    return found == properties.end() ? additional : found->second;
}

bool JsonType::names(std::string_view name) const {
    return std::any_of(properties.begin(), properties.end(), [&](const auto& one) { return one.first == name; });
}

bool JsonType::requires_member(std::string_view name) const {
    return std::find(required.begin(), required.end(), name) != required.end();
}

std::vector<std::string> JsonType::member_names() const {
    std::vector<std::string> names;
    names.reserve(properties.size());
    for (const auto& [name, type] : properties) {
        names.push_back(name);
    }
    return names;
}

std::string kinds_in_words(std::uint8_t kinds) {
    constexpr std::array<std::pair<std::uint8_t, std::string_view>, 7> words{{{json_object, "an object"},
                                                                              {json_array, "a list"},
                                                                              {json_text, "text"},
                                                                              {json_number, "a number"},
                                                                              {json_integer, "a whole number"},
                                                                              {json_boolean, "true or false"},
                                                                              {json_null, "null"}}};
    std::string text;
    for (const auto& [kind, word] : words) {
        if ((kinds & kind) != 0 && !(kind == json_integer && (kinds & json_number) != 0)) {
            text += (text.empty() ? "" : " or ") + std::string(word);
        }
    }
    return text;
}

Result<std::shared_ptr<const JsonSchema>> JsonSchema::load(const std::filesystem::path& file) {
    const auto text = read_whole_file(file, json_schema_octets_max, Errc::not_found);
    if (!text) {
        return fail(text.error());
    }
    boost::json::parser parser;
    boost::system::error_code error;
    const auto read = parser.write(*text, error);
    if (error) {
        return fail(Errc::invalid_configuration, "the JSON Schema is not JSON: " + error.message(),
                    place_of(file.string(), *text, read));
    }
    const auto document = parser.release();
    auto schema = std::make_shared<JsonSchema>();
    JsonSchemaReader reader(*schema, file.string(), *text);
    reader.read(document);
    if (auto findings = reader.take(); !findings.empty()) {
        return fail({Errc::invalid_configuration,
                     "the JSON Schema cannot be read",
                     {file.string(), 0, 0, {}},
                     std::move(findings)});
    }
    return std::shared_ptr<const JsonSchema>(std::move(schema));
}

}  // namespace otkel::mapping::check
