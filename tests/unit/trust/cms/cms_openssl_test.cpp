#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "gateway/base/bytes.hpp"
#include "tests/support/pki_keys.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/trust/cms/cms_pki.hpp"

// What OpenSSL's commands write we verify, and what we write they do.

namespace otkel::trust {
namespace {

using crypto::KeyAlgorithm;
using testing::CmsPki;
using testing::on;
using testing::options_at;
using testing::policy_of;
using testing::read_file;

constexpr std::string_view document = "Шарт № 7\nекінші жол\n";

std::string pem(const std::string& label, std::string_view der) {
    const auto base64 = to_base64(der);
    std::string text = "-----BEGIN " + label + "-----\n";
    for (std::size_t at = 0; at < base64.size(); at += 64) {
        text += base64.substr(at, 64) + "\n";
    }
    return text + "-----END " + label + "-----\n";
}

class CmsAgainstOpenssl : public ::testing::TestWithParam<KeyAlgorithm> {
protected:
    void SetUp() override {
        if (std::system("openssl version >/dev/null 2>&1") != 0) {
            GTEST_SKIP() << "the openssl command is not installed";
        }
        write("ca.pem", pem("CERTIFICATE", pki().root.certificate()->der()));
        write("document", document);
    }

    [[nodiscard]] const CmsPki& pki() const { return CmsPki::of(GetParam()); }
    void write(const std::string& name, std::string_view content) const { folder_.write(name, content); }
    [[nodiscard]] std::string read(const std::string& name) const { return read_file(folder_ / name); }
    void write_identity(const std::string& name, const crypto::PrivateKey& key, std::string_view certificate) const {
        write(name + ".cert.pem", pem("CERTIFICATE", certificate));
        write(name + ".key.pem", pem("PRIVATE KEY", key.der().value()));
    }
    // In the folder of the test; what it says lands in "log".
    [[nodiscard]] bool openssl(const std::string& arguments) const {
        const auto command = "cd '" + folder_.path().string() + "' && openssl " + arguments + " >log 2>&1";
        return std::system(command.c_str()) == 0;
    }
    [[nodiscard]] static std::string at_time() {
        return " -attime " + std::to_string(std::chrono::system_clock::to_time_t(on(2026)));
    }
    [[nodiscard]] bool openssl_verifies(std::string_view message, const std::string& arguments = "") const {
        write("message", message);
        return openssl("cms -verify -inform DER -in message -binary -CAfile ca.pem -purpose any -out out" + at_time() +
                       " " + arguments) &&
               read("out") == document;
    }
    [[nodiscard]] bool we_verify(const std::string& sign_arguments,
                                 std::optional<std::string_view> content = std::nullopt) const {
        const auto made = openssl("cms -sign -in document -binary -outform DER -out message " + sign_arguments);
        EXPECT_TRUE(made) << read("log");
        const auto verified = made ? verify_cms(read("message"), content, policy_of(pki().trust))
                                   : Result<CmsMessage>(fail(Errc::internal, "nothing to verify"));
        EXPECT_TRUE(verified) << verified.error().to_string();
        return verified && verified->valid() && verified->content == document;
    }

private:
    otkel::tests::TemporaryFolder folder_;
};

TEST_P(CmsAgainstOpenssl, our_messages_are_verified_by_it) {
    const auto attached = *sign_cms(document, pki().identity("АСАН"), options_at(on(2026)));
    EXPECT_TRUE(openssl_verifies(attached)) << read("log");
    const auto detached = *sign_cms(document, pki().identity("АСАН"), options_at(on(2026), true));
    EXPECT_TRUE(openssl_verifies(detached, "-content document")) << read("log");
    const auto both = *add_cms_signer(attached, std::nullopt, pki().identity("БОЛАТ"), options_at(on(2026)));
    EXPECT_TRUE(openssl_verifies(both)) << read("log");
    EXPECT_TRUE(openssl_verifies(testing::stamped(both, pki().stamping, on(2026), 1))) << read("log");
    auto changed = attached;
    changed.back() = static_cast<char>(changed.back() ^ 0x01);
    EXPECT_FALSE(openssl_verifies(changed));
}

TEST_P(CmsAgainstOpenssl, its_messages_are_verified_by_us) {
    const auto first = pki().identity("АСАН");
    const auto second = pki().identity("БОЛАТ");
    write_identity("first", first.key, first.certificate_der);
    write_identity("second", second.key, second.certificate_der);
    const std::string signer = "-signer first.cert.pem -inkey first.key.pem ";
    EXPECT_TRUE(we_verify(signer + "-nodetach"));
    EXPECT_TRUE(we_verify(signer, document));
    EXPECT_TRUE(we_verify(signer + "-nodetach -noattr"));
    EXPECT_TRUE(we_verify(signer + "-nodetach -keyid"));
    EXPECT_TRUE(we_verify(signer + "-nodetach -cades"));
    EXPECT_TRUE(we_verify(signer + "-nodetach -signer second.cert.pem -inkey second.key.pem"));
    EXPECT_TRUE(we_verify(signer + "-nodetach -stream"));
    EXPECT_EQ(read("message").substr(0, 2), "\x30\x80") << "this one was to be BER";
    EXPECT_FALSE(we_verify(signer + "-nodetach -md sha1"));
}

TEST_P(CmsAgainstOpenssl, a_signer_added_to_its_message_is_verified_by_both) {
    const auto first = pki().identity("АСАН");
    write_identity("first", first.key, first.certificate_der);
    for (const std::string form : {"-nodetach", "-nodetach -stream", "-nodetach -noattr -keyid"}) {
        ASSERT_TRUE(
            openssl("cms -sign -in document -binary -outform DER -out made -signer first.cert.pem "
                    "-inkey first.key.pem " +
                    form))
            << read("log");
        const auto added = add_cms_signer(read("made"), std::nullopt, pki().identity("БОЛАТ"), options_at(on(2026)));
        ASSERT_TRUE(added) << added.error().to_string();
        EXPECT_TRUE(openssl_verifies(*added)) << form << read("log");
        EXPECT_TRUE(verify_cms(*added, std::nullopt, policy_of(pki().trust))->valid()) << form;
    }
}

TEST_P(CmsAgainstOpenssl, time_stamps_are_verified_by_both) {
    const auto question = make_time_stamp_question(document, crypto::DigestAlgorithm::sha256, {});
    write("question", question.der);
    const auto answer = issuing::write_time_stamp_answer(pki().stamping, *issuing::read_time_stamp_query(question.der),
                                                         on(2026), "\x05");
    write("answer", answer);
    const auto verify = "ts -verify -in answer -CAfile ca.pem" + at_time();
    EXPECT_TRUE(openssl(verify + " -queryfile question")) << read("log");
    EXPECT_TRUE(openssl(verify + " -data document")) << read("log");
    EXPECT_TRUE(read_time_stamp_answer(answer, question, pki().trust));
}

TEST_P(CmsAgainstOpenssl, its_answer_to_our_question_is_read) {
    const auto question = make_time_stamp_question(document, crypto::DigestAlgorithm::sha256, "1.2.398.3.3.2.6.2");
    write("question", question.der);
    write_identity("stamping", pki().stamping.key(), pki().stamping.certificate()->der());
    write("configuration",
          "[tsa]\ndefault_tsa = ours\n[ours]\nserial = serial\nsigner_cert = stamping.cert.pem\n"
          "signer_key = stamping.key.pem\nsigner_digest = sha256\ndefault_policy = 1.2.398.3.3.2.6.2\n"
          "digests = sha256\naccuracy = secs:1\nclock_precision_digits = 3\nordering = yes\ntsa_name = yes\n"
          "ess_cert_id_chain = no\n");
    write("serial", "0A\n");
    ASSERT_TRUE(openssl("ts -reply -config configuration -queryfile question -out answer")) << read("log");
    const auto stamp = read_time_stamp_answer(read("answer"), question, pki().trust);
    ASSERT_TRUE(stamp) << stamp.error().to_string();
    EXPECT_EQ(stamp->policy, "1.2.398.3.3.2.6.2");
    EXPECT_TRUE(verify_time_stamp(stamp->token, document, pki().trust));

    const auto refused = make_time_stamp_question(document, crypto::DigestAlgorithm::sha384, {});
    write("question", refused.der);
    ASSERT_TRUE(openssl("ts -reply -config configuration -queryfile question -out answer")) << read("log");
    const auto reason = read_time_stamp_answer(read("answer"), refused, pki().trust);
    EXPECT_EQ(reason.error().code, Errc::peer_failed);
    EXPECT_NE(reason.error().detail.find("badAlg"), std::string::npos) << reason.error().detail;
}

INSTANTIATE_TEST_SUITE_P(Keys, CmsAgainstOpenssl, ::testing::Values(KeyAlgorithm::rsa, KeyAlgorithm::ecdsa_p256));

}  // namespace
}  // namespace otkel::trust
