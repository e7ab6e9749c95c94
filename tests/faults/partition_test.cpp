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

TEST(Partition, of_a_node_from_the_database_the_other_takes_over_and_it_stops_acting_until_it_is_back) {
    if (const auto missing = journal::PostgresServer::missing(); !missing.empty()) {
        GTEST_SKIP() << missing;
    }
    OtherNetwork network;
    if (!network.is_made()) {
        GTEST_SKIP() << "a network of its own cannot be made here: " << network.why();
    }
    constexpr std::size_t questions = 120;
    constexpr auto lease = 2s;
    const std::string limits = "\n  lease_ms: 2000\n  time_limit_ms: 2000";
    journal::PostgresServer server;
    server.listen_on(network.database_address());
    const auto database = server.new_database();
    StatusPeer peer(network.world_address());
    Site far;
    Site near;
    for (auto* site : {&far, &near}) {
        peer.serve(*site);
        site->load_samples();
    }
    keep_journal_in_postgres(far, "host=" + network.database_address() + " user=otkel dbname=" + database, "far",
                             limits);
    keep_journal_in_postgres(near, server.options(database, "near").connection, "near", limits);
    far.change("gateway.yaml", "address: 127.0.0.1", "address: " + network.own_address());

    GatewayProcess far_node(network.program(), far);
    Asking asking(network.own_address(), far_node.ports().core_api);
    asking.ask(0, 10);
    EXPECT_EQ(asking.acknowledged(), 10U);
    EXPECT_TRUE(eventually([&] { return peer.times_asked() == 10; })) << far_node.log();
    GatewayProcess near_node(OTKEL_PROGRAM, near);

    // Work that the far node has under way when it is cut off.
    peer.answer_after(500ms);
    asking.ask(10, questions);
    EXPECT_EQ(asking.acknowledged(), questions);
    const auto cut_at = std::chrono::steady_clock::now();
    network.cut();
    asking.forget_refusals();
    EXPECT_TRUE(eventually([&] {
        asking.ask(questions, questions + 1);
        return std::chrono::steady_clock::now() > cut_at + lease + 3s;
    }));
    for (const auto& refusal : asking.refusals()) {
        EXPECT_TRUE(refusal.status == 503 || refusal.code == "in-doubt") << refusal.status << refusal.code;
    }
    // Everything that had not left goes on at the other node.
    const auto is_let_go = [&] {
        auto states = states_in(server, database);
        return states[State::accepted] + states[State::waiting] + states[State::sent] == 0;
    };
    EXPECT_TRUE(eventually(is_let_go, 30s)) << described(states_in(server, database));
    const auto from_far = [&] {
        std::size_t count = 0;
        for (const auto& one : peer.asked()) {
            count += one.from == network.own_address() && one.at > cut_at + lease + 1s ? 1 : 0;
        }
        return count;
    };
    EXPECT_EQ(from_far(), 0U) << "it acts no longer";

    network.mend();
    asking.turn_to(network.own_address(), far_node.ports().core_api);
    EXPECT_TRUE(eventually([&] {
        asking.ask(0, questions + 1);
        return asking.acknowledged() == questions + 1;
    })) << far_node.log();
    const auto all_answered = [&] {
        auto states = states_in(server, database);
        return states[State::answered] == questions + 1;
    };
    EXPECT_TRUE(eventually(all_answered, 30s)) << described(states_in(server, database)) << far_node.log();
    std::set<std::string> ids;
    for (const auto& one : peer.asked()) {
        EXPECT_TRUE(ids.insert(one.message_id).second) << one.message_id << " twice";
    }
    EXPECT_EQ(ids.size(), questions + 1);
    EXPECT_EQ(far_node.terminate(), 0) << far_node.log();
    EXPECT_EQ(near_node.terminate(), 0) << near_node.log();
}

}  // namespace
}  // namespace otkel::test
