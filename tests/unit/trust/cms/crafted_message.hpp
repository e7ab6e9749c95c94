#pragma once

#include <string>
#include <vector>

#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/certificate.hpp"
#include "gateway/trust/cms/object_identifiers.hpp"
#include "gateway/trust/cms/signing_certificate.hpp"
#include "tests/unit/trust/cms/cms_pki.hpp"

// Signed messages that no honest writer makes, with a right signature over whatever the test puts into them.

namespace otkel::testing {

namespace der = crypto::der;
namespace oid = trust::oid;

inline std::string attribute(std::string_view type, const std::vector<std::string>& values) {
    std::string all;
    for (const auto& value : values) {
        all += value;
    }
    return der::sequence({der::oid(type), der::element(der::tag::set, all)});
}

struct CraftedMessage {
    crypto::Identity identity;
    std::string content{"Шарт № 7"};
    std::string content_type{oid::data};
    std::uint64_t version{1}, signer_version{1};
    std::vector<std::string> attributes;  // in this order; none: no signed attributes
    std::string unsigned_attributes;      // concatenated
    std::string digests, certificates;    // contents of the sets
    std::string signer_name;              // SignerIdentifier
    std::string digest_identifier, signature_identifier;
    bool has_content{true};

    explicit CraftedMessage(crypto::Identity who) : identity(std::move(who)) {
        const auto certificate = *trust::Certificate::from_der(identity.certificate_der);
        const auto algorithm = identity.key.preferred_signature();
        digest_identifier = crypto::algorithm_identifier(crypto::digest_of(algorithm));
        signature_identifier = crypto::algorithm_identifier(algorithm);
        digests = digest_identifier;
        certificates = identity.certificate_der;
        signer_name = der::sequence({certificate->issuer_der(), der::integer_of(certificate->serial_octets())});
        attributes = {content_type_attribute(), message_digest_attribute()};
    }

    [[nodiscard]] std::string content_type_attribute() const {
        return attribute(oid::content_type, {der::oid(content_type)});
    }
    [[nodiscard]] std::string message_digest_attribute() const {
        return attribute(oid::message_digest, {der::octet_string(digest_of_content())});
    }
    [[nodiscard]] std::string digest_of_content() const {
        return crypto::digest(crypto::digest_of(identity.key.preferred_signature()), content);
    }

    [[nodiscard]] std::string signer() const {
        std::string signed_octets;
        for (const auto& one : attributes) {
            signed_octets += one;
        }
        const auto covered = attributes.empty() ? content : der::element(der::tag::set, signed_octets);
        const auto signature = *identity.key.sign(identity.key.preferred_signature(), covered, crypto::EcdsaForm::der);
        return der::sequence(
            {der::integer(signer_version), signer_name, digest_identifier,
             attributes.empty() ? std::string() : der::element(der::tag::context(0), signed_octets),
             signature_identifier, der::octet_string(signature),
             unsigned_attributes.empty() ? std::string() : der::element(der::tag::context(1), unsigned_attributes)});
    }

    [[nodiscard]] std::string build() const { return build(signer()); }
    [[nodiscard]] std::string build(std::string_view signers) const {
        const auto carried =
            has_content ? der::element(der::tag::context(0), der::octet_string(content)) : std::string();
        const auto signed_data =
            der::sequence({der::integer(version), der::element(der::tag::set, digests),
                           der::sequence({der::oid(content_type), carried}),
                           certificates.empty() ? std::string() : der::element(der::tag::context(0), certificates),
                           der::element(der::tag::set, signers)});
        return der::sequence({der::oid(oid::signed_data), der::element(der::tag::context(0), signed_data)});
    }
};

}  // namespace otkel::testing
