#include <algorithm>

#include "gateway/journal/evidence/ledger.hpp"
#include "tests/unit/journal/store_contract.hpp"

// Evidence of several nodes on one store: each has a chain of its own, and a lost one's is closed by those that live.

namespace otkel::journal {
namespace {

class SealsOfNodes : public StoreContract {
protected:
    std::vector<Ledger::Unsealed> open_to(Store& node) {
        return run(node.ledger()->unsealed(clock_.wall(), 1000)).value();
    }
    static bool is_of(const std::string& chain, const std::string& node) { return chain.starts_with(node + "/"); }
    Result<void> seal(Store& node, const Ledger::Unsealed& open) {
        return run(node.ledger()->keep_seal(make_seal(open.chain, open.before, open.records, clock_.wall()).value()));
    }
    void close_all(Store& node) {
        for (const auto& open : open_to(node)) {
            ASSERT_TRUE(seal(node, open));
        }
        const auto unstamped = run(node.ledger()->unstamped()).value();
        for (const auto& seal : unstamped) {
            ASSERT_TRUE(run(node.ledger()->add_stamp(seal.chain, seal.number, "stamp")));
        }
    }
    ExchangeId accepted_by(Store& node, const std::string& message_id) {
        auto acceptance = message(message_id);
        const auto id = acceptance.id;
        EXPECT_TRUE(run(node.accept(std::move(acceptance))));
        return id;
    }
};
INSTANTIATE_TEST_SUITE_P(Stores, SealsOfNodes, testing::ValuesIn(kinds_of_several_nodes()), name_of_kind);

TEST_P(SealsOfNodes, are_each_nodes_own_while_it_lives) {
    accepted_by(store(), "m-1");
    accepted_by(other(), "m-2");
    accepted_by(other(), "m-3");
    const auto mine = open_to(store());
    const auto others = open_to(other());
    ASSERT_EQ(mine.size(), 1U);
    ASSERT_EQ(others.size(), 1U);
    EXPECT_TRUE(is_of(mine[0].chain, "a"));
    EXPECT_EQ(mine[0].records.size(), 1U);
    EXPECT_TRUE(is_of(others[0].chain, "b"));
    EXPECT_EQ(others[0].records.size(), 2U);
    ASSERT_TRUE(seal(store(), mine[0]));
    EXPECT_EQ(run(store().ledger()->unstamped()).value().size(), 1U);
    EXPECT_TRUE(run(other().ledger()->unstamped()).value().empty()) << "the authority is asked once";
    EXPECT_EQ(run(store().ledger()->chains()).value().size(), 2U);
}

TEST_P(SealsOfNodes, of_a_lost_one_are_made_by_one_that_lives) {
    const auto id = accepted_by(store(), "m-1");
    const auto third = backend_->open("c");
    accepted_by(other(), "m-2");
    restart();
    ASSERT_TRUE(take_one(other(), id));
    std::vector<Step> steps;
    steps.push_back(answer(id));
    ASSERT_TRUE(run(other().step(std::move(steps))));

    const auto taken = open_to(other());
    ASSERT_EQ(taken.size(), 2U) << "its own, and the lost one's";
    EXPECT_TRUE(open_to(*third).empty()) << "one closes it, not every node that lives";
    close_all(other());
    EXPECT_TRUE(open_to(other()).empty());
    EXPECT_TRUE(open_to(*third).empty());

    auto material = run(third->ledger()->proof_material(id, Ledger::every_seal));
    ASSERT_TRUE(material) << material.error().to_string();
    const auto proof = make_proof(std::move(*material));
    ASSERT_TRUE(proof) << proof.error().to_string();
    ASSERT_EQ(proof->records.size(), 2U);
    EXPECT_NE(read_record(proof->records[0].text)->chain, read_record(proof->records[1].text)->chain);
}

TEST_P(SealsOfNodes, that_two_make_of_one_chain_are_one) {
    accepted_by(store(), "m-1");
    accepted_by(store(), "m-2");
    const auto open = open_to(store());
    ASSERT_EQ(open.size(), 1U);
    const auto first = make_seal(open[0].chain, {}, open[0].records, clock_.wall()).value();
    const auto second = make_seal(open[0].chain, {}, {open[0].records.data(), 1}, clock_.wall()).value();
    ASSERT_TRUE(run(other().ledger()->keep_seal(first)));
    EXPECT_EQ(code(run(store().ledger()->keep_seal(second))), Errc::replay_conflict);
    EXPECT_TRUE(run(store().ledger()->keep_seal(first)));
    EXPECT_EQ(run(store().ledger()->sealed(first.chain, 1, 10)).value().size(), 1U);
}

TEST_P(SealsOfNodes, of_one_that_was_only_slow_go_on_in_its_chain) {
    accepted_by(store(), "m-1");
    lapse();
    close_all(other());
    accepted_by(store(), "m-2");
    const auto open = open_to(store());
    ASSERT_EQ(open.size(), 1U);
    ASSERT_TRUE(open[0].before);
    EXPECT_EQ(open[0].before->last, 1U);
    EXPECT_EQ(open[0].records.front().sequence, 2U);
    EXPECT_TRUE(seal(store(), open[0]));
}

}  // namespace
}  // namespace otkel::journal
