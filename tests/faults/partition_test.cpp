#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "tests/faults/asking.hpp"
#include "tests/faults/postgres_site.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/program.hpp"
#include "tests/support/site/status_peer.hpp"

// One of two nodes loses the database and keeps its peers: the dangerous half of a partition.

namespace otkel::test {
namespace {

using namespace std::chrono_literals;
using journal::State;

// A network of its own for a program, with two wires to this one: to the database, and to everybody else.
class OtherNetwork {
public:
    OtherNetwork() {
        std::filesystem::create_directories(folder_.path());
        made_ = ip({"netns", "add", name_}) && wire(database_wire_, 1) && wire(world_wire_, 2) &&
                ip({"-n", name_, "link", "set", "lo", "up"});
        std::ofstream(program()) << "#!/bin/sh\nexec ip netns exec " << name_ << " " << OTKEL_PROGRAM << " \"$@\"\n";
        std::filesystem::permissions(program(), std::filesystem::perms::owner_all);
    }
    ~OtherNetwork() {
        ip({"link", "del", database_wire_});
        ip({"link", "del", world_wire_});
        ip({"netns", "del", name_});
    }
    OtherNetwork(const OtherNetwork&) = delete;
    OtherNetwork& operator=(const OtherNetwork&) = delete;

    [[nodiscard]] bool is_made() const { return made_; }
    [[nodiscard]] const std::string& why() const { return why_; }
    // Runs the gateway in there.
    [[nodiscard]] std::string program() const { return (folder_ / "program").string(); }
    [[nodiscard]] std::string database_address() const { return prefix(1) + "1"; }  // of this side
    [[nodiscard]] std::string world_address() const { return prefix(2) + "1"; }
    [[nodiscard]] std::string own_address() const { return prefix(2) + "2"; }  // of the program

    void cut() { EXPECT_TRUE(ip({"link", "set", database_wire_, "down"})) << why_; }
    void mend() { EXPECT_TRUE(ip({"link", "set", database_wire_, "up"})) << why_; }

private:
    bool ip(const std::vector<std::string>& words) {
        const auto ran = run_program("/usr/sbin/ip", words);
        why_ = ran.code == 0 ? why_ : ran.err;
        return ran.code == 0;
    }
    bool wire(const std::string& here, int number) {
        const auto there = here + "n";
        return ip({"link", "add", here, "type", "veth", "peer", "name", there}) &&
               ip({"link", "set", there, "netns", name_}) &&
               ip({"addr", "add", prefix(number) + "1/24", "dev", here}) && ip({"link", "set", here, "up"}) &&
               ip({"-n", name_, "addr", "add", prefix(number) + "2/24", "dev", there}) &&
               ip({"-n", name_, "link", "set", there, "up"});
    }
    // 10.x.y.: private, and most likely nobody else's here.
    [[nodiscard]] static std::string prefix(int number) {
        constexpr int networks = 120;
        return "10.213." + std::to_string(::getpid() % networks * 2 + number) + ".";
    }

    std::string name_{"otkel-" + std::to_string(::getpid())};
    std::string database_wire_{"otd" + std::to_string(::getpid())};
    std::string world_wire_{"otw" + std::to_string(::getpid())};
    tests::TemporaryFolder folder_{"otkel-network"};
    std::string why_;
    bool made_{false};
};

// Two nodes on one database: the far one has a network of its own, the near one is beside the database.
class Partition : public testing::Test {
protected:
    void SetUp() override {
        if (const auto missing = journal::PostgresServer::missing(); !missing.empty()) {
            GTEST_SKIP() << missing;
        }
        if (!network_.is_made()) {
            GTEST_SKIP() << "a network of its own cannot be made here: " << network_.why();
        }
        server_ = std::make_unique<journal::PostgresServer>();
        server_->listen_on(network_.database_address());
        database_ = server_->new_database();
        peer_ = std::make_unique<StatusPeer>(network_.world_address());
        const std::string limits = "\n  lease_ms: 2000\n  time_limit_ms: 2000";
        for (auto* site : {&far_, &near_}) {
            peer_->serve(*site);
            site->load_samples();
        }
        keep_journal_in_postgres(far_, "host=" + network_.database_address() + " user=otkel dbname=" + database_, "far",
                                 limits);
        keep_journal_in_postgres(near_, server_->options(database_, "near").connection, "near", limits);
        far_.change("gateway.yaml", "address: 127.0.0.1", "address: " + network_.own_address());
        far_node_ = std::make_unique<GatewayProcess>(network_.program(), far_);
        asking_.turn_to(network_.own_address(), far_node_->ports().core_api);
    }

    [[nodiscard]] States states() const { return states_in(*server_, database_); }
    // Of the far node, from then on.
    [[nodiscard]] std::size_t messages_since(std::chrono::steady_clock::time_point then) const {
        std::size_t count = 0;
        for (const auto& one : peer_->asked()) {
            count += one.from == network_.own_address() && one.at > then ? 1 : 0;
        }
        return count;
    }
    // Asks the far node while it is cut off, until long after its lease has ended.
    void expect_that_it_acknowledges_nothing_until(std::size_t number, std::chrono::steady_clock::time_point end) {
        asking_.forget_refusals();
        EXPECT_TRUE(eventually([&] {
            asking_.ask(number, number + 1);
            return std::chrono::steady_clock::now() > end;
        }));
        for (const auto& refusal : asking_.refusals()) {
            EXPECT_TRUE(refusal.status == 503 || refusal.code == "in-doubt") << refusal.status << refusal.code;
        }
        EXPECT_FALSE(asking_.is_acknowledged(number));
    }

    OtherNetwork network_;
    Site far_, near_;
    std::unique_ptr<journal::PostgresServer> server_;
    std::string database_;
    std::unique_ptr<StatusPeer> peer_;
    std::unique_ptr<GatewayProcess> far_node_;
    Asking asking_{"", 0};
};

TEST_F(Partition, of_a_node_from_the_database_the_other_takes_over_and_it_stops_acting_until_it_is_back) {
    constexpr std::size_t questions = 120;
    constexpr auto lease = 2s;
    asking_.ask(0, 10);
    EXPECT_TRUE(eventually([&] { return peer_->times_asked() == 10; })) << far_node_->log();
    GatewayProcess near_node(OTKEL_PROGRAM, near_);

    // Work that the far node has under way when it is cut off.
    peer_->answer_after(500ms);
    asking_.ask(10, questions);
    EXPECT_EQ(asking_.acknowledged(), questions);
    const auto cut_at = std::chrono::steady_clock::now();
    network_.cut();
    expect_that_it_acknowledges_nothing_until(questions, cut_at + lease + 3s);
    EXPECT_TRUE(eventually([&] {
        auto now = states();
        return now[State::accepted] + now[State::waiting] + now[State::sent] == 0;
    })) << "the other node carries them on: "
        << described(states());
    EXPECT_EQ(messages_since(cut_at + lease + 1s), 0U) << "it acts no longer";

    network_.mend();
    EXPECT_TRUE(eventually([&] {
        asking_.ask(0, questions + 1);
        return asking_.acknowledged() == questions + 1;
    })) << far_node_->log();
    EXPECT_TRUE(eventually([&] { return states()[State::answered] == questions + 1; }))
        << described(states()) << far_node_->log();
    std::set<std::string> ids;
    for (const auto& one : peer_->asked()) {
        EXPECT_TRUE(ids.insert(one.message_id).second) << one.message_id << " twice";
    }
    EXPECT_EQ(ids.size(), questions + 1);
    EXPECT_EQ(far_node_->terminate(), 0) << far_node_->log();
    EXPECT_EQ(near_node.terminate(), 0) << near_node.log();
}

}  // namespace
}  // namespace otkel::test
