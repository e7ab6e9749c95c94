#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "gateway/async/worker_pool.hpp"
#include "gateway/journal/sqlite/sqlite_store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temporary_folder.hpp"

namespace otkel::journal {

// A journal in a folder of its own.
class JournalTest : public testing::Test {
protected:
    JournalTest() { options_.file = folder_ / "journal.sqlite"; }

    Store& store() {
        if (!store_) {
            auto opened = open_sqlite_store(options_, workers_);
            if (!opened) {
                throw std::runtime_error(opened.error().to_string());
            }
            store_ = std::move(*opened);
        }
        return *store_;
    }
    void reopen() { store_.reset(); }

    Acceptance message(const std::string& message_id, const std::string& content = "<a/>") {
        clock_.advance(std::chrono::milliseconds{1});
        Acceptance acceptance{ExchangeId::fresh(clock_)};
        acceptance.adapter = "shep";
        acceptance.route = "catalogue";
        acceptance.peer = "toibolot";
        acceptance.service = "GetCard";
        acceptance.message_id = message_id;
        acceptance.content_digest = "digest of " + content;
        acceptance.at = clock_.wall();
        acceptance.legs.push_back({Leg::request_in, "text/xml", content});
        return acceptance;
    }
    Conclusion answer(const ExchangeId& id, const std::string& reply = "<b/>") {
        clock_.advance(std::chrono::milliseconds{1});
        Conclusion conclusion{id};
        conclusion.outcome = "PASS";
        conclusion.at = clock_.wall();
        conclusion.legs.push_back({Leg::reply_out, "text/xml", reply});
        return conclusion;
    }

    Result<std::optional<Duplicate>> accept(Acceptance acceptance) {
        return run(store().accept(std::move(acceptance)));
    }
    Result<void> conclude(Conclusion conclusion) { return run(store().conclude(std::move(conclusion))); }
    Exchange load(const ExchangeId& id) { return run(store().load(id)).value(); }
    std::vector<Summary> find(Query query) { return run(store().find(std::move(query))).value(); }
    template <class T>
    T run(asio::awaitable<T> operation) {
        return test::run(io_, std::move(operation));
    }

    // Everything that was started with co_spawn.
    void run_all() {
        io_.restart();
        io_.run();
    }

    otkel::tests::TemporaryFolder folder_;
    test::FakeClock clock_;
    asio::io_context io_{1};
    async::WorkerPool workers_{async::WorkerPool::Options{2, 1024}};
    SqliteOptions options_;
    std::unique_ptr<Store> store_;
};

}  // namespace otkel::journal
