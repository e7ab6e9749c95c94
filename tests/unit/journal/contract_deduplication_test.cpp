#include <boost/asio/co_spawn.hpp>
#include <set>

#include "tests/unit/journal/store_contract.hpp"

namespace otkel::journal {
namespace {

class Deduplication : public StoreContract {};
OTKEL_FOR_EACH_STORE(Deduplication);

TEST_P(Deduplication, accepts_a_message_once) {
    const auto first = message("m1");
    EXPECT_FALSE(accept(first).value());
    const auto again = accept(message("m1")).value();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->original, first.id);
    EXPECT_TRUE(again->same_content);
    EXPECT_EQ(again->state, State::accepted);
    EXPECT_FALSE(again->reply);
}

TEST_P(Deduplication, tells_other_content_under_the_same_id) {
    const auto first = message("m1");
    EXPECT_FALSE(accept(first).value());
    const auto again = accept(message("m1", "<other/>")).value();
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->same_content);
    EXPECT_EQ(load(first.id).legs.front().octets, "<a/>");
    EXPECT_EQ(find({}).size(), 1U);
}

TEST_P(Deduplication, gives_the_reply_of_an_answered_exchange) {
    const auto first = message("m1");
    EXPECT_FALSE(accept(first).value());
    EXPECT_TRUE(step(answer(first.id, "<reply/>")));
    const auto again = accept(message("m1")).value();
    ASSERT_TRUE(again && again->reply);
    EXPECT_EQ(again->state, State::answered);
    EXPECT_EQ(again->reply->octets, "<reply/>");
    EXPECT_EQ(again->reply->content_type, "text/xml");
}

TEST_P(Deduplication, gives_large_replies_too) {
    const std::string reply(std::size_t{1} << 20U, 'r');
    const auto first = message("m1", std::string(std::size_t{1} << 20U, 'q'));
    EXPECT_FALSE(accept(first).value());
    EXPECT_TRUE(step(answer(first.id, reply)));
    EXPECT_EQ(accept(message("m1")).value()->reply->octets, reply);
}

TEST_P(Deduplication, is_by_peer_and_service_and_message) {
    EXPECT_FALSE(accept(message("m1")).value());
    auto other_peer = message("m1");
    other_peer.peer = "kaznar";
    EXPECT_FALSE(accept(other_peer).value());
    auto other_service = message("m1");
    other_service.service = "SetCard";
    EXPECT_FALSE(accept(other_service).value());
    EXPECT_FALSE(accept(message("m2")).value());
    EXPECT_TRUE(accept(message("m1")).value());
}

TEST_P(Deduplication, tells_what_we_send_from_what_we_get) {
    auto outbound = message("m1");
    outbound.direction = Direction::outbound;
    EXPECT_FALSE(accept(outbound).value());
    EXPECT_FALSE(accept(message("m1")).value());
    auto again = message("m1");
    again.direction = Direction::outbound;
    const auto original = accept(again).value();
    ASSERT_TRUE(original);
    EXPECT_EQ(original->original, outbound.id);
}

TEST_P(Deduplication, is_not_for_messages_without_an_id) {
    EXPECT_FALSE(accept(message("")).value());
    EXPECT_FALSE(accept(message("")).value());
}

TEST_P(Deduplication, gives_the_fault_of_an_exchange_that_failed_for_good) {
    const auto first = message("m1");
    EXPECT_FALSE(accept(first).value());
    EXPECT_TRUE(step(failure(first.id, "<fault/>")));
    const auto again = accept(message("m1")).value();
    ASSERT_TRUE(again && again->reply);
    EXPECT_EQ(again->reply->octets, "<fault/>");
    EXPECT_EQ(again->state, State::failed);
}

// Otherwise anyone who knows a message id could use it up before its owner sends it.
TEST_P(Deduplication, forgets_refused_messages) {
    EXPECT_TRUE(run(store().refuse(refusal("m1"))));
    EXPECT_FALSE(accept(message("m1")).value());
}

TEST_P(Deduplication, keeps_nothing_of_a_duplicate) {
    const auto first = accepted("m1");
    auto again = message("m1");
    again.keys = {{"gtin", "1"}};
    EXPECT_TRUE(accept(again).value());
    EXPECT_EQ(code(run(store().load(again.id))), Errc::not_found);
    EXPECT_EQ(load(first).history.size(), 1U);
    Query query;
    query.key = {"gtin", "1"};
    EXPECT_THAT(found(query), testing::IsEmpty());
}

// A failure without a reply is worked on anew when the message comes again.
TEST_P(Deduplication, tells_of_a_failure_without_a_reply_that_can_be_taken_up_again) {
    const auto id = accepted("m1");
    auto failed = to(id, State::failed);
    failed.outcome = "storage-failed";
    EXPECT_TRUE(step(failed));
    const auto again = accept(message("m1")).value();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->state, State::failed);
    EXPECT_FALSE(again->reply);
    EXPECT_TRUE(take_one(id));
    EXPECT_TRUE(step(answer(id)));
    EXPECT_EQ(accept(message("m1")).value()->reply->octets, "<b/>");
}

TEST_P(Deduplication, holds_after_a_crash) {
    const auto first = message("m1");
    EXPECT_FALSE(accept(first).value());
    restart();
    EXPECT_EQ(accept(message("m1")).value()->original, first.id);
}

TEST_P(Deduplication, takes_ids_of_any_octets) {
    const std::string ids[] = {"'; DROP TABLE exchanges;--", std::string("a\0b", 3), "a", "A", "ә", "\xff\xfe", " a"};
    for (const auto& id : ids) {
        EXPECT_FALSE(accept(message(id)).value());
    }
    for (const auto& id : ids) {
        EXPECT_TRUE(accept(message(id)).value());
    }
}

TEST_P(Deduplication, finds_the_original_without_accepting) {
    EXPECT_FALSE(run(store().find_original("toibolot", "GetCard", "m1")).value());
    const auto first = message("m1");
    EXPECT_FALSE(accept(first).value());
    EXPECT_TRUE(step(answer(first.id, "<reply/>")));
    const auto found = run(store().find_original("toibolot", "GetCard", "m1")).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->original, first.id);
    EXPECT_EQ(found->reply->octets, "<reply/>");
}

struct Tally {
    int fresh{0};
    int duplicate{0};
    int failed{0};
    std::set<std::string> originals;
};

asio::awaitable<void> count_one(Store& store, Acceptance acceptance, Tally& tally) {
    const auto id = acceptance.id.text();
    const auto outcome = co_await store.accept(std::move(acceptance));
    if (!outcome) {
        ++tally.failed;
    } else if (*outcome) {
        ++tally.duplicate;
        tally.originals.insert((*outcome)->original.text());
    } else {
        ++tally.fresh;
        tally.originals.insert(id);
    }
}

// Most of these meet in the same transaction.
TEST_P(Deduplication, lets_one_of_a_thousand_identical_messages_pass) {
    Tally tally;
    for (int i = 0; i < 1000; ++i) {
        asio::co_spawn(io_, count_one(store(), message("m1"), tally),
                       [](const std::exception_ptr& e) { EXPECT_FALSE(e); });
    }
    run_all();
    EXPECT_EQ(tally.fresh, 1);
    EXPECT_EQ(tally.duplicate, 999);
    EXPECT_EQ(tally.originals.size(), 1U);
    EXPECT_LT(store().figures().groups, 1000U);
}

TEST_P(Deduplication, lets_a_thousand_different_messages_pass) {
    Tally tally;
    for (int i = 0; i < 1000; ++i) {
        asio::co_spawn(io_, count_one(store(), message("m" + std::to_string(i)), tally),
                       [](const std::exception_ptr& e) { EXPECT_FALSE(e); });
    }
    run_all();
    EXPECT_EQ(tally.fresh, 1000);
    EXPECT_EQ(find(Query{.limit = 2000}).size(), 1000U);
}

}  // namespace
}  // namespace otkel::journal
