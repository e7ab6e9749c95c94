#include "gateway/mapping/authoring/draft.hpp"

#include "gateway/mapping/check/check.hpp"
#include "gateway/mapping/check/render.hpp"
#include "tests/unit/mapping/authoring/yaml_reading.hpp"
#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::authoring::tests {
namespace {

namespace fs = std::filesystem;
using mapping::tests::Folder;

std::string draft_of(const fs::path& schema, const std::string& root, DraftOptions options = {}) {
    const auto model = xsd::SchemaModel::load(schema);
    EXPECT_TRUE(model) << model.error().to_string();
    const auto element = model ? find_root(**model, root) : fail(model.error());
    EXPECT_TRUE(element) << element.error().to_string();
    if (options.name.empty()) {
        options.name = "t/m";
        options.schema = "m.xsd";
    }
    return element ? draft_mapping(**element, options) : "";
}

// The draft loads, and its check finds no error; warnings and notes are given back.
void expect_good(const fs::path& schema, const xsd::Element& root) {
    SCOPED_TRACE(schema.string() + " " + root.name.local);
    const Folder folder;
    const auto text = draft_mapping(root, {"t/m", fs::absolute(schema).string(), {}, nullptr});
    const auto file = folder.write("t/m.yaml", text);
    check::SchemaCache schemas;
    check::Sources sources;
    int shown = 0;
    for (const auto& finding : check::check_mapping(file, std::make_shared<CodeTables>(), schemas)) {
        if (finding.severity != Severity::note && finding.detail.find("has no attributes") == std::string::npos &&
            ++shown <= 5) {
            ADD_FAILURE() << check::rendered(finding, sources);
        }
    }
    const auto loaded = Mapping::load(file, std::make_shared<CodeTables>());
    EXPECT_TRUE(loaded) << loaded.error().to_string();
}

int expect_good_drafts(const fs::path& folder) {
    int drafts = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".xsd") {
            continue;
        }
        const auto model = xsd::SchemaModel::load(entry.path());
        if (!model) {
            continue;
        }
        for (const auto* root : (*model)->global_elements()) {
            if (!root->abstract && (root->complex != nullptr || root->simple != nullptr)) {
                expect_good(entry.path(), *root);
                ++drafts;
            }
        }
    }
    return drafts;
}

const std::string cases = "tests/unit/mapping/authoring/draft/";

TEST(Draft, says_every_construct_of_a_schema_in_rules) {
    EXPECT_EQ(draft_of(cases + "every-construct.xsd", "Request"), text_of(cases + "by-names.yaml"));
    const auto model = xsd::SchemaModel::load(cases + "every-construct.xsd");
    ASSERT_TRUE(model);
    expect_good(cases + "every-construct.xsd", **find_root(**model, "Request"));
}

TEST(Draft, takes_the_names_of_the_json_schema) {
    const auto json = check::JsonSchema::load(cases + "every-construct.schema.json");
    ASSERT_TRUE(json) << json.error().to_string();
    EXPECT_EQ(draft_of(cases + "every-construct.xsd", "Request", {"t/m", "m.xsd", "core/m", json->get()}),
              text_of(cases + "by-json-schema.yaml"));
}

TEST(Draft, says_which_roots_there_are) {
    const auto model = xsd::SchemaModel::load(cases + "every-construct.xsd");
    ASSERT_TRUE(model);
    EXPECT_EQ(find_root(**model, "Reqest").error().detail,
              "the schema has no global element 'Reqest'; did you mean 'Request'?");
    EXPECT_EQ(find_root(**model, "Subject").error().detail, "the element 'Subject' is abstract: no message has it");
    EXPECT_EQ((*find_root(**model, "{urn:otkel:test:v1}Request"))->name.local, "Request");
    EXPECT_FALSE(find_root(**model, "{urn:other}Request"));
}

TEST(Draft, of_a_schema_without_elements_has_no_root) {
    const Folder folder;
    const auto model =
        xsd::SchemaModel::load(folder.write("t/m.xsd",
                                            "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:complexType "
                                            "name=\"T\"/></xs:schema>"));
    ASSERT_TRUE(model);
    EXPECT_NE(find_root(**model, "T").error().detail.find("declares types only"), std::string::npos);
}

TEST(Draft, of_every_schema_of_the_project_is_good) { EXPECT_GE(expect_good_drafts("mappings"), 8); }

TEST(Draft, of_schemas_of_others_is_good) {
    for (const std::string folder : {"shep/gbdfl", "shep/gbdul-3005", "shep/isna-bvu"}) {
        if (!fs::exists("../shared/data/" + folder)) {
            GTEST_SKIP() << "the schemas of " << folder << " are not here";
        }
        EXPECT_GE(expect_good_drafts("../shared/data/" + folder), 1) << folder;
    }
}

TEST(Draft, of_the_largest_schema_is_good) {
    const fs::path file = "../shared/data/business/customs/esadout_cu_5.23.0/ESADout_CU.xsd";
    if (!fs::exists(file)) {
        GTEST_SKIP() << "the schema of the goods declaration is not here";
    }
    const auto model = xsd::SchemaModel::load(file);
    ASSERT_TRUE(model) << model.error().to_string();
    const auto root = find_root(**model, "ESADout_CU");
    ASSERT_TRUE(root) << root.error().to_string();
    expect_good(file, **root);
}

}  // namespace
}  // namespace otkel::mapping::authoring::tests
