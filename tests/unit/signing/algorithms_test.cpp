#include "gateway/signing/algorithms.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/signing/signature_template.hpp"
#include "tests/unit/signing/signing_fixture.hpp"
#include "tests/unit/signing/xmlsec_reference.hpp"

namespace otkel::signing {
namespace {

class EveryAlgorithm : public SigningTest, public ::testing::WithParamInterface<std::string_view> {
protected:
    EveryAlgorithm() {
        auto store = std::make_shared<trust::TrustStore>();
        store->pin(*trust::Certificate::from_der(own_.certificate_der()));
        policy_.trust = store;
    }
    // An enveloped signature by xmlsec1, which takes any pair.
    [[nodiscard]] std::string signed_with(std::string_view digest_uri) const {
        const auto text = signature_template(own_, {.uri = "",
                                                    .c14n = element("CanonicalizationMethod", inclusive),
                                                    .transforms = element("Transform", enveloped_transform),
                                                    .key_info = x509_data(own_)});
        const auto with_method = replaced(text, own_.method().uri, method_.uri);
        return testing::xmlsec_sign("<a>" + replaced(with_method, own_.method().digest_uri, digest_uri) + "</a>",
                                    own_.key());
    }

    const SignatureMethod& method_ = *signature_method_named(GetParam());
    SigningIdentity own_ = foreign_identity(method_.key);
};

INSTANTIATE_TEST_SUITE_P(Table, EveryAlgorithm,
                         ::testing::Values("gost2015-512", "gost2015-256", "gost2004", "rsa-sha256", "rsa-sha384",
                                           "rsa-sha512", "ecdsa-sha256", "ecdsa-sha384"),
                         [](const auto& parameter) {
                             std::string name(parameter.param);
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST_P(EveryAlgorithm, verifies_what_xmlsec_signs_with_the_digests_of_its_row) {
    int allowed = 0;
    for (const auto& other : signature_methods()) {
        const auto& digest = *digest_method(other.digest_uri);
        const auto raw = signed_with(other.digest_uri);
        ASSERT_TRUE(testing::xmlsec_accepts(raw, own_.key().public_key()));
        const auto message = verify(raw, Profile::enveloped);
        EXPECT_EQ(message.has_value(), method_.allows(digest)) << other.digest_uri;
        if (message) {
            ++allowed;
            EXPECT_EQ(message->signer.algorithm, GetParam());
        } else {
            EXPECT_EQ(failed_step(), "algorithms");
        }
    }
    EXPECT_GE(allowed, 1);
}

TEST_P(EveryAlgorithm, is_one_that_we_sign_with_when_the_key_prefers_it) {
    const auto raw = sign_enveloped("<a></a>", own_);
    ASSERT_TRUE(raw);
    const auto message = verify(*raw, Profile::enveloped);
    ASSERT_TRUE(message) << message.error().to_string();
    EXPECT_EQ(message->signer.algorithm, own_.method().word);
    EXPECT_EQ(own_.method().key, method_.key);
    EXPECT_TRUE(testing::xmlsec_accepts(*raw, own_.key().public_key()));
}

TEST_P(EveryAlgorithm, asks_for_a_key_of_its_kind_and_size) {
    EXPECT_TRUE(method_.fits(own_.key().public_key()));
    for (const auto& row : signature_methods()) {
        EXPECT_EQ(row.fits(own_.key().public_key()), row.key == method_.key) << row.word;
    }
}

TEST(Algorithms, short_rsa_keys_fit_nothing) {
    const auto key = crypto::PrivateKey::generate(crypto::KeyAlgorithm::rsa, 1024);
    for (const auto& row : signature_methods()) {
        EXPECT_FALSE(row.fits(key.public_key())) << row.word;
    }
}

TEST(Algorithms, are_rows_of_a_table) {
    for (const auto& row : signature_methods()) {
        EXPECT_EQ(signature_method(row.uri), &row);
        EXPECT_EQ(signature_method_named(row.word), &row);
        EXPECT_EQ(row.key, crypto::key_of(row.algorithm));
        ASSERT_NE(digest_method(row.digest_uri), nullptr);
        EXPECT_EQ(digest_method(row.digest_uri)->algorithm, crypto::digest_of(row.algorithm));
        EXPECT_TRUE(row.allows(*digest_method(row.digest_uri)));
    }
    for (const auto* uri : {"http://www.w3.org/2000/09/xmldsig#hmac-sha1", "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
                            "http://www.w3.org/2000/09/xmldsig#dsa-sha1", ""}) {
        EXPECT_EQ(signature_method(uri), nullptr);
    }
    EXPECT_EQ(signature_method_named("rsa-sha1"), nullptr);
    for (const auto* uri :
         {"http://www.w3.org/2000/09/xmldsig#sha1", "http://www.w3.org/2001/04/xmldsig-more#sha1", ""}) {
        EXPECT_EQ(digest_method(uri), nullptr);
    }
}

}  // namespace
}  // namespace otkel::signing
