#include <gmock/gmock.h>

#include "tests/unit/xsd/fixture.hpp"

namespace otkel::xsd::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string e(const std::string& name, const std::string& more = {}) {
    return "<xs:element name=\"" + name + "\" type=\"xs:string\" " + more + "/>";
}
std::string group(const std::string& kind, const std::string& parts, const std::string& more = {}) {
    return "<xs:" + kind + " " + more + ">" + parts + "</xs:" + kind + ">";
}

constexpr const char* optional = "minOccurs=\"0\"";
constexpr const char* many = "maxOccurs=\"unbounded\"";

TEST(Children, of_a_sequence_have_rising_numbers) {
    const auto model = model_of_type(group("sequence", e("a") + e("b", optional) + e("c", many)));
    const auto children = children_of(type(*model, "T"));
    EXPECT_THAT(texts_of(children), ElementsAre("a 1..1", "b 0..1", "c 1..*"));
    EXPECT_LT(children[0].order, children[1].order);
    EXPECT_LT(children[1].order, children[2].order);
    EXPECT_EQ(children[0].choice, -1);
    EXPECT_FALSE(exclude_each_other(children[0], children[1]));
}

TEST(Children, of_nested_groups_multiply_their_occurrence) {
    const auto model =
        model_of_type(group("sequence", group("sequence", e("a") + e("b", "minOccurs=\"2\" maxOccurs=\"3\""),
                                              "minOccurs=\"2\" maxOccurs=\"4\"") +
                                            group("sequence", group("sequence", e("c"), many), optional)));
    EXPECT_THAT(texts_of(children_of(type(*model, "T"))), ElementsAre("a 2..4", "b 4..12", "c 0..*"));
}

TEST(Children, of_a_repeating_group_share_their_order) {
    const auto model =
        model_of_type(group("sequence", e("first") + group("sequence", e("a") + e("b"), many) + e("last")));
    const auto children = children_of(type(*model, "T"));
    EXPECT_THAT(texts_of(children), ElementsAre("first 1..1", "a 1..*", "b 1..*", "last 1..1"));
    EXPECT_LT(child(children, "first").order, child(children, "a").order);
    EXPECT_EQ(child(children, "a").order, child(children, "b").order);
    EXPECT_LT(child(children, "b").order, child(children, "last").order);
}

TEST(Children, of_groups_inside_a_repeating_group_share_its_order) {
    const auto model =
        model_of_type(group("sequence", group("sequence", e("a") + group("sequence", e("b") + e("c"))), many));
    const auto children = children_of(type(*model, "T"));
    EXPECT_EQ(child(children, "a").order, child(children, "c").order);
    EXPECT_THAT(texts_of(children), ElementsAre("a 1..*", "b 1..*", "c 1..*"));
}

TEST(Children, of_a_choice_exclude_one_another) {
    const auto model = model_of_type(
        group("sequence", e("x") + group("choice", e("a") + group("sequence", e("b") + e("c")) + e("d", many))));
    const auto children = children_of(type(*model, "T"));
    EXPECT_THAT(texts_of(children), ElementsAre("x 1..1", "a 0..1", "b 0..1", "c 0..1", "d 0..*"));
    EXPECT_EQ(child(children, "a").choice, child(children, "b").choice);
    EXPECT_NE(child(children, "a").branch, child(children, "b").branch);
    EXPECT_EQ(child(children, "b").branch, child(children, "c").branch);
    EXPECT_TRUE(exclude_each_other(child(children, "a"), child(children, "b")));
    EXPECT_TRUE(exclude_each_other(child(children, "c"), child(children, "d")));
    EXPECT_FALSE(exclude_each_other(child(children, "b"), child(children, "c")));
    EXPECT_FALSE(exclude_each_other(child(children, "x"), child(children, "a")));
    EXPECT_LT(child(children, "b").order, child(children, "c").order);
}

TEST(Children, of_nested_choices_know_all_choices_around_them) {
    const auto model =
        model_of_type(group("choice", group("sequence", e("a") + group("choice", e("b") + e("c"))) + e("d")));
    const auto children = children_of(type(*model, "T"));
    EXPECT_TRUE(exclude_each_other(child(children, "b"), child(children, "c")));
    EXPECT_TRUE(exclude_each_other(child(children, "c"), child(children, "d")));
    EXPECT_TRUE(exclude_each_other(child(children, "a"), child(children, "d")));
    EXPECT_FALSE(exclude_each_other(child(children, "a"), child(children, "b")));
    EXPECT_THAT(child(children, "a").outer, IsEmpty());
    EXPECT_THAT(child(children, "b").outer, ElementsAre(Branch{child(children, "a").choice, 0}));
}

TEST(Children, of_two_choices_have_two_numbers) {
    const auto model =
        model_of_type(group("sequence", group("choice", e("a") + e("b")) + group("choice", e("c") + e("d"), optional)));
    const auto children = children_of(type(*model, "T"));
    EXPECT_NE(child(children, "a").choice, child(children, "c").choice);
    EXPECT_FALSE(exclude_each_other(child(children, "a"), child(children, "c")));
    EXPECT_TRUE(exclude_each_other(child(children, "c"), child(children, "d")));
    EXPECT_LT(child(children, "b").order, child(children, "c").order);
}

TEST(Children, of_a_repeating_choice_exclude_nothing_and_share_their_order) {
    const auto model = model_of_type(group("choice", e("a") + e("b"), many));
    const auto children = children_of(type(*model, "T"));
    EXPECT_THAT(texts_of(children), ElementsAre("a 0..*", "b 0..*"));
    EXPECT_FALSE(exclude_each_other(children[0], children[1]));
    EXPECT_EQ(children[0].order, children[1].order);
}

TEST(Children, of_a_choice_inside_a_repeating_sequence_exclude_nothing) {
    const auto model = model_of_type(group("sequence", e("k") + group("choice", e("a") + e("b")), "maxOccurs=\"5\""));
    const auto children = children_of(type(*model, "T"));
    EXPECT_THAT(texts_of(children), ElementsAre("k 1..5", "a 0..5", "b 0..5"));
    EXPECT_FALSE(exclude_each_other(child(children, "a"), child(children, "b")));
}

TEST(Children, of_a_repeating_group_in_a_branch_still_exclude_the_other_branch) {
    const auto model = model_of_type(group("choice", e("a") + group("sequence", e("b") + e("c"), many)));
    const auto children = children_of(type(*model, "T"));
    EXPECT_TRUE(exclude_each_other(child(children, "a"), child(children, "c")));
    EXPECT_EQ(child(children, "b").order, child(children, "c").order);
}

TEST(Children, of_a_choice_with_one_branch_are_required) {
    const auto model = model_of_type(group("choice", e("a")));
    const auto children = children_of(type(*model, "T"));
    EXPECT_THAT(texts_of(children), ElementsAre("a 1..1"));
    EXPECT_EQ(children[0].choice, -1);
}

TEST(Children, of_all_share_their_order) {
    const auto model = model_of_type(group("all", e("a") + e("b", optional)));
    const auto children = children_of(type(*model, "T"));
    EXPECT_THAT(texts_of(children), ElementsAre("a 1..1", "b 0..1"));
    EXPECT_EQ(children[0].order, children[1].order);
    EXPECT_EQ(type(*model, "T").content->kind, Particle::Kind::all);
}

TEST(Children, of_an_optional_all_are_optional) {
    const auto model = model_of_type(group("all", e("a") + e("b"), optional));
    EXPECT_THAT(texts_of(children_of(type(*model, "T"))), ElementsAre("a 0..1", "b 0..1"));
}

TEST(Children, that_may_not_occur_are_left_out) {
    const auto model =
        model_of_type(group("sequence", e("a") + e("b", "minOccurs=\"0\" maxOccurs=\"0\"") +
                                            group("sequence", e("c"), "minOccurs=\"0\" maxOccurs=\"0\"")));
    EXPECT_THAT(texts_of(children_of(type(*model, "T"))), ElementsAre("a 1..1"));
}

TEST(Children, of_a_named_group_occur_as_often_as_its_reference) {
    const auto model =
        model_of_type(group("sequence", e("x") + "<xs:group ref=\"a:G\" minOccurs=\"0\" maxOccurs=\"unbounded\"/>" +
                                            "<xs:group ref=\"a:H\"/>"),
                      "<xs:group name=\"G\">" + group("sequence", e("a") + e("b", optional)) + "</xs:group>" +
                          "<xs:group name=\"H\">" + group("choice", e("c") + e("d")) + "</xs:group>");
    const auto children = children_of(type(*model, "T"));
    EXPECT_THAT(texts_of(children), ElementsAre("x 1..1", "a 0..*", "b 0..*", "c 0..1", "d 0..1"));
    EXPECT_TRUE(exclude_each_other(child(children, "c"), child(children, "d")));
}

TEST(Children, of_a_group_that_is_the_whole_content) {
    const auto group_of_two = "<xs:group name=\"G\">" + group("sequence", e("a") + e("b")) + "</xs:group>";
    const auto model = model_of_type("<xs:group ref=\"a:G\" maxOccurs=\"3\"/>", group_of_two);
    EXPECT_THAT(texts_of(children_of(type(*model, "T"))), ElementsAre("a 1..3", "b 1..3"));
}

TEST(Children, of_an_extension_stand_behind_those_of_its_base) {
    const auto model = model_of_type(
        group("sequence", e("a") + e("b")),
        "<xs:complexType name=\"U\"><xs:complexContent><xs:extension base=\"a:T\">" + group("choice", e("c") + e("d")) +
            "</xs:extension></xs:complexContent></xs:complexType>" +
            "<xs:complexType name=\"V\"><xs:complexContent><xs:extension base=\"a:U\">" + group("sequence", e("e")) +
            "</xs:extension></xs:complexContent></xs:complexType>" +
            "<xs:complexType name=\"W\"><xs:complexContent><xs:extension base=\"a:V\"/></xs:complexContent>"
            "</xs:complexType>");
    const auto children = children_of(type(*model, "V"));
    EXPECT_THAT(texts_of(children), ElementsAre("a 1..1", "b 1..1", "c 0..1", "d 0..1", "e 1..1"));
    for (std::size_t at = 1; at < children.size(); ++at) {
        EXPECT_LT(children[at - 1].order, children[at].order) << at;
    }
    EXPECT_THAT(texts_of(children_of(type(*model, "W"))),
                ElementsAre("a 1..1", "b 1..1", "c 0..1", "d 0..1", "e 1..1"));
}

TEST(Children, of_an_extension_of_something_empty_are_its_own) {
    const auto model =
        model_of_type("<xs:attribute name=\"x\"/>",
                      "<xs:complexType name=\"U\"><xs:complexContent><xs:extension base=\"a:T\">" +
                          group("sequence", e("a"), many) + "</xs:extension></xs:complexContent></xs:complexType>");
    EXPECT_THAT(texts_of(children_of(type(*model, "U"))), ElementsAre("a 1..*"));
    EXPECT_THAT(children_of(type(*model, "T")), IsEmpty());
}

TEST(Children, of_a_restriction_are_those_it_names) {
    const auto model = model_of_type(group("sequence", e("a") + e("b", optional) + e("c", many)),
                                     "<xs:complexType name=\"U\"><xs:complexContent><xs:restriction base=\"a:T\">" +
                                         group("sequence", e("a") + e("c")) +
                                         "</xs:restriction></xs:complexContent></xs:complexType>");
    EXPECT_THAT(texts_of(children_of(type(*model, "U"))), ElementsAre("a 1..1", "c 1..1"));
}

TEST(Children, that_stand_at_two_places_are_there_twice) {
    const auto model = model_of_type(group("sequence", e("a") + e("b") + e("a", optional)));
    EXPECT_THAT(texts_of(children_of(type(*model, "T"))), ElementsAre("a 1..1", "b 1..1", "a 0..1"));
}

TEST(Children, of_a_substitution_group_stand_beside_their_head) {
    const auto model =
        model_of_type(group("sequence", "<xs:element ref=\"a:head\"/>" + e("z")),
                      e("head") + e("one", "substitutionGroup=\"a:head\"") + e("two", "substitutionGroup=\"a:one\""));
    const auto children = children_of(type(*model, "T"));
    EXPECT_THAT(texts_of(children), ElementsAre("head 0..1", "one 0..1", "two 0..1", "z 1..1"));
    EXPECT_EQ(child(children, "head").order, child(children, "two").order);
    EXPECT_LT(child(children, "two").order, child(children, "z").order);
    EXPECT_TRUE(exclude_each_other(child(children, "head"), child(children, "two")));
    EXPECT_FALSE(exclude_each_other(child(children, "head"), child(children, "z")));
}

TEST(Children, of_a_repeating_substitution_group_do_not_exclude_one_another) {
    const auto model = model_of_type(group("sequence", "<xs:element ref=\"a:head\" maxOccurs=\"unbounded\"/>"),
                                     e("head", "abstract=\"true\"") + e("one", "substitutionGroup=\"a:head\"") +
                                         e("two", "substitutionGroup=\"a:head\""));
    const auto children = children_of(type(*model, "T"));
    EXPECT_THAT(texts_of(children), ElementsAre("one 0..*", "two 0..*"));
    EXPECT_FALSE(exclude_each_other(children[0], children[1]));
}

TEST(Children, that_replace_an_abstract_head_alone_are_required) {
    const auto model = model_of_type(group("sequence", "<xs:element ref=\"a:head\"/>"),
                                     e("head", "abstract=\"true\"") + e("one", "substitutionGroup=\"a:head\""));
    EXPECT_THAT(texts_of(children_of(type(*model, "T"))), ElementsAre("one 1..1"));
}

TEST(Wildcards, are_seen_wherever_they_stand) {
    const auto model = model_of_type(
        group("sequence", e("a") + group("choice", e("b") + "<xs:any namespace=\"##other\" processContents=\"lax\" "
                                                            "minOccurs=\"0\" maxOccurs=\"unbounded\"/>")),
        "<xs:complexType name=\"U\">" + group("sequence", "<xs:any/>") + "</xs:complexType>" +
            "<xs:complexType name=\"V\">" + group("sequence", e("a")) + "</xs:complexType>" +
            "<xs:complexType name=\"W\">" + group("sequence", e("a") + "<xs:any minOccurs=\"0\" maxOccurs=\"0\"/>") +
            "</xs:complexType>" + "<xs:complexType name=\"X\">" +
            group("sequence", e("a") + "<xs:any namespace=\"urn:b urn:c\" processContents=\"skip\"/>") +
            "</xs:complexType>");
    EXPECT_TRUE(allows_any(type(*model, "T")));
    EXPECT_TRUE(allows_any(type(*model, "U")));
    EXPECT_FALSE(allows_any(type(*model, "V")));
    EXPECT_FALSE(allows_any(type(*model, "W")));
    EXPECT_TRUE(allows_any(type(*model, "X")));
    EXPECT_THAT(texts_of(children_of(type(*model, "T"))), ElementsAre("a 1..1", "b 0..1"));
}

}  // namespace
}  // namespace otkel::xsd::tests
