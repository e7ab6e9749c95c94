#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/trust/cms/crafted_message.hpp"

// Each rule of RFC 5652 that a message may break although its signature is right.

namespace otkel::trust {
namespace {

using crypto::KeyAlgorithm;
using testing::attribute;
using testing::CmsPki;
using testing::CraftedMessage;
using testing::on;
using testing::policy_of;

namespace der = crypto::der;

constexpr auto algorithm = KeyAlgorithm::ecdsa_p256;
const CmsPki& pki() { return CmsPki::of(algorithm); }
const crypto::Identity& signer() {
    static const auto identity = pki().identity("АСАН");
    return identity;
}
CraftedMessage crafted() { return CraftedMessage(signer()); }

CmsSigner judged(const std::string& message, const TrustStore& trust = pki().trust) {
    const auto verified = verify_cms(message, std::nullopt, policy_of(trust));
    EXPECT_TRUE(verified) << verified.error().to_string();
    return verified ? verified->signers.at(0) : CmsSigner{};
}
// The step that failed and why; "valid" when none did.
std::string outcome(const std::string& message, const TrustStore& trust = pki().trust) {
    const auto signer = judged(message, trust);
    return signer.error ? std::string(signer.verdicts.back().step) + ": " + std::string(name(signer.error->code))
                        : "valid";
}
Errc refusal(const std::string& message) {
    const auto verified = verify_cms(message, std::nullopt, policy_of(pki().trust));
    EXPECT_FALSE(verified);
    return verified ? Errc::internal : verified.error().code;
}

TEST(CmsRules, accept_the_crafted_message_as_it_is) { EXPECT_EQ(outcome(crafted().build()), "valid"); }

TEST(CmsRules, ask_for_content_type_and_message_digest) {
    auto message = crafted();
    message.attributes = {message.content_type_attribute()};
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
    message.attributes = {message.message_digest_attribute()};
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
}

TEST(CmsRules, refuse_a_doubled_attribute_and_a_doubled_value) {
    auto message = crafted();
    const auto digest = message.message_digest_attribute();
    const auto other = attribute(oid::message_digest, {der::octet_string(std::string(32, '\0'))});
    for (const auto& doubled : {digest, other}) {
        message.attributes = {message.content_type_attribute(), digest, doubled};
        EXPECT_EQ(outcome(message.build()), "structure: malformed");
    }
    message.attributes = {message.content_type_attribute(), message.content_type_attribute(), digest};
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
    const auto value = der::octet_string(message.digest_of_content());
    message.attributes = {message.content_type_attribute(), attribute(oid::message_digest, {value, value})};
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
    const auto time = attribute(oid::signing_time, {der::time(on(2026))});
    message.attributes = {message.content_type_attribute(), digest, time, time};
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
}

TEST(CmsRules, refuse_values_of_another_type) {
    auto message = crafted();
    message.attributes = {message.content_type_attribute(), attribute(oid::message_digest, {der::integer(1)})};
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
    message.attributes = {attribute(oid::content_type, {der::null()}), message.message_digest_attribute()};
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
    message = crafted();
    message.attributes.push_back(attribute(oid::signing_time, {der::integer(1)}));
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
}

TEST(CmsRules, accept_the_order_in_which_the_signer_signed_and_no_other) {
    auto message = crafted();
    message.attributes.push_back(attribute(oid::signing_time, {der::time(on(2026))}));
    std::sort(message.attributes.begin(), message.attributes.end());
    do {
        EXPECT_EQ(outcome(message.build()), "valid");
    } while (std::next_permutation(message.attributes.begin(), message.attributes.end()));

    const auto built = message.build();
    const auto [first, second] = std::pair(message.attributes[0], message.attributes[1]);
    auto swapped = built;
    swapped.replace(swapped.find(first + second), first.size() + second.size(), second + first);
    EXPECT_EQ(outcome(swapped), "mathematics: signature-invalid");
}

TEST(CmsRules, compare_the_signed_content_type_with_the_carried_one) {
    auto message = crafted();
    message.attributes[0] = attribute(oid::content_type, {der::oid(oid::time_stamp_info)});
    EXPECT_EQ(outcome(message.build()), "structure: signature-invalid");
    message = crafted();
    message.content_type = oid::time_stamp_info;
    message.version = 3;
    message.attributes = {message.content_type_attribute(), message.message_digest_attribute()};
    EXPECT_EQ(outcome(message.build()), "valid");
}

TEST(CmsRules, want_signed_attributes_for_everything_but_data) {
    auto message = crafted();
    message.attributes.clear();
    EXPECT_EQ(outcome(message.build()), "valid");
    message.content_type = oid::time_stamp_info;
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
}

TEST(CmsRules, do_not_take_signed_attributes_for_a_content) {
    auto message = crafted();
    const auto signed_octets = der::element(der::tag::set, message.attributes[0] + message.attributes[1]);
    message.attributes.clear();
    message.content = signed_octets;
    EXPECT_EQ(outcome(message.build()), "structure: forbidden-construct");
}

TEST(CmsRules, notice_a_wrong_digest_in_the_attributes) {
    auto message = crafted();
    message.attributes[1] = attribute(oid::message_digest, {der::octet_string(std::string(32, 'x'))});
    EXPECT_EQ(outcome(message.build()), "coverage: signature-invalid");
    message.attributes[1] = attribute(oid::message_digest, {der::octet_string(message.digest_of_content() + "x")});
    EXPECT_EQ(outcome(message.build()), "coverage: signature-invalid");
}

TEST(CmsRules, refuse_algorithms_that_are_not_carried_or_contradict_the_key) {
    auto message = crafted();
    message.digest_identifier = message.digests = crypto::algorithm_identifier(crypto::DigestAlgorithm::sha1);
    EXPECT_EQ(outcome(message.build()), "algorithms: forbidden-construct");
    message.digest_identifier = message.digests = crypto::algorithm_identifier(crypto::DigestAlgorithm::sha512);
    EXPECT_EQ(outcome(message.build()), "algorithms: forbidden-construct");
    message.digest_identifier = message.digests = der::sequence({der::oid("1.2.840.113549.2.5")});
    EXPECT_EQ(outcome(message.build()), "algorithms: forbidden-construct");
    message = crafted();
    message.signature_identifier = crypto::algorithm_identifier(crypto::SignatureAlgorithm::rsa_sha256);
    EXPECT_EQ(outcome(message.build()), "algorithms: forbidden-construct");
}

TEST(CmsRules, accept_the_identifier_of_the_key_as_signature_algorithm) {
    // RFC 3370 section 3.2 writes rsaEncryption, the national SDK the identifier of the 2004 key (seen).
    const std::pair<KeyAlgorithm, std::string_view> identifiers[]{{KeyAlgorithm::rsa, "1.2.840.113549.1.1.1"},
                                                                  {KeyAlgorithm::gost2004, "1.2.398.3.10.1.1.1.1"}};
    for (const auto& [key, identifier] : identifiers) {
        CraftedMessage message(CmsPki::of(key).identity("АСАН"));
        message.signature_identifier = der::sequence({der::oid(identifier), der::null()});
        EXPECT_EQ(outcome(message.build(), CmsPki::of(key).trust), "valid") << identifier;
    }
}

TEST(CmsRules, refuse_versions_that_do_not_fit) {
    auto message = crafted();
    message.signer_version = 3;
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
    message = crafted();
    for (const std::uint64_t version : {0U, 2U, 6U, 255U}) {
        message.version = version;
        EXPECT_EQ(refusal(message.build()), Errc::malformed);
    }
}

TEST(CmsRules, find_a_signer_by_its_key_identifier) {
    auto message = crafted();
    const auto certificate = *Certificate::from_der(signer().certificate_der);
    message.version = message.signer_version = 3;
    message.signer_name = der::element(der::tag::context_primitive(0), certificate->subject_key_id());
    EXPECT_EQ(outcome(message.build()), "valid");
    message.signer_version = 1;
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
    message.signer_version = 3;
    message.signer_name = der::element(der::tag::context_primitive(0), "another");
    EXPECT_EQ(outcome(message.build()), "trust: signer-untrusted");
    message.signer_name = der::element(der::tag::context_primitive(0), "");
    EXPECT_EQ(refusal(message.build()), Errc::malformed);
}

TEST(CmsRules, want_the_digest_algorithm_among_those_of_the_message) {
    auto message = crafted();
    message.digests = crypto::algorithm_identifier(crypto::DigestAlgorithm::sha512);
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
}

TEST(CmsRules, find_a_certificate_that_is_not_in_the_message_in_the_trust_store) {
    auto message = crafted();
    message.certificates.clear();
    EXPECT_EQ(outcome(message.build()), "trust: signer-untrusted");
    auto store = pki().trust;
    store.know(*Certificate::from_der(signer().certificate_der));
    EXPECT_EQ(outcome(message.build(), store), "valid");
    TrustStore pinned;
    pinned.pin(*Certificate::from_der(signer().certificate_der));
    EXPECT_EQ(outcome(message.build(), pinned), "valid");
}

TEST(CmsRules, do_not_trust_an_exchanged_certificate) {
    auto message = crafted();
    const auto serial = (*Certificate::from_der(signer().certificate_der))->serial_octets();
    const auto other = crypto::PrivateKey::generate(algorithm);
    // Same issuer and serial number from the same authority, but another key.
    message.certificates =
        pki().root.issue(testing::content_for("БОЛАТ", 2025, 2028), other.public_key(), serial)->der();
    EXPECT_EQ(outcome(message.build()), "mathematics: signature-invalid");
    // Under the authority's name by somebody else.
    const issuing::Issuer impostor(pki().root.certificate(), other);
    message.certificates = impostor.issue(testing::content_for("АСАН", 2025, 2028), other.public_key(), serial)->der();
    message.identity.key = other;
    EXPECT_EQ(outcome(message.build()), "trust: signer-untrusted");
}

TEST(CmsRules, compare_the_certificate_with_the_one_that_the_signer_named) {
    auto message = crafted();
    message.attributes.push_back(
        attribute(oid::signing_certificate_v2, {signing_certificate_v2(signer().certificate_der)}));
    EXPECT_EQ(outcome(message.build()), "valid");
    // The same key and name certified anew: the signer did not mean that certificate.
    const auto serial = (*Certificate::from_der(signer().certificate_der))->serial_octets();
    message.certificates =
        pki().root.issue(testing::content_for("АСАН", 2025, 2029), signer().key.public_key(), serial)->der();
    EXPECT_EQ(outcome(message.build()), "trust: signer-untrusted");
    message = crafted();
    message.attributes.push_back(attribute(oid::signing_certificate, {der::sequence({der::sequence({})})}));
    EXPECT_EQ(outcome(message.build()), "structure: malformed");
}

TEST(CmsRules, bound_the_work_that_signers_without_attributes_cost) {
    auto message = crafted();
    message.attributes.clear();
    message.content = std::string(4000, 'x');
    const auto two = message.build(message.signer() + message.signer());
    auto policy = policy_of(pki().trust);
    EXPECT_TRUE(verify_cms(two, std::nullopt, policy)->valid());
    policy.octets_max = 7000;
    EXPECT_EQ(verify_cms(two, std::nullopt, policy).error().code, Errc::limit_exceeded);
}

TEST(CmsRules, refuse_what_is_not_a_signed_message) {
    auto message = crafted();
    EXPECT_EQ(refusal(message.build("")), Errc::not_signed);
    EXPECT_EQ(refusal(message.build() + std::string(1, '\0')), Errc::malformed);
    EXPECT_EQ(refusal(""), Errc::malformed);
    EXPECT_EQ(refusal("MIIB"), Errc::malformed);
    EXPECT_EQ(refusal(signer().certificate_der), Errc::malformed);
    const auto enveloped =
        der::sequence({der::oid("1.2.840.113549.1.7.3"), der::element(der::tag::context(0), der::sequence({}))});
    EXPECT_EQ(refusal(enveloped), Errc::unsupported);
    message.certificates = der::sequence({der::null()});
    EXPECT_EQ(refusal(message.build()), Errc::malformed);
    message = crafted();
    message.signer_name = der::sequence({der::sequence({}), der::integer_of(std::string(65, 'x'))});
    EXPECT_EQ(refusal(message.build()), Errc::malformed);
    message = crafted();
    message.digest_identifier = der::sequence({der::oid("2.16.840.1.101.3.4.2.1"), der::integer(1)});
    EXPECT_EQ(refusal(message.build()), Errc::malformed);
}

TEST(CmsRules, survive_every_truncation) {
    const auto message = crafted().build();
    for (std::size_t size = 0; size < message.size(); ++size) {
        EXPECT_EQ(refusal(message.substr(0, size)), Errc::malformed) << size;
    }
}

}  // namespace
}  // namespace otkel::trust
