#include <algorithm>

#include "gateway/mapping/check/checks.hpp"
#include "gateway/mapping/check/fitting.hpp"
#include "gateway/mapping/check/presence.hpp"
#include "gateway/mapping/words.hpp"

// What rules give and take is of the type that the JSON Schema gives the member.

namespace otkel::mapping::check {
namespace {

constexpr std::size_t words_shown = 8;

class JsonValues {
public:
    JsonValues(const Views& views, Report& report) : views_(views), report_(report) {}

    void run() {
        for (const auto& view : views_.all()) {
            for (std::size_t number = 0; number < view.rules.size(); ++number) {
                const auto& at = view.rules[number];
                if (at.member != nullptr && at.member->type != nullptr) {
                    rule(view.scope->rules[number], at, *at.member->type);
                }
            }
        }
    }

private:
    void rule(const Rule& rule, const RuleView& at, const JsonType& type) {
        if (!shape(rule, at, type)) {
            return;
        }
        if (rule.shape == Shape::list) {
            entries(rule, at, type);
            if (!rule.scope && type.items != nullptr) {
                entry_kind(rule, at, *type.items);
                value(rule, *type.items, "an entry of '" + json_path(*at.member) + "'");
            }
        } else if (rule.shape == Shape::value) {
            value(rule, type, "'" + json_path(*at.member) + "'");
        } else if (rule.shape == Shape::entries && type.additional != nullptr) {
            entry_kind(rule, at, *type.additional);
            value(rule.scope->rules.back(), *type.additional, "a value in '" + json_path(*at.member) + "'");
        }
    }

    // The value of an entry, and an entry of a list of values.
    void entry_kind(const Rule& rule, const RuleView& at, const JsonType& type) {
        const auto& value = rule.shape == Shape::entries ? rule.scope->rules.back() : rule;
        const auto kind = json_kind(value.type);
        if ((type.kinds & kind) == 0) {
            report_.error("value-type", type_spot(value),
                          "an entry of '" + json_path(*at.member) + "' is " + kinds_in_words(type.kinds) +
                              " in the JSON Schema, and this rule gives " + kinds_in_words(kind) + reason(value, type));
        }
    }

    // An object, a list or a value, as the schema says.
    bool shape(const Rule& rule, const RuleView& at, const JsonType& type) {
        const auto path = json_path(*at.member);
        const auto kind = rule.shape == Shape::list    ? json_array
                          : rule.shape == Shape::value ? json_kind(rule.type)
                                                       : json_object;
        if (rule.nil && rule.shape != Shape::list && (type.kinds & json_null) == 0) {
            report_.error("value-type", json_spot(rule),
                          "'" + path +
                              "' is null when XML says xsi:nil, and the JSON Schema does not allow null; leave out "
                              "'nil: true', or allow \"null\" there");
        }
        if ((type.kinds & kind) != 0) {
            return true;
        }
        const bool value = rule.shape == Shape::value;
        const auto what = value ? "text" : kinds_in_words(kind);
        if (value && kind != json_text) {
            report_.error("value-type", type_spot(rule),
                          "'" + path + "' is " + kinds_in_words(type.kinds) +
                              " in the JSON Schema, and 'as: " + (kind == json_integer ? "integer" : "boolean") +
                              "' gives " + kinds_in_words(kind) + hint_for(type));
        } else {
            const bool names_type = value && (rule.type.type != Type::string || rule.type.codes != nullptr);
            report_.error("value-type", names_type ? type_spot(rule) : json_spot(rule),
                          "'" + path + "' is " + kinds_in_words(type.kinds) +
                              " in the JSON Schema, and this rule gives " + what +
                              (value ? reason(rule, type) : hint_of_shape(rule, type)));
        }
        return false;
    }

    static std::string hint_for(const JsonType& type) {
        return (type.kinds & json_boolean) != 0   ? "; did you mean 'as: boolean'?"
               : (type.kinds & json_integer) != 0 ? "; did you mean 'as: integer'?"
               : (type.kinds & json_text) != 0    ? "; did you mean 'as: string'?"
                                                  : "";
    }

    static std::string reason(const Rule& rule, const JsonType& type) {
        if (rule.type.type == Type::decimal) {
            return (type.kinds & json_integer) != 0 ? ": a decimal number is a text in JSON, so that nothing is "
                                                      "rounded; say \"type\": \"string\" there"
                                                    : "";
        }
        if (rule.type.codes != nullptr || rule.type.type != Type::string) {
            return "";
        }
        if ((type.kinds & json_number) != 0) {
            return "; a number with a fraction is a text here ('as: decimal'), a whole one is 'as: integer'";
        }
        return hint_for(type);
    }

    static std::string hint_of_shape(const Rule& rule, const JsonType& type) {
        if (rule.shape == Shape::object && (type.kinds & json_array) != 0) {
            return "; did you mean 'each: " + rule.xml + "'?";
        }
        if (rule.shape == Shape::list && (type.kinds & json_object) != 0) {
            return "; did you mean 'object: " + rule.xml + "'?";
        }
        return "";
    }

    void entries(const Rule& rule, const RuleView& at, const JsonType& type) {
        if (type.min_items.value_or(0) > 0 && !rule.required && at.element != nullptr &&
            at.element->element != nullptr && !at.element->expected) {
            report_.warning("json-required", xml_spot(rule),
                            "the JSON Schema wants at least " + std::to_string(*type.min_items) + " entry in '" +
                                json_path(*at.member) + "', and XML may have none; write 'required: true'" +
                                (at.element->parent->parent == nullptr ? " or 'empty: absent'" : ""));
        }
    }

    void value(const Rule& rule, const JsonType& type, const std::string& name) {
        if (type.words && (rule.constant || rule.default_value.kind != Value::Kind::absent)) {
            stated(rule, rule.constant ? rule.value : rule.default_value, type, name);
        }
        if (rule.constant) {
            return;
        }
        const bool date = rule.type.type == Type::date && rule.type.codes == nullptr;
        const bool time = rule.type.type == Type::date_time && rule.type.codes == nullptr;
        if ((date && type.format == "date-time") || (time && type.format == "date")) {
            report_.error("value-type", type_spot(rule),
                          name + " is " + (date ? "a date with time" : "a date without time") +
                              " in the JSON Schema (\"format\": \"" + type.format +
                              "\"); did you mean 'as: " + (date ? "dateTime" : "date") + "'?");
        }
        if (const auto length = rule.type.codes == nullptr ? fixed_length(rule.type) : std::nullopt) {
            if ((type.max_length && *length > *type.max_length) || (type.min_length && *length < *type.min_length)) {
                report_.error("value-type", type_spot(rule),
                              in_words(rule.type) + " has " + std::to_string(*length) + " characters, and " + name +
                                  (type.max_length && *length > *type.max_length
                                       ? " has at most " + std::to_string(*type.max_length)
                                       : " has at least " + std::to_string(*type.min_length)) +
                                  " in the JSON Schema");
            }
        }
        if (rule.type.type == Type::integer && rule.to_xml && (type.kinds & json_number) != 0) {
            report_.note("value-type", json_spot(rule),
                         name +
                             " may be any number in the JSON Schema, and one with a fraction is refused; say \"type\": "
                             "\"integer\" there");
        }
        if (!rule.nil && rule.to_xml && (type.kinds & json_null) != 0 && type.kinds != json_any) {
            report_.note("value-type", json_spot(rule),
                         name +
                             " may be null in the JSON Schema, and null is refused here; write 'nil: true' if XML has "
                             "xsi:nil for it");
        }
    }

    // What the mapping itself states.
    void stated(const Rule& rule, const Given& value, const JsonType& type, const std::string& name) {
        const auto word = given(value);
        const auto& allowed = *type.words;
        if (rule.to_json && std::find(allowed.begin(), allowed.end(), word) == allowed.end()) {
            report_.error("value-type", value_spot(rule),
                          "the JSON Schema does not allow " + in_quotes(word) + " in " + name + hint(word, allowed));
        }
    }

    static std::string hint(const std::string& word, const std::vector<std::string>& allowed) {
        const auto near = suggestion(word, allowed);
        return near.empty() ? ": it allows only " + listed(allowed, words_shown) : near;
    }

    static std::string given(const Given& value) {
        switch (value.kind) {
            case Value::Kind::number: return std::to_string(value.number);
            case Value::Kind::flag: return value.flag ? "true" : "false";
            default: return value.text;
        }
    }

    const Views& views_;
    Report& report_;
};

}  // namespace

void check_json_values(const Views& views, Report& report) { JsonValues(views, report).run(); }

}  // namespace otkel::mapping::check
