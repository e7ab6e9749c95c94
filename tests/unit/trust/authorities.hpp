#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/issuing/certificate_writer.hpp"

// Authorities made at test time, and certificates put together part by part so that one part can be wrong.

namespace otkel::testing {

inline WallTime start_of(int year) { return WallTime{std::chrono::sys_days{std::chrono::year{year} / 1 / 1}}; }

// The same key for the same number: making an RSA key takes longer than any test.
inline const crypto::PrivateKey& test_key(crypto::KeyAlgorithm algorithm, int number, int rsa_bits = 2048) {
    static std::map<std::pair<std::pair<crypto::KeyAlgorithm, int>, int>, crypto::PrivateKey> keys;
    const auto name = std::pair(std::pair(algorithm, rsa_bits), number);
    auto at = keys.find(name);
    if (at == keys.end()) {
        at = keys.emplace(name, crypto::PrivateKey::generate(algorithm, rsa_bits)).first;
    }
    return at->second;
}

inline trust::issuing::CertificateContent authority_content(const std::string& common_name) {
    trust::issuing::CertificateContent content;
    content.subject = {{"2.5.4.6", "KZ"}, {"2.5.4.3", common_name}};
    content.not_before = start_of(2020);
    content.not_after = start_of(2040);
    content.authority = true;
    content.key_usage = trust::key_cert_sign | trust::crl_sign;
    return content;
}

inline trust::issuing::CertificateContent signer_content(const std::string& common_name = "ТЕСТ АДАМ") {
    trust::issuing::CertificateContent content;
    content.subject = {{"2.5.4.3", common_name}, {"2.5.4.6", "KZ"}};
    content.not_before = start_of(2024);
    content.not_after = start_of(2028);
    content.key_usage = trust::digital_signature | trust::non_repudiation;
    return content;
}

// The parts of a certificate as DER, right as they stand here.
struct CertificateParts {
    std::string version = crypto::der::element(crypto::der::tag::context(0), crypto::der::integer(2));
    std::string serial = crypto::der::integer(7);
    std::string algorithm, outer_algorithm;  // empty: that of the key
    std::string issuer = trust::issuing::name_der({{"2.5.4.3", "Issuer"}});
    std::string validity =
        crypto::der::sequence({crypto::der::time(start_of(2024)), crypto::der::time(start_of(2028))});
    std::string subject = trust::issuing::name_der({{"2.5.4.3", "Subject"}});
    std::string key;  // empty: that of the signing key
    std::string unique_ids;
    std::vector<std::string> extensions;  // none: no such part
    std::string after;                    // follows the extensions
    char unused_bits{0};

    [[nodiscard]] std::string signed_with(const crypto::PrivateKey& by) const {
        namespace der = crypto::der;
        const auto own = crypto::algorithm_identifier(by.preferred_signature());
        const auto list =
            extensions.empty() ? std::string() : der::element(der::tag::context(3), der::sequence_of(extensions));
        const auto to_be_signed =
            der::sequence({version, serial, algorithm.empty() ? own : algorithm, issuer, validity, subject,
                           key.empty() ? by.public_key().der() : key, unique_ids, list, after});
        const auto signature = by.sign(by.preferred_signature(), to_be_signed, crypto::EcdsaForm::der).value();
        return der::sequence({to_be_signed, outer_algorithm.empty() ? own : outer_algorithm,
                              der::element(der::tag::bit_string, std::string(1, unused_bits) + signature)});
    }
};

inline std::string extension(std::string_view oid, std::string_view value, bool critical = false) {
    namespace der = crypto::der;
    return der::sequence({der::oid(oid), critical ? der::boolean(true) : std::string(), der::octet_string(value)});
}

}  // namespace otkel::testing
