#include <boost/asio/co_spawn.hpp>

#include "tests/unit/journal/journal_fixture.hpp"

namespace otkel::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Journal : public JournalTest {
protected:
    ExchangeId accepted(const std::string& message_id) {
        auto acceptance = message(message_id);
        const auto id = acceptance.id;
        EXPECT_FALSE(accept(std::move(acceptance)).value());
        return id;
    }
    ExchangeId answered_with_key(const std::string& key, const std::string& value) {
        const auto id = accepted("m-" + std::to_string(++count_));
        auto conclusion = answer(id);
        conclusion.keys = {{key, value}};
        EXPECT_TRUE(conclude(conclusion));
        return id;
    }
    std::vector<ExchangeId> found(Query query) {
        std::vector<ExchangeId> ids;
        for (const auto& summary : find(std::move(query))) {
            ids.push_back(summary.id);
        }
        return ids;
    }
    int count_{0};
};

TEST_F(Journal, gives_an_exchange_back_as_it_was) {
    auto acceptance = message("m1", "<a>\0</a>");
    acceptance.correlation_id = "c1";
    acceptance.signer = "CN=Той Болат";
    acceptance.remote_address = "10.0.0.7";
    EXPECT_FALSE(accept(acceptance).value());
    auto conclusion = answer(acceptance.id, std::string(5000, '\xff'));
    conclusion.stages = {{"verify", std::chrono::microseconds{320}, "path to CN=Root, 3:odd,"}, {"sign", {}, ""}};
    conclusion.keys = {{"gtin", "04870001234567"}, {"бин", ""}};
    EXPECT_TRUE(conclude(conclusion));
    const auto loaded = load(acceptance.id);
    EXPECT_EQ(loaded.summary.state, State::answered);
    EXPECT_EQ(loaded.summary.adapter, "shep");
    EXPECT_EQ(loaded.summary.route, "catalogue");
    EXPECT_EQ(loaded.summary.peer, "toibolot");
    EXPECT_EQ(loaded.summary.service, "GetCard");
    EXPECT_EQ(loaded.summary.message_id, "m1");
    EXPECT_EQ(loaded.summary.correlation_id, "c1");
    EXPECT_EQ(loaded.summary.outcome, "PASS");
    EXPECT_EQ(loaded.summary.signer, "CN=Той Болат");
    EXPECT_EQ(loaded.summary.remote_address, "10.0.0.7");
    EXPECT_EQ(loaded.summary.accepted_at, acceptance.at);
    EXPECT_EQ(loaded.summary.concluded_at, conclusion.at);
    EXPECT_EQ(loaded.keys, conclusion.keys);
    ASSERT_EQ(loaded.stages.size(), 2U);
    EXPECT_EQ(loaded.stages[0].took, std::chrono::microseconds{320});
    EXPECT_EQ(loaded.stages[0].remark, "path to CN=Root, 3:odd,");
    ASSERT_EQ(loaded.legs.size(), 2U);
    EXPECT_EQ(loaded.legs[0].octets, acceptance.legs[0].octets);
    EXPECT_EQ(loaded.legs[1].octets, conclusion.legs[0].octets);
    EXPECT_EQ(loaded.legs[1].leg, Leg::reply_out);
}

TEST_F(Journal, keeps_octets_that_do_not_compress) {
    for (const std::string& octets : {std::string(), std::string("x"), std::string("\x28\xb5\x2f\xfd\x00", 5)}) {
        const auto acceptance = message("m" + std::to_string(octets.size()), octets);
        EXPECT_FALSE(accept(acceptance).value());
        EXPECT_EQ(load(acceptance.id).legs.front().octets, octets);
    }
}

TEST_F(Journal, walks_an_exchange_through_its_states) {
    auto outbound = message("m1");
    outbound.direction = Direction::outbound;
    EXPECT_FALSE(accept(outbound).value());
    Conclusion sent{outbound.id,       State::sent, {}, clock_.wall(), {{Leg::request_out, "text/xml", "<q/>"}},
                    {{"map", {}, ""}}, {}};
    EXPECT_TRUE(conclude(sent));
    EXPECT_FALSE(load(outbound.id).summary.concluded_at);
    Conclusion doubt{outbound.id, State::in_doubt, "deadline-exceeded", clock_.wall(), {}, {}, {}};
    EXPECT_TRUE(conclude(doubt));
    Conclusion end{outbound.id,
                   State::answered,
                   "PASS",
                   clock_.wall(),
                   {{Leg::reply_in, "text/xml", "<r/>"}},
                   {{"map-in", {}, ""}},
                   {}};
    EXPECT_TRUE(conclude(end));
    const auto loaded = load(outbound.id);
    EXPECT_EQ(loaded.summary.state, State::answered);
    EXPECT_EQ(loaded.legs.size(), 3U);
    EXPECT_EQ(loaded.stages.size(), 2U);
}

TEST_F(Journal, takes_the_same_end_twice) {
    const auto id = accepted("m1");
    auto conclusion = answer(id);
    conclusion.stages = {{"sign", std::chrono::microseconds{5}, ""}};
    conclusion.keys = {{"a", "b"}};
    EXPECT_TRUE(conclude(conclusion));
    const auto first = load(id);
    conclusion.at += std::chrono::hours{1};
    EXPECT_TRUE(conclude(conclusion));
    const auto second = load(id);
    EXPECT_EQ(second.legs.size(), first.legs.size());
    EXPECT_EQ(second.stages.size(), 1U);
    EXPECT_EQ(second.keys.size(), 1U);
    EXPECT_EQ(second.summary.concluded_at, first.summary.concluded_at);
}

TEST_F(Journal, keeps_every_request_that_was_sent_again) {
    const auto id = accepted("m1");
    for (const char* octets : {"<q n='1'/>", "<q n='2'/>", "<q n='2'/>"}) {
        EXPECT_TRUE(conclude({id, State::sent, {}, clock_.wall(), {{Leg::request_out, "text/xml", octets}}, {}, {}}));
    }
    EXPECT_EQ(load(id).legs.size(), 3U);
}

TEST_F(Journal, never_takes_an_answer_back) {
    const auto id = accepted("m1");
    EXPECT_TRUE(conclude(answer(id)));
    auto failed = answer(id, "<fault/>");
    failed.state = State::failed;
    EXPECT_FALSE(conclude(failed));
    EXPECT_EQ(load(id).summary.state, State::answered);
    EXPECT_EQ(load(id).legs.size(), 2U);
}

TEST_F(Journal, lets_a_failure_become_an_answer) {
    const auto id = accepted("m1");
    auto failed = answer(id, "<fault/>");
    failed.state = State::failed;
    EXPECT_TRUE(conclude(failed));
    EXPECT_TRUE(conclude(answer(id)));
    EXPECT_EQ(load(id).summary.state, State::answered);
}

TEST_F(Journal, knows_no_other_exchanges) {
    const ExchangeId unknown("nothing");
    EXPECT_EQ(conclude(answer(unknown)).error().code, Errc::not_found);
    EXPECT_EQ(run(store().load(unknown)).error().code, Errc::not_found);
}

TEST_F(Journal, takes_an_exchange_id_once_and_goes_on) {
    const auto first = message("m1");
    EXPECT_FALSE(accept(first).value());
    auto second = message("m2");
    second.id = first.id;
    EXPECT_EQ(accept(second).error().code, Errc::storage_failed);
    EXPECT_EQ(load(first.id).summary.message_id, "m1");
    EXPECT_FALSE(accept(message("m2")).value());
}

TEST_F(Journal, lists_what_a_restart_must_take_up_oldest_first) {
    const auto one = accepted("m1");
    const auto two = accepted("m2");
    const auto three = accepted("m3");
    const auto four = accepted("m4");
    EXPECT_TRUE(conclude(answer(two)));
    EXPECT_TRUE(conclude({three, State::in_doubt, "", clock_.wall(), {}, {}, {}}));
    EXPECT_TRUE(conclude({one, State::sent, "", clock_.wall(), {{Leg::request_out, "", "<q/>"}}, {}, {}}));
    reopen();
    const auto unfinished = store().unfinished().value();
    ASSERT_EQ(unfinished.size(), 3U);
    EXPECT_EQ(unfinished[0].summary.id, one);
    EXPECT_EQ(unfinished[0].legs.size(), 2U);
    EXPECT_EQ(unfinished[1].summary.id, three);
    EXPECT_EQ(unfinished[2].summary.id, four);
}

TEST_F(Journal, finds_by_business_key_newest_first) {
    const auto one = answered_with_key("gtin", "04870001234567");
    const auto two = answered_with_key("gtin", "04870001234568");
    const auto three = answered_with_key("gtin", "04870001234567");
    const auto key = [](const std::string& name, const std::string& value) {
        Query query;
        query.key = {name, value};
        return query;
    };
    EXPECT_THAT(found(key("gtin", "04870001234567")), ElementsAre(three, one));
    EXPECT_THAT(found(key("gtin", "04870001234568")), ElementsAre(two));
    EXPECT_THAT(found(key("bin", "04870001234567")), IsEmpty());
    auto one_only = key("gtin", "04870001234567");
    one_only.limit = 1;
    EXPECT_THAT(found(one_only), ElementsAre(three));
    auto other_peer = key("gtin", "04870001234567");
    other_peer.peer = "kaznar";
    EXPECT_THAT(found(other_peer), IsEmpty());
}

TEST_F(Journal, finds_by_message_id_in_every_direction) {
    const auto inbound = accepted("m1");
    auto sent = message("m1");
    sent.direction = Direction::outbound;
    EXPECT_FALSE(accept(sent).value());
    const ExchangeId refused = ExchangeId::fresh(clock_);
    EXPECT_TRUE(run(
        store().refuse({refused, "shep", "", "", "m1", "10.0.0.1", "not-signed", "no signature", clock_.wall(), {}})));
    Query query;
    query.message_id = "m1";
    EXPECT_THAT(found(query), ElementsAre(refused, sent.id, inbound));
}

TEST_F(Journal, finds_by_what_an_operator_asks_for) {
    const auto one = accepted("m1");
    const auto since = clock_.wall() + std::chrono::microseconds{1};
    auto acceptance = message("m2");
    acceptance.peer = "kaznar";
    acceptance.route = "cards";
    acceptance.service = "SetCard";
    const auto two = acceptance.id;
    EXPECT_FALSE(accept(acceptance).value());
    EXPECT_TRUE(conclude(answer(two)));
    EXPECT_THAT(found({}), ElementsAre(two, one));
    EXPECT_THAT(found(Query{.peer = "kaznar"}), ElementsAre(two));
    EXPECT_THAT(found(Query{.route = "catalogue"}), ElementsAre(one));
    EXPECT_THAT(found(Query{.service = "SetCard"}), ElementsAre(two));
    EXPECT_THAT(found(Query{.state = State::accepted}), ElementsAre(one));
    EXPECT_THAT(found(Query{.state = State::answered}), ElementsAre(two));
    EXPECT_THAT(found(Query{.since = since}), ElementsAre(two));
    EXPECT_THAT(found(Query{.limit = 0}), IsEmpty());
}

TEST_F(Journal, keeps_refusals_as_evidence) {
    const ExchangeId id = ExchangeId::fresh(clock_);
    EXPECT_TRUE(run(store().refuse({id, "shep", "toibolot", "GetCard", "m1", "10.0.0.1", "signature-invalid",
                                    "digest differs", clock_.wall(), LegOctets{Leg::request_in, "text/xml", "<x/>"}})));
    const auto loaded = load(id);
    EXPECT_EQ(loaded.summary.state, State::refused);
    EXPECT_EQ(loaded.summary.outcome, "signature-invalid");
    EXPECT_EQ(loaded.stages.front().remark, "digest differs");
    EXPECT_EQ(loaded.legs.front().octets, "<x/>");
    EXPECT_THAT(store().unfinished().value(), IsEmpty());
    EXPECT_FALSE(conclude(answer(id)));
}

TEST_F(Journal, goes_over_many_epochs_and_openings) {
    const auto one = answered_with_key("n", "first");
    std::vector<ExchangeId> last;
    for (int i = 0; i < 20000; ++i) {
        asio::co_spawn(io_, store().accept(message("x" + std::to_string(i), "<a/>")),
                       [](const std::exception_ptr& e, const auto& r) {
                           EXPECT_FALSE(e);
                           EXPECT_TRUE(r && !*r);
                       });
        if (i % 2000 == 1999) {
            run_all();
        }
    }
    for (int opening = 0; opening < 2; ++opening) {
        reopen();
        for (const char* id : {"x0", "x8190", "x8191", "x8192", "x16383", "x19999"}) {
            EXPECT_TRUE(accept(message(id)).value()) << id;
            EXPECT_TRUE(run(store().find_original("toibolot", "GetCard", id)).value()) << id;
        }
        EXPECT_FALSE(accept(message("new " + std::to_string(opening))).value());
        Query query;
        query.key = {"n", "first"};
        EXPECT_THAT(found(query), ElementsAre(one));
    }
}

TEST(JournalNames, are_the_public_words) {
    EXPECT_EQ(name(State::in_doubt), "in-doubt");
    EXPECT_EQ(state_of("in-doubt"), State::in_doubt);
    EXPECT_FALSE(state_of("lost"));
    EXPECT_EQ(name(Leg::core_reply), "core-reply");
    EXPECT_EQ(name(Direction::outbound), "outbound");
}

}  // namespace
}  // namespace otkel::journal
