#include "gateway/mapping/samples/json_schema.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "gateway/base/files.hpp"
#include "gateway/mapping/mapping_files.hpp"
#include "gateway/mapping/run.hpp"

namespace otkel::mapping::samples {
namespace {

namespace json = boost::json;

constexpr std::size_t findings_of_one_max = 20;

// The library says "<root>", "[items]", "[0]".
std::string pointer_of(const std::vector<std::string>& context) {
    std::string pointer;
    for (std::size_t i = 1; i < context.size(); ++i) {
        const auto& step = context[i];
        const bool framed = step.size() >= 2 && step.front() == '[' && step.back() == ']';
        pointer += "/" + escaped_step(framed ? step.substr(1, step.size() - 2) : step);
    }
    return pointer;
}

// What the library says about an object because of its member, which it names too.
bool is_consequence(std::string_view error) {
    constexpr std::array beginnings{"Failed to validate against schema associated", "Failed to validate item #",
                                    "Failed to validate against a conditional schema",
                                    "Failed to validate against child schema"};
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](std::string_view beginning) { return error.starts_with(beginning); });
}

// The library asks for the format of what is no text too, null for example; draft-07 does not (JSON Schema Validation,
// section 7.1).
void ask_texts_alone_for_formats(json::value& schema) {
    if (auto* list = schema.if_array()) {
        for (auto& entry : *list) {
            ask_texts_alone_for_formats(entry);
        }
        return;
    }
    auto* object = schema.if_object();
    if (object == nullptr) {
        return;
    }
    for (auto& member : *object) {
        ask_texts_alone_for_formats(member.value());
    }
    const auto* format = object->if_contains("format");
    if (format != nullptr && format->is_string() && !object->contains("if")) {
        const json::value asked = *format;
        object->erase("format");
        object->emplace("if", json::object{{"type", "string"}});
        object->emplace("then", json::object{{"format", asked}});
    }
}

}  // namespace

struct JsonSchema::Compiled {
    valijson::Schema schema;
};

JsonSchema::JsonSchema(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
JsonSchema::~JsonSchema() = default;

Result<std::shared_ptr<const JsonSchema>> JsonSchema::load(const std::filesystem::path& file) {
    auto text = read_whole_file(file, json_schema_octets_max, Errc::not_found);
    if (!text) {
        return fail(std::move(text.error()));
    }
    boost::system::error_code error;
    auto document = json::parse(*text, error);
    if (error) {
        return fail(Errc::invalid_configuration, "the JSON Schema is not JSON: " + error.message(),
                    Place{file.string(), 0, 0, {}});
    }
    ask_texts_alone_for_formats(document);
    auto compiled = std::make_unique<Compiled>();
    try {
        valijson::SchemaParser().populateSchema(valijson::adapters::BoostJsonAdapter(document), compiled->schema);
    } catch (const std::exception& problem) {
        return fail(Errc::invalid_configuration, std::string("the JSON Schema cannot be used: ") + problem.what(),
                    Place{file.string(), 0, 0, {}});
    }
    return std::shared_ptr<const JsonSchema>(new JsonSchema(std::move(compiled)));
}

std::vector<Finding> JsonSchema::violations(const json::value& message) const {
    std::vector<std::pair<std::string, std::string>> errors;  // pointer, what is wrong
    try {
        valijson::ValidationResults results;
        // Strong types: otherwise null counts as a text, and "1" as a number.
        valijson::Validator validator(valijson::Validator::kStrongTypes);
        validator.validate(compiled_->schema, valijson::adapters::BoostJsonAdapter(message), &results);
        for (const auto& error : results) {
            errors.emplace_back(pointer_of(error.context), error.description);
        }
    } catch (const std::exception& problem) {
        errors.emplace_back("", problem.what());
    }
    const bool only_consequences =
        std::all_of(errors.begin(), errors.end(), [](const auto& error) { return is_consequence(error.second); });
    std::vector<Finding> findings;
    for (const auto& [pointer, detail] : errors) {
        if ((only_consequences || !is_consequence(detail)) && findings.size() < findings_of_one_max) {
            findings.push_back(Finding{"schema-violation",
                                       Severity::error,
                                       Place{{}, 0, 0, pointer.empty() ? "/" : pointer},
                                       {},
                                       {},
                                       "JSON Schema: " + detail});
        }
    }
    return findings;
}

}  // namespace otkel::mapping::samples
