#include "gateway/trust/path_rules.hpp"

#include <algorithm>

namespace otkel::trust {
namespace {

using Defect = std::optional<std::string>;

// Below 112 bits of strength a key proves nothing (NIST SP 800-57 part 1, table 2).
constexpr int rsa_bits_min = 2048;

constexpr std::size_t shown_octets_max = 200;

Defect defect_of_time(const Certificate& certificate, WallTime at) {
    if (at < certificate.not_before()) {
        return label(certificate) + " is valid only from " + to_utc_text(certificate.not_before());
    }
    if (at > certificate.not_after()) {
        return label(certificate) + " expired at " + to_utc_text(certificate.not_after());
    }
    return std::nullopt;
}

Defect defect_of_key(const Certificate& certificate) {
    const auto& key = certificate.key();
    if (key.algorithm() == crypto::KeyAlgorithm::other) {
        return label(certificate) + " has a key of an algorithm that is not carried here";
    }
    if (key.algorithm() == crypto::KeyAlgorithm::rsa && key.bits() < rsa_bits_min) {
        return label(certificate) + " has an RSA key of only " + std::to_string(key.bits()) +
               " bits, at least 2048 are needed";
    }
    return std::nullopt;
}

// RFC 5280 section 4.2: whoever does not know a critical extension refuses the certificate.
Defect defect_of_extensions(const Certificate& certificate) {
    if (certificate.unknown_critical().empty()) {
        return std::nullopt;
    }
    return label(certificate) +
           " has a critical extension that is not processed here: " + shortened(certificate.unknown_critical().front());
}

Defect defect_of_any(const Certificate& certificate, WallTime at) {
    for (auto defect :
         {defect_of_time(certificate, at), defect_of_extensions(certificate), defect_of_key(certificate)}) {
        if (defect) {
            return defect;
        }
    }
    return std::nullopt;
}

bool is_time_stamping_only(const Certificate& certificate) {
    return certificate.extended_key_usage().size() == 1 && certificate.has_usage(usage::time_stamping) &&
           certificate.is_extended_key_usage_critical();
}

Defect defect_of_purpose(const Certificate& certificate, Purpose purpose) {
    if (purpose == Purpose::crl_signing) {
        const bool may = certificate.is_authority() && (certificate.key_usage().value_or(crl_sign) & crl_sign) != 0;
        return may ? Defect()
                   : label(certificate) + " may not sign revocation lists: it is not an authority with cRLSign";
    }
    if (!certificate.may_sign()) {
        return label(certificate) +
               " is not for signatures: its key usage has neither digitalSignature nor nonRepudiation";
    }
    if (purpose == Purpose::ocsp_signing && !certificate.has_usage(usage::ocsp_signing)) {
        return label(certificate) + " may not sign OCSP answers: it lacks the extended key usage OCSPSigning";
    }
    if (purpose == Purpose::time_stamping && !is_time_stamping_only(certificate)) {
        // RFC 3161 section 2.3.
        return label(certificate) +
               " may not sign time stamps: timeStamping must be its only extended key usage, and critical";
    }
    return std::nullopt;
}

}  // namespace

std::string shortened(std::string_view text) {
    if (text.size() <= shown_octets_max) {
        return std::string(text);
    }
    auto end = shown_octets_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
        --end;
    }
    return std::string(text.substr(0, end)) + "…";
}

std::string label(const Certificate& certificate) {
    return shortened(certificate.subject()) + " (SHA-256 " + certificate.fingerprint().substr(0, 16) + "…)";
}

Defect defect_of_leaf(const Certificate& certificate, WallTime at, Purpose purpose) {
    if (auto defect = defect_of_any(certificate, at)) {
        return defect;
    }
    return defect_of_purpose(certificate, purpose);
}

Defect defect_of_issuer(const Certificate& certificate, WallTime at, int below) {
    if (auto defect = defect_of_any(certificate, at)) {
        return defect;
    }
    if (!certificate.is_authority()) {
        return label(certificate) + " is not an authority: it has no basicConstraints with CA:TRUE";
    }
    if ((certificate.key_usage().value_or(key_cert_sign) & key_cert_sign) == 0) {
        return label(certificate) + " may not sign certificates: its key usage lacks keyCertSign";
    }
    if (certificate.path_length_max().value_or(below) < below) {
        return label(certificate) + " allows " + std::to_string(*certificate.path_length_max()) +
               " authorities below it (path length), and here are " + std::to_string(below);
    }
    return std::nullopt;
}

}  // namespace otkel::trust
