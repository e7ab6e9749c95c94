#include "gateway/mapping/authoring/language_kinds.hpp"

namespace otkel::mapping::authoring {
namespace {

using Form = ValueForm;
using Place = Kind::Place;

Key json_of(std::string_view about) { return {"json", Form::json_path, true, about, {}, {}, {}}; }

Key required(std::string_view about = "The message is refused when it is missing, on either side.") {
    return {"required", Form::flag, false, about, {}, {}, {}};
}

Key nil(std::string_view about = "An element with xsi:nil is null in JSON, and back.") {
    return {"nil", Form::flag, false, about, {}, {}, {}};
}

Key use() { return {"use", Form::text, false, "The part whose rules stand in the place of 'fields'.", {}, {}, {}}; }

Key with() { return {"with", Form::texts, false, "The parameters of the part.", {}, {}, "use"}; }

Key fields(std::string_view about = "Its own rules; their paths begin here.") {
    return {"fields", Form::rules, false, about, {}, {}, {}};
}

Key as(std::string_view about) { return {"as", Form::type, false, about, {}, {}, {}}; }

Key codes() { return {"codes", Form::text, false, "The table of codes that translates the value.", {}, {}, {}}; }

Key form() {
    return {
        "form",
        Form::date_forms,
        false,
        "How XML writes a date or dateTime that is not ISO 8601, in the letters of java.time: dd.MM.yyyy. Of a list "
        "the first writes, all are read.",
        {},
        {},
        "as"};
}

Kind each() {
    return {
        Place::rule,
        "each",
        "A list: each",
        "A repeated element is a list in JSON. Its entries are objects ('fields' or 'use') or values ('as' or "
        "'codes'; a text when none is named).",
        "- each: Goods/Item\n  json: items\n  fields:\n    - {xml: Name, json: name}\n",
        {{"each", Form::xml_path, true, "The repeated element. An element around it is the list itself.", {}, {}, {}},
         json_of("Where the list stands."),
         fields("The rules of an entry; their paths begin at its element."),
         use(),
         with(),
         as("The type of an entry."),
         form(),
         codes(),
         required("The element around the entries must be there; without one, at least one entry."),
         nil("An entry with xsi:nil is null in JSON, and back."),
         {"empty",
          Form::word,
          false,
          "What a list without entries becomes that has no element around it: list (the usual, an empty one) or "
          "absent.",
          {},
          {"list", "absent"},
          {}}},
        {{{"fields", "use", "as", "codes"}, false}}};
}

Kind object() {
    return {Place::rule,
            "object",
            "An object",
            "An element that is there or not, with its own rules. It keeps an empty object and an absent one apart.",
            "- object: Marking\n  json: marking\n  fields:\n    - {xml: \"@total\", json: total, as: integer}\n",
            {{"object", Form::xml_path, true, "The element.", {}, {}, {}},
             json_of("Where the object stands."),
             fields(),
             use(),
             with(),
             required(),
             nil()},
            {{{"fields", "use"}, true}}};
}

Kind choose() {
    return {Place::rule,
            "choose",
            "A choice: choose",
            "A value decides which rules apply.",
            "- choose: {xml: Kind, json: kind}\n  when:\n    IM: {json: import, fields: [{xml: From, json: origin}]}\n"
            "    EK: {json: export, fields: [{xml: To, json: destination}]}\n",
            {{"choose", Form::map, true, "The value that decides.", "decides", {}, {}},
             {"when",
              Form::branches,
              true,
              "The branches, by the value as XML writes it (names have the prefixes of this file).",
              "branch",
              {},
              {}}},
            {}};
}

Kind decides() {
    return {Place::inside,
            "decides",
            "'choose' of a choice",
            "Where the value that decides stands.",
            "",
            {{"xml",
              Form::xml_path,
              true,
              "A path; '@xsi:type' for the type that the element says it has; 'name()' for the name of the element "
              "itself.",
              {},
              {},
              {}},
             json_of("Where its word stands in JSON."),
             required()},
            {}};
}

Kind branch() {
    return {Place::inside,
            "branch",
            "A branch of 'when'",
            "Its fields belong to the element and the object that the choice stands in.",
            "",
            {{"json", Form::text, false, "The word of the JSON side; the same as in XML when left out.", {}, {}, {}},
             fields("The rules that apply."),
             use(),
             with()},
            {{{"fields", "use"}, false}}};
}

Kind entries() {
    return {Place::rule,
            "entries",
            "Keys with values: entries",
            "Repeated elements of a key and a value are one object.",
            "- {entries: Properties/Property, json: properties, key: Key, value: Value}\n",
            {{"entries", Form::xml_path, true, "The repeated element.", {}, {}, {}},
             json_of("Where the object stands."),
             {"key", Form::xml_path, true, "The path of the key from the repeated element.", {}, {}, {}},
             {"value", Form::xml_path, true, "The path of the value from the repeated element.", {}, {}, {}},
             as("The type of a value; a text when nothing is said."),
             form(),
             codes(),
             required()},
            {{{"as", "codes"}, false}}};
}

Kind attributes() {
    return {Place::rule,
            "attributes",
            "Attributes nobody knows beforehand",
            "All attributes of an element that no other rule reads are one object.",
            "- {attributes: Item, json: more}\n",
            {{"attributes", Form::xml_path, true, "The element; '.' for the one that the rules stand in.", {}, {}, {}},
             json_of("Where the object stands."),
             required()},
            {}};
}

Kind document() {
    return {Place::rule,
            "document",
            "A document inside an element",
            "The text of an element is an XML document of its own.",
            "- document: invoiceBody\n  json: invoice\n  root: invoice\n  fields:\n    - {xml: num, json: number}\n",
            {{"document", Form::xml_path, true, "The element whose text it is.", {}, {}, {}},
             json_of("Where its object stands."),
             {"root", Form::xml_path, true, "The root element of the document.", {}, {}, {}},
             {"declaration", Form::flag, false, "An XML declaration is written in front.", {}, {}, {}},
             fields("Its rules; their paths begin at its root."),
             use(),
             with(),
             required(),
             nil()},
            {{{"fields", "use"}, true}}};
}

Kind use_rule() {
    return {
        Place::rule,
        "use",
        "A part in its place: use",
        "The rules of a part stand here.",
        "- {use: t/word, with: {code: Code}}\n",
        {{"use", Form::text, true, "The part: its folder and file below the folder of mappings.", {}, {}, {}}, with()},
        {}};
}

Kind to_json() {
    return {Place::rule,
            "to-json",
            "To JSON only",
            "A rule that acts from XML to JSON only.",
            "- {to-json: {json: channel, value: shep}}\n",
            {{"to-json", Form::one_way, true, "A constant, an XPath expression, or a field.", "json-constant", {}, {}}},
            {}};
}

Kind to_xml() {
    return {Place::rule,
            "to-xml",
            "To XML only",
            "A rule that acts from JSON to XML only.",
            "- {to-xml: {xml: SentAt, value: now, as: dateTime}}\n",
            {{"to-xml", Form::one_way, true, "A constant, or a field.", "xml-constant", {}, {}}},
            {}};
}

Kind json_constant() {
    return {Place::inside,
            "json-constant",
            "A constant for JSON",
            "What 'to-json' gives to every message.",
            "",
            {json_of("Where it is given."),
             {"value", Form::text, true, "The value, as JSON writes it.", {}, {}, {}},
             as("Its type; a text when nothing is said."),
             form()},
            {}};
}

Kind json_xpath() {
    return {Place::inside,
            "json-xpath",
            "An XPath expression",
            "What no path can read: a count, a sum, an element that another one decides. Rare, for it has no way back.",
            "",
            {json_of("Where its value stands."),
             {"xpath",
              Form::text,
              true,
              "XPath 1.0, from the element that the rules stand in, which stands alone: it has no parent. Prefixes are "
              "those of the file. An empty set of nodes is no value; numbers are binary.",
              {},
              {},
              {}},
             as("The type of the value; a text when nothing is said."),
             form(),
             codes(),
             required("The message is refused when there is no value.")},
            {{{"as", "codes"}, false}}};
}

Kind xml_constant() {
    return {Place::inside,
            "xml-constant",
            "A constant for XML",
            "What 'to-xml' writes into every message.",
            "",
            {{"xml", Form::xml_path, true, "Where it is written.", {}, {}, {}},
             {"value",
              Form::text,
              true,
              "The value, as JSON would write it; 'now' with 'as: date' or 'as: dateTime' is the time of writing.",
              {},
              {},
              {}},
             as("Its type; a text when nothing is said."),
             form()},
            {}};
}

Kind field() {
    return {Place::rule,
            "field",
            "A field",
            "A place in the XML, a place in the JSON, and how one becomes the other.",
            "- {xml: Goods/Weight/@unit, json: weight.unit}\n- {xml: {kk: NameKk, ru: NameRu}, json: name, as: text}\n",
            {{"xml",
              Form::xml_or_languages,
              true,
              "Names with / between, from the element that the rules stand in; '@name' at the end is an attribute; '.' "
              "is the text of the element itself. With 'as: text' it may be a path for each language.",
              {},
              {},
              {}},
             json_of("Names with points between. Objects on the way are made when something is in them."),
             as("The type of the value; a text when nothing is said."),
             form(),
             codes(),
             required(),
             {"default",
              Form::text,
              false,
              "Given to JSON when XML has no value but has the element that would hold it. Written as JSON writes it.",
              {},
              {},
              {}},
             nil(),
             {"language",
              Form::text,
              false,
              "The attribute that names the language of a repeated element with 'as: text': \"@lang\".",
              {},
              {},
              "as"}},
            {{{"as", "codes"}, false}}};
}

}  // namespace

std::vector<Kind> kinds_of_rules() {
    return {each(),     object(),  choose(),        decides(),    branch(), entries(),      attributes(), document(),
            use_rule(), to_json(), json_constant(), json_xpath(), to_xml(), xml_constant(), field()};
}

}  // namespace otkel::mapping::authoring
