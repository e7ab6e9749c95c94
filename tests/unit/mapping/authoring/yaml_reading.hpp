#pragma once

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace otkel::mapping::authoring::tests {

enum class Scalars { texts, typed };  // typed: as an editor reads them, by the core schema of YAML 1.2

inline boost::json::value scalar(const YAML::Node& node, Scalars scalars) {
    const auto& text = node.Scalar();
    if (scalars == Scalars::typed && node.Tag() == "?") {
        std::int64_t number = 0;
        const auto* end = text.data() + text.size();
        if (std::from_chars(text.data(), end, number).ptr == end && !text.empty()) {
            return number;
        }
        if (text == "true" || text == "false") {
            return text == "true";
        }
    }
    return boost::json::value(text);
}

inline boost::json::value json_of(const YAML::Node& node, Scalars scalars) {
    if (node.IsMap()) {
        boost::json::object object;
        for (const auto& entry : node) {
            object[entry.first.Scalar()] = json_of(entry.second, scalars);
        }
        return object;
    }
    if (node.IsSequence()) {
        boost::json::array array;
        for (const auto& entry : node) {
            array.push_back(json_of(entry, scalars));
        }
        return array;
    }
    return node.IsScalar() ? scalar(node, scalars) : boost::json::value();
}

inline std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file);
    EXPECT_TRUE(stream) << file;
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace otkel::mapping::authoring::tests
