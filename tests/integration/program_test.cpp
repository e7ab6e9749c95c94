#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>

#include "gateway/settings/section.hpp"
#include "tests/integration/otkel.hpp"
#include "tests/support/site/site.hpp"

// The commands that need no gateway, as a person or a script uses them: exit code 0 is done or valid, 1 not valid or
// failed, 2 wrong usage or unreadable input; results on stdout, complaints on stderr.

namespace otkel::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string text_of(const std::filesystem::path& file) { return settings::read_file(file, 1U << 20U).value(); }

class Program : public testing::Test {
protected:
    std::string write(const std::string& name, const std::string& text) const {
        const auto file = site_.folder() / name;
        std::ofstream(file, std::ios::binary) << text;
        return file.string();
    }
    std::string pki(const std::string& name) const { return (site_.pki() / name).string(); }
    std::string configuration() const { return site_.configuration().string(); }

    Site site_;
};

TEST_F(Program, says_how_it_is_used) {
    EXPECT_EQ(otkel({"--help"}).code, 0);
    EXPECT_THAT(otkel({"--help"}).out, HasSubstr("exchanges"));
    EXPECT_EQ(otkel({"--version"}).code, 0);
    EXPECT_EQ(otkel({}).code, 2);
    EXPECT_EQ(otkel({"dance"}).code, 2);
    EXPECT_EQ(otkel({"check", "--no-such-option"}).code, 2);
}

TEST_F(Program, check_has_nothing_to_say_about_a_good_configuration) {
    const auto ran = otkel({"check", "--config", configuration()});
    EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("nothing to complain about"));
    const auto machine = otkel({"check", "--json", "--config", configuration()});
    EXPECT_TRUE(json::parse(machine.out).at("findings").as_array().empty());
}

TEST_F(Program, check_names_every_mistake_with_its_place) {
    site_.change("routes/customs-declaration-check.yaml", "deadline_ms: 15000", "deadline_ms: soon");
    site_.change("routes/customs-declaration-status.yaml", "declaration-status.reply}", "declaration-status.answer}");
    site_.change("peers/customs.yaml", "quota:", "qota:");
    site_.change("gateway.yaml", "gateway-business.p12", "absent.p12");
    const auto ran = otkel({"check", "--config", configuration()});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.out, HasSubstr("customs-declaration-check.yaml:11:"));
    EXPECT_THAT(ran.out, testing::ContainsRegex("customs-declaration-status.yaml:8:[0-9]+: "));
    EXPECT_THAT(ran.out, testing::ContainsRegex("customs.yaml:[0-9]+:[0-9]+: .*quota"));
    EXPECT_THAT(ran.out, HasSubstr("absent.p12"));
    const auto machine = otkel({"check", "--json", "--config", configuration()});
    EXPECT_EQ(machine.code, 1);
    const auto findings = json::parse(machine.out).at("findings").as_array();
    EXPECT_GE(findings.size(), 4U);
    for (const auto& finding : findings) {
        EXPECT_FALSE(finding.at("detail").as_string().empty());
        EXPECT_FALSE(finding.at("file").as_string().empty()) << json::serialize(finding);
    }
}

TEST_F(Program, check_cannot_read_what_is_not_there) {
    EXPECT_EQ(otkel({"check", "--config", (site_.folder() / "absent.yaml").string()}).code, 2);
}

TEST_F(Program, serve_ends_at_once_when_the_configuration_is_wrong) {
    site_.change("gateway.yaml", "threads: 2", "threads: many");
    const auto ran = otkel({"serve", "--config", configuration()});
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.err, HasSubstr("gateway.yaml:"));
}

TEST_F(Program, map_runs_a_mapping_both_ways) {
    const auto sample = std::string("samples/customs/pass/");
    const auto there = otkel({"map", "customs/declaration-check.request", sample + "request.xml"});
    ASSERT_EQ(there.code, 0) << there.err;
    EXPECT_EQ(json::parse(there.out), json::parse(text_of(sample + "request.json")));
    EXPECT_THAT(there.err, IsEmpty());
    const auto back = otkel({"map", "customs/declaration-check.request"}, there.out);
    ASSERT_EQ(back.code, 0) << back.err;
    const auto again = otkel({"map", "mappings/customs/declaration-check.request.yaml", "-", "--to", "json"}, back.out);
    EXPECT_EQ(json::parse(again.out), json::parse(there.out));
}

TEST_F(Program, map_explains_every_value) {
    const std::string xml = R"(<ds:DeclarationStatusReply xmlns:ds="urn:otkel:customs:declaration-status:v1">)"
                            "<DeclarationNumber>50401/120726/0000001</DeclarationNumber><StatusCode>20</StatusCode>"
                            "</ds:DeclarationStatusReply>";
    const auto there = otkel({"map", "--explain", "customs/declaration-status.reply"}, xml);
    ASSERT_EQ(there.code, 0) << there.err;
    EXPECT_EQ(json::parse(there.out).at("status"), "released");
    EXPECT_THAT(there.err, HasSubstr("/status ← "));
    EXPECT_THAT(there.err, HasSubstr("declaration-status.reply.yaml:14"));
    EXPECT_THAT(there.err, HasSubstr("StatusCode"));
    const auto back = otkel({"map", "--explain", "customs/declaration-status.reply"}, there.out);
    EXPECT_THAT(back.out, HasSubstr("<StatusCode>20</StatusCode>"));
    EXPECT_THAT(back.err, HasSubstr("/declaration/number"));
}

TEST_F(Program, map_tells_a_bad_document_from_bad_usage) {
    EXPECT_EQ(otkel({"map", "customs/declaration-status.reply"}, "<wrong/>").code, 1);
    EXPECT_EQ(otkel({"map", "customs/declaration-status.reply"}, "<not closed").code, 1);
    EXPECT_EQ(otkel({"map", "customs/declaration-status.reply"}, "{not json").code, 1);
    const auto missing = otkel({"map", "customs/declaration-status.reply"}, R"({"status": "released"})");
    EXPECT_EQ(missing.code, 1);
    EXPECT_THAT(missing.err, HasSubstr("/declaration"));
    EXPECT_EQ(otkel({"map", "customs/absent"}, "<a/>").code, 2);
    EXPECT_EQ(otkel({"map", "customs/declaration-status.reply", "/absent.xml"}).code, 2);
    EXPECT_EQ(otkel({"map", "customs/declaration-status.reply", "--to", "yaml"}, "<a/>").code, 2);
}

class Signing : public Program, public testing::WithParamInterface<const char*> {
protected:
    Signing() {
        const auto ran = otkel({"sign", "samples/customs/pass/request.xml", "--profile", GetParam(), "--key",
                                pki("shep-bus.p12"), "--password-file", pki("shep-bus.password")});
        EXPECT_EQ(ran.code, 0) << ran.err;
        signed_ = ran.out;
    }
    Ran verify(const std::string& file, std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"verify", file, "--trust", pki("ca.cert.pem"), "--key", pki("shep-bus.cert.pem")});
        return otkel(more);
    }

    std::string signed_;
};

TEST_P(Signing, is_verified) {
    const auto file = write("signed.xml", signed_);
    for (const auto& profile : {std::vector<std::string>{}, {"--profile", GetParam()}}) {
        const auto ran = verify(file, profile);
        EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
        EXPECT_THAT(ran.out, StartsWith(std::string("VALID, profile ") + GetParam()));
        EXPECT_THAT(ran.out, HasSubstr("Signer 1: VALID"));
    }
}

TEST_P(Signing, is_told_to_machines) {
    const auto ran = verify(write("signed.xml", signed_), {"--json"});
    EXPECT_EQ(ran.code, 0);
    const auto report = json::parse(ran.out);
    EXPECT_TRUE(report.at("valid").as_bool());
    EXPECT_EQ(report.at("profile"), GetParam());
    EXPECT_FALSE(report.at("verdicts").as_array().empty());
    EXPECT_FALSE(report.at("signer").at("fingerprint").as_string().empty());
}

TEST_P(Signing, gives_out_what_it_covered_and_nothing_else) {
    const auto ran = verify(write("signed.xml", signed_), {"--signed-content"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, HasSubstr("50401/100726/0000101"));
    EXPECT_THAT(ran.out, testing::Not(HasSubstr("SignatureValue")));
}

TEST_P(Signing, does_not_hold_when_the_content_was_changed) {
    auto changed = signed_;
    changed.replace(changed.find("50401/100726/0000101"), 20, "50401/100726/0000102");
    const auto file = write("changed.xml", changed);
    const auto ran = verify(file);
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.out, StartsWith("NOT VALID"));
    EXPECT_THAT(ran.out, HasSubstr("signature-invalid"));
    const auto machine = verify(file, {"--json"});
    EXPECT_EQ(machine.code, 1);
    EXPECT_FALSE(json::parse(machine.out).at("valid").as_bool());
    EXPECT_EQ(json::parse(machine.out).at("code"), "signature-invalid");
    const auto content = verify(file, {"--signed-content"});
    EXPECT_EQ(content.code, 1);
    EXPECT_THAT(content.out, IsEmpty()) << "what is not verified is not given out";
}

TEST_P(Signing, needs_a_trusted_signer_of_that_time) {
    const auto file = write("signed.xml", signed_);
    const auto stranger = otkel({"verify", file, "--key", pki("customs-business.cert.pem")});
    EXPECT_EQ(stranger.code, 1);
    EXPECT_EQ(verify(file, {"--at", "2001-01-01T00:00:00+05:00"}).code, 1);
    EXPECT_EQ(verify(file, {"--at", "yesterday"}).code, 2);
}

TEST_P(Signing, that_cannot_be_read_is_bad_usage) {
    EXPECT_EQ(verify((site_.folder() / "absent.xml").string()).code, 2);
    const auto file = write("signed.xml", signed_);
    EXPECT_EQ(verify(file, {"--trust", pki("absent.pem")}).code, 2);
    EXPECT_EQ(verify(file, {"--profile", "detached"}).code, 2);
    EXPECT_EQ(verify(write("broken.xml", "<a><b></a>")).code, 1);
    EXPECT_EQ(verify(write("empty.xml", "")).code, 1);
}

INSTANTIATE_TEST_SUITE_P(Profile, Signing, testing::Values("wsse", "enveloped"),
                         [](const auto& one) { return std::string(one.param); });

TEST_F(Program, sign_needs_a_document_and_a_key) {
    const std::vector<std::string> key{"--key", pki("shep-bus.p12"), "--password-file", pki("shep-bus.password")};
    const auto sign = [&key](std::vector<std::string> words, const std::string& input = {}) {
        words.insert(words.begin(), "sign");
        words.insert(words.end(), key.begin(), key.end());
        return otkel(words, input).code;
    };
    EXPECT_EQ(sign({"--profile", "enveloped"}, "<a/>"), 0);
    EXPECT_EQ(sign({"--profile", "enveloped"}, "<a>"), 1);
    EXPECT_EQ(sign({"/absent.xml", "--profile", "enveloped"}), 2);
    EXPECT_EQ(sign({}, "<a/>"), 2) << "no profile";
    EXPECT_EQ(otkel({"sign", "--profile", "wsse"}, "<a/>").code, 2) << "no key";
    const auto wrong = otkel({"sign", "--profile", "wsse", "--key", pki("shep-bus.p12"), "--password-file",
                              pki("customs-business.password")},
                             "<a/>");
    EXPECT_THAT(wrong.out, IsEmpty());
    EXPECT_NE(wrong.code, 0);
}

TEST_F(Program, identify_names_what_a_value_is) {
    const auto gtin = otkel({"identify", "04870000000005"});
    EXPECT_EQ(gtin.code, 0) << gtin.out;
    EXPECT_THAT(gtin.out, HasSubstr("gtin"));
    EXPECT_EQ(otkel({"identify", "04870000000006"}).code, 1) << "a wrong check digit";
    EXPECT_EQ(otkel({"identify", "???"}).code, 1);
    EXPECT_EQ(otkel({"identify", "04870000000005", "???"}).code, 1);
    EXPECT_EQ(otkel({"identify"}).code, 2);
    const auto machine = json::parse(otkel({"identify", "--json", "04870000000005", "???"}).out);
    ASSERT_EQ(machine.as_array().size(), 2U);
    EXPECT_TRUE(machine.at(0).at("candidates").at(0).at("valid").as_bool());
    EXPECT_EQ(machine.at(1).at("value"), "???");
}

TEST_F(Program, load_samples_fills_the_core_and_again_changes_nothing) {
    for (int i = 0; i < 2; ++i) {
        const auto ran =
            otkel({"core", "load-samples", "--config", configuration(), "--cards", "40", "--codes", "100"});
        EXPECT_EQ(ran.code, 0) << ran.err;
        EXPECT_THAT(ran.err, HasSubstr("40 cards and 100 marking codes"));
    }
    EXPECT_EQ(otkel({"core", "load-samples", "--config", configuration(), "--cards", "999999999999"}).code, 2);
    EXPECT_EQ(otkel({"core", "load-samples", "--config", "/absent.yaml"}).code, 2);
    EXPECT_EQ(otkel({"core"}).code, 2);
}

}  // namespace
}  // namespace otkel::test
