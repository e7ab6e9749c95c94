#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "gateway/mapping/check/check.hpp"
#include "gateway/mapping/check/render.hpp"
#include "tests/unit/mapping/fixture.hpp"

// A case is one text file: a sentence, and sections that begin with "--- ":
//
//     --- fields           rules of t/m.yaml; or --- mapping, the whole file
//     --- elements         what the type of the root a:R holds in t/m.xsd, in the namespace urn:a
//     --- declarations     what else that schema declares
//     --- members          the object of core/m.schema.json, as a JSON Schema
//     --- file t/part.yaml any other file below the folder of mappings
//     --- expected         what `otkel mapping check` prints

namespace otkel::mapping::check::tests {

using mapping::tests::Folder;

struct Case {
    std::string about;
    std::vector<std::pair<std::string, std::string>> sections;

    [[nodiscard]] const std::string* find(const std::string& name) const {
        for (const auto& [key, text] : sections) {
            if (key == name) {
                return &text;
            }
        }
        return nullptr;
    }
};

inline Case read_case(const std::filesystem::path& path) {
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    Case read;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("--- ")) {
            read.sections.emplace_back(line.substr(4), "");
        } else {
            (read.sections.empty() ? read.about : read.sections.back().second) += line + "\n";
        }
    }
    return read;
}

inline std::string schema_of(const std::string& elements, const std::string& declarations) {
    return "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:a=\"urn:a\" targetNamespace=\"urn:a\">\n" +
           declarations + "<xs:element name=\"R\" type=\"a:R\"/>\n<xs:complexType name=\"R\">\n" + elements +
           "</xs:complexType>\n</xs:schema>\n";
}

inline std::string mapping_of(const Case& one) {
    std::string text = "mapping: t/m\nversion: 1\n";
    text += one.find("elements") == nullptr ? "xml: {namespaces: {a: \"urn:a\"}, root: a:R}\n"
                                            : "xml: {schema: m.xsd, namespaces: {a: \"urn:a\"}, root: a:R}\n";
    text += one.find("members") == nullptr ? "" : "json: {schema: core/m}\n";
    return text + "fields:\n" + *one.find("fields");
}

inline void write_case(const Case& one, const Folder& folder) {
    const auto* whole = one.find("mapping");
    folder.write("t/m.yaml", whole != nullptr ? *whole : mapping_of(one));
    if (const auto* elements = one.find("elements"); elements != nullptr) {
        const auto* declarations = one.find("declarations");
        folder.write("t/m.xsd", schema_of(*elements, declarations == nullptr ? "" : *declarations));
    }
    if (const auto* members = one.find("members"); members != nullptr) {
        folder.write("core/m.schema.json", *members);
    }
    for (const auto& [name, text] : one.sections) {
        if (name.starts_with("file ")) {
            folder.write(name.substr(5), text);
        }
    }
}

// With the names of files below the folder.
inline std::string without_folder(std::string text, const Folder& folder) {
    const auto prefix = folder.path().string() + "/";
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at)) {
        text.erase(at, prefix.size());
    }
    return text;
}

// What a person gets.
inline std::string output_of(const Case& one) {
    const Folder folder;
    write_case(one, folder);
    const auto codes = load_code_tables(folder.path() / "codes");
    Sources sources;
    std::string text;
    if (!codes) {
        for (const auto& finding : codes.error().findings) {
            text += rendered(in_characters(finding, sources), sources);
        }
        return without_folder(text, folder);
    }
    SchemaCache schemas;
    for (const auto& finding : check_mapping(folder.path() / "t/m.yaml", *codes, schemas)) {
        text += rendered(finding, sources);
    }
    return without_folder(text, folder);
}

}  // namespace otkel::mapping::check::tests
