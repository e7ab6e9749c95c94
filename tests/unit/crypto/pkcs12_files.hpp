#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/crypto/key_store.hpp"

// PKCS#12 files in the forms that others write, and certificates for what lies in them.

namespace otkel::crypto::testing {

// A certificate with little in it, for a key of any algorithm.
std::string make_certificate(const PublicKey& subject_key, std::string_view subject, const PrivateKey& issuer_key,
                             std::string_view issuer);
Identity make_identity(KeyAlgorithm algorithm, std::string_view name);  // with a self-signed certificate

struct TestBag {
    std::string private_key_info;  // a key, or …
    std::string certificate_der;   // … a certificate
    std::string local_key_id;
    std::string name;
};

struct TestForm {
    int key_encryption;          // NID; 0: the key lies open
    int certificate_encryption;  // NID; 0: the certificates lie open
    int iterations{1024};
    std::optional<int> mac_iterations{};  // as many as `iterations`
    bool with_sha256_mac{false};
    bool with_mac{true};
    int nesting{0};  // bags within bags
};
TestForm nca_form();      // keys under 3DES, certificates under 40-bit RC2, both and the MAC with SHA-1
TestForm openssl_form();  // PBES2

std::string write_test_file(const TestForm& form, const std::vector<TestBag>& bags, std::string_view password);
// Both bags of an identity with one localKeyID.
std::vector<TestBag> bags_of(const Identity& identity, std::string_view local_key_id);

}  // namespace otkel::crypto::testing
