#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/faults/asking.hpp"
#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/status_peer.hpp"
#include "tests/support/small_disk.hpp"

// The promise on a full disk: what cannot be kept is not acknowledged, what was acknowledged is carried out once.

namespace otkel::test {
namespace {

using journal::State;

class DiskFull : public testing::Test {
protected:
    void SetUp() override {
        if (!disk_.is_mounted()) {
            GTEST_SKIP() << "a small disk cannot be mounted here: " << disk_.why();
        }
        site_.change("gateway.yaml", (site_.var() / "journal.sqlite").string(), journal().string());
        site_.load_samples();
    }
    void start() { gateway_ = std::make_unique<GatewayProcess>(OTKEL_PROGRAM, site_); }
    [[nodiscard]] std::filesystem::path journal() const { return disk_.folder() / "journal.sqlite"; }
    [[nodiscard]] bool all_answered(std::size_t number) const {
        const auto states = states_in(journal());
        return states.size() == 1 && states.contains(State::answered) && states.at(State::answered) == number;
    }

    Site site_;
    // With room for all the test keeps and its write-ahead log, so that only the ballast fills it.
    tests::SmallDisk disk_{site_.var() / "small", "32m"};
    StatusPeer peer_;
    std::unique_ptr<GatewayProcess> gateway_;
};

TEST_F(DiskFull, refuses_new_work_and_carries_out_what_it_has_acknowledged) {
    peer_.serve(site_);
    peer_.answer_after(std::chrono::milliseconds{300});
    start();
    Asking asking("127.0.0.1", gateway_->ports().core_api);
    asking.ask(0, 40);
    EXPECT_EQ(asking.acknowledged(), 40U);
    disk_.fill();  // while answers are still under way
    asking.ask(40, 120);
    const auto refusals = asking.refusals();
    ASSERT_FALSE(refusals.empty()) << "the disk was not full";
    for (const auto& refusal : refusals) {
        EXPECT_EQ(refusal.status, 503) << refusal.code;
        EXPECT_EQ(refusal.code, "storage-failed");
        EXPECT_EQ(refusal.retry_after, "1");
    }

    disk_.make_room();
    peer_.answer_after(std::chrono::milliseconds{0});
    EXPECT_TRUE(eventually([&] {
        asking.ask(40, 120);
        return asking.acknowledged() == 120;
    }));
    EXPECT_TRUE(eventually([&] { return all_answered(120); })) << described(states_in(journal())) << gateway_->log();

    std::multiset<std::string> asked;
    for (const auto& one : peer_.asked()) {
        asked.insert(one.message_id);
    }
    EXPECT_EQ(asked.size(), 120U) << "every question reached the peer once";
    EXPECT_EQ(std::set<std::string>(asked.begin(), asked.end()).size(), 120U);
    EXPECT_EQ(gateway_->terminate(), 0) << gateway_->log();
}

TEST_F(DiskFull, is_told_to_a_peer_as_a_fault_and_the_same_message_is_answered_later) {
    const CustomsConsumer customs(site_);
    CustomsConsumer::Options options;
    options.message_id = "on-a-full-disk";
    const auto message = customs.envelope(good_declaration(1, 1, "0000001"), options);
    start();
    disk_.fill();
    const auto send = [&] { return call(gateway_->ports().external, post_soap("/shep/sync", message)).value(); };
    auto reply = send();
    // The last page that is free may still take a message or two.
    for (int i = 0; reply.status == 200 && i < 50; ++i) {
        options.message_id = "filler-" + std::to_string(i);
        disk_.fill();
        reply = call(gateway_->ports().external,
                     post_soap("/shep/sync",
                               customs.envelope(good_declaration(1, 1, std::to_string(2'000'000 + i)), options)))
                    .value();
    }
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(CustomsConsumer::error_code(reply), "SCE909");
    EXPECT_EQ(reply.headers.get("retry-after"), "1");

    disk_.make_room();
    EXPECT_TRUE(eventually([&] { return send().status == 200; })) << gateway_->log();
    EXPECT_TRUE(customs.verified_answer(send()).is_object());
    EXPECT_EQ(gateway_->terminate(), 0) << gateway_->log();
    for (const auto& [state, number] : states_in(journal())) {
        EXPECT_TRUE(is_final(state)) << number << " are " << name(state);
    }
}

}  // namespace
}  // namespace otkel::test
