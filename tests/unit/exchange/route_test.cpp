#include "gateway/exchange/route.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "tests/support/sealed.hpp"
#include "tests/unit/exchange/world.hpp"

namespace otkel::exchange {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class Routes : public testing::Test {
protected:
    std::optional<Route> load(const std::string& text) {
        complaints_ = std::make_unique<settings::Complaints>();
        const auto file = mappings_.write("route.yaml", text);
        auto translations = mappings_.loader();
        return load_route(settings::Section::load(file, *complaints_), translations);
    }
    std::vector<std::string> findings() const {
        std::vector<std::string> texts;
        for (const auto& finding : complaints_->findings()) {
            const auto name = std::filesystem::path(finding.place.file).filename().string();
            texts.push_back(name + ":" + std::to_string(finding.place.line) + ": " + finding.detail);
        }
        return texts;
    }

    Mappings mappings_;
    std::unique_ptr<settings::Complaints> complaints_;
};

const std::string good =
    "route: check\n"
    "direction: inbound\n"
    "adapter: shep\n"
    "service: CHECK\n"
    "peers: [customs, tax]\n"
    "request: {mapping: t/m}\n"
    "reply: {mapping: t/m}\n"
    "operation: customs.check\n";

TEST_F(Routes, are_read_with_everything_they_name) {
    const auto route = load(good + "outcome: overall\ndeadline_ms: 700\nwhen_core_is_silent: '{\"v\": \"=now\"}'\n");
    ASSERT_TRUE(route) << testing::PrintToString(findings());
    EXPECT_EQ(route->name, "check");
    EXPECT_EQ(route->direction, journal::Direction::inbound);
    EXPECT_EQ(route->peers, (std::vector<std::string>{"customs", "tax"}));
    EXPECT_EQ(route->operation, "customs.check");
    EXPECT_EQ(route->deadline, std::chrono::milliseconds{700});
    ASSERT_TRUE(route->when_core_is_silent);
    ASSERT_EQ(route->versions.size(), 1U);
    EXPECT_EQ(route->versions.front().request.mapping, route->versions.front().reply.mapping) << "loaded once";
    EXPECT_EQ(route->versions.front().request.schema, nullptr);
}

TEST_F(Routes, pick_a_version_by_day_peer_and_message) {
    const auto route = load(
        "route: check\nadapter: shep\nservice: CHECK\npeers: [customs, tax]\noperation: customs.check\nversions:\n"
        "  - {version: v3, when: {namespace: \"urn:v3\"}, request: {mapping: t/m}, reply: {mapping: t/m}}\n"
        "  - {version: marked, when: {xml: Head/@version, is: \"2.1\"}, request: {mapping: t/m}, reply: {mapping: "
        "t/m}}\n"
        "  - {version: early, when: {peers: [tax]}, request: {mapping: t/m, must_carry: [all], lineage: true},\n"
        "     reply: {mapping: t/m}}\n"
        "  - {version: new, when: {from: 2027-01-01}, request: {mapping: t/m}, reply: {mapping: t/m}}\n"
        "  - {version: old, when: {until: 2026-12-31, from: 2026-01-01}, request: {mapping: t/m}, reply: {mapping: "
        "t/m}}\n");
    ASSERT_TRUE(route) << testing::PrintToString(findings());
    const auto version = [&](const std::string& day, const std::string& peer, const std::string& xml) -> std::string {
        const auto tree = xml::Tree::parse(otkel::tests::sealed(xml), {}).value();
        const auto root = tree.root();
        const auto* found = version_of(*route, {parse_time(day + "T12:00:00+05:00").value(), peer, &root, nullptr});
        return found == nullptr ? "none" : found->name;
    };
    EXPECT_EQ(version("2026-12-31", "customs", "<a/>"), "old");
    EXPECT_EQ(version("2027-01-01", "customs", "<a/>"), "new");
    EXPECT_EQ(version("2025-12-31", "customs", "<a/>"), "none");
    EXPECT_EQ(version("2026-12-31", "tax", "<a/>"), "early");
    EXPECT_EQ(version("2026-12-31", "tax", "<a xmlns=\"urn:v3\"/>"), "v3");
    EXPECT_EQ(version("2026-12-31", "customs", "<a><Head version=\"2.1\"/></a>"), "marked");
    EXPECT_EQ(version("2026-12-31", "customs", "<a><Head version=\"2.0\"/></a>"), "old");
    const auto& early = route->versions[2].request;
    EXPECT_TRUE(early.lineage);
    ASSERT_TRUE(early.must_carry);
    EXPECT_TRUE(early.must_carry->everything);
}

TEST_F(Routes, pick_a_version_of_an_outgoing_message_by_what_the_core_says) {
    const auto route = load(
        "route: ask\ndirection: outbound\nadapter: shep\nservice: ASK\npeers: [customs]\nversions:\n"
        "  - {version: \"2\", when: {json: head.version, is: \"2\"}, request: {mapping: t/m}, reply: {mapping: t/m}}\n"
        "  - {version: \"1\", request: {mapping: t/m}, reply: {mapping: t/m}}\n");
    ASSERT_TRUE(route) << testing::PrintToString(findings());
    const auto version = [&](const std::string& text) {
        const auto json = boost::json::parse(text);
        return version_of(*route, {WallTime{}, "customs", nullptr, &json})->name;
    };
    EXPECT_EQ(version(R"({"head":{"version":"2"}})"), "2");
    EXPECT_EQ(version(R"({"head":{"version":2}})"), "1");
    EXPECT_EQ(version("[]"), "1");
}

TEST_F(Routes, say_what_is_wrong_with_versions) {
    EXPECT_FALSE(
        load("route: check\nadapter: shep\nservice: CHECK\npeers: [customs]\noperation: customs.check\nversions:\n"
             "  - {version: a, request: {mapping: t/m}, reply: {mapping: t/m}}\n"
             "  - {version: b, when: {from: 2026-13-01, xml: A}, request: {mapping: t/m}, reply: {mapping: t/m}}\n"));
    EXPECT_THAT(findings(), testing::ElementsAre(HasSubstr("route.yaml:8: it is never used"),
                                                 HasSubstr("route.yaml:8: it is not a day"),
                                                 HasSubstr("route.yaml:8: 'xml' or 'json' says where to look")));
}

TEST_F(Routes, outbound_have_no_operation) {
    EXPECT_TRUE(
        load("route: ask\ndirection: outbound\nadapter: shep\nservice: STATUS\npeers: [customs]\n"
             "request: {mapping: t/m}\nreply: {mapping: t/m}\n"));
    EXPECT_FALSE(
        load("route: ask\ndirection: outbound\nadapter: shep\nservice: STATUS\npeers: [customs]\n"
             "request: {mapping: t/m}\nreply: {mapping: t/m}\noperation: customs.check\n"));
    EXPECT_THAT(findings(), Contains(HasSubstr("route.yaml:8: ")));
}

TEST_F(Routes, with_a_mistake_are_refused_and_every_line_is_named) {
    EXPECT_FALSE(
        load("route: check\n"
             "direction: sideways\n"
             "adapter: shep\n"
             "service: CHECK\n"
             "peers: []\n"
             "request: {mapping: t/absent}\n"
             "reply: {mapping: t/m, schema: x}\n"
             "operation: customs.check\n"
             "when_core_is_silent: '{nothing'\n"
             "deadline_ms: soon\n"
             "timeout: 3\n"));
    const auto texts = findings();
    for (const char* line : {"route.yaml:2: ", "route.yaml:5: ", "route.yaml:6: ", "route.yaml:7: ", "route.yaml:9: ",
                             "route.yaml:10: ", "route.yaml:11: "}) {
        EXPECT_THAT(texts, Contains(HasSubstr(line))) << testing::PrintToString(texts);
    }
}

TEST_F(Routes, without_what_they_need_say_what_is_missing) {
    EXPECT_FALSE(load("about: nothing else\n"));
    for (const char* key : {"route", "adapter", "service", "peers", "operation", "mapping"}) {
        EXPECT_THAT(findings(), Contains(HasSubstr(key))) << key;
    }
}

TEST_F(Routes, name_the_line_of_the_mapping_that_is_wrong) {
    mappings_.write("t/wrong.yaml",
                    "mapping: t/wrong\nversion: 1\nxml: {namespaces: {a: \"urn:a\"}, root: a:R}\nfields:\n"
                    "  - {xml: V, json: v, as: colour}\n");
    EXPECT_FALSE(load(good + "about: x\n").has_value() && load("route: x\n").has_value());
    auto text = good;
    text.replace(text.find("t/m"), 3, "t/wrong");
    EXPECT_FALSE(load(text));
    EXPECT_THAT(findings(), Contains(HasSubstr("wrong.yaml:5: ")));
}

boost::json::value filled(const char* silent, const char* request) {
    const test::FakeClock clock;
    return fill_silent_reply(boost::json::parse(silent), boost::json::parse(request), clock.wall());
}

TEST_F(Routes, hand_lists_over_in_batches) {
    mappings_.write("t/l.yaml",
                    "mapping: t/l\nversion: 1\nxml: {namespaces: {a: \"urn:a\"}, root: a:R}\nfields:\n"
                    "  - {each: L, json: o.list}\n  - {object: O, json: p, fields: [{each: M, json: list}]}\n"
                    "  - {each: N, json: outer, fields: [{each: M, json: list}]}\n");
    const auto with = [&](const std::string& batches) {
        return load(std::string("route: check\nadapter: shep\nservice: CHECK\npeers: [customs]\noperation: c\n"
                                "request: {mapping: t/l}\nreply: {mapping: t/l}\nbatches: ") +
                    batches + "\n");
    };
    const auto route = with("{list: o.list, entries: 50, replied_list: p.list}");
    ASSERT_TRUE(route) << testing::PrintToString(findings());
    EXPECT_EQ(route->batches->entries, 50U);
    EXPECT_EQ(route->versions.front().batched_list.size(), 1U);
    EXPECT_FALSE(with("{list: outer.list}")) << "a list of a list";
    EXPECT_THAT(findings(), Contains("route.yaml:8: mapping t/l writes no list there"));
    EXPECT_FALSE(with("{list: o}"));
    EXPECT_FALSE(with("{list: p.list, entries: 0}"));
    EXPECT_FALSE(with("{list: p.list, replied_list: q}"));
    EXPECT_FALSE(with("{entries: 10}"));
}

TEST(SilentReply, takes_the_time_and_members_of_the_request) {
    EXPECT_EQ(filled(R"({"a": "=now", "b": "=declaration.number", "c": ["x", "=n"], "d": {"e": "=declaration"}})",
                     R"({"declaration": {"number": "50401"}, "n": 7})"),
              boost::json::parse(R"({"a": "2026-07-12T09:30:00.000+05:00", "b": "50401", "c": ["x", 7],
                                     "d": {"e": {"number": "50401"}}})"));
}

TEST(SilentReply, leaves_empty_what_the_request_does_not_have) {
    EXPECT_EQ(filled(R"(["=a.b.c", "=a.b", "=x", "=a.b."])", R"({"a": {"b": 1}})"),
              boost::json::parse(R"(["", 1, "", 1])"));
    EXPECT_EQ(filled(R"("=a")", R"([1])"), boost::json::value(""));
}

TEST(SilentReply, does_not_read_the_request_s_own_texts_as_places) {
    EXPECT_EQ(filled(R"({"a": "=b"})", R"({"b": "=now"})"), boost::json::parse(R"({"a": "=now"})"));
}

}  // namespace
}  // namespace otkel::exchange
