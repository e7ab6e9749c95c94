#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/base/error.hpp"
#include "gateway/mapping/check/views.hpp"
#include "gateway/mapping/mapping.hpp"

// What is wrong with a mapping before any message comes: what its loader has against it, and what does not fit the XML
// Schema and the JSON Schema that it names. Columns of findings count characters.
//
//   error    some message that the schemas allow cannot be translated, or what comes out is not allowed
//   warning  it can happen that a message is refused, and only the content decides
//   note     worth a look

namespace otkel::mapping::check {

// Schemas are read once for all mappings that name them. Not thread safe.
class SchemaCache {
public:
    [[nodiscard]] Result<std::shared_ptr<const xsd::SchemaModel>> xml(const std::filesystem::path& file);
    [[nodiscard]] Result<std::shared_ptr<const JsonSchema>> json(const std::filesystem::path& file);

private:
    std::map<std::filesystem::path, Result<std::shared_ptr<const xsd::SchemaModel>>> xml_;
    std::map<std::filesystem::path, Result<std::shared_ptr<const JsonSchema>>> json_;
};

// Everything that there is to say about one mapping file, in the order of its lines. `tables` gets the names of the
// tables of codes that it uses.
[[nodiscard]] std::vector<Finding> check_mapping(const std::filesystem::path& file,
                                                 std::shared_ptr<const CodeTables> codes, SchemaCache& schemas,
                                                 std::set<std::string>* tables = nullptr);

// About the tables themselves, which stand in `folder`: days without an answer and, with the names of all that are
// used, tables that nobody uses.
[[nodiscard]] std::vector<Finding> check_tables(const CodeTables& tables, const std::filesystem::path& folder,
                                                const std::optional<std::set<std::string>>& used);
void note_tables(const MessagePlan& plan, std::set<std::string>& used);

// The schemas of a plan; why one cannot be read is added to `findings`.
[[nodiscard]] Schemas load_schemas(const MessagePlan& plan, const std::filesystem::path& root, SchemaCache& cache,
                                   std::vector<Finding>& findings);

// The folder that the names of mappings are relative to.
[[nodiscard]] std::filesystem::path mappings_folder(const std::filesystem::path& file, const MessagePlan& plan);

// Whether a list of findings has an error among them.
[[nodiscard]] bool has_error(const std::vector<Finding>& findings);

}  // namespace otkel::mapping::check
