#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/identifiers/identifier.hpp"
#include "gateway/mapping/code_tables.hpp"

// What a mapping file becomes: tries of element names and of member names whose leaves are numbers of rules. Both
// directions walk the same plan. Immutable once compiled.

namespace otkel::mapping {

// Protects the gateway from a mapping file, not a person from writing one: the largest known message has about 900
// rules.
inline constexpr std::size_t rules_max = 10'000;
inline constexpr std::size_t nesting_max = 32;     // each, object and choose inside one another
inline constexpr std::size_t path_steps_max = 32;  // steps of one path
inline constexpr std::size_t findings_max = 100;   // described in one answer; the rest is counted
inline constexpr std::size_t keys_max = 1'000;     // business keys of one message
inline constexpr std::size_t file_octets_max = 1024 * 1024;

struct Mark {
    int line{0};
    int column{0};
};

struct XmlName {
    std::string prefix;
    std::string space;
    std::string local;

    [[nodiscard]] bool same_as(const XmlName& other) const { return local == other.local && space == other.space; }
    [[nodiscard]] std::string to_string() const { return prefix.empty() ? local : prefix + ":" + local; }
};

enum class Type : std::uint8_t { string, integer, decimal, boolean, date, date_time, duration, base64, identifier };

struct ValueType {
    Type type{Type::string};
    std::vector<identifiers::Kind> kinds;  // of an identifier: any one of them
    const CodeTable* codes{nullptr};       // translated by this table instead
};

enum class Shape : std::uint8_t { value, list, object, languages };

struct Scope;

using RuleNumber = std::uint16_t;

struct Rule {
    Shape shape{Shape::value};
    Mark mark;
    ValueType type;                 // of a value, and of every entry of a list of values
    std::string xml;                // as written
    std::vector<std::string> json;  // from the object of the scope
    std::uint16_t holder{0};        // the element that must be there for a default to apply, or for a list to be empty
    bool to_json{true};
    bool to_xml{true};
    bool required{false};
    bool constant{false};
    bool now{false};
    bool empty_is_absent{false};         // of a list without an element around it
    boost::json::value value;            // of a constant; null for none
    boost::json::value default_value;    // null for none
    std::optional<XmlName> language;     // of languages: the attribute that names the language
    std::unique_ptr<const Scope> scope;  // of an object and of a list of objects
};

struct AttributeNode {
    XmlName name;
    std::vector<RuleNumber> rules;
};

struct ElementNode {
    XmlName name;
    std::uint16_t id{0};  // numbers the elements of a scope; 0 is the element of the scope itself
    std::vector<AttributeNode> attributes;
    std::vector<RuleNumber> text;       // rules whose value is the text of this element
    std::optional<RuleNumber> part;     // the list, object or languages whose element this is
    std::optional<std::size_t> choice;  // not an element: the place where the fields of this choice are written
    std::vector<ElementNode> children;  // in the order of writing
    RuleNumber first_rule{0};           // the rule that brought it into the plan
    bool carries{false};                // something below is read from the message, not constant
};

struct JsonNode {
    std::string name;
    std::vector<std::string> path;  // from the object of the scope
    RuleNumber first_rule{0};
    std::vector<RuleNumber> rules;
    std::vector<JsonNode> children;
    bool carries{false};
};

struct Branch {
    std::string word;  // the value on the JSON side
    std::unique_ptr<const Scope> scope;
};

struct Choice {
    RuleNumber rule{0};  // reads and writes the value that decides
    std::vector<Branch> branches;
};

// Rules that share one element and one object: the message, an object, an entry of a list, a branch of a choice.
struct Scope {
    std::vector<Rule> rules;
    ElementNode element;
    JsonNode object;
    std::vector<Choice> choices;
    std::uint16_t elements{1};  // how many numbers of elements are in use
};

struct KeyStep {
    std::string name;
    bool each{false};
};
struct KeyPath {
    std::string name;
    std::vector<KeyStep> steps;
};

// The date of the message by which codes are judged.
struct DatePath {
    std::vector<XmlName> elements;
    std::optional<XmlName> attribute;
    std::vector<std::string> json;
};

struct MessagePlan {
    std::string name;
    std::string rule_file;  // for findings: relative to the folder of mappings
    int version{1};
    std::filesystem::path schema_file;
    std::string json_schema;
    XmlName root;
    std::vector<std::pair<std::string, std::string>> namespaces;  // prefix, URI
    Scope scope;
    std::vector<KeyPath> keys;
    std::optional<DatePath> codes_on;
    std::shared_ptr<const CodeTables> codes;
    std::vector<std::unique_ptr<const CodeTable>> own_tables;  // made of the branches of choices
};

}  // namespace otkel::mapping
