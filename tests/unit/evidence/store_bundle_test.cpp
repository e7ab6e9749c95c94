#include <gtest/gtest.h>

#include "gateway/evidence/sealing.hpp"
#include "gateway/journal/evidence/ledger.hpp"
#include "tests/unit/evidence/evidence_fixture.hpp"
#include "tests/unit/journal/store_contract.hpp"

// From the journal on the disk to a file that proves itself.

namespace otkel::evidence {
namespace {

namespace asio = boost::asio;

class JournalEvidence : public ::testing::TestWithParam<journal::StoreKind> {
protected:
    void SetUp() override {
        if (const auto why = GetParam().missing ? GetParam().missing() : std::string(); !why.empty()) {
            GTEST_SKIP() << why;
        }
        backend_ = GetParam().make(workers_);
    }
    void TearDown() override {
        store_.reset();
        backend_.reset();
    }
    journal::Store& store() {
        if (!store_) {
            store_ = backend_->open("gateway-1");
        }
        return *store_;
    }
    void restart() {
        store_.reset();
        backend_->end_lease("gateway-1");
    }

    ExchangeId accepted(const std::string& message_id) {
        journal::Acceptance acceptance{ExchangeId::fresh(clock_)};
        acceptance.adapter = "shep";
        acceptance.peer = "customs";
        acceptance.service = "DECLARATION_CHECK";
        acceptance.message_id = message_id;
        acceptance.at = clock_.wall();
        acceptance.legs = {testing::leg(journal::Leg::request_in, "<request of=\"" + message_id + "\"/>")};
        const auto id = acceptance.id;
        EXPECT_TRUE(run(store().accept(std::move(acceptance))));
        return id;
    }
    void answer(const ExchangeId& id) {
        journal::Step step;
        step.id = id;
        step.outcome = "PASS";
        step.at = clock_.wall();
        step.legs = {testing::leg(journal::Leg::reply_out, "<reply/>")};
        std::vector<journal::Step> steps;
        steps.push_back(std::move(step));
        EXPECT_TRUE(run(store().step(std::move(steps))));
    }
    Sealing::Round seal() {
        clock_.advance(std::chrono::minutes{2});
        Sealing sealing(clock_, *store().ledger(), {},
                        [this](std::string octets, Deadline /*deadline*/) { return stamp(std::move(octets)); });
        return run(sealing.round(Deadline::after(clock_, std::chrono::seconds{10})));
    }
    asio::awaitable<Result<trust::TimeStamp>> stamp(std::string octets) {
        auto token = testing::token_over(testing::evidence_pki().stamping, octets, clock_.wall());
        co_return trust::verify_time_stamp(token, octets, testing::evidence_pki().trust);
    }
    Result<std::string> exported(const ExchangeId& id) {
        auto material = run(store().ledger()->proof_material(id, journal::Ledger::every_seal));
        auto proof =
            material ? journal::make_proof(std::move(*material)) : Result<journal::Proof>(fail(material.error()));
        if (!proof) {
            return fail(proof.error());
        }
        BundleContent content;
        content.exchange = id.text();
        content.proof = std::move(*proof);
        content.legs = run(store().load(id)).value().legs;
        return write_bundle(content, testing::exporter(), clock_.wall());
    }
    void change_on_disk(const std::string& sql) {
        restart();
        backend_->change(sql);
    }
    // Of the table of records, where its body is text.
    void replace_in_records(const std::string& old, const std::string& now, const std::string& where = "true") {
        const bool text = GetParam().name == "sqlite";
        const auto body = text ? std::string("body") : "convert_from(body, 'UTF8')";
        const auto replaced = "replace(" + body + ", '" + old + "', '" + now + "')";
        change_on_disk("UPDATE records SET body = " + (text ? replaced : "convert_to(" + replaced + ", 'UTF8')") +
                       " WHERE " + where);
    }

    template <class T>
    T run(asio::awaitable<T> operation) {
        return test::run(io_, std::move(operation));
    }

    test::FakeClock clock_;
    asio::io_context io_{1};
    async::WorkerPool workers_{{.threads = 2, .queue_limit = 100}};
    std::unique_ptr<journal::StoreBackend> backend_;
    std::unique_ptr<journal::Store> store_;
};
INSTANTIATE_TEST_SUITE_P(Stores, JournalEvidence, ::testing::ValuesIn(journal::store_kinds()), journal::name_of_kind);

TEST_P(JournalEvidence, of_an_exchange_that_outlived_a_crash_verifies_with_the_anchors_alone) {
    const auto id = accepted("m-1");
    accepted("m-2");
    restart();
    accepted("m-3");
    ASSERT_TRUE(run(store().take(id, clock_.wall())));
    answer(id);
    EXPECT_EQ(exported(id).error().code, Errc::unavailable);
    const auto round = seal();
    EXPECT_EQ(round.sealed, 2U);
    EXPECT_EQ(round.stamped, 2U);
    EXPECT_TRUE(round.problems.empty());

    const auto zip = exported(id);
    ASSERT_TRUE(zip) << zip.error().to_string();
    const auto report = verify_bundle(*zip, {.trust = testing::evidence_pki().trust, .now = clock_.wall()}).value();
    EXPECT_TRUE(report.valid()) << testing::told(report);
    EXPECT_TRUE(report.findings.empty()) << testing::told(report);
    ASSERT_EQ(report.records.size(), 2U);
    EXPECT_NE(report.records[0].chain, report.records[1].chain);
    EXPECT_EQ(report.stamps.size(), 2U);
}

TEST_P(JournalEvidence, is_not_sealed_over_a_record_that_was_changed_on_the_disk) {
    accepted("m-1");
    accepted("m-2");
    replace_in_records("m-2", "m-9", "sequence = 2");
    const auto round = seal();
    EXPECT_EQ(round.sealed, 0U);
    ASSERT_EQ(round.problems.size(), 1U);
    EXPECT_NE(round.problems[0].detail.find("record 2 of chain gateway-1"), std::string::npos)
        << round.problems[0].detail;
}

TEST_P(JournalEvidence, is_not_sealed_over_a_record_that_was_taken_out) {
    accepted("m-1");
    accepted("m-2");
    accepted("m-3");
    change_on_disk("DELETE FROM records WHERE sequence = 2");
    const auto round = seal();
    EXPECT_EQ(round.sealed, 0U);
    ASSERT_EQ(round.problems.size(), 1U);
    EXPECT_NE(round.problems[0].detail.find("record 2 of chain gateway-1"), std::string::npos)
        << round.problems[0].detail;
}

TEST_P(JournalEvidence, is_not_exported_of_a_journal_that_was_changed_after_it_was_sealed) {
    const auto id = accepted("m-1");
    answer(id);
    ASSERT_EQ(seal().sealed, 1U);
    ASSERT_TRUE(exported(id));
    replace_in_records("PASS", "FAIL");
    const auto zip = exported(id);
    ASSERT_FALSE(zip);
    EXPECT_EQ(zip.error().code, Errc::storage_failed);
    EXPECT_NE(zip.error().detail.find("record 2"), std::string::npos) << zip.error().detail;
}

TEST_P(JournalEvidence, of_others_stands_when_one_was_changed) {
    const auto id = accepted("m-1");
    accepted("m-2");
    answer(id);
    ASSERT_EQ(seal().sealed, 1U);
    replace_in_records("m-2", "m-9");
    const auto zip = exported(id);
    ASSERT_TRUE(zip) << zip.error().to_string();
    EXPECT_TRUE(verify_bundle(*zip, {.trust = testing::evidence_pki().trust, .now = clock_.wall()}).value().valid());
}

}  // namespace
}  // namespace otkel::evidence
