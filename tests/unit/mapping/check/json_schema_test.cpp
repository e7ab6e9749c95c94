#include "gateway/mapping/check/json_schema.hpp"

#include "tests/unit/mapping/check/case.hpp"

namespace otkel::mapping::check::tests {
namespace {

Result<std::shared_ptr<const JsonSchema>> load(const std::string& text) {
    const Folder folder;
    return JsonSchema::load(folder.write("s.json", text));
}

TEST(JsonSchema, reads_members_types_and_required_names) {
    const auto schema = load(R"({"type": "object", "required": ["a"], "additionalProperties": false,
        "properties": {"a": {"type": ["string", "null"]}, "b": {"type": "number"}}})");
    ASSERT_TRUE(schema);
    const auto& root = (*schema)->root();
    EXPECT_TRUE(root.closed);
    EXPECT_TRUE(root.requires_member("a"));
    EXPECT_EQ(root.member("a")->kinds, json_text | json_null);
    EXPECT_EQ(root.member("b")->kinds, json_number | json_integer);
    EXPECT_EQ(root.member("c"), nullptr);
}

TEST(JsonSchema, follows_references_also_to_what_stands_inside_itself) {
    const auto schema = load(R"({"$ref": "#/definitions/node", "definitions": {"node": {"properties": {
        "name": {"$ref": "#/definitions/word"}, "child": {"$ref": "#/definitions/node"}}}, "word": {"const": "x"}}})");
    ASSERT_TRUE(schema);
    const auto& root = (*schema)->root();
    EXPECT_EQ(root.member("child"), &root);
    EXPECT_EQ(root.member("name")->words, std::vector<std::string>{"x"});
}

TEST(JsonSchema, takes_alternatives_together_and_is_sure_only_of_what_all_say) {
    const auto schema = load(R"({"oneOf": [{"type": "object", "required": ["a", "b"], "properties": {"a": {}, "b": {}}},
        {"type": "object", "required": ["a"], "properties": {"a": {}, "c": {}}}]})");
    ASSERT_TRUE(schema);
    EXPECT_EQ((*schema)->root().required, std::vector<std::string>{"a"});
    EXPECT_EQ((*schema)->root().member_names(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(JsonSchema, wants_all_of_what_all_parts_say) {
    const auto schema = load(R"({"allOf": [{"properties": {"a": {"enum": ["x", "y"]}}, "required": ["a"]},
        {"required": ["b"], "additionalProperties": false}]})");
    ASSERT_TRUE(schema);
    EXPECT_EQ((*schema)->root().required, (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE((*schema)->root().closed);
}

TEST(JsonSchema, says_nothing_about_what_it_does_not_understand) {
    const auto schema =
        load(R"({"patternProperties": {"^x": {}}, "additionalProperties": false, "if": {}, "type": 5})");
    ASSERT_TRUE(schema);
    EXPECT_FALSE((*schema)->root().closed);
    EXPECT_EQ((*schema)->root().kinds, json_any);
}

TEST(JsonSchema, refuses_references_in_a_circle) {
    EXPECT_FALSE(load(R"({"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#/definitions/a"}}})"));
}

TEST(JsonSchema, refuses_what_is_no_json_with_the_place) {
    const auto schema = load("{\n \"a\": }\n");
    ASSERT_FALSE(schema);
    EXPECT_EQ(schema.error().place.line, 2);
    EXPECT_EQ(schema.error().place.column, 7);
    EXPECT_EQ(JsonSchema::load("nowhere.json").error().code, Errc::not_found);
}

}  // namespace
}  // namespace otkel::mapping::check::tests
