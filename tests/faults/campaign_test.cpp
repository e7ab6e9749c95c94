#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/app/selftest/tally.hpp"
#include "gateway/base/write_points.hpp"
#include "tests/support/site/program.hpp"
#include "tests/unit/journal/postgres_server.hpp"

// The kill campaign in its short form, by the command that anyone can run. OTKEL_LONG=1: many more kills.

namespace otkel::test {
namespace {

using testing::AnyOf;
using testing::ContainsRegex;
using testing::HasSubstr;

std::string kills(const std::string& few, const std::string& many) {
    return std::getenv("OTKEL_LONG") == nullptr ? few : many;
}

void expect_good(const Ran& ran) {
    EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("GOOD: nothing lost, nothing doubled, nothing left"));
    EXPECT_THAT(ran.out, HasSubstr("killed with SIGKILL at")) << ran.err;
    // Nothing of a kind would be judged if there were nothing.
    for (const auto& one : app::selftest::kinds) {
        EXPECT_THAT(ran.out, ContainsRegex("  " + std::string(one.second) + " +[1-9][0-9]* "));
    }
    EXPECT_THAT(ran.out, ContainsRegex("questions what became of a message +[1-9]"));
}

TEST(Campaign, kills_at_every_write_point_lose_nothing_and_double_nothing_in_a_file) {
    const auto ran = run_program(OTKEL_PROGRAM, {"selftest", "--kills", kills("36", "2000"), "--seed", "1"});
    expect_good(ran);
    // Every fourth kill is at any moment; the others take the points in turn.
    for (const auto& one : write_points) {
        EXPECT_THAT(ran.out, HasSubstr("  " + std::string(one.second) + " ")) << "nobody came there";
    }
}

TEST(Campaign, three_gateways_on_one_database_lose_nothing_and_double_nothing) {
    if (const auto missing = journal::PostgresServer::missing(); !missing.empty()) {
        GTEST_SKIP() << missing;
    }
    const auto& server = journal::PostgresServer::shared();
    const auto connection = server.options(journal::PostgresServer::shared().new_database(false), "none").connection;
    const auto ran = run_program(OTKEL_PROGRAM,
                                 {"selftest", "--postgres", connection, "--kills", kills("30", "2000"), "--seed", "2"});
    expect_good(ran);
    EXPECT_THAT(ran.out, HasSubstr("3 nodes on PostgreSQL"));
}

TEST(Campaign, tells_of_a_peer_that_does_everything_twice) {
    const auto ran = run_program(OTKEL_PROGRAM, {"selftest", "--kills", "16", "--seed", "3", "--spoil", "peer"});
    EXPECT_EQ(ran.code, 1) << ran.out << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("effects at the peer\n"));
    EXPECT_THAT(ran.out, HasSubstr("NOT GOOD"));
}

TEST(Campaign, tells_of_a_core_that_does_nothing) {
    const auto ran = run_program(OTKEL_PROGRAM, {"selftest", "--kills", "2", "--seed", "4", "--spoil", "core"});
    EXPECT_EQ(ran.code, 1) << ran.out << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("is answered, and there was no effect"));
    EXPECT_THAT(ran.out, HasSubstr("NOT GOOD"));
}

// What is sent again on a false word has a second effect, as who answers by messages does not know them again.
TEST(Campaign, tells_of_a_bus_that_says_that_nothing_came) {
    const auto ran =
        run_program(OTKEL_PROGRAM, {"selftest", "--kills", "16", "--seed", "5", "--spoil", "bus", "--questions", "20"});
    EXPECT_EQ(ran.code, 1) << ran.out << ran.err;
    EXPECT_THAT(ran.out, AnyOf(HasSubstr("effects at the peer\n"), HasSubstr("was answered by us 2 times")));
    EXPECT_THAT(ran.out, HasSubstr("NOT GOOD"));
}

TEST(Campaign, tells_of_an_operator_who_replays_without_finding_out) {
    const auto ran = run_program(OTKEL_PROGRAM, {"selftest", "--kills", "16", "--seed", "6", "--spoil", "operator"});
    EXPECT_EQ(ran.code, 1) << ran.out << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("effects at the peer\n"));
    EXPECT_THAT(ran.out, HasSubstr("NOT GOOD"));
}

TEST(Campaign, wants_to_know_the_point) {
    ::setenv("OTKEL_STOP_AT", "journal:nowhere:1", 1);
    const auto ran = run_program(OTKEL_PROGRAM, {"check"});
    ::unsetenv("OTKEL_STOP_AT");
    EXPECT_NE(ran.code, 0);
    EXPECT_THAT(ran.err, HasSubstr("expected <point>:<n>"));
}

}  // namespace
}  // namespace otkel::test
