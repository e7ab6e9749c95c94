#include "gateway/mapping/mapping_files.hpp"
#include "tests/unit/mapping/check/case.hpp"

// The mappings of the project fit their schemas.

namespace otkel::mapping::check::tests {
namespace {

TEST(ProjectMappings, fit_their_schemas) {
    const auto codes = load_code_tables("mappings/codes");
    ASSERT_TRUE(codes) << codes.error().to_string();
    SchemaCache schemas;
    Sources sources;
    const auto files = mapping_files("mappings");
    EXPECT_GE(files.size(), 9U);
    for (const auto& file : files) {
        for (const auto& finding : check_mapping(file, *codes, schemas)) {
            EXPECT_EQ(finding.severity, Severity::note) << rendered(finding, sources);
        }
    }
}

}  // namespace
}  // namespace otkel::mapping::check::tests
