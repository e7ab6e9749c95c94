#include "gateway/signing/key_resolution.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/signing/ds_elements.hpp"
#include "gateway/signing/names.hpp"

namespace otkel::signing {
namespace {

constexpr std::size_t certificate_base64_max = 128 * 1024;
constexpr std::size_t issuer_name_octets_max = 4096;
constexpr std::size_t serial_octets_max = 64;
// The signer's certificate and those that lead to its root.
constexpr std::size_t certificates_max = 6;

using trust::CertificatePtr;

class Resolution {
public:
    Resolution(const SignaturePlace& place, const trust::TrustStore& trust, trust::CertificateCache& certificates)
        : place_(place), trust_(trust), certificates_(certificates) {}

    // Of any content: what names no certificate is passed over.
    [[nodiscard]] Result<ResolvedKey> any_key_info(const xmlNode* element) const {
        const auto children = element_children(element);
        if (!children) {
            return fail(children.error());
        }
        for (std::size_t i = 0; i < children->count; ++i) {
            if (is((*children)[i], space::ds, "X509Data")) {
                return x509_data((*children)[i]);
            }
        }
        return refuse(Errc::signer_untrusted, "ds:KeyInfo names no certificate", element);
    }

    [[nodiscard]] Result<ResolvedKey> key_info(const xmlNode* element) const {
        const auto child = only_child(element);
        if (!child) {
            return fail(child.error());
        }
        if (is(*child, space::ds, "X509Data")) {
            return x509_data(*child);
        }
        if (place_.security != nullptr && is(*child, space::wsse, "SecurityTokenReference")) {
            return token_reference(*child);
        }
        return refuse(Errc::forbidden_construct, "ds:KeyInfo must name an X.509 certificate in a way of the profile",
                      element);
    }

private:
    [[nodiscard]] static Result<xmlNode*> only_child(const xmlNode* parent) {
        const auto children = element_children(parent);
        if (!children) {
            return fail(children.error());
        }
        if (children->count != 1) {
            return refuse(Errc::forbidden_construct, "exactly one element is expected in this element", parent);
        }
        return (*children)[0];
    }

    [[nodiscard]] Result<ResolvedKey> token_reference(const xmlNode* element) const {
        const auto child = only_child(element);
        if (!child) {
            return fail(child.error());
        }
        if (is(*child, space::wsse, "KeyIdentifier")) {
            return token(*child);
        }
        if (is(*child, space::wsse, "Reference")) {
            return binary_token(*child);
        }
        if (is(*child, space::ds, "X509Data")) {
            return x509_data(*child);
        }
        return refuse(Errc::forbidden_construct, "this kind of wsse:SecurityTokenReference is not accepted", *child);
    }

    // A certificate in base64 with its ValueType: wsse:KeyIdentifier or wsse:BinarySecurityToken.
    [[nodiscard]] Result<ResolvedKey> token(const xmlNode* element) const {
        const auto value_type = attribute(element, {}, "ValueType");
        const auto encoding = attribute(element, {}, "EncodingType");
        if (value_type != x509v3_token || (encoding && *encoding != base64_encoding)) {
            return refuse(Errc::forbidden_construct, "only X509v3 tokens in base64 are accepted", element);
        }
        auto decoded = certificate(element);
        if (!decoded) {
            return fail(decoded.error());
        }
        return ResolvedKey{std::move(*decoded), {}};
    }

    [[nodiscard]] Result<ResolvedKey> binary_token(const xmlNode* reference) const {
        const auto uri = attribute(reference, {}, "URI").value_or(std::string_view{});
        if (uri.size() < 2 || uri.front() != '#' || place_.ids.count_of(uri.substr(1)) != 1) {
            return refuse(Errc::forbidden_construct,
                          "the token reference does not name exactly one element of the message", reference);
        }
        for (const auto* child = place_.security->children; child != nullptr; child = child->next) {
            if (is(child, space::wsse, "BinarySecurityToken") && attribute(child, space::wsu, "Id") == uri.substr(1)) {
                return token(child);
            }
        }
        return refuse(Errc::forbidden_construct, "there is no such wsse:BinarySecurityToken in this wsse:Security",
                      reference);
    }

    [[nodiscard]] Result<ResolvedKey> x509_data(const xmlNode* element) const {
        const auto children = element_children(element);
        if (!children) {
            return fail(children.error());
        }
        const xmlNode* issuer_serial = nullptr;
        std::vector<CertificatePtr> carried;
        for (std::size_t i = 0; i < children->count; ++i) {
            if (is((*children)[i], space::ds, "X509Certificate")) {
                auto decoded = certificate((*children)[i]);
                if (!decoded) {
                    return fail(decoded.error());
                }
                carried.push_back(std::move(*decoded));
            }
            if (carried.size() > certificates_max) {
                return refuse(Errc::limit_exceeded, "too many certificates in ds:X509Data", element);
            }
            if (is((*children)[i], space::ds, "X509IssuerSerial") && issuer_serial == nullptr) {
                issuer_serial = (*children)[i];
            }
        }
        if (!carried.empty()) {
            return signer_first(std::move(carried));
        }
        if (issuer_serial == nullptr) {
            return refuse(Errc::forbidden_construct, "ds:X509Data holds neither a certificate nor issuer and serial",
                          element);
        }
        return by_issuer_serial(issuer_serial);
    }

    // Certificates come in any order (XML Signature 1.0, section 4.4.4): the signer's is the first that has issued none
    // of the others.
    [[nodiscard]] static ResolvedKey signer_first(std::vector<CertificatePtr> carried) {
        const auto has_issued_none = [&](const CertificatePtr& candidate) {
            return std::none_of(carried.begin(), carried.end(), [&](const CertificatePtr& other) {
                return other->fingerprint() != candidate->fingerprint() &&
                       other->issuer_der() == candidate->subject_der();
            });
        };
        auto at = std::find_if(carried.begin(), carried.end(), has_issued_none);
        if (at == carried.end()) {
            at = carried.begin();
        }
        ResolvedKey resolved{*at, {}};
        carried.erase(at);
        resolved.offered = std::move(carried);
        return resolved;
    }

    [[nodiscard]] Result<ResolvedKey> by_issuer_serial(const xmlNode* element) const {
        const auto parts = element_children(element);
        if (!parts) {
            return fail(parts.error());
        }
        if (parts->count != 2 || !is((*parts)[0], space::ds, "X509IssuerName") ||
            !is((*parts)[1], space::ds, "X509SerialNumber")) {
            return refuse(Errc::malformed, "ds:X509IssuerSerial must hold X509IssuerName and X509SerialNumber",
                          element);
        }
        const auto issuer = plain_text((*parts)[0], issuer_name_octets_max);
        const auto serial = plain_text((*parts)[1], serial_octets_max);
        if (!issuer || !serial) {
            return fail(issuer ? serial.error() : issuer.error());
        }
        auto known = trust_.find(*issuer, *serial);
        if (known == nullptr) {
            return refuse(Errc::signer_untrusted,
                          "no certificate with issuer '" + std::string(trim(*issuer)) + "' and serial " +
                              std::string(trim(*serial)) +
                              " is configured for this peer; add it to the peer's certificates",
                          element);
        }
        return ResolvedKey{std::move(known), {}};
    }

    [[nodiscard]] Result<CertificatePtr> certificate(const xmlNode* element) const {
        const auto der = read_base64(element, certificate_base64_max);
        if (!der) {
            return fail(der.error());
        }
        auto decoded = certificates_.from_der(*der);
        if (!decoded) {
            return refuse(decoded.error().code, decoded.error().detail, element);
        }
        return decoded;
    }

    const SignaturePlace& place_;
    const trust::TrustStore& trust_;
    trust::CertificateCache& certificates_;
};

}  // namespace

Result<ResolvedKey> resolve_key(const xmlNode* key_info, const SignaturePlace& place, const ProfileRules& rules,
                                const trust::TrustStore& trust, trust::CertificateCache& certificates) {
    const Resolution resolution(place, trust, certificates);
    return rules.any_layout ? resolution.any_key_info(key_info) : resolution.key_info(key_info);
}

}  // namespace otkel::signing
