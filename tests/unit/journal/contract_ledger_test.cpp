#include <algorithm>

#include "gateway/journal/evidence/ledger.hpp"
#include "tests/unit/journal/store_contract.hpp"

// The promises of journal/evidence/ledger.hpp.

namespace otkel::journal {
namespace {

class Evidence : public StoreContract {
protected:
    Ledger& ledger() { return *store().ledger(); }

    std::vector<Ledger::Unsealed> unsealed(std::size_t limit = 1000) {
        return run(ledger().unsealed(clock_.wall(), limit)).value();
    }
    Seal next_seal(const Ledger::Unsealed& open) {
        return make_seal(open.chain, open.before, open.records, clock_.wall()).value();
    }
    Result<void> keep(Seal seal) { return run(ledger().keep_seal(std::move(seal))); }
    // Everything that is open; the stamp is none that anybody would believe.
    void seal_all(const std::string& stamp = {}) {
        for (const auto& open : unsealed()) {
            const auto seal = next_seal(open);
            ASSERT_TRUE(keep(seal));
            if (!stamp.empty()) {
                ASSERT_TRUE(run(ledger().add_stamp(seal.chain, seal.number, stamp)));
            }
        }
    }
    Result<ProofMaterial> material(const ExchangeId& id) {
        return run(ledger().proof_material(id, Ledger::every_seal));
    }
    Result<Proof> proof(const ExchangeId& id) {
        auto made = material(id);
        return made ? make_proof(std::move(*made)) : Result<Proof>(fail(made.error()));
    }
};
OTKEL_FOR_EACH_STORE(Evidence);

TEST_P(Evidence, of_an_exchange_is_proved_by_seals_over_all_that_happened) {
    const auto id = accepted("m-1");
    accepted("m-2");
    ASSERT_TRUE(step(answer(id)));
    ASSERT_TRUE(run(store().refuse(refusal("m-3"))));
    const auto open = unsealed();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].records.size(), 4U);
    EXPECT_FALSE(open[0].before);
    EXPECT_EQ(proof(id).error().code, Errc::unavailable);

    seal_all();
    EXPECT_TRUE(unsealed().empty());
    EXPECT_EQ(proof(id).error().code, Errc::unavailable) << "no stamp yet";
    const auto waiting = run(ledger().unstamped()).value();
    ASSERT_EQ(waiting.size(), 1U);
    ASSERT_TRUE(run(ledger().add_stamp(waiting[0].chain, waiting[0].number, "stamp")));
    EXPECT_TRUE(run(ledger().unstamped()).value().empty());

    const auto made = proof(id);
    ASSERT_TRUE(made) << made.error().to_string();
    ASSERT_EQ(made->records.size(), 2U);
    EXPECT_EQ(made->seals.size(), 1U);
    EXPECT_EQ(made->seals[0].stamp, "stamp");
    const auto first = read_record(made->records[0].text).value();
    const auto second = read_record(made->records[1].text).value();
    EXPECT_EQ(first.exchange, id.text());
    EXPECT_EQ(first.opening->message_id, "m-1");
    EXPECT_EQ(second.previous, leaf_hash(made->records[0].text));
    EXPECT_EQ(second.state, State::answered);
    ASSERT_EQ(second.legs.size(), 1U);
    EXPECT_EQ(second.legs[0].leg, Leg::reply_out);
}

TEST_P(Evidence, goes_on_in_another_chain_after_a_crash) {
    const auto id = accepted("m-1");
    seal_all();
    accepted("m-2");
    restart();
    ASSERT_TRUE(take_one(id));
    ASSERT_TRUE(step(answer(id)));
    auto open = unsealed();
    ASSERT_EQ(open.size(), 2U) << "what the crashed one left, and ours";
    EXPECT_TRUE(std::any_of(open.begin(), open.end(), [](const auto& one) { return one.before.has_value(); }));
    seal_all("stamp");

    const auto made = proof(id);
    ASSERT_TRUE(made) << made.error().to_string();
    ASSERT_EQ(made->records.size(), 2U);
    const auto first = read_record(made->records[0].text).value();
    const auto second = read_record(made->records[1].text).value();
    EXPECT_NE(first.chain, second.chain);
    EXPECT_EQ(second.previous, leaf_hash(made->records[0].text));
    EXPECT_EQ(made->seals.size(), 3U) << "two of the first chain, the second of them stamped, and one of the other";
}

TEST_P(Evidence, has_no_gap_where_something_was_refused) {
    const auto id = accepted("m-1");
    EXPECT_FALSE(step(to(ExchangeId("nobody"), State::answered)));
    EXPECT_FALSE(step(to(id, State::refused)));
    EXPECT_TRUE(accept(message("m-1"))) << "a duplicate is no record";
    accepted("m-2");
    const auto open = unsealed();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].records.size(), 2U);
    EXPECT_TRUE(keep(next_seal(open[0])));
}

TEST_P(Evidence, keeps_one_seal_of_a_number) {
    accepted("m-1");
    const auto first = next_seal(unsealed().at(0));
    ASSERT_TRUE(keep(first));
    EXPECT_TRUE(keep(first)) << "the answer to the first try may have been lost";
    auto other = first;
    other.head = leaf_hash("another");
    EXPECT_EQ(code(keep(other)), Errc::replay_conflict);
    other.number = 3;
    EXPECT_EQ(code(keep(other)), Errc::replay_conflict);
    other.chain = "nobody";
    EXPECT_EQ(code(keep(other)), Errc::not_found);

    ASSERT_TRUE(run(ledger().add_stamp(first.chain, 1, "first")));
    ASSERT_TRUE(run(ledger().add_stamp(first.chain, 1, "second")));
    EXPECT_EQ(code(run(ledger().add_stamp(first.chain, 2, "stamp"))), Errc::not_found);
    EXPECT_EQ(code(run(ledger().add_stamp("nobody", 1, "stamp"))), Errc::not_found);
    EXPECT_EQ(run(ledger().sealed(first.chain, 1, 10)).value().at(0).seal.stamp, "first");
}

TEST_P(Evidence, is_sealed_in_parts) {
    for (int i = 0; i < 5; ++i) {
        accepted("m-" + std::to_string(i));
    }
    const auto open = unsealed(2);
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].records.size(), 2U);
    ASSERT_TRUE(keep(next_seal(open[0])));
    const auto rest = unsealed(100);
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].records.size(), 3U);
    EXPECT_EQ(rest[0].records.front().sequence, 3U);
    EXPECT_GT(rest[0].oldest, open[0].oldest);
}

TEST_P(Evidence, of_the_whole_store_can_be_looked_through) {
    for (int i = 0; i < 4; ++i) {
        const auto id = accepted("m-" + std::to_string(i));
        ASSERT_TRUE(step(answer(id)));
        seal_all(i % 2 == 0 ? "stamp" : "");
    }
    restart();
    accepted("m-9");
    seal_all();
    std::size_t seals = 0;
    const auto chains = run(ledger().chains()).value();
    for (const auto& chain : chains) {
        std::vector<Seal> run_of_chain;
        auto link = no_hash();
        const auto all = run(ledger().sealed(chain, 1, 100)).value();
        for (const auto& sealed : all) {
            const auto checked = check_sealed(sealed.seal.seal, link, sealed.records);
            EXPECT_TRUE(checked) << checked.error().to_string();
            link = sealed.seal.seal.link;
            run_of_chain.push_back(sealed.seal.seal);
        }
        EXPECT_TRUE(check_run(run_of_chain));
        seals += run_of_chain.size();
    }
    EXPECT_EQ(seals, 5U);
}

TEST_P(Evidence, of_nothing_is_not_there) { EXPECT_EQ(material(ExchangeId("nobody")).error().code, Errc::not_found); }

}  // namespace
}  // namespace otkel::journal
