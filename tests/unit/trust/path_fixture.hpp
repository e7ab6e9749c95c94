#pragma once

#include <gtest/gtest.h>

#include "gateway/trust/trust_store.hpp"
#include "tests/unit/trust/authorities.hpp"

// A root, an authority below it and a signer, for each kind of key.

namespace otkel::testing {

class PathFixture : public ::testing::TestWithParam<crypto::KeyAlgorithm> {
protected:
    static const crypto::PrivateKey& key(int number) { return test_key(GetParam(), number); }

    static trust::issuing::Issuer make_root(
        const trust::issuing::CertificateContent& content = authority_content("ROOT")) {
        return trust::issuing::Issuer::self_signed(content, key(0));
    }
    static trust::issuing::Issuer make_authority(const trust::issuing::Issuer& above,
                                                 const trust::issuing::CertificateContent& content, int number = 1) {
        return {above.issue(content, key(number).public_key()), key(number)};
    }
    static trust::CertificatePtr make_leaf(const trust::issuing::Issuer& above,
                                           const trust::issuing::CertificateContent& content = signer_content()) {
        return above.issue(content, key(9).public_key());
    }

    static Result<trust::TrustStore::Path> establish(const trust::TrustStore& store, const trust::CertificatePtr& leaf,
                                                     int year = 2026,
                                                     const std::vector<trust::CertificatePtr>& offered = {}) {
        return store.establish(leaf, start_of(year), trust::Purpose::signing, offered);
    }
    // The leaf of root, authority, leaf, where the root is an anchor and the authority is known.
    static Result<trust::TrustStore::Path> through(const trust::issuing::CertificateContent& root_content,
                                                   const trust::issuing::CertificateContent& nca_content,
                                                   int year = 2026) {
        const auto root = make_root(root_content);
        const auto authority = make_authority(root, nca_content);
        trust::TrustStore store;
        store.anchor(root.certificate());
        store.know(authority.certificate());
        return establish(store, make_leaf(authority), year);
    }
};

inline void expect_refused(const Result<trust::TrustStore::Path>& path, Errc code, std::string_view told) {
    ASSERT_FALSE(path);
    EXPECT_EQ(path.error().code, code) << path.error().detail;
    EXPECT_NE(path.error().detail.find(told), std::string::npos) << path.error().detail;
}

inline std::string key_name(const ::testing::TestParamInfo<crypto::KeyAlgorithm>& tested) {
    return tested.param == crypto::KeyAlgorithm::rsa          ? "rsa"
           : tested.param == crypto::KeyAlgorithm::ecdsa_p256 ? "ecdsa_p256"
                                                              : "gost2015_512";
}

inline const auto tested_keys =
    ::testing::Values(crypto::KeyAlgorithm::gost2015_512, crypto::KeyAlgorithm::rsa, crypto::KeyAlgorithm::ecdsa_p256);

}  // namespace otkel::testing
