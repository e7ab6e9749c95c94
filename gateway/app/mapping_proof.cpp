#include "gateway/app/mapping_proof.hpp"

#include <set>

#include "gateway/mapping/check/check.hpp"
#include "gateway/mapping/samples/samples.hpp"

namespace otkel::app {
namespace {

std::set<std::string> names_in_use(const exchange::Catalog& catalog) {
    std::set<std::string> names;
    for (const auto& route : catalog.routes()) {
        for (const auto& version : route->versions) {
            for (const auto* side : {&version.request, &version.reply}) {
                if (side->mapping != nullptr) {
                    names.insert(side->mapping->name());
                }
            }
        }
    }
    return names;
}

void add(const std::vector<Finding>& findings, const std::string& what, settings::Complaints& complaints) {
    for (const auto& finding : findings) {
        if (finding.severity == Severity::error) {
            complaints.add(finding.place, what + finding.detail, finding.expected, finding.found);
        }
    }
}

}  // namespace

void prove_mappings(const CatalogParts& parts, const exchange::Catalog& catalog, settings::Complaints& complaints) {
    const auto& folder = parts.configuration.mappings;
    if (parts.codes == nullptr) {
        return;  // their mistakes are complaints already
    }
    const mapping::samples::Surroundings around{
        folder, folder.parent_path() / "samples", parts.clock.wall(), [&](const std::string& octets) {
            return parts.verifier.accept_unsigned(octets, parts.configuration.xml, "a sample of a mapping");
        }};
    mapping::check::SchemaCache schemas;
    for (const auto& name : names_in_use(catalog)) {
        const auto file = folder / (name + ".yaml");
        add(mapping::check::check_mapping(file, parts.codes, schemas), "", complaints);
        const auto outcome = mapping::samples::run_samples(file, parts.codes, around);
        if (!outcome) {
            complaints.add({file.string(), 0, 0, {}}, outcome.error().detail);
            continue;
        }
        for (const auto& sample : outcome->samples) {
            add(sample.findings, "sample " + sample.name + ": ", complaints);
        }
    }
}

}  // namespace otkel::app
