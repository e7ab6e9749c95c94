#include "tests/unit/mapping/samples/law.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/mapping/samples/comparison.hpp"
#include "tests/support/sealed.hpp"
#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::samples {
namespace {

std::string told(const std::string& step, const std::vector<Finding>& findings) {
    std::string text = step + ":";
    for (const auto& finding : findings) {
        text += "\n  " + finding.to_string();
    }
    return text;
}

}  // namespace

std::optional<std::string> broken_by(const Mapping& mapping, const OneWay& places, const xml::Schema* schema,
                                     const std::string& xml) {
    const auto tree = xml::Tree::parse(otkel::tests::sealed(xml), {});
    if (!tree) {
        return "the message cannot be read: " + tree.error().to_string();
    }
    const auto json = mapping.to_json(tree->root());
    if (!json) {
        return "XML to JSON: " + json.error().to_string();
    }
    const auto text = mapping.to_json_text(tree->root());
    boost::system::error_code error;
    boost::json::parse_options deep;
    deep.max_depth = 256;
    if (!text || text->keys != json->keys || boost::json::parse(text->text, error, {}, deep) != json->json) {
        return "the JSON as text is another than the JSON as a value: " + (text ? text->text : "");
    }
    const auto back = mapping.to_xml(json->json, tests::noon);
    if (!back) {
        return "JSON to XML: " + back.error().to_string();
    }
    if (back->keys != json->keys) {
        return "the two directions find other keys";
    }
    if (schema != nullptr) {
        if (const auto valid = schema->validate_own(back->octets); !valid) {
            return "what was written is not valid: " + valid.error().to_string() + "\n" + back->octets;
        }
    }
    const auto written = xml::Tree::parse(otkel::tests::sealed(back->octets), {});
    if (!written) {
        return "what was written cannot be read: " + written.error().to_string() + "\n" + back->octets;
    }
    if (const auto differences = xml_differences(tree->root(), written->root(), places); !differences.empty()) {
        return told("XML to JSON to XML", differences) + "\n" + back->octets;
    }
    const auto again = mapping.to_json(written->root());
    if (!again) {
        return "JSON to XML to JSON: " + again.error().to_string();
    }
    const auto differences = json_differences(json->json, again->json, places, Defaults::may_add);
    return differences.empty() ? std::nullopt : std::optional{told("JSON to XML to JSON", differences)};
}

}  // namespace otkel::mapping::samples
