#include "gateway/trust/issuing/crl_writer.hpp"

#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/issuing/parts.hpp"

namespace otkel::trust::issuing {
namespace {

namespace der = crypto::der;

std::string entry_der(const RevokedEntry& entry) {
    std::string extensions;
    if (entry.reason != 0) {
        const auto reason = der::element(der::tag::enumerated, std::string(1, static_cast<char>(entry.reason)));
        extensions = der::sequence({extension("2.5.29.21", reason)});
    }
    return der::sequence({der::integer_of(entry.serial_octets), der::time(entry.revoked_at), extensions});
}

// revokedCertificates is left out when there are none (RFC 5280 section 5.1.2.6).
std::string entries_der(const std::vector<RevokedEntry>& entries) {
    std::vector<std::string> parts;
    parts.reserve(entries.size());
    for (const auto& entry : entries) {
        parts.push_back(entry_der(entry));
    }
    return parts.empty() ? std::string() : der::sequence_of(parts);
}

std::string extensions_der(const Issuer& issuer, const CrlContent& content) {
    const auto& named = issuer.certificate()->subject_key_id();
    const auto indicator = content.base_number ? extension("2.5.29.27", der::integer(*content.base_number), true) : "";
    const auto extensions =
        der::sequence({indicator, extension("2.5.29.20", der::integer(content.number)),
                       authority_key_extension(named.empty() ? key_identifier(issuer.key().public_key()) : named)});
    return der::element(der::tag::context(0), extensions);
}

}  // namespace

std::string write_crl(const Issuer& issuer, const CrlContent& content) {
    const auto to_be_signed =
        der::sequence({der::integer(1), crypto::algorithm_identifier(issuer.key().preferred_signature()),
                       issuer.certificate()->subject_der(), der::time(content.this_update),
                       der::time(content.next_update), entries_der(content.entries), extensions_der(issuer, content)});
    return signed_structure(to_be_signed, issuer.key());
}

}  // namespace otkel::trust::issuing
