#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/mapping/code_tables.hpp"
#include "gateway/mapping/values.hpp"
#include "gateway/xml/xpath.hpp"

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

// Namespaces in XML 1.0, section 3: bound to the prefix xml everywhere.
inline constexpr std::string_view xml_space = "http://www.w3.org/XML/1998/namespace";
// XML Schema Part 1, section 2.6: xsi:type and xsi:nil.
inline constexpr std::string_view instance_space = "http://www.w3.org/2001/XMLSchema-instance";

// A place in one of the files that a plan was made of.
struct Mark {
    int line{0};
    int column{0};
    std::uint16_t file{0};  // in MessagePlan::files
};

struct XmlName {
    std::string prefix;
    std::string space;
    std::string local;
    std::uint16_t space_number{0};  // in MessagePlan::spaces

    [[nodiscard]] bool same_as(const XmlName& other) const { return local == other.local && space == other.space; }
    [[nodiscard]] std::string to_string() const { return prefix.empty() ? local : prefix + ":" + local; }
};

using Namespaces = std::vector<std::pair<std::string, std::string>>;  // prefix, URI

enum class Shape : std::uint8_t {
    value,
    list,
    object,
    languages,   // one element for each language, told apart by an attribute
    entries,     // repeated elements of a key and a value: one object
    attributes,  // whatever attributes an element has: one object
    document,    // a document of its own that stands as text
};

struct Scope;

using RuleNumber = std::uint16_t;

struct Rule {
    Shape shape{Shape::value};
    Mark mark;
    Mark xml_mark, json_mark;       // where the two paths are written
    Mark type_mark, value_mark;     // of 'as' or 'codes', of 'value' or 'default'; the rule's own when it has none
    std::uint16_t use{0};           // of a rule of a part: in MessagePlan::uses, from 1
    ValueType type;                 // of a value, of every entry of a list of values, of the value of an entry
    std::string xml;                // as written
    std::vector<std::string> json;  // from the object of the scope
    std::uint16_t holder{0};        // the element that must be there for a default to apply, or for a list to be empty
    std::uint16_t key{0};           // which business key its values are, from 1; 0 for none
    bool to_json{true};
    bool to_xml{true};
    bool required{false};
    bool constant{false};
    bool now{false};
    std::shared_ptr<const xml::XPath> xpath;  // reads the value instead of a path; to JSON only
    bool nil{false};                          // xsi:nil is null in JSON
    bool attribute{false};                    // the value is an attribute
    bool element_name{false};                 // the value is the name of the element of the scope
    bool any_element{false};          // an object or entry whose element is one of several: the first choice decides
    bool declaration{false};          // a document begins with the XML declaration
    bool empty_is_absent{false};      // of a list without an element around it
    Given value;                      // of a constant
    Given default_value;              // absent for none
    std::vector<XmlName> names;       // of the elements of a list, object, languages, entries, document
    std::optional<XmlName> language;  // of languages: the attribute that names the language
    std::optional<XmlName> root;      // of a document: its root element
    Namespaces declared;              // of a document: what its root declares
    std::vector<XmlName> known;       // of attributes: those that other rules read
    std::unique_ptr<Scope> scope;     // of an object, a list of objects, a document; of entries: key and value
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
    std::vector<RuleNumber> names;      // rules whose value is the name of this element
    std::optional<RuleNumber> part;     // the list, object, languages … whose element this is
    std::optional<RuleNumber> bag;      // the rule that takes all other attributes
    bool alias{false};                  // another name for the part of an earlier element: read, not written twice
    std::optional<std::size_t> choice;  // not an element: the place where the fields of this choice are written
    std::vector<ElementNode> children;  // in the order of writing
    RuleNumber first_rule{0};           // the rule that brought it into the plan
    bool carries{false};                // something below is read from the message, not constant
};

struct JsonNode {
    std::string name;
    std::string key;                // "name": as JSON writes it, with the colon
    std::vector<std::string> path;  // from the object of the scope
    RuleNumber first_rule{0};
    std::vector<RuleNumber> rules;
    std::vector<JsonNode> children;
    bool carries{false};
};

struct Branch {
    std::string word;             // the value on the JSON side
    std::optional<XmlName> name;  // of a choice by the name of the element
    std::unique_ptr<Scope> scope;
    Mark mark;
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
    std::vector<RuleNumber> unasked;  // rules that give something although their element is absent
    std::uint16_t elements{1};        // how many numbers of elements are in use
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
    std::vector<DateForm> forms;
    std::vector<std::string> json;
};

// A place where a part is used.
struct PartUse {
    Mark mark;
    std::uint16_t outer{0};  // the use of the part that this place is in; 0 for none
};

struct MessagePlan {
    std::string name;
    std::vector<std::string> files;  // for findings: relative to the folder of mappings; the first is the mapping's own
    int version{1};
    std::filesystem::path schema_file;
    std::string json_schema;
    XmlName root;
    Mark root_mark, schema_mark, json_schema_mark;
    std::vector<PartUse> uses;
    Namespaces namespaces;  // all prefixes of the mapping and its parts
    Namespaces declared;    // those that the root declares: all but what only documents inside use
    std::vector<std::string> spaces{
        std::string{}};  // every URI of the plan, by the numbers of XmlName; the first is none
    Scope scope;
    std::vector<KeyPath> keys;
    std::optional<DatePath> codes_on;
    std::shared_ptr<const CodeTables> codes;
    std::vector<std::unique_ptr<const CodeTable>> own_tables;  // made of the branches of choices
};

}  // namespace otkel::mapping
