#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/xml/tree.hpp"

struct _xmlSchema;

namespace otkel::xml {

// An XML Schema compiled once and shared by all threads. Imports are read from local files only.
class Schema {
public:
    // Errc::not_found when there is no such file, Errc::invalid_configuration with all findings when it does not
    // compile.
    [[nodiscard]] static Result<std::shared_ptr<const Schema>> load(const std::filesystem::path& file);

    // Errc::schema_violation with all violations at once, each with XPath and line, as findings whose codes
    // say the kind ("element-missing", "value-pattern", …; "schema-violation" for the rarer ones). A valid document is
    // streamed over without a tree; only an invalid one is read again, into a tree, to name the places.
    [[nodiscard]] Result<void> validate(const VerifiedOctets& octets) const;
    // The same for a document that we wrote ourselves.
    [[nodiscard]] Result<void> validate_own(std::string_view octets) const;

    explicit Schema(std::shared_ptr<_xmlSchema> schema) : schema_(std::move(schema)) {}

private:
    [[nodiscard]] Result<void> check(std::string_view octets, int first_line) const;

    std::shared_ptr<_xmlSchema> schema_;
};

}  // namespace otkel::xml
