#include "gateway/trust/certificate.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/trust/certificate_decoder.hpp"
#include "gateway/trust/name.hpp"

namespace otkel::trust {
namespace {

// No certificate of a state authority comes near this.
constexpr std::size_t certificate_octets_max = 64UL * 1024;

constexpr std::string_view pem_begin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view pem_end = "-----END CERTIFICATE-----";

Result<CertificatePtr> from_pem_block(std::string_view base64) {
    const auto der = from_base64(base64);
    if (!der) {
        return fail(der.error());
    }
    return Certificate::from_der(*der);
}

// A block that cannot be read is a damaged file, not its end: none is passed over.
Result<std::vector<CertificatePtr>> from_pem(std::string_view content) {
    std::vector<CertificatePtr> certificates;
    auto at = content.find(pem_begin);
    while (at != std::string_view::npos) {
        const auto begin = at + pem_begin.size();
        const auto end = content.find(pem_end, begin);
        auto certificate = end == std::string_view::npos
                               ? Result<CertificatePtr>(fail(Errc::malformed, "its block has no end"))
                               : from_pem_block(content.substr(begin, end - begin));
        if (!certificate) {
            return fail(certificate.error().code, "certificate number " + std::to_string(certificates.size() + 1) +
                                                      " of the file cannot be decoded: " + certificate.error().detail);
        }
        certificates.push_back(std::move(*certificate));
        at = content.find(pem_begin, end);
    }
    return certificates;
}

}  // namespace

Certificate::Certificate(Fields fields) : fields_(std::move(fields)) {}

Result<CertificatePtr> Certificate::from_der(std::string_view der) {
    if (der.size() > certificate_octets_max) {
        return fail(Errc::limit_exceeded, "a certificate of more than 64 KiB is not accepted");
    }
    auto fields = decode_certificate(der);
    if (!fields) {
        return fail(fields.error());
    }
    return std::make_shared<const Certificate>(std::move(*fields));
}

Result<std::vector<CertificatePtr>> Certificate::from_file_content(std::string_view content) {
    if (content.find(pem_begin) != std::string_view::npos) {
        return from_pem(content);
    }
    auto certificate = from_der(content);
    if (!certificate) {
        return fail(certificate.error());
    }
    return std::vector{std::move(*certificate)};
}

bool Certificate::may_sign() const {
    return !fields_.key_usage || (*fields_.key_usage & (digital_signature | non_repudiation)) != 0;
}

bool Certificate::has_usage(std::string_view oid) const {
    const auto& usages = fields_.extended_key_usage;
    return std::find(usages.begin(), usages.end(), oid) != usages.end();
}

bool Certificate::is_signed_with(const crypto::PublicKey& key) const {
    const auto algorithm = crypto::signature_of_oid(fields_.signature_algorithm, key.algorithm());
    // The identifier of a key in place of a signature's is a custom of CMS only.
    return algorithm && crypto::oid_of(*algorithm) == fields_.signature_algorithm &&
           key.verifies(*algorithm, fields_.to_be_signed, fields_.signature, crypto::EcdsaForm::der);
}

bool Certificate::is_named_by(std::string_view issuer_name, std::string_view serial_decimal) const {
    return trim(serial_decimal) == fields_.serial && is_same_name(issuer_name, fields_.issuer);
}

}  // namespace otkel::trust
