#include "gateway/evidence/sealing.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"

namespace otkel::evidence {
namespace {

namespace asio = boost::asio;
using journal::KeptSeal;
using journal::Leaf;
using journal::Seal;

// One chain in memory; what is not asked of it here is answered with nothing.
class OneChain final : public journal::Ledger {
public:
    explicit OneChain(const Clock& clock) : clock_(clock) { end_.chain = "node/1"; }

    void write(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            journal::Record record;
            record.exchange = "e" + std::to_string(records.size());
            record.at = clock_.wall();
            journal::ExchangeEnd exchange;
            const auto written = append_record(std::move(record), end_, exchange);
            records.push_back({written.sequence, written.leaf, written.link});
            times_.push_back(clock_.wall());
        }
    }

    asio::awaitable<Result<std::vector<Unsealed>>> unsealed(WallTime /*now*/, std::size_t limit) override {
        const std::size_t from = seals.empty() ? 0 : seals.back().seal.last;
        std::vector<Unsealed> open;
        if (from < records.size()) {
            const auto until = std::min(records.size(), from + limit);
            open.push_back({"node/1",
                            seals.empty() ? std::nullopt : std::optional(seals.back().seal),
                            {records.begin() + static_cast<std::ptrdiff_t>(from),
                             records.begin() + static_cast<std::ptrdiff_t>(until)},
                            times_[from]});
        }
        co_return open;
    }
    asio::awaitable<Result<void>> keep_seal(Seal seal) override {
        if (other_node_is_faster) {
            co_return fail(Errc::replay_conflict, "there is another one");
        }
        seals.push_back({std::move(seal), {}});
        co_return Result<void>{};
    }
    asio::awaitable<Result<std::vector<Seal>>> unstamped() override {
        std::vector<Seal> open;
        if (!seals.empty() && seals.back().stamp.empty()) {
            open.push_back(seals.back().seal);
        }
        co_return open;
    }
    asio::awaitable<Result<void>> add_stamp(std::string /*chain*/, std::uint64_t number, std::string stamp) override {
        seals.at(number - 1).stamp = std::move(stamp);
        co_return Result<void>{};
    }
    asio::awaitable<Result<journal::ProofMaterial>> proof_material(ExchangeId /*id*/,
                                                                   std::size_t /*seals_most*/) override {
        co_return journal::ProofMaterial{};
    }
    asio::awaitable<Result<std::vector<std::string>>> chains() override { co_return std::vector<std::string>{}; }
    asio::awaitable<Result<std::vector<Sealed>>> sealed(std::string /*chain*/, std::uint64_t /*from_number*/,
                                                        std::size_t /*limit*/) override {
        co_return std::vector<Sealed>{};
    }

    std::vector<Leaf> records;
    std::vector<KeptSeal> seals;
    bool other_node_is_faster{false};

private:
    const Clock& clock_;
    journal::ChainEnd end_;
    std::vector<WallTime> times_;
};

struct World {
    test::FakeClock clock;
    OneChain chain{clock};
    bool silent{false};
    std::vector<std::string> asked;
    Sealing sealing{clock,
                    chain,
                    {.records_max = 5, .age_max = std::chrono::seconds{60}},
                    [this](std::string octets, Deadline /*deadline*/) { return answer(std::move(octets)); }};

    asio::awaitable<Result<trust::TimeStamp>> answer(std::string octets) {
        asked.push_back(std::move(octets));
        if (silent) {
            co_return fail(Errc::unavailable, "the authority is silent");
        }
        trust::TimeStamp stamp;
        stamp.token = "token";
        co_return stamp;
    }
    Sealing::Round round() { return test::run(sealing.round(Deadline::after(clock, std::chrono::seconds{10}))); }
};

TEST(Sealing, waits_until_records_are_old_or_many) {
    World world;
    EXPECT_EQ(world.round().sealed, 0U);
    world.chain.write(2);
    EXPECT_EQ(world.round().sealed, 0U);
    world.clock.advance(std::chrono::seconds{60});
    EXPECT_EQ(world.round().sealed, 1U);
    EXPECT_EQ(world.chain.seals.back().seal.last, 2U);

    world.chain.write(5);
    const auto round = world.round();
    EXPECT_EQ(round.sealed, 1U);
    EXPECT_TRUE(round.more);
    EXPECT_EQ(world.chain.seals.back().seal.last, 7U);
    EXPECT_TRUE(world.chain.seals.back().stamp.empty());
    const auto last = world.round();
    EXPECT_FALSE(last.more);
    EXPECT_EQ(last.stamped, 1U);
    EXPECT_EQ(world.chain.seals.back().stamp, "token");
}

TEST(Sealing, asks_for_one_stamp_over_many_seals) {
    World world;
    world.chain.write(23);
    world.clock.advance(std::chrono::seconds{60});
    std::size_t rounds = 1;
    while (world.round().more) {
        ++rounds;
    }
    EXPECT_EQ(rounds, 5U);
    EXPECT_EQ(world.chain.seals.size(), 5U);
    EXPECT_EQ(world.asked.size(), 1U);
}

TEST(Sealing, goes_on_without_an_authority) {
    World world;
    Sealing alone(world.clock, world.chain, {.records_max = 5, .age_max = std::chrono::seconds{0}}, {});
    world.chain.write(2);
    const auto round = test::run(alone.round(Deadline::after(world.clock, std::chrono::seconds{10})));
    EXPECT_EQ(round.sealed, 1U);
    EXPECT_EQ(round.not_stamped, 1U);
    EXPECT_TRUE(round.problems.empty());
    EXPECT_EQ(world.round().stamped, 1U) << "when there is one";
}

TEST(Sealing, seals_also_when_the_clock_was_set_back) {
    World world;
    world.chain.write(1);
    world.clock.set_wall(world.clock.wall() - std::chrono::hours{1});
    EXPECT_EQ(world.round().sealed, 1U);
}

TEST(Sealing, asks_a_silent_authority_again_and_then_once_for_all_seals) {
    World world;
    world.silent = true;
    world.chain.write(5);
    EXPECT_EQ(world.round().sealed, 1U);
    auto round = world.round();
    EXPECT_EQ(round.not_stamped, 1U);
    EXPECT_EQ(round.silences.size(), 1U);
    EXPECT_TRUE(round.problems.empty());
    world.chain.write(5);
    EXPECT_EQ(world.round().sealed, 1U);
    world.silent = false;
    world.asked.clear();
    round = world.round();
    EXPECT_EQ(round.stamped, 1U);
    EXPECT_TRUE(round.problems.empty());
    ASSERT_EQ(world.asked.size(), 1U);
    EXPECT_EQ(world.asked.front(), seal_text(world.chain.seals[1].seal));
    EXPECT_TRUE(world.chain.seals[0].stamp.empty());
    EXPECT_EQ(world.round().stamped, 0U);
}

TEST(Sealing, stops_at_a_record_that_has_changed) {
    World world;
    world.chain.write(5);
    world.chain.records[3].leaf = journal::leaf_hash("another");
    const auto round = world.round();
    EXPECT_EQ(round.sealed, 0U);
    EXPECT_FALSE(round.more) << "or it would be tried without a pause";
    ASSERT_EQ(round.problems.size(), 1U);
    EXPECT_EQ(round.problems.front().code, Errc::storage_failed);
    EXPECT_NE(round.problems.front().detail.find("record 4 of chain node/1"), std::string::npos);
}

TEST(Sealing, lets_another_node_be_faster) {
    World world;
    world.chain.write(5);
    world.chain.other_node_is_faster = true;
    const auto round = world.round();
    EXPECT_EQ(round.sealed, 0U);
    EXPECT_TRUE(round.problems.empty());
}

}  // namespace
}  // namespace otkel::evidence
