#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/xml/tree.hpp"

// Mapping files: one YAML file is one message type in both directions. Compiled once into a plan; running it looks
// nothing up, reads no file and cannot loop without bound. The language is described in docs/mapping-language.md.

namespace otkel::mapping {

// A business key found in a message: ("gtin", "04870000000012"). The journal can be searched by it.
using BusinessKey = std::pair<std::string, std::string>;

// One line of --explain: which rule made which value from which place.
struct Derivation {
    std::string target;  // JSON Pointer or XPath
    Place rule;          // file and line of the mapping
    std::string source;  // XPath with line, or JSON Pointer; empty for constants
    std::string value;
};

// What of a message may not be lost. Paths are below the root, of local names: "Goods/Item", "Goods/Item/@no"; what
// stands in them is meant, too.
struct MustCarry {
    bool everything{false};
    std::vector<std::string> paths;

    [[nodiscard]] bool covers(const std::string& xpath) const;
};

// A list of a mapping: one rule, or one in each branch of a choice.
struct Rule;
using ListRules = std::vector<const Rule*>;

// Some entries of a list, for messages whose list is handed over in batches. All else of the message stays.
struct ListPart {
    const ListRules& list;
    std::size_t first{0};  // from 0
    std::size_t count{0};
};

struct ReadOptions {
    std::vector<Derivation>* explain{nullptr};
    const MustCarry* must_carry{nullptr};  // a message with such content that no rule reads is an error
    const ListPart* part{nullptr};         // null for the whole message
};

// What is known of a message before it is handed over in batches.
struct Survey {
    std::vector<BusinessKey> keys;
    std::size_t entries{0};  // of the list
};

struct JsonOutcome {
    boost::json::value json;
    std::vector<BusinessKey> keys;
};
struct JsonTextOutcome {
    std::string text;  // one line, UTF-8
    std::vector<BusinessKey> keys;
};
struct XmlOutcome {
    std::string octets;  // canonical octets of the document element, namespaces declared on the root
    std::vector<BusinessKey> keys;
};

// Code tables (code_tables.hpp), loaded once: mappings/codes/<name>.yaml. All mistakes of all tables come back at once.
class CodeTables;
[[nodiscard]] Result<std::shared_ptr<const CodeTables>> load_code_tables(const std::filesystem::path& folder);

class Mapping {
public:
    // The file is called after the mapping's name, which gives the mappings/ folder: the XML Schema is relative to the
    // file, the JSON Schema to that folder. All mistakes of the file come back at once as findings with file, line and
    // column.
    [[nodiscard]] static Result<std::shared_ptr<const Mapping>> load(const std::filesystem::path& file,
                                                                     std::shared_ptr<const CodeTables> codes);
    ~Mapping();

    [[nodiscard]] const std::string& name() const;  // "customs/declaration-check.request"
    [[nodiscard]] int version() const;
    [[nodiscard]] const std::filesystem::path& schema_file() const;  // XSD; empty when none is named
    [[nodiscard]] const std::string& json_schema() const;            // "core/declaration-check.request"
    [[nodiscard]] std::string_view root_space() const;
    [[nodiscard]] std::string_view root_local() const;

    // All findings of the message in one Errc::mapping_failed error, each with XPath and line. `root` may have another
    // name than the mapping's root (SHEP data forms 1 and 2 put the fields into "data"). Thread safe.
    [[nodiscard]] Result<JsonOutcome> to_json(const xml::Element& root, const ReadOptions& options = {}) const;
    // The same as text, straight from the document: for whoever sends it on and does not look into it.
    [[nodiscard]] Result<JsonTextOutcome> to_json_text(const xml::Element& root, const ReadOptions& options = {}) const;
    // Where `path` of members, "invoice.items", is a list in JSON that stands in no other list. Empty when it is none.
    // Lives as long as the mapping.
    [[nodiscard]] ListRules list_at(std::string_view path) const;
    // Reads the whole message and keeps none of it: the same findings as to_json, and how long the list is.
    [[nodiscard]] Result<Survey> survey(const xml::Element& root, const ListRules& list,
                                        const ReadOptions& options = {}) const;
    // The other way round; places are JSON Pointers. `now` is the time that `value: now` writes.
    [[nodiscard]] Result<XmlOutcome> to_xml(const boost::json::value& json, WallTime now,
                                            std::vector<Derivation>* explain = nullptr) const;

private:
    struct Plan;
    explicit Mapping(std::unique_ptr<const Plan> plan);
    std::unique_ptr<const Plan> plan_;
};

}  // namespace otkel::mapping
