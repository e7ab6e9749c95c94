#pragma once

#include <memory>
#include <stdexcept>

#include "gateway/journal/evidence/ledger.hpp"
#include "tests/unit/evidence/evidence_fixture.hpp"
#include "tests/unit/journal/store_contract.hpp"

// The exchange of evidence_fixture.hpp once more, through a store on a disk: the same records under the same seals.

namespace otkel::testing {

inline journal::StoreKind store_kind(const std::string& name) {
    for (auto& kind : journal::store_kinds()) {
        if (kind.name == name) {
            return kind;
        }
    }
    throw std::runtime_error("there is no store " + name);
}

class StoredJournal {
public:
    explicit StoredJournal(const std::string& kind) : backend_(store_kind(kind).make(workers_)) {
        open("gateway-1");
        others(3);
        begin();
        others(2);
        step(journal::State::sent, {leg(journal::Leg::request_out, "<signed/>")});
        seal(false);
        step(journal::State::in_doubt);
        others(5);
        seal(true);
        others(2);
        seal(true);

        open("gateway-2");
        take();
        others(1);
        step(journal::State::waiting);
        take();
        step(journal::State::sent, {leg(journal::Leg::request_out, "<signed/>")});
        seal(true);
        others(4);
        seal(true);
        others(2);
        step(journal::State::answered, {leg(journal::Leg::reply_in, "<reply/>"), leg(journal::Leg::core_reply, "{}")});
        seal(true);
    }

    std::string bundle() {
        evidence::BundleContent content;
        content.exchange = subject;
        content.proof = journal::make_proof(
                            done(store_->ledger()->proof_material(ExchangeId(subject), journal::Ledger::every_seal)))
                            .value();
        content.legs = done(store_->load(ExchangeId(subject))).legs;
        content.certificates = {{"stamping.cer", evidence_pki().stamping.certificate()->der()}};
        return evidence::write_bundle(content, exporter(), on(2026, 6, 3)).value();
    }

private:
    void open(const std::string& node) {
        store_.reset();
        if (!node_.empty()) {
            backend_->end_lease(node_);
        }
        node_ = node;
        store_ = backend_->open(node);
    }
    void begin() {
        auto acceptance = outbound(ExchangeId(subject), "message-of-subject");
        acceptance.legs = {leg(journal::Leg::core_request, "<request/>")};
        done(store_->accept(std::move(acceptance)));
    }
    void others(int count) {
        for (int i = 0; i < count; ++i) {
            done(store_->accept(outbound(ExchangeId::fresh(clock_), {})));
        }
    }
    journal::Acceptance outbound(ExchangeId id, const std::string& message_id) {
        clock_.advance(std::chrono::seconds{1});
        journal::Acceptance acceptance{std::move(id)};
        acceptance.direction = journal::Direction::outbound;
        acceptance.adapter = "shep";
        acceptance.peer = "customs";
        acceptance.service = "DECLARATION_CHECK";
        acceptance.message_id = message_id;
        acceptance.at = clock_.wall();
        return acceptance;
    }
    void step(journal::State state, std::vector<journal::LegOctets> legs = {}) {
        clock_.advance(std::chrono::seconds{1});
        journal::Step step;
        step.id = ExchangeId(subject);
        step.state = state;
        step.at = clock_.wall();
        step.legs = std::move(legs);
        std::vector<journal::Step> steps;
        steps.push_back(std::move(step));
        if (const auto outcome = run(store_->step(std::move(steps))); !outcome) {
            throw std::runtime_error(outcome.error().to_string());
        }
    }
    void take() { done(store_->take(ExchangeId(subject), clock_.wall())); }
    void seal(bool stamped) {
        auto& ledger = *store_->ledger();
        const auto open = done(ledger.unsealed(clock_.wall(), 1000));
        const auto seal =
            journal::make_seal(open.at(0).chain, open.at(0).before, open.at(0).records, clock_.wall()).value();
        if (open.size() != 1 || !run(ledger.keep_seal(seal)) ||
            (stamped && !run(ledger.add_stamp(seal.chain, seal.number, stamp_of(seal_text(seal)))))) {
            throw std::runtime_error("the seal was not kept");
        }
    }

    template <class T>
    T run(boost::asio::awaitable<T> operation) {
        return test::run(io_, std::move(operation));
    }
    template <class T>
    T done(boost::asio::awaitable<Result<T>> operation) {
        auto outcome = run(std::move(operation));
        if (!outcome) {
            throw std::runtime_error(outcome.error().to_string());
        }
        return std::move(*outcome);
    }

    test::FakeClock clock_{on(2026, 6, 1)};
    boost::asio::io_context io_{1};
    async::WorkerPool workers_{async::WorkerPool::Options{2, 1024}};
    std::unique_ptr<journal::StoreBackend> backend_;
    std::unique_ptr<journal::Store> store_;
    std::string node_;
};

}  // namespace otkel::testing
