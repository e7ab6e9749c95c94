#include <gtest/gtest.h>

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key.hpp"

namespace otkel::crypto {
namespace {

// RFC 6979 appendix A.2.5: P-256, SHA-256, message "sample".
constexpr std::string_view rfc6979_public_key =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7"
    "Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==\n"
    "-----END PUBLIC KEY-----\n";

std::string from_hex(std::string_view hex) {
    std::string octets;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        octets += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return octets;
}

const PrivateKey& key_of_kind(KeyAlgorithm algorithm) {
    static const auto rsa = PrivateKey::generate(KeyAlgorithm::rsa);
    static const auto p256 = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    static const auto p384 = PrivateKey::generate(KeyAlgorithm::ecdsa_p384);
    return algorithm == KeyAlgorithm::rsa ? rsa : algorithm == KeyAlgorithm::ecdsa_p256 ? p256 : p384;
}

class OpensslKey : public ::testing::TestWithParam<KeyAlgorithm> {
protected:
    [[nodiscard]] static const PrivateKey& key() { return key_of_kind(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Key, OpensslKey,
                         ::testing::Values(KeyAlgorithm::rsa, KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384),
                         [](const auto& parameter) {
                             std::string word(crypto::word(preferred_signature(parameter.param)));
                             std::replace(word.begin(), word.end(), '-', '_');
                             return word;
                         });

TEST_P(OpensslKey, verifies_what_it_signed) {
    const auto signature = key().sign(key().preferred_signature(), "octets");
    ASSERT_TRUE(signature);
    EXPECT_TRUE(key().public_key().verifies(key().preferred_signature(), "octets", *signature));
}

TEST_P(OpensslKey, refuses_other_octets_and_a_changed_signature) {
    const auto algorithm = key().preferred_signature();
    auto signature = *key().sign(algorithm, "octets");
    EXPECT_FALSE(key().public_key().verifies(algorithm, "Octets", signature));
    signature.back() = static_cast<char>(signature.back() ^ 1);
    EXPECT_FALSE(key().public_key().verifies(algorithm, "octets", signature));
}

TEST_P(OpensslKey, refuses_signatures_of_a_wrong_length) {
    const auto algorithm = key().preferred_signature();
    const auto signature = *key().sign(algorithm, "octets");
    const auto verifies = [&](std::string_view text) { return key().public_key().verifies(algorithm, "octets", text); };
    EXPECT_FALSE(verifies(""));
    EXPECT_FALSE(verifies(std::string_view(signature).substr(1)));
    EXPECT_FALSE(verifies(signature + std::string(1, '\0')));
    EXPECT_FALSE(verifies(std::string(1, '\0') + signature));
}

TEST_P(OpensslKey, has_nothing_to_do_with_the_other_algorithm) {
    const auto other =
        key().algorithm() == KeyAlgorithm::rsa ? SignatureAlgorithm::ecdsa_sha256 : SignatureAlgorithm::rsa_sha256;
    EXPECT_FALSE(key().sign(other, "octets"));
    EXPECT_FALSE(key().public_key().verifies(other, "octets", std::string(64, 'x')));
}

TEST_P(OpensslKey, survives_its_encodings) {
    const auto public_key = PublicKey::from_der(key().public_key().der());
    ASSERT_TRUE(public_key);
    EXPECT_TRUE(public_key->is_same_as(key().public_key()));
    const auto private_key = PrivateKey::from_der(*key().der());
    ASSERT_TRUE(private_key) << private_key.error().to_string();
    EXPECT_TRUE(private_key->public_key().is_same_as(key().public_key()));
}

TEST_P(OpensslKey, signs_in_both_forms) {
    const auto algorithm = key().preferred_signature();
    for (const auto form : {EcdsaForm::der, EcdsaForm::fixed_width}) {
        const auto signature = *key().sign(algorithm, "octets", form);
        EXPECT_TRUE(key().public_key().verifies(algorithm, "octets", signature, form));
        const auto other = form == EcdsaForm::der ? EcdsaForm::fixed_width : EcdsaForm::der;
        EXPECT_EQ(key().public_key().verifies(algorithm, "octets", signature, other), GetParam() == KeyAlgorithm::rsa);
    }
}

TEST(PrivateKey, signs_with_every_digest_of_its_kind) {
    const auto& key = key_of_kind(KeyAlgorithm::rsa);
    for (const auto algorithm :
         {SignatureAlgorithm::rsa_sha256, SignatureAlgorithm::rsa_sha384, SignatureAlgorithm::rsa_sha512}) {
        const auto signature = *key.sign(algorithm, "octets");
        EXPECT_TRUE(key.public_key().verifies(algorithm, "octets", signature));
    }
    EXPECT_FALSE(key.public_key().verifies(SignatureAlgorithm::rsa_sha256, "octets",
                                           *key.sign(SignatureAlgorithm::rsa_sha512, "octets")));
}

TEST(PublicKey, knows_kind_and_size) {
    const auto rsa = key_of_kind(KeyAlgorithm::rsa).public_key();
    EXPECT_EQ(rsa.algorithm(), KeyAlgorithm::rsa);
    EXPECT_EQ(rsa.bits(), 2048);
    const auto ec = key_of_kind(KeyAlgorithm::ecdsa_p256).public_key();
    EXPECT_EQ(ec.algorithm(), KeyAlgorithm::ecdsa_p256);
    EXPECT_EQ(ec.bits(), 256);
    EXPECT_TRUE(ec.is_same_as(ec));
    EXPECT_FALSE(ec.is_same_as(rsa));
}

TEST(PublicKey, verifies_a_published_ecdsa_signature_as_two_halves) {
    const auto key = PublicKey::from_pem(rfc6979_public_key);
    ASSERT_TRUE(key) << key.error().to_string();
    const auto signature = from_hex(
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    EXPECT_TRUE(key->verifies(SignatureAlgorithm::ecdsa_sha256, "sample", signature));
    EXPECT_FALSE(key->verifies(SignatureAlgorithm::ecdsa_sha256, "test", signature));
}

TEST(PublicKey, refuses_zero_as_half_of_an_ecdsa_signature) {
    const auto key = key_of_kind(KeyAlgorithm::ecdsa_p256).public_key();
    EXPECT_FALSE(key.verifies(SignatureAlgorithm::ecdsa_sha256, "octets", std::string(64, '\0')));
}

TEST(PublicKey, says_what_is_not_a_key) {
    const auto key = PublicKey::from_pem("-----BEGIN NOTHING-----\n");
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().code, Errc::malformed);
}

// Ed25519, RFC 8410 section 10.1.
TEST(PublicKey, reads_a_key_of_an_algorithm_that_is_not_carried_without_verifying) {
    const auto key = PublicKey::from_pem(
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
        "-----END PUBLIC KEY-----\n");
    ASSERT_TRUE(key) << key.error().to_string();
    EXPECT_EQ(key->algorithm(), KeyAlgorithm::other);
    EXPECT_FALSE(key->verifies(SignatureAlgorithm::rsa_sha256, "octets", "signature"));
    EXPECT_FALSE(key->is_same_as(*key));
}

// Leading zero octets of r or s are where fixed width goes wrong: among many signatures some have them.
TEST(PrivateKey, writes_ecdsa_signatures_of_fixed_width) {
    const auto& key = key_of_kind(KeyAlgorithm::ecdsa_p256);
    const auto& public_key = key.public_key();
    for (int i = 0; i < 600; ++i) {
        const auto signature = key.sign(SignatureAlgorithm::ecdsa_sha256, std::to_string(i));
        ASSERT_TRUE(signature);
        ASSERT_EQ(signature->size(), 64U);
        ASSERT_TRUE(public_key.verifies(SignatureAlgorithm::ecdsa_sha256, std::to_string(i), *signature));
    }
}

}  // namespace
}  // namespace otkel::crypto
