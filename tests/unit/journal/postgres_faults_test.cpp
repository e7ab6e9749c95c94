#include <future>

#include "tests/unit/journal/postgres_fixture.hpp"

namespace otkel::journal {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

class PostgresFaults : public PostgresTest {
protected:
    // Beside this thread, which does not use the loop until the outcome is there.
    std::future<Result<std::optional<Duplicate>>> accepting(Acceptance acceptance) {
        store();
        return std::async(std::launch::async,
                          [this, a = std::move(acceptance)]() mutable { return accept(std::move(a)); });
    }
    std::future<Result<void>> stepping(Step next) {
        store();
        return std::async(std::launch::async, [this, s = std::move(next)]() mutable { return step(std::move(s)); });
    }
    // Every commit that writes to the history waits at its very end, before it takes place.
    void stop_before_commit() {
        ask("CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END'");
        ask("CREATE CONSTRAINT TRIGGER stay AFTER INSERT ON otkel.records DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
            "EXECUTE FUNCTION stay()");
        hold("SELECT pg_advisory_lock(7)");
    }
    template <class Attempt>
    bool until_good(const Attempt& attempt) {
        const auto until = std::chrono::steady_clock::now() + test::run_time_max;
        while (!attempt()) {
            if (std::chrono::steady_clock::now() > until) {
                return false;
            }
            std::this_thread::yield();
        }
        return true;
    }
};

TEST_F(PostgresFaults, cut_connections_are_made_again) {
    const auto id = accepted("m1");
    static_cast<void>(load(id));
    cut_all();
    EXPECT_TRUE(step(answer(id)));
    EXPECT_EQ(state(id), State::answered);
    cut_all();
    EXPECT_EQ(load(id).history.size(), 2U);
    accepted("m2");
    expect_whole_history();
}

TEST_F(PostgresFaults, a_connection_cut_within_a_commit_that_took_place_is_no_failure) {
    const auto before = accepted("m1");
    hold_commits();
    const auto fresh = message("m2");
    auto outcome = accepting(fresh);
    ASSERT_TRUE(waits_for("SyncRep"));
    cut_waiting("SyncRep");
    let_commits_end();
    const auto accepted_now = outcome.get();
    ASSERT_TRUE(accepted_now) << accepted_now.error().to_string();
    EXPECT_FALSE(*accepted_now);
    EXPECT_EQ(load(fresh.id).history.size(), 1U);
    EXPECT_TRUE(step(answer(fresh.id)));
    EXPECT_TRUE(step(answer(before)));
    expect_whole_history();
}

TEST_F(PostgresFaults, a_connection_cut_within_a_step_that_took_place_is_no_failure) {
    const auto id = accepted("m1");
    hold_commits();
    auto outcome = stepping(answer(id));
    ASSERT_TRUE(waits_for("SyncRep"));
    cut_waiting("SyncRep");
    let_commits_end();
    EXPECT_TRUE(outcome.get());
    EXPECT_EQ(load(id).history.size(), 2U);
    EXPECT_EQ(load(id).legs.size(), 2U);
    expect_whole_history();
}

TEST_F(PostgresFaults, a_duplicate_is_told_although_the_connection_is_cut_in_its_commit) {
    const auto id = accepted("m1");
    EXPECT_TRUE(step(answer(id)));
    hold_commits();
    auto outcome = accepting(message("m1"));
    ASSERT_TRUE(waits_for("SyncRep"));
    cut_waiting("SyncRep");
    let_commits_end();
    const auto duplicate = outcome.get();
    ASSERT_TRUE(duplicate && *duplicate);
    EXPECT_EQ((*duplicate)->original, id);
    EXPECT_EQ((*duplicate)->reply->octets, "<b/>");
}

TEST_F(PostgresFaults, a_connection_cut_before_the_commit_costs_a_second_attempt) {
    const auto id = accepted("m1");
    stop_before_commit();
    auto outcome = stepping(answer(id));
    ASSERT_TRUE(waits_for("advisory"));
    cut_waiting("advisory");
    release();
    const auto done = outcome.get();
    EXPECT_TRUE(done) << done.error().to_string();
    EXPECT_EQ(load(id).history.size(), 2U);
    EXPECT_EQ(load(id).legs.size(), 2U);
    expect_whole_history();
}

TEST_F(PostgresFaults, a_server_told_to_be_quick_rather_than_safe_is_overruled) {
    ask("ALTER SYSTEM SET synchronous_commit = off");
    hold_commits();
    ASSERT_EQ(one("SELECT current_setting('synchronous_commit')"), "off");
    server_->ask("postgres", "SELECT 1");
    std::thread opening([this] { store(); });
    EXPECT_TRUE(waits_for("SyncRep"));
    let_commits_end();
    opening.join();
}

TEST_F(PostgresFaults, a_server_that_is_away_is_told_at_once_and_found_again) {
    const auto id = accepted("m1");
    server_->stop();
    EXPECT_EQ(code(accept(message("m2"))), Errc::unavailable);
    EXPECT_EQ(code(step(answer(id))), Errc::unavailable);
    EXPECT_EQ(code(run(store().load(id))), Errc::unavailable);
    EXPECT_EQ(code(run(store().backlog(clock_.wall()))), Errc::unavailable);
    server_->start();
    EXPECT_TRUE(until_good([&] { return step(answer(id)).has_value(); }));
    EXPECT_TRUE(until_good([&] { return run(store().load(id)).has_value(); }));
    EXPECT_FALSE(accept(message("m2")).value());
    expect_whole_history();
}

TEST_F(PostgresFaults, what_was_committed_survives_a_crash_of_the_server) {
    std::vector<ExchangeId> all;
    for (int i = 0; i < 20; ++i) {
        all.push_back(accepted("m" + std::to_string(i)));
    }
    server_->crash();
    server_->start();
    for (const auto& id : all) {
        EXPECT_TRUE(until_good([&] { return step(answer(id)).has_value(); }));
    }
    expect_whole_history();
}

TEST_F(PostgresFaults, in_doubt_is_told_when_the_server_does_not_come_back) {
    auto impatient = options("a");
    impatient.time_limit = milliseconds{1500};
    opened("a", impatient);
    const auto before = accepted("m1");
    hold_commits();
    const auto fresh = message("m2");
    auto outcome = accepting(fresh);
    ASSERT_TRUE(waits_for("SyncRep"));
    let_commits_end(false);
    server_->crash();
    EXPECT_EQ(code(outcome.get()), Errc::in_doubt);
    server_->start();
    EXPECT_TRUE(until_good([&] { return run(store().renew_lease(clock_.wall())).has_value(); }));
    // It was on disk: whoever takes it goes on. What nobody was in doubt about stays where it was.
    EXPECT_EQ(load(fresh.id).summary.node, "");
    EXPECT_THAT(take("toibolot"), ElementsAre(fresh.id));
    EXPECT_TRUE(step(answer(fresh.id)));
    EXPECT_TRUE(step(answer(before)));
    expect_whole_history();
}

TEST_F(PostgresFaults, a_step_in_doubt_that_did_not_take_place_gives_the_exchange_back) {
    auto impatient = options("a");
    impatient.time_limit = milliseconds{1500};
    opened("a", impatient);
    const auto id = accepted("m1");
    stop_before_commit();
    auto outcome = stepping(answer(id));
    ASSERT_TRUE(waits_for("advisory"));
    server_->crash();
    release();
    EXPECT_EQ(code(outcome.get()), Errc::in_doubt);
    server_->start();
    ask("DROP TRIGGER stay ON otkel.records");
    EXPECT_TRUE(until_good([&] { return run(store().renew_lease(clock_.wall())).has_value(); }));
    EXPECT_EQ(load(id).summary.node, "");
    EXPECT_EQ(state(id), State::accepted);
    EXPECT_THAT(take("toibolot"), ElementsAre(id));
    EXPECT_TRUE(step(answer(id)));
    expect_whole_history();
}

}  // namespace
}  // namespace otkel::journal
