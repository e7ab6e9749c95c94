#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"

// What a JSON Schema (draft-07) says about a message, as far as mappings can be held against it. What it says in words
// that are not read here counts as nothing said.

namespace otkel::mapping::check {

// As bits.
enum JsonKind : std::uint8_t {
    json_object = 1,
    json_array = 2,
    json_text = 4,
    json_integer = 8,
    json_number = 16,  // any number; one of these is an integer too
    json_boolean = 32,
    json_null = 64,
};
inline constexpr std::uint8_t json_any = 127;

struct JsonType {
    std::uint8_t kinds{json_any};
    std::vector<std::pair<std::string, const JsonType*>> properties;  // in the order of the file
    std::vector<std::string> required;
    bool closed{false};                             // additionalProperties: false
    const JsonType* additional{nullptr};            // of members that have no name; null when nothing is said
    const JsonType* items{nullptr};                 // null when nothing is said
    std::optional<std::vector<std::string>> words;  // enum and const: their texts; none when other values may stand too
    std::string format;
    std::optional<std::size_t> min_length, max_length, min_items;

    // Null when nothing is said about it.
    [[nodiscard]] const JsonType* member(std::string_view name) const;
    [[nodiscard]] bool names(std::string_view name) const;  // among its properties
    [[nodiscard]] bool requires_member(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> member_names() const;
    [[nodiscard]] bool says_members() const { return !properties.empty() || closed; }
};

// "text", "a number", "text or null"
[[nodiscard]] std::string kinds_in_words(std::uint8_t kinds);

class JsonSchema {
public:
    // Errc::invalid_configuration with the place when the file is not JSON, or refers to what is not there.
    [[nodiscard]] static Result<std::shared_ptr<const JsonSchema>> load(const std::filesystem::path& file);

    [[nodiscard]] const JsonType& root() const { return *root_; }

private:
    friend class JsonSchemaReader;
    std::deque<JsonType> types_;
    const JsonType* root_{nullptr};
};

}  // namespace otkel::mapping::check
