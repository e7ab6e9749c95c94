#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <csignal>
#include <fstream>

#include "tests/faults/asking.hpp"
#include "tests/faults/moved_clock.hpp"
#include "tests/support/pki_keys.hpp"
#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/program.hpp"
#include "tests/support/site/running_gateway.hpp"

// Exchanges leave the journal for archives months later, as an operator sees it.

namespace otkel::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using Arguments = std::vector<std::string>;

constexpr auto day = 24h;

class ArchiveProgram : public ::testing::Test {
protected:
    void SetUp() override {
        if (is_sanitized) {
            GTEST_SKIP() << "the clock of a sanitized program cannot be moved";
        }
        site_.load_samples();
        site_.change("gateway.yaml", "seal_every_s: 60", "seal_every_s: 1");
        site_.change("gateway.yaml",
                     "evidence:  ", "retention: {every_hours: 0, folder: " + folder().string() + "}\n\nevidence:  ");
    }
    [[nodiscard]] fs::path folder() const { return site_.folder() / "archives"; }
    void start() { gateway_ = std::make_unique<GatewayProcess>(clock_.program(), site_); }
    void stop() {
        EXPECT_EQ(gateway_->terminate(), 0) << gateway_->log();
        gateway_.reset();
    }
    std::string asked(const std::string& number) {
        const auto reply =
            call(gateway_->ports().external,
                 post_soap("/shep/sync", CustomsConsumer(site_).envelope(good_declaration(1, 1, number))));
        EXPECT_EQ(reply->status, 200U) << reply->body;
        return std::string(reply->headers.get("otkel-exchange"));
    }
    double metric(const std::string& name) const {
        const auto text = fetch(gateway_->ports().operators, "/metrics").body;
        const auto at = text.find("\n" + name + " ");
        return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size() + 2));
    }
    // One exchange that is sealed, in the journal of a gateway that has stopped. The second one is only there so that
    // there is a seal after the first.
    std::string sealed(int exchanges = 1) {
        start();
        const auto id = asked("0000001");
        for (int i = 1; i < exchanges; ++i) {
            asked(std::to_string(3'000'000 + i));
        }
        const auto seals = metric("otkel_evidence_seals_total");
        asked("0000002");
        EXPECT_TRUE(eventually([&] { return metric("otkel_evidence_seals_total") > seals; }));
        stop();
        return id;
    }
    Ran otkel(Arguments words, bool with_configuration = true) const {
        if (with_configuration) {
            words.insert(words.end(), {"--config", site_.configuration().string()});
        }
        return run_program(clock_.program(), words);
    }
    std::vector<std::string> files() const {
        std::vector<std::string> names;
        std::error_code none;
        for (const auto& entry : fs::directory_iterator(folder(), none)) {
            names.push_back(entry.path().string());
        }
        std::sort(names.begin(), names.end());
        return names;
    }
    std::string request_of(const std::string& id) const {
        return otkel({"exchanges", "show", id, "--leg", "request-in"}).out;
    }

    Site site_;
    MovedClock clock_{OTKEL_PROGRAM};
    std::unique_ptr<GatewayProcess> gateway_;
};

TEST_F(ArchiveProgram, writes_lists_verifies_and_restores) {
    const auto id = sealed();
    const auto request = request_of(id);
    ASSERT_THAT(request, HasSubstr("Envelope"));

    auto ran = otkel({"archive", "write"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out, "") << "it is at hand for months";
    EXPECT_TRUE(files().empty());

    clock_.set(94 * day);
    ran = otkel({"archive", "write"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, AllOf(HasSubstr(".asice  "), HasSubstr("without a time stamp"))) << "there is no authority";
    ASSERT_EQ(files().size(), 1U);
    const auto file = files().front();
    const auto name = fs::path(file).filename().string();
    EXPECT_THAT(otkel({"exchanges", "show", id}).out, HasSubstr("archived   in " + name + "\n"));
    const auto shown = boost::json::parse(otkel({"exchanges", "show", id, "--json"}).out);
    EXPECT_EQ(shown.at("archive").as_string(), name);
    EXPECT_FALSE(shown.at("restored").as_bool());
    ran = otkel({"exchanges", "show", id, "--leg", "request-in"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.err, HasSubstr("in the archive " + name));
    EXPECT_EQ(otkel({"archive", "write"}).out, "") << "nothing is left";

    ran = otkel({"archive", "list"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, AllOf(HasSubstr(name), HasSubstr("  there\n")));
    const auto anchor = (otkel::testing::pki_folder() / "root.cert.pem").string();
    ran = otkel({"archive", "verify", file, "--trust", anchor}, false);
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.out, AllOf(HasSubstr("has no time stamp"), HasSubstr("NOT VALID")));
    ran = otkel({"archive", "verify", file, "--trust", anchor, "--unstamped"}, false);
    EXPECT_EQ(ran.code, 0) << ran.out << ran.err;

    ran = otkel({"archive", "restore", file, "--exchange", id});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(request_of(id), request) << "octet for octet";
    EXPECT_THAT(otkel({"exchanges", "show", id}).out, HasSubstr(name + ", and put back from there"));
    EXPECT_EQ(otkel({"archive", "restore", file, "--exchange", "nobody"}).code, 2);

    const auto out = site_.folder() / "out";
    EXPECT_EQ(otkel({"archive", "extract", file, "--exchange", id, "--out", out.string()}, false).code, 0);
    ran = otkel({"exchanges", "prove", "--verify", (out / (id + ".asice")).string(), "--trust", anchor}, false);
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.out, AllOf(HasSubstr(id), HasSubstr("[seal-not-stamped]"), Not(HasSubstr("changed"))));
    EXPECT_EQ(otkel({"archive", "extract", file, "--exchange", "nobody", "--out", out.string()}, false).code, 2);
}

TEST_F(ArchiveProgram, killed_at_every_commit_loses_nothing_and_archives_everything_once) {
    // Three transactions to remove their messages. The second one of sealed() is in the last seal, or after it.
    constexpr int exchanges = 50;
    const auto id = sealed(exchanges);
    const auto request = request_of(id);
    clock_.set(94 * day);
    int killed = 0;
    for (const auto* point : {"journal:before-commit", "journal:after-commit"}) {
        for (int count = 1; count <= 6; ++count) {
            const auto ran = run_program(
                "/usr/bin/env", {"OTKEL_STOP_AT=" + std::string(point) + ":" + std::to_string(count), clock_.program(),
                                 "archive", "write", "--config", site_.configuration().string()});
            EXPECT_TRUE(ran.code == 0 || ran.code == 128 + SIGKILL) << ran.code << ran.err;
            killed += ran.code == 0 ? 0 : 1;
        }
    }
    EXPECT_GE(killed, 4) << "before it opens, keeps, and removes";
    EXPECT_EQ(otkel({"archive", "write"}).code, 0);
    const auto listed = otkel({"archive", "list"});
    EXPECT_EQ(listed.code, 0) << listed.out;
    EXPECT_THAT(listed.out, ContainsRegex("  5[01] exchanges  there\n"));
    ASSERT_EQ(files().size(), 1U) << listed.out;
    EXPECT_EQ(otkel({"exchanges", "show", id, "--leg", "request-in"}).code, 2);
    EXPECT_THAT(otkel({"archive", "restore", files().front()}).out, ContainsRegex("5[01] exchanges"));
    EXPECT_EQ(request_of(id), request);
}

TEST_F(ArchiveProgram, tells_what_is_changed_or_missing_and_gives_no_more_away) {
    sealed();
    clock_.set(94 * day);
    ASSERT_EQ(otkel({"archive", "write"}).code, 0);
    ASSERT_EQ(files().size(), 1U);
    const auto file = files().front();
    std::ofstream(file, std::ios::app) << "x";
    auto ran = otkel({"archive", "list"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.out, HasSubstr("  CHANGED\n"));
    ran = otkel({"archive", "write"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.err, HasSubstr("nothing is removed from the journal"));
    fs::remove(file);
    EXPECT_THAT(otkel({"archive", "list"}).out, HasSubstr("  MISSING\n"));
    EXPECT_EQ(otkel({"archive", "write"}).code, 1);
}

TEST_F(ArchiveProgram, waits_for_time_stamps_where_there_is_an_authority_unless_told_otherwise) {
    sealed();
    (void)site_.ask_authority("{mode: ocsp-or-crl, fresh_s: 600}");
    clock_.set(94 * day);
    auto ran = otkel({"archive", "write"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_TRUE(files().empty());
    site_.change("gateway.yaml", "retention: {", "retention: {unstamped: archive, ");
    ran = otkel({"archive", "write"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("without a time stamp"));
    EXPECT_EQ(files().size(), 1U);
}

TEST_F(ArchiveProgram, without_a_key_to_sign_is_told_at_once) {
    site_.change("gateway.yaml", "every_hours: 0", "every_hours: 24");
    site_.change("gateway.yaml", "  key: business", "  records_max: 1024");
    const auto ran = run_program(OTKEL_PROGRAM, {"check", "--config", site_.configuration().string()});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.out, AllOf(HasSubstr("nobody signs the archives"), HasSubstr("evidence.key")));
}

TEST_F(ArchiveProgram, removes_what_is_over_its_term_but_never_the_last_and_only_when_told) {
    sealed();
    clock_.set(94 * day);
    ASSERT_EQ(otkel({"archive", "write"}).code, 0);
    const auto first = files();
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(otkel({"archive", "remove", "--by", "A. Person"}).out, "");
    clock_.set(6 * 366 * day);
    EXPECT_EQ(otkel({"archive", "remove", "--by", "A. Person"}).out, "") << "the next one follows it";
    EXPECT_EQ(files(), first);
    EXPECT_EQ(otkel({"archive", "remove"}).code, 2) << "somebody must answer for it";
}

TEST_F(ArchiveProgram, is_not_needed_where_the_gateway_runs) {
    const auto id = sealed();
    site_.change("gateway.yaml", "every_hours: 0", "every_hours: 24");
    clock_.set(94 * day);
    start();
    EXPECT_TRUE(gateway_->says("archive-written")) << gateway_->log();
    EXPECT_TRUE(eventually([&] { return metric("otkel_archive_exchanges_total") > 0; }));
    EXPECT_EQ(metric("otkel_archive_failures_total"), 0);
    const auto shown = fetch(gateway_->ports().operators, "/admin/v1/exchanges/" + id);
    EXPECT_EQ(shown.status, 200U);
    EXPECT_THAT(shown.body, HasSubstr("\"archive\":\"archive-"));
    EXPECT_EQ(files().size(), 1U);
    stop();
}

TEST_F(ArchiveProgram, that_cannot_write_tells_so_and_the_gateway_goes_on) {
    sealed();
    site_.change("gateway.yaml", "every_hours: 0", "every_hours: 24");
    std::ofstream(folder()) << "a file where the folder should be";
    clock_.set(94 * day);
    start();
    EXPECT_TRUE(gateway_->says("archive-failed")) << gateway_->log();
    EXPECT_EQ(fetch(gateway_->ports().operators, "/readyz").status, 200U);
    stop();
    fs::remove(folder());
    EXPECT_EQ(otkel({"archive", "write"}).code, 0);
    EXPECT_EQ(files().size(), 1U) << "nothing was lost";
}

}  // namespace
}  // namespace otkel::test
