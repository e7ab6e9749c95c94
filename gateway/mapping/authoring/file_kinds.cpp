#include "gateway/mapping/authoring/language_kinds.hpp"

namespace otkel::mapping::authoring {
namespace {

using Form = ValueForm;
using Place = Kind::Place;

Key about() { return {"about", Form::text, false, "A sentence for people.", {}, {}, {}}; }

Key version() {
    return {
        "version", Form::version, true, "A whole number from 1; raised when the meaning of the file changes.", {}, {},
        {}};
}

Kind mapping() {
    return {Place::file,
            "mapping",
            "A mapping",
            "One message, in both directions.",
            "mapping: customs/status.request\nversion: 1\nxml: {root: Request}\nfields:\n  - {xml: Number, json: "
            "number}\n",
            {{"mapping",
              Form::text,
              true,
              "Its folder and file below the folder of mappings, without '.yaml'.",
              {},
              {},
              {}},
             version(),
             about(),
             {"xml", Form::map, true, "The XML side.", "xml", {}, {}},
             {"json", Form::map, false, "The JSON side.", "json", {}, {}},
             {"keys",
              Form::key_paths,
              false,
              "Values by which the journal can be searched: the name of the key, and the path of the value with [] "
              "behind every list on the way.",
              {},
              {},
              {}},
             {"codes-on",
              Form::json_path,
              false,
              "The path of a date of the message itself: codes are judged on that day. Without it every entry of a "
              "table counts.",
              {},
              {},
              {}},
             {"fields", Form::rules, true, "The rules, in the order in which XML is written.", {}, {}, {}}},
            {}};
}

Kind xml_side() {
    return {Place::inside,
            "xml",
            "'xml' of a mapping",
            "The XML side.",
            "",
            {{"schema", Form::text, false, "The XML Schema, beside the mapping.", {}, {}, {}},
             {"namespaces",
              Form::texts,
              false,
              "Prefixes for the paths of this file and of the parts that it uses, each with its address. A message may "
              "use other prefixes.",
              {},
              {},
              {}},
             {"root", Form::xml_path, true, "The element that the message is.", {}, {}, {}}},
            {}};
}

Kind json_side() {
    return {Place::inside,
            "json",
            "'json' of a mapping",
            "The JSON side.",
            "",
            {{"schema",
              Form::text,
              false,
              "The JSON Schema: its file below the folder of mappings, without '.schema.json'.",
              {},
              {},
              {}}},
            {}};
}

Kind part() {
    return {
        Place::file,
        "part",
        "A part",
        "Rules that several places share. $(name) in any word of it is replaced by the parameter of that name.",
        "part: t/word\nversion: 1\nparameters: {code: ~, name: nameRu}\nfields:\n  - {xml: $(code), json: code}\n"
        "  - {xml: $(name), json: name}\n",
        {{"part", Form::text, true, "Its folder and file below the folder of mappings, without '.yaml'.", {}, {}, {}},
         version(),
         about(),
         {"parameters",
          Form::parameters,
          false,
          "What may be given with 'with', each with its value when nobody says; ~ for one that must be given.",
          {},
          {},
          {}},
         {"fields", Form::rules, true, "The rules.", {}, {}, {}}},
        {}};
}

Kind table() {
    return {
        Place::file,
        "table",
        "A table of codes",
        "Codes of the XML side and words of the JSON side. It stands in codes/ below the folder of mappings.",
        "table: unit\nunknown: error\ncodes:\n  - {code: \"796\", word: piece}\n  - {code: \"166\", word: kilogram, "
        "from: 2016-01-01}\n",
        {{"table", Form::text, true, "Its file, without '.yaml'.", {}, {}, {}},
         about(),
         {"source", Form::text, false, "Where the codes come from, for people.", {}, {}, {}},
         {"unknown",
          Form::word,
          false,
          "What happens to a code that is not in the table: error (the usual) refuses the message, keep lets it "
          "through as it is.",
          {},
          {"error", "keep"},
          {}},
         {"codes", Form::maps, true, "The entries.", "code", {}, {}}},
        {}};
}

Kind code() {
    return {Place::inside,
            "code",
            "An entry of a table of codes",
            "The same code or word may stand in several entries whose times do not overlap.",
            "",
            {{"code", Form::text, true, "As XML has it. It is text: \"006\" keeps its zeros.", {}, {}, {}},
             {"word", Form::text, true, "As JSON has it.", {}, {}, {}},
             {"from", Form::date, false, "The first day on which it is valid.", {}, {}, {}},
             {"to", Form::date, false, "The last day on which it is valid.", {}, {}, {}},
             {"to-json-only", Form::flag, false, "A spelling that is read and never written.", {}, {}, {}},
             about()},
            {}};
}

}  // namespace

std::vector<Kind> kinds_of_files() { return {mapping(), xml_side(), json_side(), part(), table(), code()}; }

}  // namespace otkel::mapping::authoring
