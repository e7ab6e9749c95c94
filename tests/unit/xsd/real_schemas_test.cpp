#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/unit/xsd/fixture.hpp"

namespace otkel::xsd::tests {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

namespace fs = std::filesystem;

const fs::path data = "../shared/data";

std::vector<fs::path> schemas_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".xsd") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

// The types that can be met below these, each looked at once; checks that every element has been read to the end.
class Walk {
public:
    explicit Walk(const SchemaModel& model) {
        for (const auto* element : model.global_elements()) {
            visit(*element);
        }
    }
    [[nodiscard]] std::size_t types() const { return seen_.size(); }

private:
    void visit(const Element& element) {
        EXPECT_FALSE(element.name.local.empty());
        EXPECT_TRUE(element.simple == nullptr || element.complex == nullptr);
        if (element.complex == nullptr || !seen_.insert(element.complex).second) {
            return;
        }
        std::size_t order = 0;
        for (const auto& child : children_of(*element.complex)) {
            EXPECT_GE(child.order, order);
            EXPECT_GE(child.occurs.most, std::max<std::size_t>(child.occurs.least, 1));
            order = child.order;
            visit(*child.element);
        }
        for (const auto& attribute : element.complex->attributes) {
            EXPECT_NE(attribute.type, nullptr);
        }
    }

    std::set<const ComplexType*> seen_;
};

void expect_loads(const fs::path& file) {
    const auto model = SchemaModel::load(file);
    EXPECT_TRUE(model) << model.error().to_string();
    if (model) {
        const Walk walk{**model};
    }
}

TEST(RealSchemas, of_the_project_load) {
    const auto files = schemas_in("mappings");
    EXPECT_FALSE(files.empty());
    std::for_each(files.begin(), files.end(), expect_loads);
}

TEST(RealSchemas, of_the_message_gateway_load_but_those_that_name_missing_files) {
    if (!fs::exists(data / "shep/official")) {
        GTEST_SKIP() << "there is no " << data;
    }
    for (const auto& file : schemas_in(data / "shep/official")) {
        if (file.string().find("/AsyncChannel/") == std::string::npos) {
            expect_loads(file);
            continue;
        }
        // They look for the types of common/ in the folder of the synchronous channel.
        const auto model = SchemaModel::load(file);
        ASSERT_FALSE(model) << file;
        EXPECT_THAT(model.error().findings.front().detail,
                    AllOf(HasSubstr("/SyncChannel/v10/Types/"), HasSubstr("cannot read")))
            << file;
    }
}

TEST(RealSchemas, of_the_asynchronous_channel_load_when_they_name_the_folder_of_the_common_types) {
    if (!fs::exists(data / "shep/official")) {
        GTEST_SKIP() << "there is no " << data;
    }
    const Folder folder;
    const auto from = data / "shep/official/wsdl";
    fs::copy(from / "common", folder.path() / "common", fs::copy_options::recursive);
    const auto files = schemas_in(from / "AsyncChannel");
    EXPECT_EQ(files.size(), 14U);
    for (const auto& file : files) {
        std::stringstream text;
        text << std::ifstream(file).rdbuf();
        const auto corrected =
            std::regex_replace(text.str(), std::regex{"/SyncChannel/v10/Types/"}, "/common/v10/Types/");
        folder.write(fs::relative(file, from).string(), corrected);
    }
    for (const auto& file : files) {
        expect_loads(folder.path() / fs::relative(file, from));
    }
}

TEST(RealSchemas, of_the_register_of_persons_load) {
    if (!fs::exists(data / "shep/gbdfl")) {
        GTEST_SKIP() << "there is no " << data;
    }
    const auto model = loaded(data / "shep/gbdfl/root.xsd");
    const auto& persons = *child(children_of(*element(*model, "data", "").complex), "persons").element->complex;
    EXPECT_THAT(texts_of(children_of(persons)), ElementsAre("person 1..*"));
    EXPECT_THAT(child(children_of(persons), "person").element->complex->name.local, "Person");
    EXPECT_EQ(model->namespaces().size(), 5U);
    const Walk walk{*model};
    EXPECT_GT(walk.types(), 10U);
}

TEST(RealSchemas, of_the_register_of_organizations_load) {
    if (!fs::exists(data / "shep/gbdul-3005")) {
        GTEST_SKIP() << "there is no " << data;
    }
    for (const auto* folder : {"gbdul-3005", "gbdul-3007", "gbdul-affil", "isna-bvu"}) {
        const auto files = schemas_in(data / "shep" / folder);
        EXPECT_FALSE(files.empty()) << folder;
        std::for_each(files.begin(), files.end(), expect_loads);
    }
}

TEST(RealSchemas, of_the_union_load_but_one_that_names_a_remote_file) {
    if (!fs::exists(data / "eaeu")) {
        GTEST_SKIP() << "there is no " << data;
    }
    for (const auto& file : schemas_in(data / "eaeu")) {
        if (file.filename() != "EEC_SignedData_v1.0_EDoc.xsd") {
            expect_loads(file);
            continue;
        }
        const auto model = SchemaModel::load(file);
        ASSERT_FALSE(model);
        const auto& findings = model.error().findings;
        EXPECT_THAT(findings.front().detail, HasSubstr("xmldsig-core-schema.xsd#\" is not read"));
        for (std::size_t at = 1; at < findings.size(); ++at) {
            EXPECT_THAT(findings[at].detail, AllOf(HasSubstr("Signature"), EndsWith("not found")));
        }
    }
}

TEST(RealSchemas, of_the_customs_declaration_load) {
    const auto folder = data / "business/customs/esadout_cu_5.23.0";
    if (!fs::exists(folder)) {
        GTEST_SKIP() << "there is no " << data;
    }
    const auto model = loaded(folder / "ESADout_CU.xsd");
    ASSERT_EQ(model->global_elements().size(), 1U);
    const auto& root = *model->global_elements().front();
    EXPECT_EQ(root.name.local, "ESADout_CU");
    ASSERT_EQ(root.complex->attributes.size(), 1U);
    EXPECT_EQ(root.complex->attributes.front().fixed_value, "1006107E");
    EXPECT_EQ(text_of(child(children_of(*root.complex), "ESADout_CUGoodsShipment")), "ESADout_CUGoodsShipment 1..1");
    const auto* seals = child(children_of(*root.complex), "SealQuantity").element->simple;
    EXPECT_EQ(seals->primitive, Primitive::integer);
    EXPECT_EQ(seals->total_digits, 3U);
    EXPECT_EQ(seals->min_inclusive, "0");
    const Walk walk{*model};
    EXPECT_GT(walk.types(), 100U);
    const auto files = schemas_in(folder);
    std::for_each(files.begin(), files.end(), expect_loads);
}

}  // namespace
}  // namespace otkel::xsd::tests
