#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "gateway/mapping/file_loader.hpp"
#include "gateway/mapping/mapping_files.hpp"
#include "gateway/mapping/samples/sample_files.hpp"
#include "tests/unit/mapping/samples/generated.hpp"
#include "tests/unit/mapping/samples/law.hpp"
#include "tests/unit/mapping/samples/message_generator.hpp"

namespace otkel::mapping::samples {
namespace {

// The model of a schema does not know xs:unique and xs:key, so that a message may repeat what must not be repeated.
bool repeats_a_key(const xml::Schema* schema, const std::string& message) {
    const auto valid = schema == nullptr ? Result<void>{} : schema->validate_own(message);
    return !valid && std::all_of(valid.error().findings.begin(), valid.error().findings.end(), [](const Finding& one) {
        return one.detail.find("identity-constraint") != std::string::npos;
    });
}

// Messages of every mapping of the project, made from its plan and its schema. OTKEL_GENERATED=250000 makes as many of
// each; OTKEL_SEED=<number> repeats the one that a failure names.
class GeneratedMessages : public testing::Test {
protected:
    void run(const std::filesystem::path& file) {
        settings::Complaints complaints;
        const auto plan = load_plan(file, codes_, complaints);
        ASSERT_TRUE(complaints.empty()) << complaints.outcome().error().to_string();
        const auto mapping = Mapping::load(file, codes_);
        ASSERT_TRUE(mapping) << mapping.error().to_string();
        std::shared_ptr<const xsd::SchemaModel> model;
        std::shared_ptr<const xml::Schema> schema;
        if (!plan.schema_file.empty()) {
            const auto loaded = xsd::SchemaModel::load(plan.schema_file);
            ASSERT_TRUE(loaded) << loaded.error().to_string();
            model = *loaded;
            const auto compiled = xml::Schema::load(plan.schema_file);
            ASSERT_TRUE(compiled) << compiled.error().to_string();
            schema = *compiled;
        }
        const auto places = one_way_of(plan);
        MessageGenerator generator(plan, model.get());
        const auto start = std::chrono::steady_clock::now();
        std::size_t octets = 0;
        std::size_t repeated = 0;
        const auto count = generated_count(40);
        for (std::size_t i = 0; i < count; ++i) {
            const auto seed = generated_seed(i);
            const auto message = generator.message(seed);
            octets += message.size();
            const auto broken = broken_by(**mapping, places, schema.get(), message);
            if (broken && repeats_a_key(schema.get(), message)) {
                ++repeated;
                continue;
            }
            ASSERT_FALSE(broken) << plan.name << ", OTKEL_SEED=" << seed << "\n" << *broken << "\n" << message;
        }
        EXPECT_LE(repeated, count / 2) << plan.name;
        for (const auto& gap : generator.gaps()) {
            ADD_FAILURE() << "no value fits both the mapping and the schema: " << gap;
        }
        constexpr std::size_t enough = 1000;
        if (count >= enough) {
            EXPECT_THAT(generator.untouched(), testing::IsEmpty()) << plan.name;
        }
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        std::cout << plan.name << ": " << count << " messages of " << octets / count << " octets in " << taken.count()
                  << " s\n";
    }

    std::shared_ptr<const CodeTables> codes_{load_code_tables("mappings/codes").value()};
};

TEST_F(GeneratedMessages, of_all_mappings_come_back_both_ways) {
    for (const auto& file : mapping_files("mappings")) {
        run(file);
    }
}

}  // namespace
}  // namespace otkel::mapping::samples
