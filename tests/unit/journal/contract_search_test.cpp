#include <boost/asio/co_spawn.hpp>

#include "tests/unit/journal/store_contract.hpp"

namespace otkel::journal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class Search : public StoreContract {
protected:
    ExchangeId answered_with_key(const std::string& key, const std::string& value) {
        const auto id = accepted("m-" + std::to_string(++count_));
        auto end = answer(id);
        end.keys = {{key, value}};
        EXPECT_TRUE(step(end));
        return id;
    }
    ExchangeId failed_with(const std::string& outcome) {
        const auto id = accepted("m-" + std::to_string(++count_));
        auto end = failure(id);
        end.outcome = outcome;
        EXPECT_TRUE(step(end));
        return id;
    }
    static Query key(const std::string& name, const std::string& value) {
        Query query;
        query.key = {name, value};
        return query;
    }
    int count_{0};
};
OTKEL_FOR_EACH_STORE(Search);

TEST_P(Search, finds_by_business_key_newest_first) {
    const auto one = answered_with_key("gtin", "04870001234567");
    const auto two = answered_with_key("gtin", "04870001234568");
    const auto three = answered_with_key("gtin", "04870001234567");
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

TEST_P(Search, finds_by_keys_that_came_with_the_message) {
    auto acceptance = message("m1");
    acceptance.keys = {{"gtin", "1"}};
    const auto id = accepted(acceptance);
    EXPECT_THAT(found(key("gtin", "1")), ElementsAre(id));
}

TEST_P(Search, finds_by_message_id_in_every_direction) {
    const auto inbound = accepted("m1");
    auto sent = message("m1");
    sent.direction = Direction::outbound;
    accepted(sent);
    const auto refused = refusal("m1");
    EXPECT_TRUE(run(store().refuse(refused)));
    EXPECT_THAT(found(Query{.message_id = "m1"}), ElementsAre(refused.id, sent.id, inbound));
}

TEST_P(Search, finds_by_what_an_operator_asks_for) {
    const auto one = accepted("m1");
    const auto since = clock_.wall() + std::chrono::microseconds{1};
    auto acceptance = message("m2");
    acceptance.peer = "kaznar";
    acceptance.route = "cards";
    acceptance.service = "SetCard";
    const auto two = accepted(acceptance);
    EXPECT_TRUE(step(answer(two)));
    EXPECT_THAT(found({}), ElementsAre(two, one));
    EXPECT_THAT(found(Query{.peer = "kaznar"}), ElementsAre(two));
    EXPECT_THAT(found(Query{.route = "catalogue"}), ElementsAre(one));
    EXPECT_THAT(found(Query{.service = "SetCard"}), ElementsAre(two));
    EXPECT_THAT(found(Query{.peer = "kaznar", .route = "catalogue"}), IsEmpty());
    EXPECT_THAT(found(Query{.state = State::accepted}), ElementsAre(one));
    EXPECT_THAT(found(Query{.state = State::answered}), ElementsAre(two));
    EXPECT_THAT(found(Query{.peer = "kaznar", .state = State::accepted}), IsEmpty());
    EXPECT_THAT(found(Query{.since = since}), ElementsAre(two));
    EXPECT_THAT(found(Query{.until = since}), ElementsAre(one));
    EXPECT_THAT(found(Query{.since = since, .until = since}), IsEmpty());
    EXPECT_THAT(found(Query{.limit = 1}), ElementsAre(two));
    EXPECT_THAT(found(Query{.limit = 0}), IsEmpty());
}

// From `since`, up to `until` without it, as days follow one another.
TEST_P(Search, takes_the_beginning_and_leaves_the_end_of_a_time) {
    const auto one = accepted("m1");
    const auto at = load(one).summary.accepted_at;
    EXPECT_THAT(found(Query{.since = at}), ElementsAre(one));
    EXPECT_THAT(found(Query{.until = at}), IsEmpty());
}

TEST_P(Search, finds_a_part_of_what_went_wrong_in_any_case_of_letters) {
    const auto fault = failed_with("fault SCE004: Подпись неверна");
    const auto kazakh = failed_with("ҚОЛТАҢБА жарамсыз");
    const auto other = failed_with("100% of 7_1");
    const auto parked = accepted("m");
    auto step_to_park = to(parked, State::parked);
    step_to_park.outcome = "deadline-exceeded";
    EXPECT_TRUE(step(step_to_park));
    EXPECT_THAT(found(Query{.text = "sce00"}), ElementsAre(fault));
    EXPECT_THAT(found(Query{.text = "ПОДПИСЬ"}), ElementsAre(fault));
    EXPECT_THAT(found(Query{.text = "қолтаңба"}), ElementsAre(kazakh));
    EXPECT_THAT(found(Query{.text = "100%"}), ElementsAre(other));
    EXPECT_THAT(found(Query{.text = "7_1"}), ElementsAre(other));
    EXPECT_THAT(found(Query{.text = "7x1"}), IsEmpty());
    EXPECT_THAT(found(Query{.text = "DEADLINE"}), ElementsAre(parked));
    EXPECT_THAT(found(Query{.peer = "kaznar", .text = "sce"}), IsEmpty());
    EXPECT_THAT(found(Query{.text = "e", .state = State::failed}), UnorderedElementsAre(fault));
}

TEST_P(Search, finds_what_was_refused_by_its_reason) {
    const auto refused = refusal("m1");
    EXPECT_TRUE(run(store().refuse(refused)));
    EXPECT_THAT(found(Query{.text = "Not-Signed"}), ElementsAre(refused.id));
    EXPECT_THAT(found(Query{.text = "no signature"}), ElementsAre(refused.id));
}

TEST_P(Search, finds_by_correlation) {
    auto inbound = message("m1");
    inbound.correlation_id = "c1";
    accepted(inbound);
    auto first = outbound("shep");
    first.correlation_id = "c1";
    accepted(first);
    const auto second = accepted(outbound("shep"));
    EXPECT_TRUE(take_one(second));
    auto sent = to(second, State::sent);
    sent.correlation_id = "c1";
    EXPECT_TRUE(step(sent));
    auto of_other_adapter = outbound("shep");
    of_other_adapter.adapter = "eaeu";
    of_other_adapter.correlation_id = "c1";
    accepted(of_other_adapter);
    const auto correlated = [&](const std::string& adapter, const std::string& id) {
        return ids(run(store().correlated(adapter, id)).value());
    };
    EXPECT_THAT(correlated("shep", "c1"), ElementsAre(second, first.id));
    EXPECT_THAT(correlated("eaeu", "c1"), ElementsAre(of_other_adapter.id));
    EXPECT_THAT(correlated("shep", "c2"), IsEmpty());
    EXPECT_EQ(found(Query{.correlation_id = "c1"}).size(), 4U);
    restart();
    EXPECT_THAT(correlated("shep", "c1"), ElementsAre(second, first.id));
}

TEST_P(Search, finds_what_has_ended_by_its_correlation_too) {
    auto question = outbound("shep");
    question.correlation_id = "c1";
    const auto id = accepted(question);
    EXPECT_TRUE(take_one(id));
    EXPECT_TRUE(step(failure(id)));
    EXPECT_THAT(ids(run(store().correlated("shep", "c1")).value()), ElementsAre(id));
}

TEST_P(Search, goes_over_many_epochs_and_openings) {
    const auto one = answered_with_key("n", "first");
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
        restart();
        for (const char* id : {"x0", "x8190", "x8191", "x8192", "x16383", "x19999"}) {
            EXPECT_TRUE(accept(message(id)).value()) << id;
            EXPECT_TRUE(run(store().find_original("toibolot", "GetCard", id)).value()) << id;
        }
        EXPECT_FALSE(accept(message("new " + std::to_string(opening))).value());
        EXPECT_THAT(found(key("n", "first")), ElementsAre(one));
    }
}

}  // namespace
}  // namespace otkel::journal
