#include "gateway/identifiers/identifier.hpp"
#include "gateway/mapping/authoring/language.hpp"
#include "gateway/mapping/plan.hpp"

namespace otkel::mapping::authoring {
namespace {

using identifiers::Kind;

std::string_view in_words(Kind kind) {
    switch (kind) {
        case Kind::iin: return "the number of a person: 12 digits with a check digit";
        case Kind::bin: return "the number of a firm: 12 digits with a check digit";
        case Kind::gtin: return "the number of a trade item (GS1), with a check digit";
        case Kind::ntin: return "the national number of a trade item, with a check digit";
        case Kind::xtin: return "the number of a trade item outside the GS1 prefixes";
        case Kind::sscc: return "the number of a logistic unit (GS1): 18 digits with a check digit";
        case Kind::marking_code: return "a code of a marked unit (GS1 DataMatrix)";
        case Kind::aggregate_code: return "a code of a package of marked units";
        case Kind::tnved: return "a code of the commodity nomenclature of the EAEU, in full or its first digits";
        case Kind::tnved_line: return "a code of the commodity nomenclature of the EAEU, in full: 10 digits";
        case Kind::oked: return "a code of economic activity";
        case Kind::kato: return "a code of an administrative territory of Kazakhstan";
        case Kind::country: return "a country: two letters of ISO 3166-1";
        case Kind::currency: return "a currency: three letters of ISO 4217";
        case Kind::declaration_number: return "the number of a goods declaration: office/ddmmyy/serial";
        case Kind::rex_number: return "the number of a registered exporter";
        case Kind::language: return "a language: two letters of ISO 639-1";
        case Kind::uuid: return "a UUID";
    }
    return {};
}

std::string in_code(std::string_view word) { return "`" + std::string(word) + "`"; }

std::string value_in_words(const Key& key) {
    std::string words;
    switch (key.form) {
        case ValueForm::text: return "text";
        case ValueForm::word:
            for (const auto word : key.words) {
                words += (words.empty() ? "" : " or ") + in_code(word);
            }
            return words;
        case ValueForm::flag: return "`true` or `false`";
        case ValueForm::version: return "whole number";
        case ValueForm::date: return "day";
        case ValueForm::type: return "[type](#types), or a list of kinds of identifiers";
        case ValueForm::date_forms: return "form, or a list of them";
        case ValueForm::xml_path: return "XML path";
        case ValueForm::xml_or_languages: return "XML path, or a map of languages to paths";
        case ValueForm::json_path: return "JSON path";
        case ValueForm::key_paths: return "map of names to paths";
        case ValueForm::texts: return "map of names to texts";
        case ValueForm::parameters: return "map of names to texts or `~`";
        case ValueForm::rules: return "list of rules";
        case ValueForm::map: return "see " + std::string(kind_called(key.kind).title);
        case ValueForm::maps: return "list, see " + std::string(kind_called(key.kind).title);
        case ValueForm::branches: return "map, see " + std::string(kind_called(key.kind).title);
        case ValueForm::one_way:
            return std::string(kind_called(key.kind).title) + ", or " + std::string(kind_called("field").title);
    }
    return words;
}

std::string joined(const std::vector<std::string_view>& keys) {
    std::string text;
    for (std::size_t at = 0; at < keys.size(); ++at) {
        text += (at == 0 ? "" : at + 1 == keys.size() ? " and " : ", ") + in_code(keys[at]);
    }
    return text;
}

void describe(const otkel::mapping::authoring::Kind& kind, std::string& page) {
    page += "\n### " + std::string(kind.title) + "\n\n" + std::string(kind.about) + "\n";
    if (!kind.example.empty()) {
        page += "\n```yaml\n" + std::string(kind.example) + "```\n";
    }
    page += "\n| key | | value | what it says |\n|---|---|---|---|\n";
    for (const auto& key : kind.keys) {
        page += "| " + in_code(key.name) + " | " + (key.required ? "always" : "") + " | " + value_in_words(key) +
                " | " + std::string(key.about) + (key.needs.empty() ? "" : " Only with " + in_code(key.needs) + ".") +
                " |\n";
    }
    for (const auto& either : kind.eithers) {
        page += "\nOf " + joined(either.keys) + (either.needed ? " exactly" : " at most") + " one is there.\n";
    }
}

std::string types() {
    std::string text = "\n## Types\n\n| `as` | takes |\n|---|---|\n";
    for (const auto& word : type_words()) {
        text += "| " + in_code(word) + " | " + type_in_words(word) + " |\n";
    }
    return text;
}

std::string limits() {
    return "\n## Limits\n\n| what | at most |\n|---|---|\n| octets of a file | " + std::to_string(file_octets_max) +
           " |\n| rules of a mapping, with its parts | " + std::to_string(rules_max) +
           " |\n| rules inside one another | " + std::to_string(nesting_max) + " |\n| steps of a path | " +
           std::to_string(path_steps_max) + " |\n| places named in one refusal | " + std::to_string(findings_max) +
           " |\n| values of search keys of a message | " + std::to_string(keys_max) + " |\n";
}

}  // namespace

std::string type_in_words(std::string_view word) {
    if (const auto kind = identifiers::kind_of(word)) {
        return std::string(in_words(*kind));
    }
    const auto type = type_of(word);
    Mismatch why;
    if (type && type->type == Type::qualified_name) {
        return "a name with a prefix of the mapping, for example dc:Item";  // any text looks like one from outside
    }
    if (!type) {
        return "a text in several languages: an object with a member for each";
    }
    return given_of(*type, "?", why) ? "any text" : why.expected;
}

std::string language_reference() {
    std::string page =
        "# Reference of the mapping language\n\n"
        "Every kind of file and rule with its keys. It is printed by `otkel mapping language --reference`; what the "
        "rules mean, with\nexamples in both directions, is in [mapping-language.md](mapping-language.md). "
        "`otkel mapping language --schema` prints the same as a JSON\nSchema, kept in "
        "`mappings/mapping-language.schema.json`: an editor with yaml-language-server completes keys and marks "
        "mistakes when a\nfile begins with\n\n"
        "    # yaml-language-server: $schema=../mapping-language.schema.json\n\n"
        "\"Always\" means that the key cannot be left out.\n";
    for (const bool rules : {false, true}) {
        page += rules ? "\n## Rules\n" : "\n## Files\n";
        bool in_rules = false;
        for (const auto& kind : language()) {
            in_rules = in_rules || kind.place == otkel::mapping::authoring::Kind::Place::rule;
            if (in_rules == rules) {
                describe(kind, page);
            }
        }
    }
    return page + types() + limits();
}

}  // namespace otkel::mapping::authoring
