#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "gateway/asic/asic.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/settings/section.hpp"
#include "gateway/soap/mtom.hpp"
#include "gateway/trust/certificate.hpp"
#include "tests/integration/otkel.hpp"
#include "tests/support/pki_keys.hpp"
#include "tests/support/temporary_folder.hpp"

// `otkel certificate`, and `otkel sign` and `verify` beyond one XML signature, as a lawyer or a script meets them.

namespace otkel::test {
namespace {

namespace json = boost::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Arguments = std::vector<std::string>;

class Papers : public ::testing::Test {
protected:
    std::string write(const std::string& name, const std::string& octets) const {
        return folder_.write(name, octets).string();
    }
    static std::string pki(const std::string& name) { return (otkel::testing::pki_folder() / name).string(); }
    static Arguments with_trust(Arguments arguments) {
        for (const auto* name : {"root.cert.pem", "ca.cert.pem", "ca-classic.cert.pem"}) {
            arguments.insert(arguments.end(), {"--trust", pki(name)});
        }
        return arguments;
    }
    static trust::CertificatePtr certificate_of(const std::string& name) {
        return trust::Certificate::from_file_content(settings::read_file(pki(name), 1U << 20U).value())->front();
    }
    // As chains in JSON tell it.
    static json::object link(const trust::Certificate& certificate, bool anchor) {
        return {{"subject", certificate.subject()},
                {"serial", certificate.serial()},
                {"notAfter", to_utc_text(certificate.not_after())},
                {"anchor", anchor}};
    }
    static json::array chain_of(const json::value& judged) { return judged.at("chain").as_array(); }
    static std::string sign(const std::string& who, const std::string& document, Arguments more) {
        more.insert(more.begin(), {"sign", "--key", pki(who + ".p12"), "--password-file", pki(who + ".password")});
        const auto ran = otkel(more, document);
        EXPECT_EQ(ran.code, 0) << ran.err;
        return ran.out;
    }

    otkel::tests::TemporaryFolder folder_;
};

TEST_F(Papers, show_who_a_certificate_is_in_three_languages) {
    const auto kazakh = otkel({"certificate", "show", pki("head.cert.pem"), "--language", "kk"});
    EXPECT_EQ(kazakh.code, 0) << kazakh.err;
    EXPECT_THAT(kazakh.out, AllOf(HasSubstr("Заңды тұлғаның бірінші басшысы"), HasSubstr("IIN 880523600004"),
                                  HasSubstr("BIN 490140000002"), HasSubstr("GOST 34.10-2015, 512")));
    EXPECT_THAT(otkel({"certificate", "show", pki("head.cert.pem"), "--language", "ru"}).out,
                HasSubstr("Срок действия"));
    const auto machine = otkel({"certificate", "show", pki("head.cert.pem"), "--json"});
    const auto shown = json::parse(machine.out).at(0);
    EXPECT_EQ(shown.at("iin"), "880523600004");
    EXPECT_EQ(shown.at("use"), "signing");
    EXPECT_EQ(shown.at("roles").as_array().back(), "head");
}

struct Checked {
    const char* name;
    const char* certificate;
    int code;
    const char* says;
};
class CheckedPaper : public Papers, public ::testing::WithParamInterface<Checked> {};

INSTANTIATE_TEST_SUITE_P(Of, CheckedPaper,
                         ::testing::Values(Checked{"person", "person", 0, "passed  revocation"},
                                           Checked{"responder", "ocsp-responder", 0, "passed  trust"},
                                           Checked{"stamper", "tsa", 0, "passed  trust"},
                                           Checked{"authority", "ca", 0, "passed  trust"},
                                           Checked{"revoked", "revoked-person", 1, "keyCompromise"},
                                           Checked{"on_hold", "suspended-person", 1, "certificateHold"},
                                           Checked{"expired", "expired-peer", 1, "expired"},
                                           Checked{"stranger", "foreign", 1, "no configured anchor"}),
                         [](const auto& parameter) { return parameter.param.name; });

TEST_P(CheckedPaper, holds_or_says_why_not) {
    auto arguments = with_trust({"certificate", "check", pki(std::string(GetParam().certificate) + ".cert.pem")});
    for (const auto* list : {"ca-delta.crl", "ca.crl", "root.crl"}) {
        arguments.insert(arguments.end(), {"--crl", pki(list)});
    }
    const auto ran = otkel(arguments);
    EXPECT_EQ(ran.code, GetParam().code) << ran.out << ran.err;
    EXPECT_THAT(ran.out, HasSubstr(GetParam().says));
}

TEST_F(Papers, are_judged_in_three_languages) {
    const auto check = [](const std::string& who, const char* language) {
        return otkel(with_trust({"certificate", "check", pki(who + ".cert.pem"), "--language", language})).out;
    };
    EXPECT_THAT(check("person", "kk"), AllOf(HasSubstr(": жарамды\n"), HasSubstr("Сертификаттар тізбегі:"),
                                             HasSubstr(", сенім зәкірі\n"), HasSubstr("өтті    trust")));
    EXPECT_THAT(check("person", "ru"), AllOf(HasSubstr(": действителен\n"), HasSubstr("Цепочка сертификатов:"),
                                             HasSubstr(", якорь доверия\n"), HasSubstr("верно   trust")));
    EXPECT_THAT(check("person", "en"), AllOf(HasSubstr(": valid\n"), HasSubstr("passed  trust"),
                                             HasSubstr("Revocation:             not checked")));
    EXPECT_THAT(check("expired-peer", "kk"),
                AllOf(HasSubstr(": мерзімі өткен\n"), HasSubstr("ӨТПЕДІ  trust"), HasSubstr("Себебі:")));
    EXPECT_THAT(check("expired-peer", "ru"), AllOf(HasSubstr(": срок действия истёк\n"), HasSubstr("НЕВЕРНО trust"),
                                                   HasSubstr("Причина:"), Not(HasSubstr("FAILED"))));
}

// From the signer to the anchor.
TEST_F(Papers, list_the_chain_of_a_certificate) {
    const auto* root = "root.cert.pem";
    const auto show = [&](Arguments more) {
        more.insert(more.begin(), {"certificate", "show"});
        return otkel(more);
    };
    const auto leaf = certificate_of("person.cert.pem");
    const auto issuer = certificate_of("ca.cert.pem");
    const auto text = show({pki("person.cert.pem"), "--trust", pki("ca.cert.pem")}).out;
    EXPECT_THAT(text,
                HasSubstr("  Chain:\n    " + leaf->subject() + ", " + leaf->serial() + ", valid until " +
                          to_xml_time(leaf->not_after()) + "\n    " + issuer->subject() + ", " + issuer->serial() +
                          ", valid until " + to_xml_time(issuer->not_after()) + ", trust anchor\n"));
    EXPECT_EQ(chain_of(json::parse(show({pki("person.cert.pem"), "--trust", pki("ca.cert.pem"), "--json"}).out).at(0)),
              (json::array{link(*leaf, false), link(*issuer, true)}));
    EXPECT_EQ(chain_of(json::parse(show({pki(root), "--trust", pki(root), "--json"}).out).at(0)),
              (json::array{link(*certificate_of(root), true)}));
}

TEST_F(Papers, have_no_chain_when_nobody_vouches_for_them) {
    for (const auto& trust : {Arguments{}, Arguments{"--trust", pki("foreign-ca.cert.pem")}}) {
        Arguments arguments{"certificate", "show", pki("person.cert.pem")};
        arguments.insert(arguments.end(), trust.begin(), trust.end());
        EXPECT_THAT(otkel(arguments).out, HasSubstr("Chain:                  not established"));
        arguments.emplace_back("--json");
        EXPECT_EQ(chain_of(json::parse(otkel(arguments).out).at(0)), json::array{});
    }
}

TEST_F(Papers, that_nobody_judged_are_neither_valid_nor_invalid) {
    const auto valid = [](const std::string& command, const Arguments& trust) {
        Arguments arguments{"certificate", command, pki("person.cert.pem"), "--json"};
        arguments.insert(arguments.end(), trust.begin(), trust.end());
        return json::parse(otkel(arguments).out).at(0).at("valid");
    };
    EXPECT_EQ(valid("show", {}), json::value(nullptr));
    EXPECT_EQ(valid("show", {"--trust", pki("ca.cert.pem")}), json::value(true));
    EXPECT_EQ(valid("show", {"--trust", pki("foreign-ca.cert.pem")}), json::value(false));
    EXPECT_EQ(valid("check", {}), json::value(false));
}

TEST_F(Papers, have_a_headline_that_claims_no_more_than_was_judged) {
    const auto headline = [](const char* language, const Arguments& trust) {
        Arguments arguments{"certificate", "show", pki("person.cert.pem"), "--language", language};
        arguments.insert(arguments.end(), trust.begin(), trust.end());
        const auto text = otkel(arguments).out;
        return text.substr(0, text.find('\n'));
    };
    const auto file = pki("person.cert.pem");
    EXPECT_EQ(headline("en", {}), file + ": within its dates, not judged");
    EXPECT_EQ(headline("ru", {}), file + ": срок действия не истёк, не проверен");
    EXPECT_EQ(headline("kk", {}), file + ": мерзімі өтпеген, тексерілмеген");
    EXPECT_EQ(headline("en", {"--trust", pki("ca.cert.pem")}), file + ": valid");
    EXPECT_EQ(headline("en", {"--trust", pki("foreign-ca.cert.pem")}), file + ": not valid");
    EXPECT_EQ(headline("ru", {"--trust", pki("foreign-ca.cert.pem")}), file + ": недействителен");
}

TEST_F(Papers, list_the_chain_of_each_signer) {
    const auto head = certificate_of("head.cert.pem");
    const auto issuer = certificate_of("ca.cert.pem");
    const json::array anchored{link(*head, false), link(*issuer, true)};
    for (const auto* profile : {"cms", "enveloped"}) {
        const auto document = write("signed", sign("head", "<a xmlns='urn:a'>1</a>", {"--profile", profile}));
        const auto verify = [&](Arguments more) {
            more.insert(more.begin(), {"verify", document, "--profile", profile});
            return otkel(more).out;
        };
        EXPECT_EQ(chain_of(json::parse(verify({"--trust", pki("ca.cert.pem"), "--json"})).at("signer")), anchored);
        EXPECT_THAT(verify({"--trust", pki("ca.cert.pem")}), HasSubstr("trust anchor\n"));
        EXPECT_EQ(chain_of(json::parse(verify({"--key", pki("head.cert.pem"), "--json"})).at("signer")),
                  (json::array{link(*head, false)}))
            << "a pinned certificate is no anchor";
    }
}

TEST_F(Papers, are_not_valid_without_anchors) {
    EXPECT_EQ(otkel({"certificate", "check", pki("person.cert.pem")}).code, 1);
}

TEST_F(Papers, are_not_valid_when_the_list_asked_for_is_missing_or_out_of_date) {
    const auto check = [](const char* list) {
        return otkel(with_trust({"certificate", "check", pki("person.cert.pem"), "--crl", pki(list)}));
    };
    EXPECT_THAT(check("root.crl").out, HasSubstr("none of the given lists"));
    const auto old = check("ca-old.crl");
    EXPECT_EQ(old.code, 1);
    EXPECT_THAT(old.out, HasSubstr("ran out"));
}

TEST_F(Papers, signed_as_cms_are_verified_attached_and_detached) {
    const auto attached = write("attached.p7", sign("head", "text", {"--profile", "cms"}));
    const auto ran = otkel(with_trust({"verify", attached}));
    EXPECT_EQ(ran.code, 0) << ran.out;
    EXPECT_THAT(ran.out,
                AllOf(StartsWith("VALID, profile cms"), HasSubstr("Head of a legal entity"), HasSubstr("not proved")));
    EXPECT_EQ(otkel(with_trust({"verify", attached, "--signed-content"})).out, "text");

    const auto detached = write("detached.p7", sign("head", "text", {"--profile", "cms", "--detached"}));
    EXPECT_EQ(otkel(with_trust({"verify", detached, "--content", write("text", "text")})).code, 0);
    EXPECT_EQ(otkel(with_trust({"verify", detached, "--content", write("other", "other")})).code, 1);
    EXPECT_EQ(otkel(with_trust({"verify", detached})).code, 1);
}

TEST_F(Papers, with_attachments_are_verified_as_they_were_sent) {
    const auto scan = std::string(30, 's');
    const auto signed_one =
        sign("head", "<a xmlns='urn:a'><Scan>" + to_base64(scan) + "</Scan></a>", {"--profile", "wsse"});
    auto packed = soap::pack(signed_one, {{"Scan"}, 30, 1});
    ASSERT_TRUE(soap::is_multipart(packed.content_type)) << signed_one;
    const auto verify = [&](const std::string& octets) {
        return otkel(with_trust({"verify", write("sent", octets), "--content-type", packed.content_type}));
    };
    const auto held = verify(packed.body);
    EXPECT_EQ(held.code, 0) << held.out << held.err;
    EXPECT_THAT(held.out, StartsWith("VALID, profile wsse"));
    packed.body.replace(packed.body.find(scan), 1, "t");
    EXPECT_EQ(verify(packed.body).code, 1);
}

TEST_F(Papers, signed_by_several_name_each) {
    const auto once = write("once.p7", sign("person", "text", {"--profile", "cms"}));
    const auto twice = write("twice.p7", sign("head", "text", {"--profile", "cms", "--add-to", once}));
    const auto report = json::parse(otkel(with_trust({"verify", twice, "--json"})).out);
    EXPECT_TRUE(report.at("valid").as_bool());
    ASSERT_EQ(report.at("signers").as_array().size(), 2U);
    EXPECT_EQ(report.at("signers").at(1).at("bin"), "490140000002");

    const auto first = sign("person", "<a xmlns='urn:a'><b>1</b><!-- said aside --></a>", {"--profile", "enveloped"});
    const auto second = sign("head", first, {"--profile", "enveloped"});
    const auto stacked = otkel(with_trust({"verify", write("stacked.xml", second)}));
    EXPECT_EQ(stacked.code, 0) << stacked.out;
    EXPECT_THAT(stacked.out, AllOf(HasSubstr("Signer 1: VALID"), HasSubstr("Signer 2: VALID")));
    auto changed = second;
    changed.replace(changed.find("<b>1"), 4, "<b>2");
    EXPECT_EQ(otkel(with_trust({"verify", write("changed.xml", changed)})).code, 1);
}

TEST_F(Papers, of_a_revoked_signer_do_not_hold_after_the_revocation) {
    const auto message = write("revoked.p7", sign("revoked-person", "text", {"--profile", "cms"}));
    const auto at = [&](const char* moment) {
        return otkel(with_trust({"verify", message, "--crl", pki("ca.crl"), "--crl", pki("root.crl"), "--at", moment}));
    };
    const auto after = at("2026-07-12T09:30:00+05:00");
    EXPECT_EQ(after.code, 1);
    EXPECT_THAT(after.out, AllOf(HasSubstr("REVOKED"), HasSubstr("FAILED  revocation")));
}

TEST_F(Papers, of_the_economic_union_and_bare_octets_are_signed_and_verified) {
    const auto document = write("eaeu.xml", sign("head", "<a xmlns='urn:a'>1</a>", {"--profile", "eaeu"}));
    EXPECT_THAT(otkel(with_trust({"verify", document})).out, StartsWith("VALID, profile eaeu"));

    const auto body = write("body.txt", "invoice body");
    const auto signature = write("body.sig", sign("head", "invoice body", {"--profile", "raw"}));
    const auto verify = [&](const std::string& file) {
        return otkel({"verify", file, "--profile", "raw", "--signature", signature, "--key", pki("head.cert.pem")});
    };
    EXPECT_EQ(verify(body).code, 0) << verify(body).out;
    EXPECT_EQ(verify(write("other.txt", "another body")).code, 1);
    EXPECT_EQ(otkel({"verify", body, "--profile", "raw"}).code, 2);

    const auto piped =
        run_program("/bin/sh", {"-c", "cat \"$0\" | \"$@\"", pki("head.cert.pem"), OTKEL_PROGRAM, "verify", body,
                                "--profile", "raw", "--signature", signature, "--key", "/dev/stdin"});
    EXPECT_EQ(piped.code, 0) << "a pipe can be read only once: " << piped.out << piped.err;
}

TEST_F(Papers, are_verified_with_a_bare_public_key) {
    const auto signed_ = write("signed.xml", sign("shep-bus-ec", "<a xmlns='urn:a'>1</a>", {"--profile", "wsse"}));
    const auto key = write("key.der", certificate_of("shep-bus-ec.cert.pem")->key().der());
    EXPECT_EQ(otkel({"verify", signed_, "--key", key}).code, 0);
    const auto other = write("other.der", certificate_of("shep-bus.cert.pem")->key().der());
    EXPECT_EQ(otkel({"verify", signed_, "--key", other}).code, 1);
}

TEST_F(Papers, in_a_container_are_verified_and_given_out) {
    const std::vector<asic::AsicFile> files{{"шарт.txt", "contract\n"}, {"annex/table.csv", "a;b\n"}};
    const auto zip = asic::write_asic_e(files, otkel::testing::pki_identity("head"), SystemClock().wall()).value();
    const auto container = write("contract.asice", zip);
    const auto ran = otkel(with_trust({"verify", container}));
    EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
    EXPECT_THAT(ran.out, AllOf(StartsWith("VALID, profile asic"), HasSubstr("шарт.txt (9 octets)"),
                               HasSubstr("META-INF/signature.p7s covers шарт.txt, annex/table.csv"),
                               HasSubstr("Head of a legal entity")));
    EXPECT_EQ(otkel(with_trust({"verify", container, "--profile", "asic", "--signed-content"})).out, "contract\na;b\n");
    EXPECT_EQ(otkel({"verify", container}).code, 1) << "nobody is trusted";

    auto read = asic::read_container(zip, {}).value();
    read.files.push_back({"slipped-in.txt", "more"});
    const auto extra = otkel(with_trust({"verify", write("extra.asice", asic::write_container(read).value())}));
    EXPECT_EQ(extra.code, 1);
    EXPECT_THAT(extra.out, AllOf(StartsWith("NOT VALID"), HasSubstr("no signature covers \"slipped-in.txt\"")));
    read.files.pop_back();
    read.files.front().octets = "Contract\n";
    const auto changed = write("changed.asice", asic::write_container(read).value());
    const auto report = json::parse(otkel(with_trust({"verify", changed, "--json"})).out);
    EXPECT_FALSE(report.at("valid").as_bool());
    EXPECT_THAT(std::string(report.at("detail").as_string()), HasSubstr("not as it was signed: \"шарт.txt\""));
    const auto given_out = otkel(with_trust({"verify", changed, "--signed-content"}));
    EXPECT_EQ(given_out.code, 1);
    EXPECT_EQ(given_out.out, "");
    const auto xades =
        asic::write_container({std::string(asic::media_type_e), {{"a", "1"}, {"META-INF/signatures.xml", "<a/>"}}});
    const auto unsupported = otkel(with_trust({"verify", write("xades.asice", xades.value())}));
    EXPECT_EQ(unsupported.code, 1);
    EXPECT_THAT(unsupported.out, HasSubstr("XAdES"));
}

TEST_F(Papers, that_are_none_are_not_valid_or_unreadable) {
    EXPECT_EQ(otkel(with_trust({"verify", "-"}), "gibberish").code, 1);
    EXPECT_EQ(otkel(with_trust({"verify", "-", "--profile", "cms"}), "gibberish").code, 1);
    EXPECT_EQ(otkel(with_trust({"verify", "-"}), std::string("PK\x03\x04 and so on")).code, 1);
    EXPECT_EQ(otkel({"certificate", "show", write("none.pem", "nothing")}).code, 2);
}

}  // namespace
}  // namespace otkel::test
