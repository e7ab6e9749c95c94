#include "gateway/trust/issuing/certificate_writer.hpp"

#include <arpa/inet.h>

#include <array>
#include <bit>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/issuing/parts.hpp"

namespace otkel::trust::issuing {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

// RFC 5280 appendix A.1: PrintableString for country and serialNumber, IA5String for mail and domain component; the
// rest is UTF8String (section 4.1.2.4).
std::uint8_t string_tag(std::string_view attribute) {
    if (attribute == "2.5.4.6" || attribute == "2.5.4.5") {
        return tag::printable_string;
    }
    if (attribute == "1.2.840.113549.1.9.1" || attribute == "0.9.2342.19200300.100.1.25") {
        return tag::ia5_string;
    }
    return tag::utf8_string;
}

// A named bit list of DER has no trailing zero bits (X.690 section 11.2.2); bit 0 is the highest of the first octet.
std::string bit_list(std::uint16_t bits) {
    const auto used = static_cast<std::size_t>(std::bit_width(bits));
    std::string content(1 + (used + 7) / 8, '\0');
    content[0] = static_cast<char>((8 - used % 8) % 8);
    for (std::size_t bit = 0; bit < used; ++bit) {
        if ((bits >> bit & 1U) != 0) {
            auto& octet = content[1 + bit / 8];
            octet = static_cast<char>(static_cast<unsigned char>(octet) | 0x80U >> bit % 8);
        }
    }
    return der::element(tag::bit_string, content);
}

std::string basic_constraints(std::optional<int> path_length_max) {
    return der::sequence({der::boolean(true), path_length_max
                                                  ? der::integer(static_cast<std::uint64_t>(*path_length_max))
                                                  : std::string()});
}

std::string oid_list(const std::vector<std::string>& oids) {
    std::vector<std::string> parts;
    parts.reserve(oids.size());
    for (const auto& oid : oids) {
        parts.push_back(der::oid(oid));
    }
    return der::sequence_of(parts);
}

std::string policy_list(const std::vector<std::string>& policies) {
    std::vector<std::string> parts;
    parts.reserve(policies.size());
    for (const auto& policy : policies) {
        parts.push_back(der::sequence({der::oid(policy)}));
    }
    return der::sequence_of(parts);
}

std::string address(std::string_view uri) { return der::element(tag::context_primitive(6), uri); }

std::string information_access(const CertificateContent& content) {
    std::vector<std::string> parts;
    if (!content.ocsp_address.empty()) {
        parts.push_back(der::sequence({der::oid("1.3.6.1.5.5.7.48.1"), address(content.ocsp_address)}));
    }
    if (!content.issuer_address.empty()) {
        parts.push_back(der::sequence({der::oid("1.3.6.1.5.5.7.48.2"), address(content.issuer_address)}));
    }
    return parts.empty() ? std::string() : der::sequence_of(parts);
}

// CRLDistributionPoints of one full name.
std::string distribution_point(std::string_view uri) {
    const auto full_name = der::element(tag::context(0), address(uri));
    return der::sequence({der::sequence({der::element(tag::context(0), full_name)})});
}

std::string ip_octets(const std::string& text) {
    std::array<char, 16> octets{};
    if (inet_pton(AF_INET, text.c_str(), octets.data()) == 1) {
        return {octets.data(), 4};
    }
    OTKEL_ASSERT(inet_pton(AF_INET6, text.c_str(), octets.data()) == 1);
    return {octets.data(), octets.size()};
}

std::string alternative_names(const CertificateContent& content) {
    std::vector<std::string> parts;
    parts.reserve(content.dns_names.size() + content.ip_addresses.size());
    for (const auto& name : content.dns_names) {
        parts.push_back(der::element(tag::context_primitive(2), name));
    }
    for (const auto& text : content.ip_addresses) {
        parts.push_back(der::element(tag::context_primitive(7), ip_octets(text)));
    }
    return parts.empty() ? std::string() : der::sequence_of(parts);
}

class Extensions {
public:
    // Nothing is written for an empty value.
    void add(std::string_view oid, std::string_view value, bool critical = false) {
        if (!value.empty()) {
            content_ += extension(oid, value, critical);
        }
    }
    void add_key_identifiers(const crypto::PublicKey& key, std::string_view authority_key_identifier) {
        add("2.5.29.14", der::octet_string(key_identifier(key)));
        content_ += authority_key_extension(authority_key_identifier);
    }
    [[nodiscard]] std::string der() const {
        return der::element(tag::context(3), der::element(tag::sequence, content_));
    }

private:
    std::string content_;
};

// In the order of the national authority. As there, only authorities have basicConstraints (protocol fact, seen).
std::string extensions(const CertificateContent& content, const crypto::PublicKey& key,
                       std::string_view authority_key_identifier) {
    Extensions out;
    if (content.authority) {
        out.add("2.5.29.19", basic_constraints(content.path_length_max), true);
    }
    if (!content.extended_key_usage.empty()) {
        out.add("2.5.29.37", oid_list(content.extended_key_usage), content.extended_key_usage_critical);
    }
    if (!content.policies.empty()) {
        out.add("2.5.29.32", policy_list(content.policies));
    }
    out.add("1.3.6.1.5.5.7.1.1", information_access(content));
    if (!content.crl_address.empty()) {
        out.add("2.5.29.31", distribution_point(content.crl_address));
    }
    if (!content.delta_crl_address.empty()) {
        out.add("2.5.29.46", distribution_point(content.delta_crl_address));
    }
    if (content.key_usage != 0) {
        out.add("2.5.29.15", bit_list(content.key_usage), true);
    }
    out.add_key_identifiers(key, authority_key_identifier);
    if (content.ocsp_no_check) {
        out.add("1.3.6.1.5.5.7.48.1.5", der::null());
    }
    out.add("2.5.29.17", alternative_names(content));
    for (const auto& [oid, value] : content.critical_extensions) {
        out.add(oid, value, true);
    }
    return out.der();
}

// What an issuer puts into a certificate.
struct Authority {
    std::string name_der, key_identifier;
    const crypto::PrivateKey& key;
};

// At most 20 octets, positive, and the first not zero (RFC 5280 section 4.1.2.2).
std::string random_serial() {
    auto octets = random_octets(20);
    octets.front() = static_cast<char>((static_cast<unsigned char>(octets.front()) & 0x7fU) | 0x40U);
    return octets;
}

CertificatePtr write(const CertificateContent& content, const crypto::PublicKey& key, std::string_view serial,
                     const Authority& authority) {
    const auto number = serial.empty() ? random_serial() : std::string(serial);
    const auto to_be_signed =
        der::sequence({der::element(tag::context(0), der::integer(2)), der::integer_of(number),
                       crypto::algorithm_identifier(authority.key.preferred_signature()), authority.name_der,
                       der::sequence({der::time(content.not_before), der::time(content.not_after)}),
                       name_der(content.subject), key.der(), extensions(content, key, authority.key_identifier)});
    auto certificate = Certificate::from_der(signed_structure(to_be_signed, authority.key));
    OTKEL_ASSERT(certificate);
    return std::move(*certificate);
}

}  // namespace

std::string name_der(const Name& name) {
    std::vector<std::string> parts;
    for (const auto& [attribute, value] : name) {
        const auto pair = der::sequence({der::oid(attribute), der::element(string_tag(attribute), value)});
        parts.push_back(der::set_of({pair}));
    }
    return der::sequence_of(parts);
}

Issuer::Issuer(CertificatePtr certificate, crypto::PrivateKey key)
    : certificate_(std::move(certificate)), key_(std::move(key)) {}

Issuer Issuer::self_signed(const CertificateContent& content, crypto::PrivateKey key) {
    const Authority self{name_der(content.subject), key_identifier(key.public_key()), key};
    auto certificate = write(content, key.public_key(), {}, self);
    return {std::move(certificate), std::move(key)};
}

CertificatePtr Issuer::issue(const CertificateContent& content, const crypto::PublicKey& key,
                             std::string_view serial) const {
    const auto& named = certificate_->subject_key_id();
    const auto identifier = named.empty() ? key_identifier(key_.public_key()) : named;
    return write(content, key, serial, Authority{certificate_->subject_der(), identifier, key_});
}

}  // namespace otkel::trust::issuing
