#pragma once

#include <cstddef>
#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <xercesc/sax/InputSource.hpp>
#include <xercesc/util/XMLEntityResolver.hpp>

#include "gateway/xsd/compile_findings.hpp"
#include "gateway/xsd/schema_model.hpp"

namespace otkel::xsd {

// The files of one schema. The only source of octets for Xerces; what a schema may not name becomes a finding, and an
// empty schema stands in its place so that the rest is still looked at.
class SchemaFiles : public xercesc::XMLEntityResolver {
public:
    SchemaFiles(const LoadLimits& limits, CompileFindings& findings, xercesc::MemoryManager& memory)
        : limits_(limits), findings_(findings), memory_(memory) {}

    // Null when it cannot be read or is refused; that has become a finding at `named_at`.
    [[nodiscard]] std::unique_ptr<xercesc::InputSource> open(const std::filesystem::path& file, const Place& named_at);
    xercesc::InputSource* resolveEntity(xercesc::XMLResourceIdentifier* resource) override;

private:
    [[nodiscard]] std::unique_ptr<xercesc::InputSource> source_of(const std::string& text,
                                                                  const std::string& system_id) const;
    [[nodiscard]] std::optional<std::filesystem::path> local_file(const std::string& location, const Place& named_at);
    [[nodiscard]] const std::string* text_of(const std::filesystem::path& file, const Place& named_at);
    [[nodiscard]] Place place_of(const std::string& file, const std::string& location) const;

    const LoadLimits& limits_;
    CompileFindings& findings_;
    xercesc::MemoryManager& memory_;  // of what Xerces takes over
    std::size_t elements_{0};
    std::map<std::string, std::optional<std::string>> texts_;          // by system id; none for a refused file
    std::map<std::pair<std::string, std::string>, Place> references_;  // by file and schemaLocation
    std::list<std::string> stand_ins_;
};

}  // namespace otkel::xsd
