#include "adapters/shep/data_forms.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "gateway/base/bytes.hpp"
#include "gateway/xml/canonical_writer.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::string_view schema_namespace = "http://www.w3.org/2001/XMLSchema";

// The document element of canonical octets, taken apart without a parser: canonical form has one way to write a tag.
struct RootTag {
    std::string_view name;
    std::vector<std::pair<std::string, std::string>> declarations;  // prefix, namespace
    std::vector<std::string> attribute_prefixes;
    std::string_view content;  // between the tags

    [[nodiscard]] std::string prefix() const {
        const auto colon = name.find(':');
        return colon == std::string_view::npos ? std::string{} : std::string(name.substr(0, colon));
    }
};

std::string unescaped(std::string_view value) {
    static constexpr std::pair<std::string_view, char> references[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&quot;", '"'}};
    std::string text;
    while (!value.empty()) {
        const auto* found = std::find_if(std::begin(references), std::end(references), [&](const auto& row) {
            return value.substr(0, row.first.size()) == row.first;
        });
        text += found == std::end(references) ? value.front() : found->second;
        value.remove_prefix(found == std::end(references) ? 1 : found->first.size());
    }
    return text;
}

void add_attribute(RootTag& root, std::string_view name, std::string_view value) {
    constexpr std::string_view declaration = "xmlns";
    if (name == declaration) {
        root.declarations.emplace_back("", unescaped(value));
    } else if (name.substr(0, declaration.size() + 1) == "xmlns:") {
        root.declarations.emplace_back(name.substr(declaration.size() + 1), unescaped(value));
    } else {
        const auto colon = name.find(':');
        root.attribute_prefixes.emplace_back(colon == std::string_view::npos ? "" : name.substr(0, colon));
    }
}

Result<RootTag> root_of(std::string_view document) {
    const auto broken = [] {
        return fail(Errc::internal, "the business document is not canonical XML of one element");
    };
    const auto name_end = document.find_first_of(" >");
    const auto last_tag = document.rfind("</");
    if (document.empty() || document.front() != '<' || name_end == std::string_view::npos ||
        last_tag == std::string_view::npos) {
        return broken();
    }
    RootTag root;
    root.name = document.substr(1, name_end - 1);
    auto at = name_end;
    while (document[at] == ' ') {
        const auto equals = document.find("=\"", at);
        const auto end = equals == std::string_view::npos ? equals : document.find('"', equals + 2);
        if (end == std::string_view::npos || end + 1 >= document.size()) {
            return broken();
        }
        add_attribute(root, document.substr(at + 1, equals - at - 1), document.substr(equals + 2, end - equals - 2));
        at = end + 1;
    }
    if (document[at] != '>' || last_tag < at + 1) {
        return broken();
    }
    root.content = document.substr(at + 1, last_tag - at - 1);
    return root;
}

// A declaration that the root itself does not use would stand further inside in the exclusive form.
bool uses_all_declarations(const RootTag& root) {
    return std::all_of(root.declarations.begin(), root.declarations.end(), [&](const auto& declaration) {
        const auto& prefix = declaration.first;
        const auto& attributes = root.attribute_prefixes;
        return prefix == root.prefix() ||
               (!prefix.empty() && std::find(attributes.begin(), attributes.end(), prefix) != attributes.end());
    });
}

Result<BodyContent> write_element(std::string_view document) {
    const auto root = root_of(document);
    if (!root) {
        return fail(root.error());
    }
    BodyContent data{{}, uses_all_declarations(*root)};
    xml::CanonicalWriter writer(data.octets);
    writer.open("", "data");
    writer.canonical(document);
    writer.close();
    return data;
}

Failure does_not_fit(std::string_view form, std::string detail) {
    return fail(Errc::mapping_failed, "data form \"" + std::string(form) + "\": " + std::move(detail) +
                                          "; change the mapping or the peer's setting \"form\"");
}

std::string free_prefix(const RootTag& root) {
    std::string prefix = "t";
    while (std::any_of(root.declarations.begin(), root.declarations.end(),
                       [&](const auto& declaration) { return declaration.first == prefix; })) {
        prefix += 't';
    }
    return prefix;
}

// Forms 1 and 2: the children of the document element stand in `data` itself.
Result<BodyContent> write_children(std::string_view document, const TypeName* type) {
    const auto root = root_of(document);
    if (!root) {
        return fail(root.error());
    }
    const auto* form = type == nullptr ? "children" : "typed";
    if (!root->attribute_prefixes.empty()) {
        return does_not_fit(form, "the document element has attributes, and it does not travel");
    }
    BodyContent data{{}, root->declarations.empty()};
    xml::CanonicalWriter writer(data.octets);
    for (const auto& [prefix, space] : root->declarations) {
        if (prefix.empty()) {
            return does_not_fit(form, "the fields are in a default namespace, and data is in none");
        }
        writer.declare(prefix, space);
    }
    std::string type_value;
    if (type != nullptr) {
        writer.declare("xsi", schema_instance_namespace);
        type_value = type->local;
        if (!type->space.empty()) {
            const auto prefix = free_prefix(*root);
            writer.declare(prefix, type->space);
            type_value = prefix + ":" + type->local;
            data.canonical = false;
        }
    }
    writer.open("", "data");
    if (type != nullptr) {
        writer.attribute("xsi", "type", type_value);
    }
    writer.canonical(root->content);
    writer.close();
    return data;
}

std::string in_cdata(std::string_view text) {
    constexpr std::string_view end = "]]>";
    std::string octets = "<![CDATA[";
    for (auto at = text.find(end); at != std::string_view::npos; at = text.find(end)) {
        octets.append(text.substr(0, at)).append("]]]]><![CDATA[>");
        text.remove_prefix(at + end.size());
    }
    return octets.append(text).append(end);
}

// `content` is octets of the XML text, escaped or in CDATA.
BodyContent write_string(std::string_view content) {
    BodyContent data{{}, false};
    xml::CanonicalWriter writer(data.octets);
    writer.declare("xs", schema_namespace);
    writer.declare("xsi", schema_instance_namespace);
    writer.open("", "data");
    writer.attribute("xsi", "type", "xs:string");
    writer.canonical(content);
    writer.close();
    return data;
}

Result<BodyContent> write_plain_text(std::string_view document) {
    const auto root = root_of(document);
    if (!root) {
        return fail(root.error());
    }
    if (root->content.find('<') != std::string_view::npos) {
        return does_not_fit("string", "the document element has children; only its text travels");
    }
    return write_string(root->content);
}

}  // namespace

Result<BodyContent> write_data(DataForm form, const TypeName& type, std::string_view business_xml) {
    switch (form) {
        case DataForm::automatic:
        case DataForm::element: return write_element(business_xml);
        case DataForm::children: return write_children(business_xml, nullptr);
        case DataForm::typed: return write_children(business_xml, &type);
        case DataForm::text: {
            std::string escaped;
            xml::append_escaped_text(escaped, business_xml);
            return write_string(escaped);
        }
        case DataForm::cdata: return write_string(in_cdata(business_xml));
        case DataForm::string: return write_plain_text(business_xml);
    }
    return fail(Errc::internal, "an unknown form of data");
}

}  // namespace otkel::adapters::shep
