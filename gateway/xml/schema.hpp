#pragma once

#include <filesystem>
#include <memory>

#include "gateway/base/result.hpp"
#include "gateway/xml/tree.hpp"

struct _xmlSchema;

namespace otkel::xml {

// An XML Schema compiled once and shared by all threads. Imports are read from local files only.
class Schema {
public:
    [[nodiscard]] static Result<std::shared_ptr<const Schema>> load(const std::filesystem::path& file);

    // All violations at once, each with XPath and line. Without a SAX tree of its own: streams over the octets.
    [[nodiscard]] Result<void> validate(const VerifiedOctets& octets) const;
    // The same for a document that we wrote ourselves.
    [[nodiscard]] Result<void> validate_own(std::string_view octets) const;

    explicit Schema(std::shared_ptr<_xmlSchema> schema) : schema_(std::move(schema)) {}

private:
    std::shared_ptr<_xmlSchema> schema_;
};

}  // namespace otkel::xml
