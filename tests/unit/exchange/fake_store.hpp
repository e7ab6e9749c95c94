#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "gateway/journal/store.hpp"
#include "tests/unit/exchange/fake_events.hpp"

namespace otkel::exchange::fakes {

// A journal in memory, with the rules of the real one for duplicates.
class Store final : public journal::Store {
public:
    explicit Store(Events& events) : events_(events) {}

    asio::awaitable<Result<std::optional<journal::Duplicate>>> accept(journal::Acceptance acceptance) override {
        if (accept_gate != nullptr) {
            co_await accept_gate->pass();
        }
        events_.push_back("accept");
        if (accept_error) {
            co_return fail(*accept_error);
        }
        const Key key{acceptance.peer, acceptance.service, acceptance.message_id};
        if (const auto known = originals_.find(key); known != originals_.end()) {
            co_return duplicate_of(known->second, acceptance.content_digest);
        }
        originals_.emplace(key, acceptance.id.text());
        auto& kept = exchanges[acceptance.id.text()];
        kept.summary.id = acceptance.id;
        kept.summary.direction = acceptance.direction;
        kept.summary.state = journal::State::accepted;
        kept.summary.adapter = acceptance.adapter;
        kept.summary.route = acceptance.route;
        kept.summary.peer = acceptance.peer;
        kept.summary.service = acceptance.service;
        kept.summary.message_id = acceptance.message_id;
        kept.summary.remote_address = acceptance.remote_address;
        kept.summary.accepted_at = acceptance.at;
        kept.summary.correlation_id = acceptance.correlation_id;
        kept.summary.give_up = acceptance.give_up;
        if (acceptance.due) {
            kept.summary.due = acceptance.due->at;
            kept.summary.lane = acceptance.due->lane;
        } else {
            kept.summary.node = "here";
        }
        kept.legs = std::move(acceptance.legs);
        digests_[acceptance.id.text()] = acceptance.content_digest;
        co_return std::optional<journal::Duplicate>{};
    }

    asio::awaitable<Result<void>> step(std::vector<journal::Step> steps) override {
        for (const auto& step : steps) {
            events_.push_back("step " + std::string(name(step.state)));
            if (unwritable.contains(step.state)) {
                co_return fail(Errc::storage_failed, "the disk is full");
            }
            const auto from = exchanges.at(step.id.text()).summary.state;
            if (!journal::may_follow(from, step.state)) {
                co_return fail(Errc::invalid_argument, "the lifecycle has no step from " + std::string(name(from)) +
                                                           " to " + std::string(name(step.state)));
            }
        }
        for (auto& step : steps) {
            apply(std::move(step));
        }
        co_return Result<void>{};
    }

    asio::awaitable<Result<std::vector<journal::Backlog>>> backlog(WallTime now) override {
        std::map<std::string, journal::Backlog> peers;
        for (const auto* one : due(now)) {
            auto& peer = peers[one->summary.peer];
            peer.peer = one->summary.peer;
            peer.oldest = peer.due == 0 ? *one->summary.due : std::min(peer.oldest, *one->summary.due);
            ++peer.due;
        }
        std::vector<journal::Backlog> all;
        for (auto& [name, peer] : peers) {
            all.push_back(std::move(peer));
        }
        co_return all;
    }

    asio::awaitable<Result<std::vector<journal::Exchange>>> take(std::string peer, WallTime now,
                                                                 std::size_t limit) override {
        std::vector<journal::Exchange> taken;
        for (auto* one : due(now)) {
            if (one->summary.peer == peer && taken.size() < limit) {
                one->summary.due.reset();
                one->summary.node = "here";
                taken.push_back(*one);
            }
        }
        events_.push_back("take " + peer + " " + std::to_string(taken.size()));
        co_return taken;
    }

    asio::awaitable<Result<journal::Exchange>> take(ExchangeId id, WallTime) override {
        const auto found = exchanges.find(id.text());
        if (found == exchanges.end()) {
            co_return fail(Errc::not_found, "the journal has no exchange " + id.text());
        }
        if (take_error) {
            co_return fail(*take_error);
        }
        ++takes_by_id;
        if (take_gate != nullptr) {
            co_await take_gate->pass();
        }
        found->second.summary.node = "here";
        found->second.summary.due.reset();
        co_return found->second;
    }

    asio::awaitable<Result<std::optional<WallTime>>> next_due() override {
        std::optional<WallTime> first;
        for (const auto& [id, one] : exchanges) {
            if (one.summary.due && (!first || *one.summary.due < *first)) {
                first = one.summary.due;
            }
        }
        co_return first;
    }

    asio::awaitable<Result<void>> renew_lease(WallTime) override {
        events_.push_back("lease");
        co_return lease_outcome;
    }
    asio::awaitable<Result<void>> leave() override {
        events_.push_back("leave");
        co_return Result<void>{};
    }

    asio::awaitable<Result<std::vector<journal::Summary>>> correlated(std::string adapter,
                                                                      std::string correlation_id) override {
        std::vector<journal::Summary> found;
        for (const auto& [id, one] : exchanges) {
            if (one.summary.adapter == adapter && one.summary.correlation_id == correlation_id &&
                one.summary.direction == journal::Direction::outbound) {
                found.push_back(one.summary);
            }
        }
        co_return found;
    }

    asio::awaitable<Result<void>> refuse(journal::Refusal refusal) override {
        events_.push_back("refuse");
        if (exchanges.contains(refusal.id.text())) {
            co_return fail(Errc::storage_failed, "there is an exchange " + refusal.id.text());
        }
        refusals.push_back(std::move(refusal));
        co_return Result<void>{};
    }

    asio::awaitable<Result<void>> audit(journal::AuditRecord record) override {
        audits.push_back(std::move(record));
        co_return audit_outcome;
    }

    asio::awaitable<Result<std::vector<journal::Summary>>> find(journal::Query query) override {
        queries.push_back(std::move(query));
        if (find_error) {
            co_return fail(*find_error);
        }
        std::vector<journal::Summary> all;
        const auto& wanted = queries.back();
        for (const auto& [id, exchange] : exchanges) {
            const auto& keys = exchange.keys;
            if ((!wanted.state || *wanted.state == exchange.summary.state) &&
                (!wanted.message_id || *wanted.message_id == exchange.summary.message_id) &&
                (!wanted.key || std::find(keys.begin(), keys.end(), *wanted.key) != keys.end())) {
                all.push_back(exchange.summary);
            }
        }
        co_return all;
    }

    asio::awaitable<Result<journal::Exchange>> load(ExchangeId id) override {
        const auto found = exchanges.find(id.text());
        if (found == exchanges.end()) {
            co_return fail(Errc::not_found, "the journal has no exchange " + id.text());
        }
        co_return found->second;
    }

    asio::awaitable<Result<std::optional<journal::Duplicate>>> find_original(std::string, std::string,
                                                                             std::string) override {
        co_return std::optional<journal::Duplicate>{};
    }
    [[nodiscard]] Figures figures() const override { return {0, 0, 0}; }

    Gate* accept_gate{nullptr};
    Gate* take_gate{nullptr};  // of one by its id
    std::size_t takes_by_id{0};
    std::optional<Error> accept_error, find_error, take_error;
    std::set<journal::State> unwritable;  // steps to these fail
    Result<void> audit_outcome, lease_outcome;
    std::map<std::string, journal::Exchange> exchanges;
    std::vector<journal::Refusal> refusals;
    std::vector<journal::AuditRecord> audits;
    std::vector<journal::Query> queries;

private:
    using Key = std::tuple<std::string, std::string, std::string>;

    void apply(journal::Step step) {
        auto& kept = exchanges[step.id.text()];
        kept.summary.state = step.state;
        kept.summary.outcome = step.outcome;
        kept.summary.due = step.due;
        kept.summary.attempts += step.attempt ? 1 : 0;
        kept.summary.node = step.due || !is_unfinished(step.state) ? "" : "here";
        if (!step.correlation_id.empty()) {
            kept.summary.correlation_id = step.correlation_id;
        }
        for (auto& stage : step.stages) {
            kept.stages.push_back(std::move(stage));
        }
        for (auto& key : step.keys) {
            kept.keys.push_back(std::move(key));
        }
        for (auto& leg : step.legs) {
            kept.legs.push_back(std::move(leg));
        }
        kept.history.push_back({step.at,
                                step.state,
                                step.outcome,
                                kept.summary.attempts,
                                "here",
                                step.by,
                                step.because ? step.because->text() : "",
                                {}});
    }

    std::vector<journal::Exchange*> due(WallTime now) {
        std::vector<journal::Exchange*> all;
        for (auto& [id, one] : exchanges) {
            if (one.summary.due && *one.summary.due <= now) {
                all.push_back(&one);
            }
        }
        std::sort(all.begin(), all.end(),
                  [](const auto* a, const auto* b) { return *a->summary.due < *b->summary.due; });
        return all;
    }

    std::optional<journal::Duplicate> duplicate_of(const std::string& id, const std::string& digest) const {
        const auto& original = exchanges.at(id);
        journal::Duplicate duplicate{original.summary.id, digests_.at(id) == digest, original.summary.state, {}};
        const auto wanted = original.summary.direction == journal::Direction::inbound ? journal::Leg::reply_out
                                                                                      : journal::Leg::core_reply;
        for (const auto& leg : original.legs) {
            if (leg.leg == wanted) {
                duplicate.reply = leg;
            }
        }
        return duplicate;
    }

    Events& events_;
    std::map<Key, std::string> originals_;
    std::map<std::string, std::string> digests_;
};

}  // namespace otkel::exchange::fakes
