#include "gateway/journal/evidence/seal.hpp"

#include <gtest/gtest.h>

#include "tests/unit/journal/sealed_journal.hpp"

namespace otkel::journal {
namespace {

const std::string chain = "node/1";

testing::SealedJournal three_seals() {
    testing::SealedJournal journal([](std::string_view) { return "stamp"; });
    for (int seal = 0; seal < 3; ++seal) {
        for (int i = 0; i < 4 + seal; ++i) {
            journal.write(chain, "e" + std::to_string(i), State::accepted);
        }
        journal.seal(chain, seal == 1);
    }
    return journal;
}

std::vector<Seal> seals_of(testing::SealedJournal& journal) {
    std::vector<Seal> seals;
    for (const auto& kept : journal.seals(chain)) {
        seals.push_back(kept.seal);
    }
    return seals;
}

std::string refusal(const Result<void>& result) { return result ? "" : result.error().detail; }

TEST(Seal, is_read_as_it_was_written) {
    auto journal = three_seals();
    for (const auto& seal : seals_of(journal)) {
        const auto text = seal_text(seal);
        const auto read = read_seal(text);
        ASSERT_TRUE(read) << read.error().to_string();
        EXPECT_EQ(*read, seal);
        EXPECT_FALSE(read_seal(text + "\n"));
        EXPECT_FALSE(read_seal(text.substr(0, text.size() - 1)));
    }
    auto backwards = seals_of(journal).front();
    std::swap(backwards.first, backwards.last);
    EXPECT_FALSE(read_seal(seal_text(backwards)));
}

TEST(Seal, closes_the_records_after_the_last_one) {
    auto journal = three_seals();
    const auto seals = seals_of(journal);
    EXPECT_EQ(seals[0].number, 1U);
    EXPECT_EQ(seals[0].first, 1U);
    EXPECT_EQ(seals[0].last, 4U);
    EXPECT_EQ(seals[0].previous, no_hash());
    EXPECT_EQ(seals[2].number, 3U);
    EXPECT_EQ(seals[2].first, 10U);
    EXPECT_EQ(seals[2].last, 15U);
    EXPECT_EQ(seals[2].previous, seal_hash(seal_text(seals[1])));
    EXPECT_EQ(seals[2].link, journal.records(chain).back().link);
    EXPECT_TRUE(check_run(seals));
    EXPECT_TRUE(check_run(std::span(seals).subspan(1)));
}

TEST(Seal, is_not_made_over_a_journal_that_was_changed) {
    auto journal = three_seals();
    for (int i = 0; i < 3; ++i) {
        journal.write(chain, "f", State::accepted);
    }
    const auto before = journal.seals(chain).back().seal;
    const auto good = journal.unsealed(chain);
    const auto refused = [&](auto change) {
        auto records = good;
        change(records);
        const auto made = make_seal(chain, before, records, journal.now);
        return made ? "" : made.error().detail;
    };
    EXPECT_EQ(refused([](auto&) {}), "");
    EXPECT_NE(
        refused([](auto& records) { records.erase(records.begin()); }).find("record 16 of chain node/1 is missing"),
        std::string::npos);
    EXPECT_NE(
        refused([](auto& records) { records.erase(records.begin() + 1); }).find("record 17 of chain node/1 is missing"),
        std::string::npos);
    EXPECT_NE(refused([](auto& records) { records.push_back(records.back()); }).find("record 19"), std::string::npos);
    EXPECT_NE(refused([](auto& records) { std::swap(records[0], records[1]); }).find("record 16"), std::string::npos);
    EXPECT_NE(
        refused([](auto& records) { records[1].leaf = leaf_hash("x"); }).find("record 17 of chain node/1 has changed"),
        std::string::npos);
    EXPECT_NE(
        refused([](auto& records) { records[2].link = leaf_hash("x"); }).find("record 18 of chain node/1 has changed"),
        std::string::npos);
}

TEST(Seal, follows_the_one_before_without_gap_or_overlap) {
    auto journal = three_seals();
    const auto refused = [&](auto change) {
        auto seals = seals_of(journal);
        change(seals);
        return refusal(check_run(seals));
    };
    EXPECT_NE(refused([](auto& seals) { seals.erase(seals.begin() + 1); }).find("seal 2 is missing"),
              std::string::npos);
    EXPECT_NE(refused([](auto& seals) { seals.push_back(seals.back()); }).find("doubled"), std::string::npos);
    EXPECT_NE(refused([](auto& seals) { seals[1].first = 4; }).find("begins with record 4"), std::string::npos);
    EXPECT_NE(refused([](auto& seals) { seals[1].first = 6; }).find("begins with record 6"), std::string::npos);
    EXPECT_NE(refused([](auto& seals) { seals[1].chain = "node/2"; }).find("seal 2 of chain node/2 stands after"),
              std::string::npos);
    EXPECT_NE(refused([](auto& seals) { seals[1].head = leaf_hash("x"); }).find("made after another seal 2"),
              std::string::npos);
    EXPECT_NE(refused([](auto& seals) { seals[1].previous = no_hash(); }).find("seal 2"), std::string::npos);
    EXPECT_NE(refused([](auto& seals) { seals[0].first = 2; }).find("seal 1"), std::string::npos);
    EXPECT_NE(refused([](auto& seals) { seals[0].previous = leaf_hash("x"); }).find("seal 1"), std::string::npos);
}

TEST(Seal, tells_whether_the_journal_still_has_what_was_sealed) {
    auto journal = three_seals();
    const auto seals = seals_of(journal);
    const auto all = journal.records(chain);
    const auto of_second = std::span(all).subspan(4, 5);
    EXPECT_TRUE(check_sealed(seals[1], seals[0].link, of_second));
    EXPECT_FALSE(check_sealed(seals[1], seals[0].link, of_second.first(4)));
    EXPECT_FALSE(check_sealed(seals[1], seals[0].link, std::span(all).subspan(5, 4)));
    EXPECT_FALSE(check_sealed(seals[1], no_hash(), of_second));

    // Somebody who writes all links anew is found by the head.
    auto rewritten = std::vector<Leaf>(of_second.begin(), of_second.end());
    rewritten[2].leaf = leaf_hash("x");
    auto link = seals[0].link;
    for (auto& record : rewritten) {
        record.link = link = link_hash(link, record.leaf);
    }
    EXPECT_NE(refusal(check_sealed(seals[1], seals[0].link, rewritten)).find("seal 2 of chain node/1"),
              std::string::npos);
}

TEST(Proof, is_made_of_what_a_store_has) {
    auto journal = three_seals();
    const auto proof = make_proof(journal.material("e1"));
    ASSERT_FALSE(proof) << "the third seal has no stamp";
    EXPECT_EQ(proof.error().code, Errc::unavailable);

    journal.write(chain, "g", State::accepted);
    EXPECT_EQ(make_proof(journal.material("g")).error().code, Errc::unavailable);
    journal.seal(chain, true);
    const auto made = make_proof(journal.material("e1"));
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(made->records.size(), 3U);
    EXPECT_EQ(made->seals.size(), 4U);
    for (const auto& member : made->records) {
        const auto record = read_record(member.text).value();
        const auto& seal = made->seals[member.seal - 1].seal;
        const auto head =
            head_of_path(leaf_hash(member.text), record.sequence - seal.first, seal.last - seal.first + 1, member.path);
        ASSERT_TRUE(head);
        EXPECT_EQ(*head, seal.head);
    }
    EXPECT_EQ(make_proof(journal.material("e5"))->seals.size(), 2U) << "the last seal's, and the stamped one";
}

TEST(Proof, is_not_made_of_a_journal_that_was_changed) {
    auto journal = three_seals();
    journal.write(chain, "g", State::accepted);
    journal.seal(chain, true);
    const auto refused = [&](auto change) {
        auto material = journal.material("e1");
        change(material);
        const auto made = make_proof(std::move(material));
        return made ? Errc::internal : made.error().code;
    };
    EXPECT_EQ(refused([](auto&) {}), Errc::internal);
    EXPECT_EQ(refused([](auto& material) { material.records[1].pop_back(); }), Errc::storage_failed);
    EXPECT_EQ(refused([](auto& material) { material.records[1] = material.records[0]; }), Errc::internal)
        << "whether they are of one exchange is told by whoever verifies";
    EXPECT_EQ(refused([](auto& material) { material.leaves[1].leaves[0] = no_hash(); }), Errc::storage_failed);
    EXPECT_EQ(refused([](auto& material) { material.leaves[1].leaves.pop_back(); }), Errc::storage_failed);
    EXPECT_EQ(refused([](auto& material) { material.leaves.pop_back(); }), Errc::storage_failed);
    EXPECT_EQ(refused([](auto& material) { material.seals.erase(material.seals.begin()); }), Errc::unavailable);
    EXPECT_EQ(refused([](auto& material) { material.records.clear(); }), Errc::not_found);
}

}  // namespace
}  // namespace otkel::journal
