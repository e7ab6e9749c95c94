#include "gateway/mapping/authoring/draft.hpp"

#include <fmt/format.h>

#include "gateway/mapping/authoring/drafting.hpp"
#include "gateway/mapping/authoring/names.hpp"
#include "gateway/mapping/words.hpp"

namespace otkel::mapping::authoring {
namespace {

constexpr std::size_t codes_shown = 200;

void add_header(const xsd::Element& root, const DraftOptions& options, Drafting& drafting, std::string& text) {
    text += "mapping: " + as_yaml(options.name) +
            "\nversion: 1\nabout: \"\"\nxml:\n  schema: " + as_yaml(options.schema) + "\n";
    const auto name = drafting.written(root.name);
    if (!drafting.namespaces().empty()) {
        text += "  namespaces:\n";
        for (const auto& [prefix, space] : drafting.namespaces()) {
            text.append("    ").append(prefix).append(": \"").append(space).append("\"\n");
        }
    }
    text += "  root: " + as_yaml(name) + "\n";
    if (!options.json_name.empty()) {
        text += "json:\n  schema: " + as_yaml(options.json_name) + "\n";
    }
}

void add_tables(const Drafting& drafting, std::string& text) {
    for (const auto& [name, codes] : drafting.tables()) {
        text += fmt::format(
            "\n# codes/{0}.yaml could be, with a word of your own for each code:\n#\n#   table: {0}\n#   codes:\n",
            name);
        for (std::size_t at = 0; at < codes.size() && at < codes_shown; ++at) {
            const auto code = as_yaml(codes[at]);
            text.append("#     - {code: ").append(code).append(", word: ").append(code).append("}\n");
        }
        if (codes.size() > codes_shown) {
            text += "#     and " + std::to_string(codes.size() - codes_shown) + " others\n";
        }
    }
}

// What must be there in JSON and has no rule shows in `mapping check`; the names help to find it.
void add_members(const DraftOptions& options, std::string& text) {
    if (options.json == nullptr || options.json->root().required.empty()) {
        return;
    }
    std::string names;
    for (const auto& name : options.json->root().required) {
        names += (names.empty() ? "" : ", ") + name;
    }
    text += "\n# the JSON Schema requires: " + names + "\n";
}

}  // namespace

Result<const xsd::Element*> find_root(const xsd::SchemaModel& schema, std::string_view root) {
    const auto end = root.starts_with('{') ? root.find('}') : std::string_view::npos;
    const auto space = end == std::string_view::npos ? std::string_view{} : root.substr(1, end - 1);
    const auto local = end == std::string_view::npos ? root : root.substr(end + 1);
    std::vector<const xsd::Element*> found;
    std::vector<std::string> names;
    for (const auto* element : schema.global_elements()) {
        const bool in_space = end == std::string_view::npos || element->name.space == space;
        if (in_space && element->name.local == local) {
            found.push_back(element);
        }
        names.push_back(element->name.local);
    }
    if (found.size() == 1 && !found.front()->abstract) {
        return found.front();
    }
    if (found.size() > 1) {
        return fail(Errc::invalid_argument, "several namespaces have a global element '" + std::string(local) +
                                                "'; name one of them: {" + found.front()->name.space + "}" +
                                                std::string(local));
    }
    if (!found.empty()) {
        return fail(Errc::invalid_argument, "the element '" + std::string(local) + "' is abstract: no message has it");
    }
    if (names.empty()) {
        return fail(Errc::not_found,
                    "the schema declares types only, no element that a message could be; write a schema beside it that "
                    "imports it and declares the root: <xs:element name=\"" +
                        std::string(local) + "\" type=\"…\"/>");
    }
    const auto hint = suggestion(local, names);
    return fail(Errc::not_found, "the schema has no global element '" + std::string(root) + "'" +
                                     (hint.empty() ? "; there are " + listed(names, 20) : hint));
}

std::string draft_mapping(const xsd::Element& root, const DraftOptions& options) {
    Drafting drafting;
    const bool whole = drafting.run(root, options.json == nullptr ? nullptr : &options.json->root());
    std::string text;
    add_header(root, options, drafting, text);
    text += "fields:\n";
    for (const auto& line : drafting.lines()) {
        text += line + "\n";
    }
    if (!whole) {
        text += "  # the draft ends here: what comes next is required, and cannot be written as rules\n";
    }
    add_tables(drafting, text);
    add_members(options, text);
    return text;
}

}  // namespace otkel::mapping::authoring
