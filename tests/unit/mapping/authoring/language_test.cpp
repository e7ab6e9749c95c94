#include "gateway/mapping/authoring/language.hpp"

#include <set>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "gateway/mapping/values.hpp"
#include "tests/unit/mapping/authoring/yaml_reading.hpp"
#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::authoring::tests {
namespace {

using mapping::tests::file_of;
using mapping::tests::Folder;
using mapping::tests::load_text;

class Editor {
public:
    Editor() {
        document_ = boost::json::parse(language_schema());
        valijson::SchemaParser().populateSchema(valijson::adapters::BoostJsonAdapter(document_), schema_);
    }

    [[nodiscard]] std::string violations(const YAML::Node& node, Scalars scalars = Scalars::texts) const {
        const auto json = json_of(node, scalars);
        valijson::ValidationResults results;
        valijson::Validator().validate(schema_, valijson::adapters::BoostJsonAdapter(json), &results);
        std::string text;
        for (const auto& error : results) {
            std::string where;
            for (const auto& step : error.context) {
                where += step;
            }
            text += where + ": " + error.description + "\n";
        }
        return text;
    }

private:
    boost::json::value document_;
    valijson::Schema schema_;
};

TEST(Language, is_written_down_as_it_is) {
    EXPECT_EQ(text_of("mappings/mapping-language.schema.json"), language_schema());
    EXPECT_EQ(text_of("docs/mapping-reference.md"), language_reference());
}

TEST(Language, schema_takes_every_file_of_the_project) {
    const Editor editor;
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("mappings")) {
        if (entry.path().extension() == ".yaml") {
            const auto node = YAML::LoadFile(entry.path().string());
            EXPECT_EQ(editor.violations(node), "") << entry.path();
            EXPECT_EQ(editor.violations(node, Scalars::typed), "") << entry.path();
            ++files;
        }
    }
    EXPECT_GE(files, 40);
}

// A value that fits the form of a key.
std::string sample_of(const Key& key, std::string_view type) {
    switch (key.form) {
        case ValueForm::text: return key.name == "language" ? "\"@lang\"" : key.name == "codes" ? "unit" : "t/word";
        case ValueForm::word: return std::string(key.words.front());
        case ValueForm::flag: return "true";
        case ValueForm::version: return "1";
        case ValueForm::date: return "2026-07-12";
        case ValueForm::type: return std::string(type);
        case ValueForm::date_forms: return "dd.MM.yyyy";
        case ValueForm::xml_path:
        case ValueForm::xml_or_languages: return "A";
        case ValueForm::json_path: return "a";
        case ValueForm::rules: return "[{xml: B, json: b}]";
        case ValueForm::map: return "{xml: A, json: a}";
        case ValueForm::branches: return "{x: {fields: [{xml: B, json: b}]}}";
        default: return "{}";
    }
}

using Chosen = std::map<std::string, std::string>;

void choose(const Kind& kind, const Key& key, Chosen& chosen) {
    const bool date = key.name == "form";
    chosen[std::string(key.name)] = sample_of(key, date ? "date" : key.name == "language" ? "text" : "string");
    if (const auto* needed = key.needs.empty() ? nullptr : kind.key(key.needs); needed != nullptr) {
        chosen[std::string(needed->name)] = sample_of(*needed, date ? "date" : "text");
    }
}

// The least that an entry of the kind must have, and one more of its keys.
Chosen entry_of(const Kind& kind, const Key* more) {
    Chosen chosen;
    for (const auto& key : kind.keys) {
        if (key.required) {
            choose(kind, key, chosen);
        }
    }
    if (more != nullptr) {
        choose(kind, *more, chosen);
    }
    for (const auto& either : kind.eithers) {
        const bool there = std::any_of(either.keys.begin(), either.keys.end(),
                                       [&](const auto key) { return chosen.contains(std::string(key)); });
        if (either.needed && !there) {
            choose(kind, *kind.key(either.keys.front()), chosen);
        }
    }
    return chosen;
}

std::string written(const Chosen& chosen) {
    std::string text;
    for (const auto& [key, value] : chosen) {
        text += (text.empty() ? "{" : ", ") + key + ": " + value;
    }
    return text + "}";
}

// A rule that holds the entry, wherever it has its place.
std::string rule_around(const Kind& kind, const std::string& entry) {
    if (kind.name == "decides") {
        return "- {choose: " + entry + ", when: {x: {fields: [{xml: B, json: b}]}}}\n";
    }
    if (kind.name == "branch") {
        return "- {choose: {xml: A, json: k}, when: {x: " + entry + "}}\n";
    }
    if (kind.name == "json-constant" || kind.name == "json-xpath" || kind.name == "xml-constant") {
        return std::string("- {to-") + (kind.name.starts_with("json") ? "json" : "xml") + ": " + entry + "}\n";
    }
    return "- " + entry + "\n";
}

bool is_rule_level(const Kind& kind) {
    static const std::set<std::string_view> others{"mapping", "xml", "json", "part", "table", "code"};
    return !others.contains(kind.name);
}

class Gateway {
public:
    Gateway() {
        folder_.write("codes/unit.yaml", "table: unit\ncodes: []\n");
        folder_.write("t/word.yaml", "part: t/word\nversion: 1\nfields: [{xml: P, json: p}]\n");
    }

    [[nodiscard]] std::string complaints(const std::string& whole) const {
        const auto mapping = load_text(folder_, whole);
        std::string all;
        for (const auto& finding : mapping ? std::vector<Finding>{} : mapping.error().findings) {
            all += finding.to_string() + "\n";
        }
        return all;
    }
    [[nodiscard]] const Folder& folder() const { return folder_; }

private:
    Folder folder_;
};

TEST(Language, has_no_key_that_the_loader_does_not_know) {
    const Gateway gateway;
    const Editor editor;
    int tried = 0;
    for (const auto& kind : language()) {
        if (!is_rule_level(kind) || kind.name.starts_with("to-")) {
            continue;
        }
        for (const auto& key : kind.keys) {
            const auto whole = file_of(rule_around(kind, written(entry_of(kind, &key))));
            EXPECT_EQ(gateway.complaints(whole).find("is not known"), std::string::npos)
                << whole << gateway.complaints(whole);
            EXPECT_EQ(editor.violations(YAML::Load(whole)), "") << whole;
            ++tried;
        }
    }
    EXPECT_GE(tried, 60);
}

// What the loader offers when it does not know a key: every key that it looked for.
std::set<std::string> known_to_the_loader(const std::string& complaints) {
    std::set<std::string> known;
    const auto said = complaints.find("'qqqqqqqqqqqq' is not known");
    const std::string_view before = "; expected ";
    const auto begin = said == std::string::npos ? said : complaints.find(before, said);
    if (begin == std::string::npos) {
        return known;
    }
    const auto from = begin + before.size();
    std::string words = complaints.substr(from, complaints.find('\n', from) - from);
    for (const std::string_view separator : {", ", " or "}) {
        for (auto at = words.find(separator); at != std::string::npos; at = words.find(separator)) {
            words.replace(at, separator.size(), " ");
        }
    }
    std::istringstream stream(words);
    for (std::string word; stream >> word;) {
        known.insert(word);
    }
    return known;
}

// Keys that the loader looks for so that it can say that they have no place there, or that change nothing.
bool is_of_no_use(const Kind& kind, const std::string& key) {
    static const std::set<std::string> common{"required", "nil"};
    static const std::set<std::string> of_fields{"xml", "nil", "default", "value"};
    const bool constant = kind.name.ends_with("-constant");
    return (constant && (common.contains(key) || key == "codes")) || (kind.name == "attributes" && key == "nil") ||
           (kind.name == "json-xpath" && of_fields.contains(key)) || (kind.name == "entries" && key == "nil") ||
           (kind.name == "decides" && key == "nil");
}

TEST(Language, has_every_key_that_the_loader_knows) {
    const Gateway gateway;
    for (const auto& kind : language()) {
        if (!is_rule_level(kind) || kind.name == "use" || kind.name.starts_with("to-")) {
            continue;
        }
        std::set<std::string> known;
        for (const auto& key : kind.keys) {
            auto entry = entry_of(kind, &key);
            entry["qqqqqqqqqqqq"] = "1";
            known.merge(known_to_the_loader(gateway.complaints(file_of(rule_around(kind, written(entry))))));
        }
        EXPECT_FALSE(known.empty()) << kind.name;
        for (const auto& key : known) {
            EXPECT_TRUE(kind.key(key) != nullptr || is_of_no_use(kind, key)) << kind.name << ": " << key;
        }
    }
}

TEST(Language, refuses_a_misspelt_key_as_the_loader_does) {
    const Gateway gateway;
    const Editor editor;
    for (const auto& kind : language()) {
        if (!is_rule_level(kind)) {
            continue;
        }
        for (const auto& key : kind.keys) {
            if (key.required && key.name == kind.name) {
                continue;
            }
            auto entry = entry_of(kind, &key);
            auto value = entry.extract(std::string(key.name));
            value.key() += "x";
            entry.insert(std::move(value));
            const auto whole = file_of(rule_around(kind, written(entry)));
            EXPECT_NE(editor.violations(YAML::Load(whole)), "") << whole;
            EXPECT_NE(gateway.complaints(whole), "") << whole;
        }
    }
}

TEST(Language, refuses_a_misspelt_key_of_a_file) {
    const Editor editor;
    const Gateway gateway;
    const std::string mapping =
        "mapping: t/m\nversion: 1\nxml: {root: R}\nfields: [{xml: A, json: a}]\nkeys: {a: a}\njson: {}\n";
    EXPECT_EQ(editor.violations(YAML::Load(mapping)), "");
    EXPECT_EQ(gateway.complaints(mapping), "");
    for (const std::string key : {"mapping", "version", "xml", "fields", "keys", "json", "root"}) {
        auto wrong = mapping;
        wrong.insert(wrong.find(key + ":"), "x");
        EXPECT_NE(editor.violations(YAML::Load(wrong)), "") << wrong;
        EXPECT_NE(gateway.complaints(wrong), "") << wrong;
    }
    const std::string table =
        "table: t\nunknown: keep\nabout: a\nsource: b\ncodes:\n- {code: 1, word: one, from: "
        "2026-01-01, to: 2026-12-31, to-json-only: true, about: c}\n";
    EXPECT_EQ(editor.violations(YAML::Load(table)), "");
    const Folder tables;
    tables.write("t.yaml", table);
    EXPECT_TRUE(load_code_tables(tables.path()));
    for (const std::string key : {"unknown", "about", "source", "codes", "code:", "word", "from", "to:", "to-json"}) {
        auto wrong = table;
        wrong.insert(wrong.find(key), "x");
        tables.write("t.yaml", wrong);
        EXPECT_NE(editor.violations(YAML::Load(wrong)), "") << wrong;
        EXPECT_FALSE(load_code_tables(tables.path())) << wrong;
    }
}

TEST(Language, marks_values_that_cannot_be) {
    const Editor editor;
    for (const std::string rule :
         {"{xml: A, json: a, as: dat}", "{xml: A, json: a, as: [bin, inn]}", "{xml: A, json: a..b}",
          "{xml: A, json: a, required: yes}", "{xml: A, json: a, as: date, codes: unit}", "{xml: A}",
          "{xml: {de: A}, json: a, as: text}", "{xml: A, json: a, form: dd.MM.yyyy}", "{each: A, json: a, empty: none}",
          "{object: A, json: a}", "{object: A, json: a, use: p, fields: [{xml: B, json: b}]}",
          "{choose: {xml: A, json: a}, when: {}}", "{to-json: {json: a}}", "{use: p, with: [a]}"}) {
        EXPECT_NE(editor.violations(YAML::Load(file_of("- " + rule + "\n"))), "") << rule;
    }
}

TEST(Language, examples_of_the_reference_load) {
    const Gateway gateway;
    const Editor editor;
    for (const auto& kind : language()) {
        if (kind.example.empty()) {
            continue;
        }
        const std::string example(kind.example);
        const auto whole = kind.place == Kind::Place::rule ? file_of(example) : example;
        EXPECT_EQ(editor.violations(YAML::Load(whole)), "") << whole;
        if (kind.name == "use") {
            gateway.folder().write("t/word.yaml",
                                   "part: t/word\nversion: 1\nparameters: {code: ~}\nfields: [{xml: P, json: p}]\n");
        }
        if (kind.place == Kind::Place::rule) {
            EXPECT_EQ(gateway.complaints(whole), "") << whole;
        }
    }
}

TEST(Language, says_something_about_every_type) {
    for (const auto& word : type_words()) {
        EXPECT_GE(type_in_words(word).size(), 5U) << word;
    }
}

}  // namespace
}  // namespace otkel::mapping::authoring::tests
