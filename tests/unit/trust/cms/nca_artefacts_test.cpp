#include <gtest/gtest.h>

#include <algorithm>

#include "gateway/trust/cms/time_stamp_token.hpp"
#include "tests/support/reference_data.hpp"
#include "tests/unit/trust/cms/cms_pki.hpp"

// Messages and tokens that the national authority's own software and services made.

namespace otkel::trust {
namespace {

using testing::on;
using testing::verdicts_of;

std::string file(const std::string& name) { return otkel::testing::reference_file("nca/" + name); }

CertificatePtr certificate(const std::string& name) {
    return Certificate::from_file_content(file(name)).value().front();
}

TrustStore authorities() {
    TrustStore store;
    for (const auto* root : {"ca-test/root_gost_2022_test.cer", "ca-test/root_gost_test.crt",
                             "ca-production/edscheck_root_gost_2022.pem"}) {
        store.anchor(certificate(root));
    }
    for (const auto* between :
         {"ca-test/nca_gost_2022_test.cer", "ca-test/nca_gost_test.crt", "ca-production/edscheck_nca_gost_2022.pem"}) {
        store.know(certificate(between));
    }
    return store;
}

class NcaArtefacts : public ::testing::Test {
protected:
    void SetUp() override { OTKEL_NEEDS_REFERENCE_DATA("nca"); }
};

TEST_F(NcaArtefacts, attached_message_with_its_time_stamp_is_valid) {
    const auto store = authorities();
    const auto verified =
        verify_cms(file("cms/individual_attached.der"), std::nullopt, testing::policy_of(store, on(2026, 8)));
    ASSERT_TRUE(verified) << verified.error().to_string();
    const auto& signer = verified->signers.at(0);
    ASSERT_TRUE(verified->valid()) << signer.error->to_string();
    EXPECT_EQ(verdicts_of(signer), std::string(testing::all_passed) + " time stamp+");
    EXPECT_EQ(signer.algorithm, "gost2015-512");
    EXPECT_EQ(signer.certificate->iin(), "123456789011");
    EXPECT_EQ(to_utc_text(*signer.claimed_time).substr(0, 19), "2026-07-20T09:08:06");
    EXPECT_EQ(to_utc_text(signer.stamp->time).substr(0, 19), "2026-07-20T09:08:07");
    EXPECT_EQ(signer.stamp->policy, stamp_policy::gost2015);
    EXPECT_EQ(signer.stamp->digest, crypto::DigestAlgorithm::streebog512);
    EXPECT_EQ(signer.stamp->path.certificates.size(), 3U);
    EXPECT_EQ(verified->content, file("cms/individual_document.txt"));
}

TEST_F(NcaArtefacts, expired_signer_is_judged_at_the_stamped_time) {
    const auto store = authorities();
    auto policy = testing::policy_of(store, on(2030));
    const auto message = file("cms/individual_attached.der");
    const auto verified = verify_cms(message, std::nullopt, policy);
    ASSERT_TRUE(verified);
    EXPECT_TRUE(verified->valid());
    EXPECT_EQ(verified->signers[0].judged_at, verified->signers[0].stamp->time);
    policy.judge_at_stamped_time = false;
    EXPECT_EQ(verify_cms(message, std::nullopt, policy)->signers[0].error->code, Errc::certificate_invalid);
}

TEST_F(NcaArtefacts, detached_message_is_valid_over_its_document) {
    const auto store = authorities();
    const auto policy = testing::policy_of(store, on(2026, 8));
    const auto message = file("cms/individual_detached.der");
    const auto document = file("cms/individual_document.txt");
    const auto verified = verify_cms(message, document, policy);
    ASSERT_TRUE(verified);
    EXPECT_TRUE(verified->valid()) << verified->signers[0].error->to_string();
    EXPECT_EQ(verify_cms(message, document + " ", policy)->signers[0].error->code, Errc::signature_invalid);
}

TEST_F(NcaArtefacts, token_of_the_2004_authority_has_a_right_signature_and_a_digest_that_is_refused) {
    const auto store = authorities();
    const auto token = file("tsp/src_test_resources_tsp_tsp_token.bin");
    const auto verified = verify_token(token, store);
    ASSERT_TRUE(verified) << verified.error().to_string();
    EXPECT_EQ(verified->stamp.policy, stamp_policy::gost2004);
    EXPECT_EQ(verified->stamp.algorithm, crypto::name(crypto::KeyAlgorithm::gost2004));
    EXPECT_EQ(to_utc_text(verified->stamp.time).substr(0, 19), "2022-09-18T13:20:14");
    // It was made over a SHA-1 digest.
    EXPECT_EQ(verify_time_stamp(token, "anything", store).error().code, Errc::forbidden_construct);
    const auto question = make_time_stamp_question("anything", crypto::DigestAlgorithm::gost34311, {});
    const auto answer = file("tsp/src_test_resources_tsp_tsp_response.bin");
    EXPECT_EQ(read_time_stamp_answer(answer, question, store).error().code, Errc::signature_invalid);  // the nonce
    for (std::size_t at = token.find(verified->info.imprint); at < token.size(); at += 11) {
        auto changed = token;
        changed[at] = static_cast<char>(changed[at] ^ 0x01);
        EXPECT_FALSE(verify_token(changed, store)) << at;
    }
}

// Whether a message with one octet changed may still be valid there, because no signature covers the place.
bool is_outside(const std::string& message, std::size_t at) {
    const auto within = [&](std::size_t from, std::size_t size) { return at >= from && at < from + size; };
    const auto stamp = crypto::der::oid("1.2.840.113549.1.9.16.2.14");
    const auto token = message.find(stamp);
    const auto signed_data = crypto::der::oid("1.2.840.113549.1.7.2");
    // Version of SignedData, 10 octets behind the identifier of its type: two headers of four octets, tag and length.
    const auto version_at = [&](std::size_t begin) {
        return message.find(signed_data, begin) + signed_data.size() + 10;
    };
    return at == version_at(0) || at == version_at(token) || within(token, stamp.size());
}

TEST_F(NcaArtefacts, no_changed_octet_is_taken_for_valid_but_outside_of_the_signatures) {
    const auto store = authorities();
    const auto policy = testing::policy_of(store, on(2026, 8));
    const auto message = file("cms/individual_attached.der");
    const auto* every = std::getenv("OTKEL_TEST_EVERY_OCTET");
    const std::size_t step = every != nullptr ? 1 : 13;
    for (std::size_t at = 0; at < message.size(); at += step) {
        for (const auto mask : {0x01, 0x04, 0x80}) {
            auto changed = message;
            changed[at] = static_cast<char>(changed[at] ^ mask);
            const auto verified = verify_cms(changed, std::nullopt, policy);
            EXPECT_TRUE(!verified || !verified->valid() || is_outside(message, at)) << at << " ^ " << mask;
        }
    }
}

}  // namespace
}  // namespace otkel::trust
