#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/crypto/key.hpp"

struct x509_st;

namespace otkel::trust {

// Bits of keyUsage (RFC 5280 section 4.2.1.3).
enum KeyUsage : std::uint16_t {
    digital_signature = 1U << 0U,
    non_repudiation = 1U << 1U,
    key_encipherment = 1U << 2U,
    data_encipherment = 1U << 3U,
    key_agreement = 1U << 4U,
    key_cert_sign = 1U << 5U,
    crl_sign = 1U << 6U,
};

// Object identifiers of extended key usages that the path rules know.
namespace usage {
inline constexpr std::string_view server_auth = "1.3.6.1.5.5.7.3.1", client_auth = "1.3.6.1.5.5.7.3.2",
                                  email_protection = "1.3.6.1.5.5.7.3.4", time_stamping = "1.3.6.1.5.5.7.3.8",
                                  ocsp_signing = "1.3.6.1.5.5.7.3.9", any = "2.5.29.37.0";
}  // namespace usage

// An X.509 certificate, decoded once (a key decoded per message nearly doubles the cost of a verification). Immutable.
// Read strictly as DER: what two readers could understand differently is refused (certificate_decoder.hpp).
class Certificate {
public:
    [[nodiscard]] static Result<std::shared_ptr<const Certificate>> from_der(std::string_view der);
    // All certificates of a PEM or DER file.
    [[nodiscard]] static Result<std::vector<std::shared_ptr<const Certificate>>> from_file_content(
        std::string_view content);

    struct Fields;  // what the decoder fills
    explicit Certificate(Fields fields);

    [[nodiscard]] const std::string& der() const { return fields_.der; }
    [[nodiscard]] const std::string& fingerprint() const { return fields_.fingerprint; }  // SHA-256 of the DER, hex
    [[nodiscard]] const std::string& subject() const { return fields_.subject; }          // RFC 2253 text, UTF-8
    [[nodiscard]] const std::string& issuer() const { return fields_.issuer; }
    [[nodiscard]] const std::string& subject_der() const { return fields_.subject_der; }  // Name, as it stands
    [[nodiscard]] const std::string& issuer_der() const { return fields_.issuer_der; }
    // Decimal, as X509SerialNumber writes it.
    [[nodiscard]] const std::string& serial() const { return fields_.serial; }
    // Big-endian, no leading zeros.
    [[nodiscard]] const std::string& serial_octets() const { return fields_.serial_octets; }
    [[nodiscard]] WallTime not_before() const { return fields_.not_before; }
    [[nodiscard]] WallTime not_after() const { return fields_.not_after; }
    // NCA puts "IIN…" into serialNumber and "BIN…" into OU (protocol fact, seen); empty when absent.
    [[nodiscard]] const std::string& iin() const { return fields_.iin; }
    [[nodiscard]] const std::string& bin() const { return fields_.bin; }
    [[nodiscard]] const crypto::PublicKey& key() const { return fields_.key; }
    // Octets; empty when absent.
    [[nodiscard]] const std::string& subject_key_id() const { return fields_.subject_key_id; }
    [[nodiscard]] const std::string& authority_key_id() const { return fields_.authority_key_id; }

    [[nodiscard]] bool is_authority() const { return fields_.is_authority; }  // basicConstraints with CA:TRUE
    [[nodiscard]] std::optional<int> path_length_max() const { return fields_.path_length_max; }
    // Subject and issuer have the same name (RFC 5280 section 6.1); such a one does not count for path lengths.
    [[nodiscard]] bool is_self_issued() const { return fields_.subject_der == fields_.issuer_der; }
    // nullopt: no such extension.
    [[nodiscard]] std::optional<std::uint16_t> key_usage() const { return fields_.key_usage; }
    // No keyUsage, or digitalSignature / nonRepudiation in it.
    [[nodiscard]] bool may_sign() const;
    [[nodiscard]] const std::vector<std::string>& extended_key_usage() const { return fields_.extended_key_usage; }
    [[nodiscard]] bool is_extended_key_usage_critical() const { return fields_.extended_key_usage_critical; }
    [[nodiscard]] bool has_usage(std::string_view oid) const;
    [[nodiscard]] const std::vector<std::string>& policies() const { return fields_.policies; }
    [[nodiscard]] const std::vector<std::string>& unknown_critical() const { return fields_.unknown_critical; }
    // RFC 6960 section 4.2.2.2.1.
    [[nodiscard]] bool has_ocsp_no_check() const { return fields_.ocsp_no_check; }
    // For people only: nothing is ever fetched from an address that a certificate names.
    [[nodiscard]] const std::vector<std::string>& ocsp_addresses() const { return fields_.ocsp_addresses; }
    [[nodiscard]] const std::vector<std::string>& crl_addresses() const { return fields_.crl_addresses; }

    [[nodiscard]] std::string_view signature_algorithm() const { return fields_.signature_algorithm; }  // OID
    // Whether this certificate's signature was made with `key`, by an algorithm that we carry. Costs a verification.
    [[nodiscard]] bool is_signed_with(const crypto::PublicKey& key) const;
    [[nodiscard]] x509_st* native() const { return fields_.native.get(); }

    // RFC 2253 names compared without regard to spaces around separators and to escapes, as XML-DSig writers differ
    // there.
    [[nodiscard]] bool is_named_by(std::string_view issuer_name, std::string_view serial_decimal) const;

    struct Fields {
        explicit Fields(crypto::PublicKey public_key) : key(std::move(public_key)) {}

        std::shared_ptr<x509_st> native;
        std::string der, fingerprint, subject, issuer, subject_der, issuer_der, serial, serial_octets, iin, bin;
        // `to_be_signed`: the octets as they were received, never written anew.
        std::string to_be_signed, signature_algorithm, signature;
        WallTime not_before{}, not_after{};
        crypto::PublicKey key;
        // From the extensions.
        bool is_authority{false}, ocsp_no_check{false}, extended_key_usage_critical{false};
        std::optional<int> path_length_max;
        std::optional<std::uint16_t> key_usage;
        std::string subject_key_id, authority_key_id;
        std::vector<std::string> extended_key_usage, policies, unknown_critical, ocsp_addresses, crl_addresses;
    };

private:
    Fields fields_;
};

using CertificatePtr = std::shared_ptr<const Certificate>;

}  // namespace otkel::trust
