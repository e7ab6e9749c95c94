#include <algorithm>

#include "gateway/journal/evidence/ledger.hpp"
#include "gateway/journal/retention.hpp"
#include "tests/unit/journal/store_contract.hpp"

// What leaves a store for archives, and what stays.

namespace otkel::journal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Retaining : public StoreContract {
protected:
    void seal_all(bool stamp = true) {
        auto& ledger = *store().ledger();
        const auto all = run(ledger.unsealed(clock_.wall(), 1000)).value();
        for (const auto& open : all) {
            const auto seal = make_seal(open.chain, open.before, open.records, clock_.wall()).value();
            ASSERT_TRUE(run(ledger.keep_seal(seal)));
            if (stamp) {
                ASSERT_TRUE(run(ledger.add_stamp(seal.chain, seal.number, "stamp")));
            }
        }
    }
    ExchangeId answered(const std::string& message_id) {
        const auto id = accepted(message(message_id, "<request of='" + message_id + "'/>"));
        EXPECT_TRUE(step(answer(id)));
        return id;
    }
    Retention& retention() { return *store().retention(); }
    std::vector<ExchangeId> ended(std::size_t limit = 100, Closed closed = Closed::sealed) {
        clock_.advance(std::chrono::milliseconds{1});
        return run(retention().ended_before(clock_.wall(), closed, limit)).value();
    }
    // Of exchanges with an acceptance and an answer.
    Result<void> keep(const std::string& name, const std::string& previous, const std::vector<ExchangeId>& ids,
                      std::size_t records = 2) {
        std::vector<Archived> held;
        for (const auto& id : ids) {
            held.push_back({id, records});
        }
        return run(retention().keep_archive({name, "digest of " + name, previous, clock_.wall(), ids.size()}, held));
    }
    std::size_t drop(std::size_t limit = 100) { return run(retention().drop_legs(limit)).value(); }
    std::vector<Leg> legs(const ExchangeId& id) {
        std::vector<Leg> kinds;
        for (const auto& leg : load(id).legs) {
            kinds.push_back(leg.leg);
        }
        return kinds;
    }
};
OTKEL_FOR_EACH_STORE(Retaining);

TEST_P(Retaining, offers_ended_exchanges_under_seals_the_oldest_first) {
    const auto first = answered("m-1");
    const auto open = accepted("m-2");
    const auto refused = refusal("m-3");
    ASSERT_TRUE(run(store().refuse(refused)));
    const auto fourth = answered("m-4");
    EXPECT_THAT(ended(), IsEmpty()) << "no seal holds their records yet";
    seal_all();
    const auto unsealed = answered("m-5");
    EXPECT_THAT(ended(), ElementsAre(first, refused.id, fourth));
    EXPECT_THAT(ended(2), ElementsAre(first, refused.id));
    seal_all();
    EXPECT_THAT(ended(), ElementsAre(first, refused.id, fourth, unsealed));
    const auto end = *load(fourth).summary.concluded_at;
    EXPECT_THAT(run(retention().ended_before(end, Closed::sealed, 100)).value(), ElementsAre(first, refused.id));
}

TEST_P(Retaining, offers_those_under_stamps_alone_when_asked) {
    const auto stamped = answered("m-1");
    seal_all();
    const auto begun = accepted("m-2");
    seal_all();
    ASSERT_TRUE(step(answer(begun)));
    const auto waiting = answered("m-3");
    seal_all(false);
    EXPECT_THAT(ended(100, Closed::stamped), ElementsAre(stamped)) << "one record of the second has no stamp";
    EXPECT_THAT(ended(100, Closed::sealed), ElementsAre(stamped, begun, waiting));
    // A stamp covers what was sealed before.
    answered("m-4");
    seal_all();
    EXPECT_EQ(ended(100, Closed::stamped).size(), 4U);
}

TEST_P(Retaining, proves_without_a_stamp_by_the_seals_that_hold_the_records) {
    const auto id = accepted("m-1");
    seal_all(false);
    accepted("m-2");
    seal_all(false);
    ASSERT_TRUE(step(answer(id)));
    seal_all(false);
    accepted("m-3");
    seal_all(false);
    const auto proof = [&](std::size_t seals_most, Stamps stamps) {
        return make_proof(run(store().ledger()->proof_material(id, seals_most)).value(), stamps);
    };
    EXPECT_EQ(code(proof(Ledger::every_seal, Stamps::required)), Errc::unavailable);
    const auto unstamped = proof(Ledger::every_seal, Stamps::when_there);
    ASSERT_TRUE(unstamped) << unstamped.error().to_string();
    EXPECT_FALSE(unstamped->stamped);
    ASSERT_EQ(unstamped->seals.size(), 2U);
    EXPECT_EQ(unstamped->seals[0].seal.number, 1U);
    EXPECT_EQ(unstamped->seals[1].seal.number, 3U);
    // From the third seal to the stamp over the fifth it is three, and from the first to the third not more.
    accepted("m-4");
    seal_all();
    EXPECT_FALSE(proof(2, Stamps::when_there)->stamped);
    EXPECT_EQ(proof(2, Stamps::when_there)->seals.size(), 2U);
    EXPECT_TRUE(proof(3, Stamps::when_there)->stamped);
    EXPECT_EQ(proof(3, Stamps::required)->seals.size(), 5U);
}

TEST_P(Retaining, removes_legs_only_of_kept_archives_and_leaves_replies) {
    const auto first = answered("m-1");
    const auto second = answered("m-2");
    seal_all();
    EXPECT_EQ(drop(), 0U);
    ASSERT_TRUE(keep("one", "", {first}));
    EXPECT_THAT(legs(first), ElementsAre(Leg::request_in, Leg::reply_out));
    EXPECT_THAT(ended(), ElementsAre(second));
    EXPECT_EQ(drop(), 1U);
    EXPECT_EQ(drop(), 0U);
    EXPECT_THAT(legs(first), ElementsAre(Leg::reply_out));
    EXPECT_THAT(legs(second), ElementsAre(Leg::request_in, Leg::reply_out));
    EXPECT_EQ(load(first).summary.archive, "one");
    EXPECT_EQ(load(second).summary.archive, "");
    EXPECT_EQ(load(first).history.size(), 2U);
}

TEST_P(Retaining, drops_in_batches) {
    std::vector<ExchangeId> all;
    for (int i = 0; i < 5; ++i) {
        all.push_back(answered("m-" + std::to_string(i)));
    }
    seal_all();
    ASSERT_TRUE(keep("one", "", all));
    EXPECT_EQ(drop(2), 2U);
    EXPECT_EQ(drop(2), 2U);
    EXPECT_EQ(drop(2), 1U);
    EXPECT_EQ(drop(2), 0U);
}

TEST_P(Retaining, goes_on_after_a_crash_between_keeping_and_dropping) {
    const auto id = answered("m-1");
    seal_all();
    ASSERT_TRUE(keep("one", "", {id}));
    restart();
    EXPECT_THAT(ended(), IsEmpty());
    EXPECT_EQ(run(retention().archives()).value().size(), 1U);
    EXPECT_EQ(drop(), 1U);
    EXPECT_THAT(legs(id), ElementsAre(Leg::reply_out));
}

TEST_P(Retaining, keeps_archives_in_one_chain) {
    const auto first = answered("m-1");
    const auto second = answered("m-2");
    seal_all();
    EXPECT_EQ(code(keep("one", "digest of nothing", {first})), Errc::replay_conflict);
    ASSERT_TRUE(keep("one", "", {first}));
    EXPECT_TRUE(keep("one", "", {first})) << "the same again";
    EXPECT_EQ(code(keep("two", "", {second})), Errc::replay_conflict);
    EXPECT_EQ(code(keep("two", "digest of one", {second, first})), Errc::replay_conflict);
    EXPECT_THAT(ended(), ElementsAre(second)) << "nothing of a refused archive is marked";
    ASSERT_TRUE(keep("two", "digest of one", {second}));
    const auto archives = run(retention().archives()).value();
    ASSERT_EQ(archives.size(), 2U);
    EXPECT_EQ(archives[0].name, "one");
    EXPECT_EQ(archives[1].previous, "digest of one");
    EXPECT_EQ(archives[1].exchanges, 1U);
}

TEST_P(Retaining, refuses_an_archive_that_lacks_records) {
    const auto id = answered("m-1");
    const auto open = accepted("m-2");
    seal_all();
    EXPECT_EQ(code(keep("one", "", {id}, 1)), Errc::replay_conflict);
    EXPECT_EQ(code(keep("one", "", {open}, 1)), Errc::replay_conflict);
    EXPECT_EQ(code(keep("one", "", {ExchangeId("nobody")})), Errc::not_found);
    EXPECT_THAT(run(retention().archives()).value(), IsEmpty());
}

TEST_P(Retaining, still_deduplicates_finds_and_proves_what_is_archived) {
    const auto id = answered("m-1");
    seal_all();
    ASSERT_TRUE(keep("one", "", {id}));
    ASSERT_EQ(drop(), 1U);
    auto again = accept(message("m-1", "<request of='m-1'/>"));
    ASSERT_TRUE(again);
    ASSERT_TRUE(*again);
    EXPECT_EQ((*again)->original, id);
    ASSERT_TRUE((*again)->reply);
    EXPECT_EQ((*again)->reply->octets, "<b/>");
    Query query;
    query.message_id = "m-1";
    const auto all = find(query);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].archive, "one");
    auto proof = make_proof(run(store().ledger()->proof_material(id, Ledger::every_seal)).value());
    ASSERT_TRUE(proof) << proof.error().to_string();
    EXPECT_EQ(proof->records.size(), 2U);
}

TEST_P(Retaining, puts_back_octet_for_octet_what_an_archive_holds) {
    const auto id = answered("m-1");
    const auto other_one = answered("m-2");
    seal_all();
    const auto whole = load(id).legs;
    EXPECT_EQ(code(run(retention().restore_legs(id, whole))), Errc::not_found) << "it is in no archive";
    ASSERT_TRUE(keep("one", "", {id}));
    ASSERT_EQ(drop(), 1U);
    auto changed = whole;
    changed[0].octets += " ";
    EXPECT_EQ(code(run(retention().restore_legs(id, changed))), Errc::invalid_argument);
    EXPECT_EQ(code(run(retention().restore_legs(id, {whole[0]}))), Errc::invalid_argument);
    EXPECT_EQ(code(run(retention().restore_legs(ExchangeId("nobody"), whole))), Errc::not_found);
    EXPECT_FALSE(load(id).summary.restored);
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(run(retention().restore_legs(id, whole)));
        const auto back = load(id);
        EXPECT_TRUE(back.summary.restored);
        EXPECT_EQ(back.summary.archive, "one");
        ASSERT_EQ(back.legs.size(), whole.size());
        for (const auto& leg : whole) {
            EXPECT_TRUE(std::any_of(back.legs.begin(), back.legs.end(), [&](const auto& one) {
                return one.leg == leg.leg && one.octets == leg.octets && one.content_type == leg.content_type;
            }));
        }
    }
    EXPECT_EQ(drop(), 0U) << "what was put back stays";
    EXPECT_FALSE(load(other_one).summary.restored);
}

}  // namespace
}  // namespace otkel::journal
