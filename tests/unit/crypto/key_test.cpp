#include <gtest/gtest.h>

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key.hpp"
#include "tests/support/pki_keys.hpp"

namespace otkel::crypto {
namespace {

using testing::pki_identity;

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

class BothAlgorithms : public ::testing::TestWithParam<const char*> {
protected:
    [[nodiscard]] PrivateKey key() const { return pki_identity(GetParam()).key; }
};

INSTANTIATE_TEST_SUITE_P(Key, BothAlgorithms, ::testing::Values("shep-bus", "shep-bus-ec"), [](const auto& parameter) {
    std::string name = parameter.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST_P(BothAlgorithms, verifies_what_it_signed) {
    const auto signature = key().sign(key().preferred_signature(), "octets");
    ASSERT_TRUE(signature);
    EXPECT_TRUE(key().public_key().verifies(key().preferred_signature(), "octets", *signature));
}

TEST_P(BothAlgorithms, refuses_other_octets_and_a_changed_signature) {
    const auto algorithm = key().preferred_signature();
    auto signature = *key().sign(algorithm, "octets");
    EXPECT_FALSE(key().public_key().verifies(algorithm, "Octets", signature));
    signature.back() = static_cast<char>(signature.back() ^ 1);
    EXPECT_FALSE(key().public_key().verifies(algorithm, "octets", signature));
}

TEST_P(BothAlgorithms, refuses_signatures_of_a_wrong_length) {
    const auto algorithm = key().preferred_signature();
    const auto signature = *key().sign(algorithm, "octets");
    const auto verifies = [&](std::string_view text) { return key().public_key().verifies(algorithm, "octets", text); };
    EXPECT_FALSE(verifies(""));
    EXPECT_FALSE(verifies(std::string_view(signature).substr(1)));
    EXPECT_FALSE(verifies(signature + std::string(1, '\0')));
    EXPECT_FALSE(verifies(std::string(1, '\0') + signature));
}

TEST_P(BothAlgorithms, has_nothing_to_do_with_the_other_algorithm) {
    const auto other =
        key().algorithm() == KeyAlgorithm::rsa ? SignatureAlgorithm::ecdsa_sha256 : SignatureAlgorithm::rsa_sha256;
    EXPECT_FALSE(key().sign(other, "octets"));
    EXPECT_FALSE(key().public_key().verifies(other, "octets", std::string(64, 'x')));
}

TEST(PublicKey, knows_kind_and_size) {
    const auto rsa = pki_identity("shep-bus").key.public_key();
    EXPECT_EQ(rsa.algorithm(), KeyAlgorithm::rsa);
    EXPECT_EQ(rsa.bits(), 2048);
    const auto ec = pki_identity("shep-bus-ec").key.public_key();
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
    const auto key = pki_identity("shep-bus-ec").key.public_key();
    EXPECT_FALSE(key.verifies(SignatureAlgorithm::ecdsa_sha256, "octets", std::string(64, '\0')));
}

TEST(PublicKey, says_what_is_not_a_key) {
    const auto key = PublicKey::from_pem("-----BEGIN NOTHING-----\n");
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().code, Errc::malformed);
}

TEST(PublicKey, stands_for_a_key_of_another_library_without_verifying) {
    const PublicKey key(nullptr);
    EXPECT_EQ(key.algorithm(), KeyAlgorithm::other);
    EXPECT_EQ(key.bits(), 0);
    EXPECT_FALSE(key.verifies(SignatureAlgorithm::rsa_sha256, "octets", "signature"));
}

// Leading zero octets of r or s are where fixed width goes wrong: among many signatures some have them.
TEST(PrivateKey, writes_ecdsa_signatures_of_fixed_width) {
    const auto identity = pki_identity("shep-bus-ec");
    const auto public_key = identity.key.public_key();
    for (int i = 0; i < 600; ++i) {
        const auto signature = identity.key.sign(SignatureAlgorithm::ecdsa_sha256, std::to_string(i));
        ASSERT_TRUE(signature);
        ASSERT_EQ(signature->size(), 64U);
        ASSERT_TRUE(public_key.verifies(SignatureAlgorithm::ecdsa_sha256, std::to_string(i), *signature));
    }
}

}  // namespace
}  // namespace otkel::crypto
