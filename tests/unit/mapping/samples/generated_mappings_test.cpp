#include "gateway/mapping/file_loader.hpp"
#include "tests/unit/mapping/fixture.hpp"
#include "tests/unit/mapping/samples/generated.hpp"
#include "tests/unit/mapping/samples/law.hpp"
#include "tests/unit/mapping/samples/mapping_generator.hpp"
#include "tests/unit/mapping/samples/message_generator.hpp"

namespace otkel::mapping::samples {
namespace {

constexpr std::size_t messages_of_one = 8;

std::string shown(const MappingFiles& files) {
    std::string text;
    for (const auto& [name, content] : files) {
        text += name.starts_with("codes/") ? "" : content + "\n";
    }
    return text;
}

// OTKEL_GENERATED=20000 makes as many mappings; OTKEL_SEED=<number> repeats the one that a failure names.
TEST(GeneratedMappings, of_rules_of_all_shapes_keep_their_promise) {
    const auto count = generated_count(250);
    for (std::size_t i = 0; i < count; ++i) {
        const auto seed = generated_seed(i);
        const auto files = MappingGenerator(seed).files();
        const tests::Folder folder;
        for (const auto& [name, content] : files) {
            folder.write(name, content);
        }
        const auto codes = load_code_tables(folder.path() / "codes");
        ASSERT_TRUE(codes) << codes.error().to_string();
        const auto file = folder.path() / "t/m.yaml";
        const auto mapping = Mapping::load(file, *codes);
        ASSERT_TRUE(mapping) << "OTKEL_SEED=" << seed << "\n" << mapping.error().to_string() << shown(files);
        settings::Complaints complaints;
        const auto plan = load_plan(file, *codes, complaints);
        const auto places = one_way_of(plan);
        MessageGenerator generator(plan, nullptr);
        for (std::size_t number = 0; number < messages_of_one; ++number) {
            const auto message = generator.message(seed * messages_of_one + number);
            const auto broken = broken_by(**mapping, places, nullptr, message);
            ASSERT_FALSE(broken) << "OTKEL_SEED=" << seed << "\n" << *broken << "\n" << message << "\n" << shown(files);
        }
        ASSERT_TRUE(generator.gaps().empty()) << *generator.gaps().begin() << "\n" << shown(files);
    }
}

}  // namespace
}  // namespace otkel::mapping::samples
