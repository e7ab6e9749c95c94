#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The mapping language as a table: which files there are, which kinds of entries stand in them, which keys those have.
// Editors get it as a JSON Schema, people as a page of tables. The types are those that values.hpp knows.

namespace otkel::mapping::authoring {

// What stands behind a key.
enum class ValueForm : std::uint8_t {
    text,
    word,  // one of Key::words
    flag,
    version,
    date,
    type,        // one type, or several kinds of identifiers
    date_forms,  // one, or several
    xml_path,
    xml_or_languages,  // a path, or one for each language
    json_path,
    key_paths,   // a map of names to paths like items[].gtin
    texts,       // a map of names to texts
    parameters,  // the same; a parameter without a value must be given
    rules,       // a list of rules
    map,         // a map of the kind Key::kind
    maps,        // a list of them
    branches,    // a map of names to them
    one_way,     // a map of the kind Key::kind when it has a 'value', a field otherwise
};

struct Key {
    std::string_view name;
    ValueForm form{ValueForm::text};
    bool required{false};
    std::string_view about;
    std::string_view kind;                // of a map
    std::vector<std::string_view> words;  // of a word
    std::string_view needs;               // the key without which it says nothing
};

// Of these keys at most one stands in a map.
struct Either {
    std::vector<std::string_view> keys;
    bool needed{false};  // and at least one
};

struct Kind {
    enum class Place : std::uint8_t { file, rule, inside } place{Place::inside};
    std::string_view name;  // of a file or rule: the key that it is told by
    std::string_view title;
    std::string_view about;
    std::string_view example;  // YAML
    std::vector<Key> keys;
    std::vector<Either> eithers;

    [[nodiscard]] const Key* key(std::string_view wanted) const;
};

// Of a rule the first one fits whose key stands in it; the last needs none.
[[nodiscard]] const std::vector<Kind>& language();
[[nodiscard]] const Kind& kind_called(std::string_view name);

// A draft-07 schema of all files of the language.
[[nodiscard]] std::string language_schema();
// The same as tables, in Markdown.
[[nodiscard]] std::string language_reference();

// What a type takes, in a few words: "a whole number of at most 64 bits, for example 12".
[[nodiscard]] std::string type_in_words(std::string_view word);

}  // namespace otkel::mapping::authoring
