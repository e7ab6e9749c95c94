#include "gateway/exchange/batches.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/exchange/members.hpp"
#include "tests/unit/exchange/world.hpp"

namespace otkel::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string invoice =
    "version: 1\nxml: {namespaces: {a: \"urn:a\"}, root: a:R}\nkeys: {good: \"goods.lines[].name\"}\nfields:\n"
    "  - {xml: Head, json: head, required: true}\n"
    "  - each: Goods/Line\n    json: goods.lines\n    fields: [{xml: N, json: name, required: true}]\n"
    "  - {xml: Tail, json: tail}\n";

// The core gets lists of more than two lines in batches and says of each line that it is good.
class BatchesToTheCore : public World {
protected:
    BatchesToTheCore() {
        mappings_.write("t/invoice.yaml", "mapping: t/invoice\n" + invoice);
        core_.answer = [](const core::Call& call) -> Result<core::Reply> {
            boost::json::array good;
            if (const auto* lines = member_at(call.request, "goods.lines")) {
                for (const auto& line : lines->as_array()) {
                    good.push_back({{"name", std::string(line.at("name").as_string()) + " is good"}});
                }
            }
            return core::Reply{{{"head", "last " + std::to_string(call.batch ? call.batch->number : 0)},
                                {"goods", {{"lines", std::move(good)}}}}};
        };
        use(batched(), route("ask", journal::Direction::outbound));
    }

    Route batched() {
        auto one = route("check", journal::Direction::inbound);
        const auto translation = translations_.load("t/invoice").value();
        one.versions = {{"", {}, translation, translation, translation.mapping->list_at("goods.lines")}};
        one.outcome = "head";
        one.batches = Batches{"goods.lines", 2, "goods.lines"};
        return one;
    }
    static net::HttpRequest lines(const std::vector<std::string>& names) {
        auto request = message("m-1", "");
        request.body = "<a:R xmlns:a=\"urn:a\"><Head>h</Head><Goods>";
        for (const auto& name : names) {
            request.body += "<Line>" + (name.empty() ? "" : "<N>" + name + "</N>") + "</Line>";
        }
        request.body += "</Goods><Tail>t</Tail></a:R>";
        return request;
    }
    std::vector<std::string> requests() const {
        std::vector<std::string> texts;
        for (const auto& call : core_.calls) {
            texts.push_back(boost::json::serialize(call.request));
        }
        return texts;
    }
};

TEST_F(BatchesToTheCore, are_the_message_with_some_lines_each) {
    send(lines({"1", "2", "3", "4", "5"}));
    EXPECT_THAT(requests(), ElementsAre(R"({"head":"h","goods":{"lines":[{"name":"1"},{"name":"2"}]},"tail":"t"})",
                                        R"({"head":"h","goods":{"lines":[{"name":"3"},{"name":"4"}]},"tail":"t"})",
                                        R"({"head":"h","goods":{"lines":[{"name":"5"}]},"tail":"t"})"));
}

TEST_F(BatchesToTheCore, have_keys_of_their_own_and_know_how_many_they_are) {
    send(lines({"1", "2", "3"}));
    ASSERT_EQ(core_.calls.size(), 2U);
    const auto id = only_exchange().summary.id.text();
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(core_.calls[i].idempotency_key, id + "-" + std::to_string(i + 1));
        ASSERT_TRUE(core_.calls[i].batch);
        EXPECT_EQ(core_.calls[i].batch->number, i + 1);
        EXPECT_EQ(core_.calls[i].batch->count, 2U);
    }
}

TEST_F(BatchesToTheCore, are_answered_by_the_last_reply_with_the_lines_of_all) {
    EXPECT_EQ(send(lines({"1", "2", "3"})).body,
              "<a:R xmlns:a=\"urn:a\"><Head>last 2</Head><Goods><Line><N>1 is good</N></Line><Line><N>2 is "
              "good</N></Line><Line><N>3 is good</N></Line></Goods></a:R>");
    EXPECT_EQ(only_exchange().summary.outcome, "last 2");
    EXPECT_EQ(only_exchange().keys.size(), 6U) << "of all lines of the request, and of the reply";
}

TEST_F(BatchesToTheCore, are_one_whole_message_when_the_list_is_short) {
    for (const auto& names : {std::vector<std::string>{}, {"1"}, {"1", "2"}}) {
        core_.calls.clear();
        auto request = lines(names);
        request.headers.set("message", "m-" + std::to_string(names.size()));
        send(std::move(request));
        ASSERT_EQ(core_.calls.size(), 1U);
        EXPECT_FALSE(core_.calls.front().batch);
        EXPECT_TRUE(store_.exchanges.contains(core_.calls.front().idempotency_key)) << "the exchange's own id";
    }
}

TEST_F(BatchesToTheCore, do_not_begin_when_the_last_line_is_wrong) {
    EXPECT_EQ(send(lines({"1", "2", "3", "4", ""})).body, "fault mapping-failed");
    EXPECT_THAT(core_.calls, IsEmpty());
}

TEST_F(BatchesToTheCore, stop_at_the_first_that_fails_and_say_what_was_carried_out) {
    core_.answer = [](const core::Call& call) -> Result<core::Reply> {
        if (call.batch->number == 2) {
            return fail(Errc::unavailable, "the core is away");
        }
        return core::Reply{{{"head", "ok"}}};
    };
    EXPECT_EQ(send(lines({"1", "2", "3", "4", "5"})).body, "fault unavailable");
    EXPECT_EQ(core_.calls.size(), 2U);
    EXPECT_THAT(only_exchange().stages.back().remark,
                HasSubstr("batch 2 of 3: the core is away (the core carried out the batches before it)"));
}

TEST_F(BatchesToTheCore, go_on_with_the_same_keys_when_the_message_comes_again) {
    auto answer = core_.answer;
    core_.answer = [](const core::Call& call) -> Result<core::Reply> {
        if (call.batch->number == 2) {
            return fail(Errc::unavailable, "the core is away");
        }
        return core::Reply{{{"head", "ok"}}};
    };
    send(lines({"1", "2", "3"}));
    core_.answer = std::move(answer);
    EXPECT_THAT(send(lines({"1", "2", "3"})).body, HasSubstr("3 is good"));
    ASSERT_EQ(core_.calls.size(), 4U);
    EXPECT_EQ(core_.calls[0].idempotency_key, core_.calls[2].idempotency_key);
    EXPECT_EQ(core_.calls[1].idempotency_key, core_.calls[3].idempotency_key);
}

TEST(Batches, of_a_list_are_at_least_one) {
    const Batches batches{"l", 10, ""};
    EXPECT_EQ(batch_count(batches, 0), 1U);
    EXPECT_EQ(batch_count(batches, 10), 1U);
    EXPECT_EQ(batch_count(batches, 11), 2U);
}

TEST(Batches, without_a_replied_list_are_answered_by_the_last_reply) {
    boost::json::value all{{"l", {1}}, {"n", 1}};
    add_reply({"l", 1, ""}, all, {{"l", {2}}, {"n", 2}});
    EXPECT_EQ(all, boost::json::value({{"l", {2}}, {"n", 2}}));
    add_reply({"l", 1, "l"}, all, {{"l", {3}}, {"n", 3}});
    EXPECT_EQ(all, boost::json::value({{"l", {2, 3}}, {"n", 3}}));
    add_reply({"l", 1, "l"}, all, {{"n", 4}});
    EXPECT_EQ(all, boost::json::value({{"n", 4}})) << "the last reply has no such list";
}

}  // namespace
}  // namespace otkel::exchange
