#pragma once

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <memory>
#include <string>
#include <vector>

#include "gateway/mapping/mapping.hpp"
#include "gateway/xml/tree.hpp"
#include "tests/support/sealed.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/texts.hpp"

namespace otkel::mapping::tests {

inline constexpr WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 7 / 12} + std::chrono::hours{7}};

using otkel::tests::finding_texts;
using Folder = otkel::tests::TemporaryFolder;

// A whole file around the rules: lines of `fields` begin on line 6.
inline std::string file_of(const std::string& fields, const std::string& more = {}) {
    return "mapping: t/m\nversion: 1\nxml: {namespaces: {a: \"urn:a\"}, root: a:R}\n" +
           (more.empty() ? "keys: {}" : more) + "\nfields:\n" + fields;
}

inline Result<std::shared_ptr<const Mapping>> load_text(const Folder& folder, const std::string& text) {
    auto codes = load_code_tables(folder.path() / "codes");
    return codes ? Mapping::load(folder.write("t/m.yaml", text), *codes) : fail(codes.error());
}

inline std::shared_ptr<const Mapping> compiled(const Folder& folder, const std::string& fields,
                                               const std::string& more = {}) {
    auto mapping = load_text(folder, file_of(fields, more));
    EXPECT_TRUE(mapping) << mapping.error().to_string();
    return mapping ? *mapping : nullptr;
}

inline Result<JsonOutcome> to_json(const Mapping& mapping, const std::string& xml,
                                   std::vector<Derivation>* explain = nullptr) {
    auto tree = xml::Tree::parse(otkel::tests::sealed(xml), {});
    return tree ? mapping.to_json(tree->root(), {.explain = explain}) : fail(tree.error());
}

inline std::string json_text(const Mapping& mapping, const std::string& xml) {
    const auto outcome = to_json(mapping, xml);
    return outcome ? boost::json::serialize(outcome->json) : outcome.error().to_string();
}

inline std::string xml_text(const Mapping& mapping, const std::string& json) {
    const auto outcome = mapping.to_xml(boost::json::parse(json), noon);
    return outcome ? outcome->octets : outcome.error().to_string();
}

// The element R of namespace urn:a with `content`, as the writer writes it.
inline std::string r(const std::string& content) { return "<a:R xmlns:a=\"urn:a\">" + content + "</a:R>"; }

// Both directions give what is expected.
inline void expect_pair(const Mapping& mapping, const std::string& xml, const std::string& json) {
    EXPECT_EQ(json_text(mapping, xml), json);
    EXPECT_EQ(xml_text(mapping, json), xml);
}

}  // namespace otkel::mapping::tests
