#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "gateway/mapping/authoring/language.hpp"
#include "gateway/mapping/authoring/pretty_json.hpp"
#include "gateway/mapping/values.hpp"

namespace otkel::mapping::authoring {
namespace {

namespace json = boost::json;

// An editor reads 1 and true as a number and a truth value; the language reads every scalar as text.
json::object scalar() { return {{"type", json::array{"string", "number", "boolean"}}}; }

json::object pattern(std::string_view expression) { return {{"type", "string"}, {"pattern", expression}}; }

json::object reference(std::string_view name) { return {{"$ref", "#/definitions/" + std::string(name)}}; }

json::object any_of(json::array all) { return {{"anyOf", std::move(all)}}; }

json::object list_of(json::object items) { return {{"type", "array"}, {"items", std::move(items)}, {"minItems", 1}}; }

json::object map_of(json::object values) { return {{"type", "object"}, {"additionalProperties", std::move(values)}}; }

// The place of a parameter in a part.
json::object parameter() { return pattern("\\$\\("); }

json::object words_of(const std::vector<std::string_view>& words) {
    json::array all;
    for (const auto word : words) {
        all.emplace_back(word);
    }
    return {{"enum", std::move(all)}};
}

json::object type() {
    json::array words;
    json::array sentences;
    for (const auto& word : type_words()) {
        words.emplace_back(word);
        sentences.emplace_back(type_in_words(word));
    }
    return any_of({json::object{{"enum", words}, {"enumDescriptions", sentences}}, parameter(),
                   list_of(any_of({json::object{{"enum", words}}, parameter()}))});
}

json::object languages() {
    json::object all;
    for (const auto* word : {"kk", "ru", "en"}) {
        all[word] = reference("xml-path");
    }
    return {{"type", "object"}, {"properties", std::move(all)}, {"additionalProperties", false}, {"minProperties", 1}};
}

json::object flag() { return any_of({json::object{{"enum", json::array{true, false, "true", "false"}}}, parameter()}); }

json::object version() { return any_of({json::object{{"type", "integer"}, {"minimum", 1}}, pattern("^[1-9][0-9]*$")}); }

// xml(): the paths of PathReader, as far as one expression can say.
json::object xml_path() { return pattern("^[^\\s/][^\\s]*$"); }
json::object json_path() { return pattern("^[^\\[\\] /@.]+(\\.[^\\[\\] /@.]+)*$"); }
json::object key_path() { return pattern("^[^\\[\\] /@.]+(\\[\\])?(\\.[^\\[\\] /@.]+(\\[\\])?)*$"); }

json::object xpath_or_field() {
    return {{"if", json::object{{"required", json::array{"xpath"}}}},
            {"then", reference("json-xpath")},
            {"else", reference("field")}};
}

json::object constant_or_field(const Key& key) {
    return {{"if", json::object{{"required", json::array{"value"}}}},
            {"then", reference(key.kind)},
            {"else", key.kind == "json-constant" ? xpath_or_field() : reference("field")}};
}

json::object value_of(const Key& key) {
    switch (key.form) {
        case ValueForm::text: return scalar();
        case ValueForm::word: return any_of({words_of(key.words), parameter()});
        case ValueForm::flag: return flag();
        case ValueForm::version: return version();
        case ValueForm::date: return pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
        case ValueForm::type: return reference("type");
        case ValueForm::date_forms: return any_of({json::object{{"type", "string"}}, list_of({{"type", "string"}})});
        case ValueForm::xml_path: return reference("xml-path");
        case ValueForm::xml_or_languages: return any_of({reference("xml-path"), languages()});
        case ValueForm::json_path: return reference("json-path");
        case ValueForm::key_paths: return map_of(key_path());
        case ValueForm::texts: return map_of(scalar());
        case ValueForm::parameters: return map_of(any_of({scalar(), json::object{{"type", "null"}}}));
        case ValueForm::rules: return list_of(reference("rule"));
        case ValueForm::map: return reference(key.kind);
        case ValueForm::maps: return {{"type", "array"}, {"items", reference(key.kind)}};
        case ValueForm::branches: {
            auto all = map_of(reference(key.kind));
            all["minProperties"] = 1;
            return all;
        }
        case ValueForm::one_way: return constant_or_field(key);
    }
    return {};
}

// A $ref hides what stands beside it (draft-07, core section 8.3), so it goes into allOf when there is a sentence.
json::object described(const Key& key) {
    json::object whole{{"description", key.about}};
    auto value = value_of(key);
    if (value.contains("$ref")) {
        whole["allOf"] = json::array{std::move(value)};
    } else {
        for (auto& [name, content] : value) {
            whole[name] = content;
        }
    }
    return whole;
}

json::object both_of(std::string_view one, std::string_view other) { return {{"required", json::array{one, other}}}; }

void add_eithers(const Kind& kind, json::array& rules) {
    for (const auto& either : kind.eithers) {
        for (std::size_t one = 0; one < either.keys.size(); ++one) {
            for (std::size_t other = one + 1; other < either.keys.size(); ++other) {
                rules.emplace_back(json::object{{"not", both_of(either.keys[one], either.keys[other])}});
            }
        }
        if (either.needed) {
            json::array any;
            for (const auto key : either.keys) {
                any.emplace_back(json::object{{"required", json::array{key}}});
            }
            rules.emplace_back(any_of(std::move(any)));
        }
    }
}

json::object definition(const Kind& kind) {
    json::object properties;
    json::array required;
    json::object needs;
    for (const auto& key : kind.keys) {
        properties[key.name] = described(key);
        if (key.required) {
            required.emplace_back(key.name);
        }
        if (!key.needs.empty()) {
            needs[key.name] = json::array{key.needs};
        }
    }
    json::object whole{{"title", kind.title},
                       {"description", kind.about},
                       {"type", "object"},
                       {"properties", std::move(properties)},
                       {"additionalProperties", false}};
    if (!required.empty()) {
        whole["required"] = std::move(required);
    }
    if (!needs.empty()) {
        whole["dependencies"] = std::move(needs);
    }
    json::array rules;
    add_eithers(kind, rules);
    if (!rules.empty()) {
        whole["allOf"] = std::move(rules);
    }
    return whole;
}

// The first kind whose key is there; the last when none is.
json::object first_of(std::vector<const Kind*> kinds) {
    auto whole = reference(kinds.back()->name);
    for (kinds.pop_back(); !kinds.empty(); kinds.pop_back()) {
        const auto name = kinds.back()->name;
        whole = {{"if", json::object{{"required", json::array{name}}}},
                 {"then", reference(name)},
                 {"else", std::move(whole)}};
    }
    return whole;
}

// With all keys of all kinds, so that an editor offers them before the kind is known.
json::object rule() {
    json::object properties;
    std::vector<const Kind*> kinds;
    for (const auto& kind : language()) {
        if (kind.place != Kind::Place::rule) {
            continue;
        }
        kinds.push_back(&kind);
        if (const auto* key = kind.key(kind.name); key != nullptr) {
            properties[kind.name] = json::object{{"description", kind.about}};
        }
    }
    json::object whole{{"type", "object"}, {"properties", std::move(properties)}};
    for (auto& [name, content] : first_of(std::move(kinds))) {
        whole[name] = content;
    }
    return whole;
}

json::object definitions() {
    json::object all{{"rule", rule()}, {"type", type()}, {"xml-path", xml_path()}, {"json-path", json_path()}};
    for (const auto& kind : language()) {
        all[kind.name] = definition(kind);
    }
    return all;
}

}  // namespace

std::string language_schema() {
    std::vector<const Kind*> files{nullptr};
    for (const auto& kind : language()) {
        if (kind.place == Kind::Place::file) {
            // A file that does not say what it is, is judged as a mapping: the first.
            (files.front() == nullptr ? files.front() : files.emplace_back()) = &kind;
        }
    }
    std::rotate(files.begin(), files.begin() + 1, files.end());
    json::object whole{{"$schema", "http://json-schema.org/draft-07/schema#"},
                       {"$id", "mapping-language"},
                       {"title", "Mappings, parts of mappings, and tables of codes"}};
    for (auto& [name, content] : first_of(std::move(files))) {
        whole[name] = content;
    }
    whole["definitions"] = definitions();
    return pretty(whole);
}

}  // namespace otkel::mapping::authoring
