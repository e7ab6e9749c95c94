#include <gtest/gtest.h>

#include "gateway/mapping/mapping_files.hpp"
#include "gateway/mapping/samples/sample_files.hpp"
#include "gateway/mapping/samples/samples.hpp"
#include "tests/support/sealed.hpp"
#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::samples {
namespace {

Surroundings own() {
    return {"mappings", "samples", mapping::tests::noon,
            [](const std::string& octets) -> Result<xml::VerifiedOctets> { return otkel::tests::sealed(octets); }};
}

TEST(OwnSamples, all_become_their_other_side_and_come_back) {
    const auto codes = load_code_tables("mappings/codes");
    ASSERT_TRUE(codes) << codes.error().to_string();
    const auto files = mapping_files("mappings");
    EXPECT_GE(files.size(), 4U);
    for (const auto& file : files) {
        const auto outcome = run_samples(file, *codes, own());
        ASSERT_TRUE(outcome) << outcome.error().to_string();
        for (const auto& sample : outcome->samples) {
            for (const auto& finding : sample.findings) {
                ADD_FAILURE() << outcome->mapping << ": " << sample.name << ": " << finding.to_string();
            }
        }
    }
}

}  // namespace
}  // namespace otkel::mapping::samples
