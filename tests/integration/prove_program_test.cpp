#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>

#include "gateway/asic/asic.hpp"
#include "tests/support/pki_keys.hpp"
#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"
#include "tests/support/site/program.hpp"
#include "tests/support/site/running_gateway.hpp"
#include "tests/support/site/running_twin.hpp"
#include "tests/support/temporary_folder.hpp"

// An exchange becomes a file that proves itself, as an operator and a court meet it.

namespace otkel::test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Arguments = std::vector<std::string>;

constexpr std::chrono::seconds patience{60};

std::string octets_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class ProvedExchange : public ::testing::Test {
protected:
    ProvedExchange() {
        site_.load_samples();
        site_.change("gateway.yaml", "seal_every_s: 60", "seal_every_s: 1");
    }
    void begin_with_authority(const std::string& breaker = {}) {
        (void)site_.ask_authority("{mode: ocsp-or-crl, fresh_s: 600}");
        if (!breaker.empty()) {
            site_.change("adapters/nca.yaml", "time_open_ms: 30000", breaker);
        }
        authority_ = std::make_unique<RunningTwin>(site_, std::string(), "nca");
        begin();
    }
    void begin() {
        gateway_ = std::make_unique<RunningGateway>(site_);
        const auto response =
            call(gateway_->ports().external,
                 post_soap("/shep/sync", CustomsConsumer(site_).envelope(good_declaration(1, 1, "0000001"))));
        ASSERT_TRUE(response);
        ASSERT_EQ(response->status, 200U) << response->body;
        id_ = std::string(response->headers.get("otkel-exchange"));
    }
    Ran prove(Arguments words) const {
        words.insert(words.begin(), {"exchanges", "prove"});
        words.insert(words.end(), {"--config", site_.configuration().string()});
        return run_program(OTKEL_PROGRAM, words);
    }
    // Once the records are sealed and stamped.
    std::string exported() const {
        const auto file = (site_.folder() / "exchange.asice").string();
        const auto until = std::chrono::steady_clock::now() + patience;
        auto ran = prove({id_, "--out", file});
        while (ran.code != 0 && std::chrono::steady_clock::now() < until) {
            EXPECT_EQ(ran.code, 1) << ran.err;
            EXPECT_THAT(ran.err, HasSubstr(" yet: ask again")) << "nothing else may stand in the way";
            ran = prove({id_, "--out", file});
        }
        EXPECT_EQ(ran.code, 0) << ran.err;
        return file;
    }
    std::string metric(const std::string& name) const {
        const auto text = fetch(gateway_->ports().operators, "/metrics").body;
        const auto at = text.find("\n" + name + " ");
        return at == std::string::npos
                   ? ""
                   : text.substr(at + name.size() + 2, text.find('\n', at + 1) - at - name.size() - 2);
    }
    bool becomes(const std::string& name, const std::string& value) const {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (metric(name) != value) {
            if (std::chrono::steady_clock::now() > until) {
                return false;
            }
        }
        return true;
    }

    Site site_;
    std::unique_ptr<RunningTwin> authority_;
    std::unique_ptr<RunningGateway> gateway_;
    std::string id_;
};

// A machine that knows nothing of the gateway: a folder with a file, the anchor, and no more.
class AnotherMachine {
public:
    explicit AnotherMachine(const std::string& bundle) {
        std::ofstream(folder_ / "exchange.asice", std::ios::binary) << bundle;
        fs::copy(otkel::testing::pki_folder() / "root.cert.pem", folder_ / "anchor.pem");
    }
    [[nodiscard]] Ran verify(const std::string& more = {}) const {
        return run_program("/bin/sh",
                           {"-c", "cd '" + folder_.path().string() + "' && exec env -i '" + OTKEL_PROGRAM +
                                      "' exchanges prove --verify exchange.asice --trust anchor.pem " + more});
    }

private:
    tests::TemporaryFolder folder_;
};

TEST_F(ProvedExchange, is_exported_beside_the_gateway_and_verified_on_another_machine) {
    begin_with_authority();
    const auto file = exported();
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write) << "it holds messages";
    gateway_.reset();
    authority_.reset();
    const AnotherMachine machine(octets_of(file));
    const auto told = machine.verify();
    EXPECT_EQ(told.code, 0) << told.out << told.err;
    EXPECT_THAT(told.out, AllOf(StartsWith("PROVED\n"), HasSubstr(id_), HasSubstr("Time stamp"),
                                HasSubstr("not revoked"), HasSubstr("path to"), Not(HasSubstr("warning"))));
    EXPECT_THAT(machine.verify("--language kk").out, StartsWith("ДӘЛЕЛДЕНДІ\n"));
    EXPECT_THAT(machine.verify("--language ru").out, StartsWith("ДОКАЗАНО\n"));
    const auto report = json::parse(machine.verify("--json").out);
    EXPECT_TRUE(report.at("valid").as_bool());
    EXPECT_EQ(report.at("exchange").as_string(), id_);
    EXPECT_EQ(report.at("records").as_array().size(), 2U);
    EXPECT_GE(report.at("signers").as_array().size(), 2U) << "the bus and customs";
    for (const auto& signer : report.at("signers").as_array()) {
        EXPECT_TRUE(signer.at("anchored").as_bool());
        EXPECT_EQ(signer.at("revocation").at("state"), "good");
    }
    for (const auto& finding : report.at("findings").as_array()) {
        EXPECT_EQ(finding.at("code"), "revocation-by-list") << "of the authority between signer and root";
        EXPECT_EQ(finding.at("severity"), "note");
    }
}

TEST_F(ProvedExchange, is_also_exported_after_the_gateway_has_stopped) {
    begin_with_authority();
    ASSERT_TRUE(becomes("otkel_evidence_unstamped_chains", "0"));
    (void)exported();
    gateway_.reset();
    const auto ran = prove({id_, "--out", "-"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(AnotherMachine(ran.out).verify().code, 0);
    EXPECT_THAT(prove({id_, "--out", (site_.folder() / "again.asice").string(), "--json"}).out,
                HasSubstr("again.asice"));
}

TEST_F(ProvedExchange, that_was_changed_is_not_proved_and_says_why) {
    begin_with_authority();
    const auto original = octets_of(exported());
    auto files = asic::read_container(original, {}).value().files;
    std::erase_if(files, [](const auto& file) { return file.name.starts_with("META-INF/"); });
    const auto signer = otkel::testing::pki_identity("gateway-business");
    const auto verify = [&](const std::vector<asic::AsicFile>& changed) {
        return AnotherMachine(asic::write_asic_e(changed, signer, SystemClock().wall()).value())
            .verify("--language ru");
    };
    ASSERT_EQ(verify(files).code, 0) << verify(files).out;

    auto changed = files;
    for (auto& file : changed) {
        if (file.name == "legs/001-1-request-in.xml") {
            file.octets += ' ';
        }
    }
    const auto told = verify(changed);
    EXPECT_EQ(told.code, 1);
    EXPECT_THAT(told.out, AllOf(StartsWith("НЕ ДОКАЗАНО\n"), HasSubstr("сообщение изменено [leg-changed]"),
                                HasSubstr("legs/001-1-request-in.xml")));
    changed = files;
    std::erase_if(changed, [](const auto& file) { return file.name.starts_with("stamps/"); });
    EXPECT_THAT(verify(changed).out, HasSubstr("[seal-not-stamped]"));
    const auto cut = AnotherMachine(original.substr(0, original.size() / 2)).verify();
    EXPECT_EQ(cut.code, 1);
    EXPECT_THAT(cut.err, AllOf(HasSubstr("cut off within"), HasSubstr("is missing")));
}

TEST_F(ProvedExchange, waits_for_its_stamp_without_an_authority) {
    begin();
    EXPECT_TRUE(becomes("otkel_evidence_unstamped_chains", "1"));
    EXPECT_NE(metric("otkel_evidence_seals_total"), "0");
    EXPECT_EQ(metric("otkel_evidence_stamps_total"), "0");
    const auto ran = prove({id_, "--out", (site_.folder() / "x.asice").string()});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.err, HasSubstr("has no time stamp yet"));
    EXPECT_FALSE(fs::exists(site_.folder() / "x.asice"));
}

TEST_F(ProvedExchange, is_stamped_when_the_authority_comes_back) {
    begin_with_authority("time_open_ms: 500");
    ASSERT_TRUE(becomes("otkel_evidence_unstamped_chains", "0"));
    authority_.reset();
    const auto response =
        call(gateway_->ports().external,
             post_soap("/shep/sync", CustomsConsumer(site_).envelope(good_declaration(1, 1, "0000002"))));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200U) << "exchanges go on";
    ASSERT_TRUE(becomes("otkel_evidence_unstamped_chains", "1"));
    EXPECT_NE(metric("otkel_evidence_failures_total"), "0");
    authority_ = std::make_unique<RunningTwin>(site_, std::string(), "nca");
    id_ = std::string(response->headers.get("otkel-exchange"));
    EXPECT_EQ(AnotherMachine(octets_of(exported())).verify().code, 0);
}

TEST_F(ProvedExchange, tells_what_is_not_there_from_bad_usage) {
    begin();
    EXPECT_EQ(prove({"0198-nothing"}).code, 1);
    EXPECT_EQ(prove({}).code, 2);
    EXPECT_EQ(prove({id_, "--key", "nobody"}).code, 1) << "not stamped yet, whatever the key";
    const auto otkel = [](Arguments words) {
        words.insert(words.begin(), {"exchanges", "prove"});
        return run_program(OTKEL_PROGRAM, words);
    };
    EXPECT_EQ(otkel({id_, "--config", "/absent.yaml"}).code, 2);
    EXPECT_EQ(otkel({"--verify", "/absent.asice", "--trust", "/absent.pem"}).code, 2);
    const auto no_anchors = otkel({"--verify", "/absent.asice"});
    EXPECT_EQ(no_anchors.code, 2);
    EXPECT_THAT(no_anchors.err, HasSubstr("--trust"));
    EXPECT_EQ(otkel({id_, "--verify", "x", "--trust", "y"}).code, 2);
    EXPECT_EQ(AnotherMachine("no container").verify().code, 1);
}

}  // namespace
}  // namespace otkel::test
