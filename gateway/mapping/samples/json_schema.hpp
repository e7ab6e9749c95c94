#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"

namespace otkel::mapping::samples {

// A JSON Schema of the folder of mappings. Thread safe to use.
class JsonSchema {
public:
    // Errc::not_found, or Errc::invalid_configuration when it is no JSON Schema.
    [[nodiscard]] static Result<std::shared_ptr<const JsonSchema>> load(const std::filesystem::path& file);
    ~JsonSchema();

    // Findings of code "schema-violation" with JSON Pointers; none when `message` is valid.
    [[nodiscard]] std::vector<Finding> violations(const boost::json::value& message) const;

private:
    struct Compiled;
    explicit JsonSchema(std::unique_ptr<const Compiled> compiled);
    std::unique_ptr<const Compiled> compiled_;
};

}  // namespace otkel::mapping::samples
