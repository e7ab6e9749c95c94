#include "gateway/mapping/mapping_files.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace otkel::mapping {
namespace {

TEST(MappingFiles, are_neither_parts_nor_tables) {
    const otkel::tests::TemporaryFolder folder;
    const auto mapping = folder.write("t/m.yaml", "# part: no\nabout: x\nmapping: t/m\n");
    const auto deep = folder.write("t/deep/n.yaml", "mapping: t/deep/n\n");
    folder.write("t/part.yaml", "part: t/part\n");
    folder.write("codes/unit.yaml", "table: unit\nmapping: later\n");
    folder.write("t/readme.md", "mapping: no\n");
    EXPECT_EQ(mapping_files(folder.path()), (std::vector{deep, mapping}));
    EXPECT_TRUE(mapping_files(folder / "nowhere").empty());
}

// Otherwise nobody would ever hear of the mistake.
TEST(MappingFiles, are_also_those_that_cannot_be_understood) {
    const otkel::tests::TemporaryFolder folder;
    const auto broken = folder.write("t/broken.yaml", "{{{");
    const auto empty = folder.write("t/empty.yaml", "");
    const auto misspelt = folder.write("t/misspelt.yaml", "maping: t/misspelt\n");
    EXPECT_EQ(mapping_files(folder.path()), (std::vector{broken, empty, misspelt}));
    EXPECT_EQ(kind_of(folder / "absent.yaml"), FileKind::mapping);
}

}  // namespace
}  // namespace otkel::mapping
