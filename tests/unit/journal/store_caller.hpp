#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gateway/async/worker_pool.hpp"
#include "gateway/journal/store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"

namespace otkel::journal {

// What a gateway asks of a journal, in few words. Every message and step is a millisecond after the one before.
class StoreCaller : public ::testing::Test {
protected:
    virtual Store& store() = 0;

    // Of a new exchange "toibolot" asks for; worked on at once.
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
    // Of one to the peer that is due at once, or `later`; nobody owns it.
    Acceptance outbound(const std::string& peer, std::chrono::microseconds later = {}, const std::string& lane = {}) {
        auto acceptance = message({});
        acceptance.direction = Direction::outbound;
        acceptance.peer = peer;
        acceptance.due = Due{acceptance.at + later, lane};
        return acceptance;
    }
    Refusal refusal(const std::string& message_id) {
        clock_.advance(std::chrono::milliseconds{1});
        return {ExchangeId::fresh(clock_),
                "shep",
                "toibolot",
                "GetCard",
                message_id,
                "10.0.0.1",
                "not-signed",
                "no signature",
                clock_.wall(),
                LegOctets{Leg::request_in, "text/xml", "<x/>"}};
    }
    ExchangeId accepted(Acceptance acceptance) {
        const auto id = acceptance.id;
        const auto outcome = accept(std::move(acceptance));
        EXPECT_TRUE(outcome && !*outcome) << (outcome ? "a duplicate" : outcome.error().to_string());
        return id;
    }
    ExchangeId accepted(const std::string& message_id) { return accepted(message(message_id)); }

    Step to(const ExchangeId& id, State state) {
        clock_.advance(std::chrono::milliseconds{1});
        Step next;
        next.id = id;
        next.state = state;
        next.at = clock_.wall();
        return next;
    }
    Step to(const ExchangeId& id, State state, std::chrono::microseconds due_in) {
        auto next = to(id, state);
        next.due = next.at + due_in;
        return next;
    }
    Step answer(const ExchangeId& id, const std::string& reply = "<b/>") {
        auto next = to(id, State::answered);
        next.outcome = "PASS";
        next.legs.push_back({Leg::reply_out, "text/xml", reply});
        return next;
    }
    Step failure(const ExchangeId& id, const std::string& reply = "<fault/>") {
        auto next = answer(id, reply);
        next.state = State::failed;
        next.outcome = "fault SCE004";
        return next;
    }

    Result<std::optional<Duplicate>> accept(Acceptance acceptance) {
        return run(store().accept(std::move(acceptance)));
    }
    Result<void> steps(std::vector<Step> all) { return run(store().step(std::move(all))); }
    Result<void> step(Step next) {
        std::vector<Step> all;
        all.push_back(std::move(next));
        return steps(std::move(all));
    }
    // Errc::internal: none at all.
    static Errc code(const auto& outcome) { return outcome ? Errc::internal : outcome.error().code; }

    std::vector<ExchangeId> take(Store& by, const std::string& peer, std::size_t limit = 100) {
        return ids(run(by.take(peer, clock_.wall(), limit)).value());
    }
    std::vector<ExchangeId> take(const std::string& peer, std::size_t limit = 100) {
        return take(store(), peer, limit);
    }
    Result<Exchange> take_one(Store& by, const ExchangeId& id) { return run(by.take(id, clock_.wall())); }
    Result<Exchange> take_one(const ExchangeId& id) { return take_one(store(), id); }
    std::vector<Backlog> backlog() { return run(store().backlog(clock_.wall())).value(); }
    std::optional<WallTime> next_due() { return run(store().next_due()).value(); }

    Exchange load(const ExchangeId& id) { return run(store().load(id)).value(); }
    State state(const ExchangeId& id) { return load(id).summary.state; }
    std::vector<Summary> find(Query query) { return run(store().find(std::move(query))).value(); }
    std::vector<ExchangeId> found(Query query) { return ids(find(std::move(query))); }

    static std::vector<ExchangeId> ids(const std::vector<Summary>& summaries) {
        std::vector<ExchangeId> all;
        for (const auto& summary : summaries) {
            all.push_back(summary.id);
        }
        return all;
    }
    static std::vector<ExchangeId> ids(const std::vector<Exchange>& exchanges) {
        std::vector<ExchangeId> all;
        for (const auto& exchange : exchanges) {
            all.push_back(exchange.summary.id);
        }
        return all;
    }

    template <class T>
    T run(asio::awaitable<T> operation) {
        return test::run(io_, std::move(operation));
    }
    // Everything that was started with co_spawn.
    void run_all() {
        io_.restart();
        io_.run();
    }

    test::FakeClock clock_;
    asio::io_context io_{1};
    async::WorkerPool workers_{async::WorkerPool::Options{2, 1024}};
};

}  // namespace otkel::journal
