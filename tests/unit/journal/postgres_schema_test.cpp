#include <optional>
#include <thread>

#include "tests/unit/journal/postgres_fixture.hpp"

namespace otkel::journal {
namespace {

using testing::HasSubstr;

class PostgresSchema : public PostgresTest {
protected:
    std::string refusal(const std::string& name = "a") {
        const auto opened = open(options(name));
        return opened ? "opened" : opened.error().to_string();
    }
};

TEST_F(PostgresSchema, is_made_from_nothing) {
    database_ = server_->new_database(false);
    EXPECT_THAT(refusal(), HasSubstr("otkel migrate"));
    const auto first = migrate_postgres(options("a"));
    ASSERT_TRUE(first) << first.error().to_string();
    EXPECT_EQ(first->from, 0);
    EXPECT_GT(first->to, 0);
    const auto again = migrate_postgres(options("a"));
    ASSERT_TRUE(again) << again.error().to_string();
    EXPECT_EQ(again->from, again->to);
    accepted("m1");
}

TEST_F(PostgresSchema, is_left_alone_when_it_is_newer) {
    accepted("m1");
    nodes_.clear();
    ask("INSERT INTO otkel.schema_version(version) VALUES (9999)");
    EXPECT_THAT(refusal(), HasSubstr("9999"));
    const auto migrated = migrate_postgres(options("a"));
    ASSERT_FALSE(migrated);
    EXPECT_THAT(migrated.error().to_string(), HasSubstr("newer"));
    EXPECT_EQ(one("SELECT count(*) FROM otkel.exchanges"), "1");
}

TEST_F(PostgresSchema, that_is_older_stops_the_gateway) {
    ask("UPDATE otkel.schema_version SET version = version - 1");
    EXPECT_THAT(refusal(), HasSubstr("otkel migrate"));
}

TEST_F(PostgresSchema, stops_a_gateway_that_comes_back_to_a_newer_one) {
    accepted("m1");
    ask("INSERT INTO otkel.schema_version(version) VALUES (9999)");
    cut_all();
    EXPECT_EQ(code(accept(message("m2"))), Errc::unavailable);
}

TEST_F(PostgresSchema, is_made_once_when_two_make_it) {
    database_ = server_->new_database(false);
    std::optional<Result<MigratedSchema>> other;
    std::thread beside([&] { other = migrate_postgres(options("b")); });
    const auto mine = migrate_postgres(options("a"));
    beside.join();
    ASSERT_TRUE(mine) << mine.error().to_string();
    ASSERT_TRUE(*other) << other->error().to_string();
    EXPECT_EQ(std::min(mine->from, (*other)->from), 0);
    EXPECT_EQ(std::max(mine->from, (*other)->from), mine->to);
}

TEST_F(PostgresSchema, needs_a_database_that_is_there) {
    database_ = "nowhere";
    EXPECT_THAT(refusal(), HasSubstr("nowhere"));
}

TEST_F(PostgresSchema, can_be_read_beside_a_running_gateway) {
    const auto id = accepted("m1");
    auto reading = options("");
    reading.read_only = true;
    auto& reader = opened("reader", reading);
    EXPECT_EQ(run(reader.load(id)).value().summary.id, id);
    EXPECT_EQ(code(run(reader.accept(message("m2")))), Errc::unsupported);
    EXPECT_TRUE(step(answer(id)));
}

}  // namespace
}  // namespace otkel::journal
