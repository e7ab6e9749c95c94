#include "adapters/nca/grace_work.hpp"

#include "adapters/nca/tests/nca_fixture.hpp"

namespace otkel::adapters::nca {
namespace {

using adapter::GraceEntry;
using trust::RevocationMode;
using Outcome = adapter::GraceEntry::Outcome;
using namespace std::chrono_literals;

std::vector<trust::CertificatePtr> chain(const std::string& name) {
    return {testing::pki_certificate(name), testing::pki_certificate("ca"), testing::pki_certificate("root")};
}

GraceEntry entry(const std::string& id) {
    GraceEntry made;
    made.id = id;
    made.exchange = "exchange " + id;
    made.peer = "customs";
    made.accepted_at = WallTime{std::chrono::hours{495'000}};
    made.how = "accepted under grace: \"OCSP\" is down\nreally";
    return made;
}

GraceEntry settled(const std::string& id, Outcome outcome) {
    GraceEntry made;
    made.id = id;
    made.outcome = outcome;
    made.settled_at = WallTime{std::chrono::hours{495'001}};
    made.outcome_how = "good by OCSP";
    made.evidence = std::string("\x30\x00\xff", 3);
    return made;
}

TEST(GraceLedger, reads_what_it_has_written) {
    GraceLedger ledger(10);
    auto lines = ledger.add(entry("1"), chain("person")).lines;
    lines += ledger.add(entry("2"), chain("person")).lines;
    lines += ledger.add(entry("3"), chain("head")).lines;
    lines += ledger.settle(settled("2", Outcome::good));
    GraceLedger again(10);
    EXPECT_EQ(again.read(lines), 0U);
    const auto entries = again.entries();
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[0].id, "3");
    EXPECT_EQ(entries[1].outcome, Outcome::good);
    EXPECT_EQ(entries[1].evidence, settled("2", Outcome::good).evidence);
    EXPECT_EQ(entries[2].how, entry("1").how);
    EXPECT_EQ(entries[2].accepted_at, entry("1").accepted_at);
    EXPECT_EQ(entries[2].fingerprint, testing::pki_certificate("person")->fingerprint());
    const auto open = again.open();
    ASSERT_EQ(open.size(), 2U);
    EXPECT_EQ(open[0].path.certificates.size(), 3U);
    EXPECT_EQ(open[0].entries.size(), 1U);
    GraceLedger compacted(10);
    EXPECT_EQ(compacted.read(again.snapshot()), 0U);
    EXPECT_EQ(compacted.snapshot(), again.snapshot());
}

TEST(GraceLedger, writes_a_certificate_once) {
    GraceLedger ledger(10);
    const auto first = ledger.add(entry("1"), chain("person")).lines;
    const auto second = ledger.add(entry("2"), chain("person")).lines;
    EXPECT_NE(first.find("\"event\":\"certificate\""), std::string::npos);
    EXPECT_EQ(second.find("\"event\":\"certificate\""), std::string::npos);
}

TEST(GraceLedger, leaves_out_a_line_that_a_crash_cut_off) {
    GraceLedger ledger(10);
    auto lines = ledger.add(entry("1"), chain("person")).lines;
    const auto more = ledger.add(entry("2"), chain("head")).lines;
    for (std::size_t cut = 1; cut < more.size(); cut += 97) {
        GraceLedger again(10);
        (void)again.read(lines + more.substr(0, cut));
        ASSERT_GE(again.entries().size(), 1U);
        EXPECT_EQ(again.entries().back().id, "1");
    }
    GraceLedger again(10);
    EXPECT_GE(again.read("\n{\"event\":1}\nnonsense\n[]\n{\"event\":\"accepted\",\"id\":\"x\"}\n" + lines), 4U);
    EXPECT_EQ(again.entries().size(), 1U);
}

TEST(GraceLedger, settled_entries_make_room_before_open_ones) {
    GraceLedger ledger(2);
    (void)ledger.add(entry("1"), chain("person"));
    (void)ledger.add(entry("2"), chain("person"));
    (void)ledger.settle(settled("2", Outcome::revoked));
    EXPECT_TRUE(ledger.add(entry("3"), chain("person")).dropped.empty());
    EXPECT_EQ(ledger.open_count(), 2U);
    EXPECT_EQ(ledger.add(entry("4"), chain("person")).dropped, "exchange 1");
    EXPECT_EQ(ledger.entries().size(), 2U);
}

TEST(GraceLedger, settles_once) {
    GraceLedger ledger(2);
    (void)ledger.add(entry("1"), chain("person"));
    EXPECT_FALSE(ledger.settle(settled("1", Outcome::good)).empty());
    EXPECT_TRUE(ledger.settle(settled("1", Outcome::revoked)).empty());
    EXPECT_TRUE(ledger.settle(settled("7", Outcome::good)).empty());
}

class Grace : public NcaTest {
protected:
    // One exchange of this person goes on under grace while OCSP is down.
    void accept_under_grace(const std::string& name, const std::string& exchange) {
        auto with_grace = rules(RevocationMode::ocsp);
        with_grace.grace_without_answer = true;
        const auto verdict = check(name, with_grace);
        ASSERT_TRUE(verdict.accepted && verdict.under_grace) << verdict.how;
        running_->remember_grace(exchange, "customs", path_of(name), verdict);
    }
    void revalidate() { test::run(context_, running_->revalidate()); }
    std::vector<GraceEntry> list() const { return running_->grace_list(); }
};

TEST_F(Grace, stays_open_while_nobody_answers) {
    start_all();
    misbehave(Operation::ocsp, Misbehaviour::http_500);
    accept_under_grace("person", "e-1");
    revalidate();
    ASSERT_EQ(list().size(), 1U);
    EXPECT_EQ(list()[0].outcome, Outcome::open);
    EXPECT_EQ(list()[0].exchange, "e-1");
    EXPECT_NE(metrics_.text().find("otkel_nca_grace_open 1"), std::string::npos);
}

TEST_F(Grace, a_list_from_before_proves_nothing) {
    start_all();
    clock_.advance(1h);
    misbehave(Operation::ocsp, Misbehaviour::http_500);
    accept_under_grace("person", "e-1");
    clock_.advance(1h);
    EXPECT_TRUE(check("person", RevocationMode::crl).accepted);
    stop_twin();
    revalidate();
    EXPECT_EQ(list()[0].outcome, Outcome::open);
}

TEST_F(Grace, turns_out_good_with_evidence) {
    start_all();
    misbehave(Operation::ocsp, Misbehaviour::http_500);
    accept_under_grace("person", "e-1");
    accept_under_grace("person", "e-2");
    twin_->follow({});
    clock_.advance(1min);
    revalidate();
    ASSERT_EQ(list().size(), 2U);
    for (const auto& one : list()) {
        EXPECT_EQ(one.outcome, Outcome::good);
        EXPECT_FALSE(one.evidence.empty());
        EXPECT_EQ(one.settled_at, clock_.wall());
    }
    EXPECT_EQ(twin_->calls(Operation::ocsp), 1U);
    EXPECT_NE(metrics_.text().find("otkel_nca_grace_open 0"), std::string::npos);
}

TEST_F(Grace, turns_out_revoked_and_says_when) {
    start_all();
    misbehave(Operation::ocsp, Misbehaviour::http_500);
    accept_under_grace("revoked-person", "e-1");
    accept_under_grace("person", "e-2");
    const auto accepted = clock_.wall();
    clock_.advance(10min);
    twin_->revoke("ca", {testing::pki_certificate("person")->serial_octets(), clock_.wall(), 1});
    twin_->follow({});
    revalidate();
    const auto entries = list();
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].outcome, Outcome::revoked);
    EXPECT_GT(entries[0].revoked_at, accepted);
    EXPECT_EQ(entries[1].outcome, Outcome::revoked);
    EXPECT_LT(entries[1].revoked_at, accepted);
}

TEST_F(Grace, survives_a_restart) {
    start_all();
    misbehave(Operation::ocsp, Misbehaviour::http_500);
    accept_under_grace("person", "e-1");
    accept_under_grace("head", "e-2");
    stop_running();
    start_running(authorities_yaml());
    ASSERT_EQ(list().size(), 2U);
    EXPECT_EQ(list()[1].exchange, "e-1");
    twin_->follow({});
    clock_.advance(1min);
    revalidate();
    stop_running();
    start_running(authorities_yaml());
    ASSERT_EQ(list().size(), 2U);
    EXPECT_EQ(list()[0].outcome, Outcome::good);
    EXPECT_EQ(list()[1].outcome, Outcome::good);
}

TEST_F(Grace, what_could_not_be_written_is_written_later) {
    start_all();
    misbehave(Operation::ocsp, Misbehaviour::http_500);
    std::filesystem::create_directories(folder_ / "state/grace.jsonl");  // a folder stands in the way
    accept_under_grace("person", "e-1");
    test::run(context_, running_->revalidate());
    std::filesystem::remove(folder_ / "state/grace.jsonl");
    accept_under_grace("head", "e-2");
    stop_running();
    start_running(authorities_yaml());
    EXPECT_EQ(list().size(), 2U);
}

}  // namespace
}  // namespace otkel::adapters::nca
