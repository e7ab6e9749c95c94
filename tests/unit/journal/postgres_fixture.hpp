#pragma once

#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "gateway/journal/postgres/migrate.hpp"
#include "tests/unit/journal/postgres_server.hpp"
#include "tests/unit/journal/store_caller.hpp"

namespace otkel::journal {

// What only the store of PostgreSQL has to answer for. A database of its own for every test, on the process's server.
class PostgresTest : public StoreCaller {
protected:
    void SetUp() override {
        if (const auto why = PostgresServer::missing(); !why.empty()) {
            GTEST_SKIP() << why;
        }
        server_ = &PostgresServer::shared();
        database_ = server_->new_database();
    }
    void TearDown() override {
        if (server_ == nullptr) {
            return;
        }
        if (!server_->is_running()) {
            server_->start();
        }
        server_->ask("postgres", "ALTER SYSTEM RESET ALL");
        server_->ask("postgres", "SELECT pg_reload_conf()");
        nodes_.clear();
        release();
    }

    Store& store() override { return node("a"); }
    Store& node(const std::string& name) {
        auto& store = nodes_[name];
        if (!store) {
            store = open(options(name)).value();
        }
        return *store;
    }
    PostgresOptions options(const std::string& name) { return server_->options(database_, name); }
    Result<std::unique_ptr<Store>> open(const PostgresOptions& options) {
        return open_postgres_store(options, workers_);
    }
    // Node `name` with settings of the test's.
    Store& opened(const std::string& name, const PostgresOptions& options) {
        nodes_[name] = open(options).value();
        return *nodes_[name];
    }

    std::vector<std::string> ask(const std::string& statement) { return server_->ask(database_, statement); }
    std::string one(const std::string& statement) { return ask(statement).at(0); }
    // Until the statement answers "t"; fails after a time that is far above what is needed.
    ::testing::AssertionResult becomes_true(const std::string& statement) {
        const auto until = std::chrono::steady_clock::now() + test::run_time_max;
        while (one(statement) != "t") {
            if (std::chrono::steady_clock::now() > until) {
                return ::testing::AssertionFailure() << statement;
            }
            std::this_thread::yield();
        }
        return ::testing::AssertionSuccess();
    }
    // The writer's session waits for `event` ("SyncRep", "advisory", "relation").
    ::testing::AssertionResult waits_for(const std::string& event) {
        return becomes_true(
            "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND "
            "wait_event = '" +
            event + "' AND application_name LIKE 'otkel %'");
    }
    void cut_waiting(const std::string& event) {
        ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
            "wait_event = '" +
            event + "' AND application_name LIKE 'otkel %'");
    }
    void cut_all() {
        ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
            "pid <> pg_backend_pid()");
    }
    // A session carries out `statement` in a transaction, and keeps it open until release().
    void hold(const std::string& statement) {
        holder_ = std::thread([this, statement] {
            try {
                ask("BEGIN; " + statement + "; SELECT pg_sleep(3600)");
            } catch (const std::runtime_error&) {
                return;  // cut off, as intended
            }
        });
        EXPECT_TRUE(becomes_true("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"));
    }
    void release() {
        if (holder_.joinable()) {
            if (server_->is_running()) {
                ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
            }
            holder_.join();
        }
    }
    // Commits are on this server's disk, but are not answered, until let_commits_end().
    void hold_commits() {
        ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        ask("SELECT pg_reload_conf()");
        EXPECT_TRUE(becomes_true("SELECT current_setting('synchronous_standby_names') = 'nobody'"));
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{30};
        while (!a_commit_waits()) {
            ASSERT_LT(std::chrono::steady_clock::now(), until) << "no commit waits";
        }
    }
    // A commit of ours, which is then let go. The server's checkpointer tells the sessions to wait, in its own time.
    bool a_commit_waits() {
        const std::string waiting = "pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'probe'";
        auto probe = std::async(std::launch::async, [this] {
            ask("SET application_name = 'probe'; SET synchronous_commit = on; CREATE TABLE IF NOT EXISTS probe(n "
                "integer); INSERT INTO probe VALUES "
                "(1)");
        });
        bool has_waited = false;
        while (probe.wait_for(std::chrono::milliseconds{1}) != std::future_status::ready) {
            if (one("SELECT count(*) = 1 FROM " + waiting) == "t") {
                has_waited = true;
                ask("SELECT pg_cancel_backend(pid) FROM " + waiting);
            }
        }
        probe.get();
        return has_waited;
    }
    void let_commits_end(bool at_once = true) {
        ask("ALTER SYSTEM RESET synchronous_standby_names");
        if (at_once) {
            ask("SELECT pg_reload_conf()");
        }
    }

    // No two histories, no gap in what the node wrote.
    void expect_whole_history() {
        EXPECT_EQ(one("SELECT count(*) FROM (SELECT incarnation FROM otkel.records GROUP BY incarnation HAVING "
                      "count(*) <> max(sequence)) AS gaps"),
                  "0");
    }

    PostgresServer* server_{nullptr};
    std::string database_;
    std::map<std::string, std::unique_ptr<Store>> nodes_;
    std::thread holder_;
};

}  // namespace otkel::journal
