#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "gateway/adapter/adapter.hpp"
#include "gateway/adapter/running.hpp"
#include "gateway/core/port.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/net/http.hpp"
#include "tests/support/sealed.hpp"

// Small stand-ins for what the engine talks to. Each writes into one list what happened, in order.

namespace otkel::exchange::fakes {

namespace asio = boost::asio;

using Events = std::vector<std::string>;

// Coroutines that pass wait until it is opened.
class Gate {
public:
    explicit Gate(asio::io_context& io) : timer_(io, asio::steady_timer::time_point::max()) {}
    void open() {
        open_ = true;
        timer_.cancel();
    }
    asio::awaitable<void> pass() {
        if (!open_) {
            boost::system::error_code opened;
            co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, opened));
        }
    }

private:
    asio::steady_timer timer_;
    bool open_{false};
};

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
            if (!journal::may_follow(exchanges.at(step.id.text()).summary.state, step.state)) {
                co_return fail(Errc::invalid_argument, "the lifecycle has no such step");
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
        refusals.push_back(std::move(refusal));
        co_return Result<void>{};
    }

    asio::awaitable<Result<void>> audit(journal::AuditRecord record) override {
        audits.push_back(std::move(record));
        co_return audit_outcome;
    }

    asio::awaitable<Result<std::vector<journal::Summary>>> find(journal::Query query) override {
        queries.push_back(query);
        if (find_error) {
            co_return fail(*find_error);
        }
        std::vector<journal::Summary> all;
        for (const auto& [id, exchange] : exchanges) {
            if (!query.state || *query.state == exchange.summary.state) {
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
    std::optional<Error> accept_error, find_error;
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

class Core final : public core::Port {
public:
    explicit Core(Events& events) : events_(events) {}

    asio::awaitable<Result<core::Reply>> call(core::Call call, Deadline) override {
        events_.push_back("core");
        calls.push_back(std::move(call));
        if (gate != nullptr) {
            co_await gate->pass();
        }
        co_return answer ? answer(calls.back()) : reply;
    }
    asio::awaitable<Result<void>> ready(Deadline) override { co_return readiness; }

    Gate* gate{nullptr};
    Result<core::Reply> reply{core::Reply{{{"v", "PASS"}}}};
    std::function<Result<core::Reply>(const core::Call&)> answer;  // instead of `reply`
    Result<void> readiness;
    std::vector<core::Call> calls;

private:
    Events& events_;
};

class Client final : public net::HttpClient {
public:
    explicit Client(Events& events) : events_(events) {}

    asio::awaitable<Result<net::HttpResponse>> send(net::Endpoint, net::HttpRequest request, Deadline) override {
        events_.push_back("send");
        sent.push_back(std::move(request));
        if (gate != nullptr) {
            co_await gate->pass();
        }
        co_return response;
    }
    asio::awaitable<void> close(Deadline) override { co_return; }

    Gate* gate{nullptr};
    Result<net::HttpResponse> response{net::HttpResponse{}};
    std::vector<net::HttpRequest> sent;

private:
    Events& events_;
};

// Speaks a protocol without envelopes: the body is the business data, the rest stands in the header.
class Adapter final : public adapter::Adapter {
public:
    [[nodiscard]] std::string_view system() const override { return "fake"; }
    [[nodiscard]] std::vector<std::string> paths() const override { return {"/fake"}; }
    [[nodiscard]] std::optional<net::HttpResponse> describe(const net::HttpRequest&) const override { return {}; }

    [[nodiscard]] Result<adapter::Incoming> receive(const net::HttpRequest& request) const override {
        if (!request.body.starts_with('<')) {
            return fail(Errc::not_signed, "the message is not signed");
        }
        adapter::Incoming incoming;
        incoming.peer = request.headers.has("peer") ? request.headers.get("peer") : "customs";
        incoming.service = request.headers.has("service") ? request.headers.get("service") : "CHECK";
        incoming.message_id = request.headers.get("message");
        incoming.content_digest = request.body;
        incoming.verification = "by nobody";
        incoming.signatures.push_back({incoming.peer, {"transport", {}}});
        incoming.state = std::make_shared<const State>(request.body);
        return incoming;
    }
    [[nodiscard]] Result<adapter::Payload> open(const adapter::Incoming& incoming) const override {
        return payload(dynamic_cast<const State&>(*incoming.state).body);
    }
    [[nodiscard]] Result<net::HttpResponse> answer(const adapter::Incoming&,
                                                   const adapter::Answer& answer) const override {
        net::HttpResponse response;
        response.headers.set("Content-Type", "text/xml");
        response.body = answer.business_xml;
        return response;
    }
    [[nodiscard]] net::HttpResponse fault(const adapter::Incoming*, const Error& error,
                                          const ExchangeId&) const override {
        net::HttpResponse response;
        response.status = 500;
        response.headers.set("Content-Type", "text/plain");
        response.body = "fault " + std::string(name(error.code));
        return response;
    }
    [[nodiscard]] Result<adapter::OutgoingMessage> compose(const adapter::OutgoingIntent& intent) const override {
        adapter::OutgoingMessage message;
        message.endpoint = {"http", "customs.example", 80, "/"};
        message.request.method = "POST";
        message.request.body = intent.business_xml;
        message.message_id = intent.message_id;
        return message;
    }
    [[nodiscard]] Result<adapter::PeerReply> understand(const adapter::OutgoingMessage&,
                                                        const net::HttpResponse& response) const override {
        if (response.status != 200) {
            return fail(Errc::peer_failed, "the peer answered with a fault");
        }
        auto read = payload(response.body);
        if (!read) {
            return fail(read.error());
        }
        return adapter::PeerReply{"", "", "", "", "by nobody", std::move(*read), {}, {{"customs", {"transport", {}}}}};
    }

private:
    struct State final : adapter::ProtocolState {
        explicit State(std::string octets) : body(std::move(octets)) {}
        std::string body;
    };
    static Result<adapter::Payload> payload(const std::string& octets) {
        auto tree = xml::Tree::parse(otkel::tests::sealed(octets), {});
        if (!tree) {
            return fail(tree.error());
        }
        const auto root = tree->root();
        return adapter::Payload{std::move(*tree), root, true, {}, {{"customs", {"business", {}}}}};
    }
};

// A certification authority that says about "transport" and "business" what it is told to.
class Authority final : public adapter::TrustServices {
public:
    explicit Authority(Events& events) : events_(events) {}

    asio::awaitable<trust::RevocationVerdict> check(trust::TrustStore::Path path, trust::RevocationRules,
                                                    Deadline) override {
        events_.push_back("ask about " + path.how);
        const auto found = verdicts.find(path.how);
        trust::RevocationVerdict good;
        good.accepted = true;
        good.how = path.how + " is good";
        co_return found == verdicts.end() ? good : found->second;
    }
    void remember_grace(std::string exchange, std::string peer, trust::TrustStore::Path path,
                        trust::RevocationVerdict) override {
        events_.push_back("remember " + path.how);
        graces.push_back({{}, std::move(exchange), std::move(peer), {}, {}, {}, {}, {}, {}, {}, {}, {}});
    }
    [[nodiscard]] std::vector<adapter::GraceEntry> grace_list() const override { return graces; }
    asio::awaitable<Result<trust::TimeStamp>> stamp(std::string, Deadline) override {
        co_return fail(Errc::unavailable, "no time stamps here");
    }

    std::map<std::string, trust::RevocationVerdict> verdicts;
    std::vector<adapter::GraceEntry> graces;

private:
    Events& events_;
};

}  // namespace otkel::exchange::fakes
