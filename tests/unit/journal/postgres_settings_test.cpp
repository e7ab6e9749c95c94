#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/journal/postgres/settings.hpp"
#include "tests/support/temporary_folder.hpp"

namespace otkel::journal {
namespace {

using testing::HasSubstr;

class PostgresSettings : public testing::Test {
protected:
    PostgresOptions read(const std::string& text) {
        auto section = settings::Section::load(folder_.write("journal.yaml", text), complaints_);
        section.set_root(folder_.path());
        auto options = read_postgres_settings(section);
        section.finish();
        return options;
    }
    std::string complaints() {
        const auto outcome = complaints_.outcome();
        return outcome ? "" : outcome.error().to_string();
    }

    otkel::tests::TemporaryFolder folder_;
    settings::Complaints complaints_;
};

TEST_F(PostgresSettings, are_read) {
    folder_.write("password", "swordfish\n");
    const auto options = read(
        "connection: host=db.example.kz dbname=otkel user=otkel sslmode=verify-full\n"
        "password_file: password\nnode: gateway-2\nlease_ms: 3000\ntime_limit_ms: 4000\nconnections: 8\n"
        "queue_limit: 10\ngroup_limit: 5\n");
    EXPECT_EQ(complaints(), "");
    EXPECT_EQ(options.connection, "host=db.example.kz dbname=otkel user=otkel sslmode=verify-full");
    EXPECT_EQ(options.password, "swordfish");
    EXPECT_EQ(options.node, "gateway-2");
    EXPECT_EQ(options.lease, std::chrono::seconds{3});
    EXPECT_EQ(options.time_limit, std::chrono::seconds{4});
    EXPECT_EQ(options.connections, 8U);
    EXPECT_EQ(options.queue_limit, 10U);
    EXPECT_EQ(options.group_limit, 5U);
}

TEST_F(PostgresSettings, need_a_connection_only) {
    const auto options = read("connection: dbname=otkel\n");
    EXPECT_EQ(complaints(), "");
    EXPECT_FALSE(options.node.empty());
    EXPECT_EQ(options.lease, std::chrono::seconds{5});
    read("{}\n");
    EXPECT_THAT(complaints(), HasSubstr("connection"));
}

TEST_F(PostgresSettings, hold_no_password) {
    for (const std::string connection : {"dbname=otkel password=swordfish", "postgresql://otkel:swordfish@db/otkel"}) {
        complaints_ = {};
        read("connection: \"" + connection + "\"\n");
        EXPECT_THAT(complaints(), HasSubstr("password_file")) << connection;
        EXPECT_THAT(complaints(), testing::Not(HasSubstr("swordfish")));
    }
    complaints_ = {};
    read("connection: \"postgresql://otkel@db:5433/otkel\"\n");
    EXPECT_EQ(complaints(), "");
}

TEST_F(PostgresSettings, name_a_node_plainly) {
    read("connection: dbname=otkel\nnode: \"a b\"\n");
    EXPECT_THAT(complaints(), HasSubstr("node"));
}

TEST_F(PostgresSettings, bound_the_lease) {
    read("connection: dbname=otkel\nlease_ms: 10\n");
    EXPECT_THAT(complaints(), HasSubstr("lease_ms"));
}

}  // namespace
}  // namespace otkel::journal
