#include "gateway/trust/cms/cms_writer.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/certificate.hpp"
#include "gateway/trust/cms/object_identifiers.hpp"
#include "gateway/trust/cms/signed_attributes.hpp"
#include "gateway/trust/cms/time_stamp_info.hpp"

namespace otkel::trust {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

// RFC 5652 sections 5.1 and 5.3: the signer is named by issuer and serial number, the content is of type data, and
// there is nothing but X.509 certificates, so both versions are 1.
constexpr std::uint64_t version = 1;

std::string attribute(std::string_view oid, std::string_view value) {
    return der::sequence({der::oid(oid), der::element(tag::set, value)});
}

// In the order of DER. signature and carriage differ in the tag only (RFC 5652 section 5.4).
std::string signed_attributes(const crypto::Identity& identity, std::string_view content_type,
                              std::string_view content_digest, const CmsOptions& options) {
    std::vector<std::string> attributes{attribute(oid::content_type, der::oid(content_type)),
                                        attribute(oid::message_digest, der::octet_string(content_digest))};
    if (options.signing_time != WallTime{}) {
        attributes.push_back(attribute(oid::signing_time, der::time(options.signing_time)));
    }
    if (options.signing_certificate_v2) {
        attributes.push_back(attribute(oid::signing_certificate_v2, signing_certificate_v2(identity.certificate_der)));
    }
    return der::set_of(std::move(attributes));
}

Result<CertificatePtr> certificate_of(const crypto::Identity& identity) {
    auto certificate = Certificate::from_der(identity.certificate_der);
    if (!certificate) {
        return certificate;
    }
    if (!(*certificate)->key().is_same_as(identity.key.public_key())) {
        return fail(Errc::invalid_argument,
                    "the private key does not belong to the certificate " + (*certificate)->subject());
    }
    return certificate;
}

Result<std::string> signer_info(std::string_view content, std::string_view content_type,
                                const crypto::Identity& identity, const CmsOptions& options) {
    const auto certificate = certificate_of(identity);
    if (!certificate) {
        return fail(certificate.error());
    }
    const auto algorithm = identity.key.preferred_signature();
    const auto digest = crypto::digest_of(algorithm);
    auto attributes = signed_attributes(identity, content_type, crypto::digest(digest, content), options);
    const auto signature = identity.key.sign(algorithm, attributes, crypto::EcdsaForm::der);
    if (!signature) {
        return fail(signature.error());
    }
    attributes.front() = static_cast<char>(tag::context(0));
    return der::sequence(
        {der::integer(version),
         der::sequence({(*certificate)->issuer_der(), der::integer_of((*certificate)->serial_octets())}),
         crypto::algorithm_identifier(digest), attributes, crypto::algorithm_identifier(algorithm),
         der::octet_string(*signature)});
}

// The parts of SignedData, each as its element.
std::string message_of(std::initializer_list<std::string_view> parts) {
    return der::sequence({der::oid(oid::signed_data), der::element(tag::context(0), der::sequence(parts))});
}

std::string certificates_of(const crypto::Identity& identity, const std::vector<std::string_view>& present) {
    std::string certificates;
    const auto add = [&](std::string_view der) {
        if (std::find(present.begin(), present.end(), der) == present.end()) {
            certificates += der;
        }
    };
    add(identity.certificate_der);
    for (const auto& issuer : identity.chain_der) {
        add(issuer);
    }
    return certificates;
}

Result<std::string_view> content_to_sign(const SignedData& data, std::optional<std::string_view> content) {
    if (!data.content && !content) {
        return fail(Errc::invalid_argument, "the message carries no content; give the content that was signed");
    }
    if (data.content && content && *data.content != *content) {
        return fail(Errc::invalid_argument, "the message carries another content than the one that was given");
    }
    return data.content ? *data.content : *content;
}

// A further signer over something else would make a message that can never be valid.
Result<void> check_same_content(const SignedData& data, std::string_view content) {
    for (const auto& signer : data.signers) {
        const auto digest = crypto::digest_of_oid(signer.digest);
        if (!signer.has_signed_attributes || !digest) {
            continue;
        }
        const auto attributes = read_signed_attributes(signer, data.content_type);
        if (!attributes) {
            return fail(attributes.error());
        }
        if (crypto::digest(*digest, content) != attributes->message_digest) {
            return fail(Errc::invalid_argument, "the content is not the one that the message's first signers signed");
        }
    }
    return {};
}

std::string rebuilt(const SignedData& data, std::string_view digests, std::string_view certificates,
                    std::string_view signers) {
    return message_of({data.version_element, der::element(tag::set, digests), data.encapsulated_element,
                       certificates.empty() ? std::string() : der::element(tag::context(0), certificates),
                       data.revocation_element, der::element(tag::set, signers)});
}

Result<void> check_token(std::string_view token, std::string_view signature) {
    const auto read = read_signed_message(token);
    if (!read) {
        return fail(read.error());
    }
    if (read->data.content_type != oid::time_stamp_info || !read->data.content) {
        return fail(Errc::invalid_argument, "the token is not a time stamp");
    }
    const auto info = read_time_stamp_info(*read->data.content);
    if (!info) {
        return fail(info.error());
    }
    const auto digest = crypto::digest_of_oid(info->digest);
    if (!digest || crypto::digest(*digest, signature) != info->imprint) {
        return fail(Errc::invalid_argument, "the time stamp was made over something else than this signature value");
    }
    return {};
}

}  // namespace

Result<std::string> sign_cms(std::string_view content, const crypto::Identity& identity, const CmsOptions& options) {
    const auto signer = signer_info(content, oid::data, identity, options);
    if (!signer) {
        return fail(signer.error());
    }
    const auto digest = crypto::algorithm_identifier(crypto::digest_of(identity.key.preferred_signature()));
    const auto carried = options.detached ? std::string() : der::element(tag::context(0), der::octet_string(content));
    return message_of({der::integer(version), der::set_of({digest}), der::sequence({der::oid(oid::data), carried}),
                       der::element(tag::context(0), certificates_of(identity, {})), der::set_of({*signer})});
}

Result<std::string> add_cms_signer(std::string_view message, std::optional<std::string_view> content,
                                   const crypto::Identity& identity, const CmsOptions& options) {
    const auto read = read_signed_message(message);
    if (!read) {
        return fail(read.error());
    }
    const auto& data = read->data;
    const auto octets = content_to_sign(data, content);
    if (!octets) {
        return fail(octets.error());
    }
    if (const auto same = check_same_content(data, *octets); !same) {
        return fail(same.error());
    }
    const auto signer = signer_info(*octets, data.content_type, identity, options);
    if (!signer) {
        return fail(signer.error());
    }
    const auto digest = crypto::digest_of(identity.key.preferred_signature());
    std::string digests(data.digests_octets);
    if (std::find(data.digests.begin(), data.digests.end(), crypto::oid_of(digest)) == data.digests.end()) {
        digests += crypto::algorithm_identifier(digest);
    }
    return rebuilt(data, digests, std::string(data.certificates_octets) + certificates_of(identity, data.certificates),
                   std::string(data.signers_octets) + *signer);
}

Result<std::vector<std::string>> cms_signature_values(std::string_view message) {
    const auto read = read_signed_message(message);
    if (!read) {
        return fail(read.error());
    }
    std::vector<std::string> values;
    for (const auto& signer : read->data.signers) {
        values.emplace_back(signer.signature);
    }
    return values;
}

Result<std::string> add_cms_time_stamp(std::string_view message, std::size_t signer, std::string_view token) {
    const auto read = read_signed_message(message);
    if (!read) {
        return fail(read.error());
    }
    const auto& data = read->data;
    if (signer >= data.signers.size()) {
        return fail(Errc::invalid_argument, "the message has " + std::to_string(data.signers.size()) +
                                                " signers; there is none with index " + std::to_string(signer));
    }
    const auto& stamped = data.signers[signer];
    if (const auto fits = check_token(token, stamped.signature); !fits) {
        return fail(fits.error());
    }
    const auto unsigned_attributes = der::element(
        tag::context(1), std::string(stamped.unsigned_octets) + attribute(oid::signature_time_stamp, token));
    std::string signers;
    for (const auto& other : data.signers) {
        signers += &other == &stamped ? der::sequence({stamped.without_unsigned, unsigned_attributes})
                                      : std::string(other.whole);
    }
    return rebuilt(data, data.digests_octets, data.certificates_octets, signers);
}

Result<std::string> add_cms_certificates(std::string_view message, const std::vector<CertificatePtr>& certificates) {
    const auto read = read_signed_message(message);
    if (!read) {
        return fail(read.error());
    }
    const auto& data = read->data;
    std::string carried(data.certificates_octets);
    for (const auto& certificate : certificates) {
        const auto& present = data.certificates;
        if (std::find(present.begin(), present.end(), certificate->der()) == present.end()) {
            carried += certificate->der();
        }
    }
    return rebuilt(data, data.digests_octets, carried, data.signers_octets);
}

}  // namespace otkel::trust
