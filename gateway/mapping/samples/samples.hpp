#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/mapping/mapping.hpp"
#include "gateway/xml/verified_octets.hpp"

// Samples are messages as they are on both sides. A mapping keeps its promise when each becomes the other, exactly, and
// nothing is lost on the way there and back.

namespace otkel::mapping::samples {

struct Surroundings {
    std::filesystem::path mappings;  // the folder of mappings: JSON Schemas are there
    std::filesystem::path samples;
    WallTime now{};  // what `value: now` writes
    // From the octets of a file to what a tree is made of.
    std::function<Result<xml::VerifiedOctets>(const std::string&)> accept;
};

struct SampleOutcome {
    std::string name;               // "customs/pass/request"
    std::vector<Finding> findings;  // none when all is well
};
struct Outcome {
    std::string mapping;                 // its name
    std::vector<SampleOutcome> samples;  // none: the mapping is not tried out by any

    [[nodiscard]] bool good() const;
};

// Runs all samples of one mapping file: XML to JSON and JSON to XML give the other file, both sides fit their schemas,
// and XML → JSON → XML and JSON → XML → JSON come back to the same message. What a mapping carries in one direction
// only, or fills in, is no difference. Errors are those of the mapping and of its schemas. CPU work.
[[nodiscard]] Result<Outcome> run_samples(const std::filesystem::path& file, std::shared_ptr<const CodeTables> codes,
                                          const Surroundings& around);

}  // namespace otkel::mapping::samples
