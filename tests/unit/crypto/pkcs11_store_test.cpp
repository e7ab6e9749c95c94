#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/crypto/pkcs11_token.hpp"
#include "tests/unit/crypto/pkcs12_files.hpp"

namespace otkel::crypto {
namespace {

using testing::finalize_softhsm;
using ::testing::HasSubstr;
using testing::make_certificate;
using testing::make_identity;
using ::testing::Not;
using testing::SoftToken;

const Identity& rsa() {
    static const auto made = make_identity(KeyAlgorithm::rsa, "rsa key");
    return made;
}

const Identity& ec() {
    static const auto made = make_identity(KeyAlgorithm::ecdsa_p256, "ec key");
    return made;
}

class Pkcs11Store : public ::testing::Test {
protected:
    void SetUp() override { token_.initialize("Otkel test"); }

    [[nodiscard]] Result<Identity> load(const std::string& label) const {
        return make_pkcs11_store(token_.key(label))->load();
    }
    static Error error_of(const TokenKey& key) {
        const auto identity = make_pkcs11_store(key)->load();
        EXPECT_FALSE(identity);
        return identity ? Error{} : identity.error();
    }
    static void expect_signature(const Identity& identity, SignatureAlgorithm algorithm, EcdsaForm form) {
        const auto signature = identity.key.sign(algorithm, "octets", form);
        ASSERT_TRUE(signature) << signature.error().to_string();
        EXPECT_TRUE(identity.key.public_key().verifies(algorithm, "octets", *signature, form));
        EXPECT_FALSE(identity.key.public_key().verifies(algorithm, "other octets", *signature, form));
    }
    static Errc signing_error(const Identity& identity) {
        const auto signature = identity.key.sign(identity.key.preferred_signature(), "octets");
        return signature ? Errc::internal : signature.error().code;
    }

    SoftToken token_;
};

TEST_F(Pkcs11Store, signs_with_rsa_and_every_digest) {
    token_.import_identity(rsa(), "0a", "\x0a");
    const auto identity = load("rsa key");
    ASSERT_TRUE(identity) << identity.error().to_string();
    EXPECT_EQ(identity->certificate_der, rsa().certificate_der);
    EXPECT_EQ(identity->name, "rsa key");
    for (const auto algorithm :
         {SignatureAlgorithm::rsa_sha256, SignatureAlgorithm::rsa_sha384, SignatureAlgorithm::rsa_sha512}) {
        expect_signature(*identity, algorithm, EcdsaForm::fixed_width);
    }
}

TEST_F(Pkcs11Store, signs_with_both_curves_in_both_forms) {
    token_.import_identity(ec(), "01", "\x01");
    token_.import_identity(make_identity(KeyAlgorithm::ecdsa_p384, "p384"), "02", "\x02");
    const auto p256 = load("ec key");
    const auto p384 = load("p384");
    ASSERT_TRUE(p256 && p384);
    for (const auto form : {EcdsaForm::fixed_width, EcdsaForm::der}) {
        expect_signature(*p256, SignatureAlgorithm::ecdsa_sha256, form);
        expect_signature(*p384, SignatureAlgorithm::ecdsa_sha384, form);
    }
}

TEST_F(Pkcs11Store, never_gives_the_key_away) {
    token_.import_identity(ec(), "01", "\x01");
    const auto identity = load("ec key");
    ASSERT_TRUE(identity) << identity.error().to_string();
    EXPECT_EQ(identity->key.der().error().code, Errc::unsupported);
    EXPECT_EQ(write_pkcs12(*identity, "synthetic").error().code, Errc::unsupported);
}

TEST_F(Pkcs11Store, gives_the_issuers_that_are_on_the_token) {
    const auto root = make_identity(KeyAlgorithm::gost2015_512, "root");
    Identity leaf = make_identity(KeyAlgorithm::ecdsa_p256, "leaf");
    leaf.certificate_der = make_certificate(leaf.key.public_key(), "leaf", root.key, "root");
    token_.import_identity(leaf, "01", "\x01");
    token_.import_certificate(root.certificate_der, "\x02");
    const auto identity = load("leaf");
    ASSERT_TRUE(identity) << identity.error().to_string();
    EXPECT_EQ(identity->chain_der, std::vector{root.certificate_der});
}

TEST_F(Pkcs11Store, keys_of_one_token_live_and_end_independently) {
    token_.import_identity(ec(), "01", "\x01");
    token_.import_identity(rsa(), "02", "\x02");
    const auto stays = load("ec key");
    {
        const auto goes = load("rsa key");
        ASSERT_TRUE(goes);
        expect_signature(*goes, SignatureAlgorithm::rsa_sha256, EcdsaForm::der);
    }
    ASSERT_TRUE(stays);
    expect_signature(*stays, SignatureAlgorithm::ecdsa_sha256, EcdsaForm::der);
}

TEST_F(Pkcs11Store, signs_for_many_threads) {
    token_.import_identity(ec(), "01", "\x01");
    const auto identity = load("ec key");
    ASSERT_TRUE(identity) << identity.error().to_string();
    std::atomic<int> valid{0};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 25; ++round) {
                const auto signature = identity->key.sign(SignatureAlgorithm::ecdsa_sha256, "octets");
                valid += signature && identity->key.public_key().verifies(SignatureAlgorithm::ecdsa_sha256, "octets",
                                                                          *signature)
                             ? 1
                             : 0;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(valid, 100);
}

TEST_F(Pkcs11Store, takes_a_certificate_of_the_same_id_only_when_it_is_the_keys) {
    token_.import_key(ec().key, "ec key", "01");
    token_.import_certificate(make_identity(KeyAlgorithm::ecdsa_p256, "foreign").certificate_der, "\x01");
    token_.import_certificate(rsa().certificate_der, "\x01");
    token_.import_certificate("no certificate", "\x01");
    const auto error = error_of(token_.key("ec key"));
    EXPECT_EQ(error.code, Errc::invalid_configuration);
    EXPECT_THAT(error.detail, HasSubstr("\"ec key\""));
    token_.import_certificate(ec().certificate_der, "\x01");
    const auto identity = load("ec key");
    ASSERT_TRUE(identity) << identity.error().to_string();
    EXPECT_EQ(identity->certificate_der, ec().certificate_der);
}

TEST_F(Pkcs11Store, says_what_is_missing) {
    auto key = token_.key("ec key");
    EXPECT_THAT(error_of(key).detail, HasSubstr("no private key labelled \"ec key\""));
    token_.import_key(ec().key, "ec key", "01");
    EXPECT_THAT(error_of(key).detail, HasSubstr("certificate"));
    token_.import_key(rsa().key, "ec key", "02");
    EXPECT_THAT(error_of(key).detail, HasSubstr("several private keys"));
    key.token = "another";
    EXPECT_THAT(error_of(key).detail, HasSubstr("there are: \"Otkel test\""));
    key.module = "/nowhere/library.so";
    EXPECT_EQ(error_of(key).place.file, "/nowhere/library.so");
    key.module = "libm.so.6";
    EXPECT_THAT(error_of(key).detail, HasSubstr("does not speak PKCS#11"));
}

TEST_F(Pkcs11Store, two_tokens_of_one_label_are_an_error) {
    token_.initialize("Otkel test");
    EXPECT_THAT(error_of(token_.key("ec key")).detail, HasSubstr("several tokens"));
}

TEST_F(Pkcs11Store, refuses_a_wrong_pin_without_repeating_it) {
    token_.import_identity(ec(), "01", "\x01");
    token_.write_pin("not this one");
    const auto error = error_of(token_.key("ec key"));
    EXPECT_EQ(error.code, Errc::invalid_configuration);
    EXPECT_THAT(error.to_string(), HasSubstr("CKR_PIN_INCORRECT"));
    EXPECT_THAT(error.to_string(), HasSubstr((token_.folder() / "pin").string()));
    EXPECT_THAT(error.to_string(), Not(HasSubstr("not this one")));
    std::filesystem::remove(token_.folder() / "pin");
    EXPECT_THAT(error_of(token_.key("ec key")).detail, HasSubstr("PIN file cannot be opened"));
}

TEST_F(Pkcs11Store, a_key_signs_again_when_its_token_is_back) {
    token_.import_identity(ec(), "01", "\x01");
    const auto identity = load("ec key");
    ASSERT_TRUE(identity) << identity.error().to_string();
    token_.remove();
    EXPECT_EQ(signing_error(*identity), Errc::unavailable);
    EXPECT_EQ(signing_error(*identity), Errc::unavailable);
    token_.put_back();
    expect_signature(*identity, SignatureAlgorithm::ecdsa_sha256, EcdsaForm::der);
}

TEST_F(Pkcs11Store, a_library_that_has_forgotten_everything_is_started_again) {
    token_.import_identity(rsa(), "01", "\x01");
    const auto identity = load("rsa key");
    ASSERT_TRUE(identity) << identity.error().to_string();
    finalize_softhsm();
    EXPECT_EQ(signing_error(*identity), Errc::unavailable);
    expect_signature(*identity, SignatureAlgorithm::rsa_sha256, EcdsaForm::der);
}

TEST_F(Pkcs11Store, does_not_sign_with_another_key_of_the_same_label) {
    token_.import_identity(ec(), "01", "\x01");
    const auto identity = load("ec key");
    ASSERT_TRUE(identity) << identity.error().to_string();
    token_.remove();
    EXPECT_EQ(signing_error(*identity), Errc::unavailable);
    token_.initialize("Otkel test");
    token_.import_identity(make_identity(KeyAlgorithm::ecdsa_p256, "ec key"), "01", "\x01");
    const auto signature = identity->key.sign(SignatureAlgorithm::ecdsa_sha256, "octets");
    ASSERT_FALSE(signature);
    EXPECT_EQ(signature.error().code, Errc::unavailable);
    EXPECT_THAT(signature.error().detail, HasSubstr("another key"));
}

TEST_F(Pkcs11Store, tries_a_refused_pin_only_once) {
    token_.import_identity(ec(), "01", "\x01");
    const auto pin = [&] {
        std::string line;
        std::getline(std::ifstream(token_.folder() / "pin"), line);
        return line;
    }();
    const auto identity = load("ec key");
    ASSERT_TRUE(identity) << identity.error().to_string();
    token_.write_pin("not this one");
    finalize_softhsm();
    EXPECT_EQ(signing_error(*identity), Errc::unavailable);
    EXPECT_EQ(signing_error(*identity), Errc::unavailable);
    // Had it been tried a second time, this PIN would have opened the token.
    token_.write_pin(pin);
    EXPECT_EQ(signing_error(*identity), Errc::unavailable);
}

}  // namespace
}  // namespace otkel::crypto
