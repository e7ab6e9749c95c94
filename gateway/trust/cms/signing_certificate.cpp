#include "gateway/trust/cms/signing_certificate.hpp"

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/fields.hpp"

namespace otkel::trust {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

// IssuerSerial with the one name that RFC 5035 section 4 asks for.
Result<void> read_issuer_serial(std::string_view octets, NamedCertificate& named) {
    Fields fields(octets, "issuerSerial");
    Fields names(fields.next(tag::sequence, "issuer").content, "issuer of issuerSerial");
    Fields directory_name(names.next(tag::context(4), "directoryName").content, "directoryName");
    named.issuer_der = directory_name.next(tag::sequence, "Name").whole;
    names.include(directory_name.finish());
    fields.include(names.finish());
    named.serial_octets = fields.natural("serialNumber");
    return fields.finish();
}

Result<void> read_certificate_id(std::string_view octets, bool has_algorithm, NamedCertificate& named) {
    Fields fields(octets, "ESSCertID");
    if (has_algorithm && fields.next_is(tag::sequence)) {
        const auto identifier = fields.plain_algorithm("hashAlgorithm");
        const auto digest = crypto::digest_of_oid(identifier);
        if (digest) {
            named.digest = *digest;
        } else {
            fields.refuse(Error{Errc::forbidden_construct,
                                "the signing certificate is named by a digest that is not carried here: " + identifier,
                                {},
                                {}});
        }
    }
    named.hash = fields.next(tag::octet_string, "certHash").content;
    if (const auto issuer_serial = fields.next_if(tag::sequence)) {
        fields.include(read_issuer_serial(issuer_serial->content, named));
    }
    return fields.finish();
}

Result<NamedCertificate> read(std::string_view value, bool v2) {
    NamedCertificate named;
    // RFC 5035 section 4: the default of hashAlgorithm.
    named.digest = v2 ? crypto::DigestAlgorithm::sha256 : crypto::DigestAlgorithm::sha1;
    Fields attribute(value, "signing certificate attribute");
    Fields fields(attribute.next(tag::sequence, "SigningCertificate").content, "SigningCertificate");
    Fields certificates(fields.next(tag::sequence, "certs").content, "certs");
    certificates.include(read_certificate_id(certificates.next(tag::sequence, "ESSCertID").content, v2, named));
    while (!certificates.at_end()) {
        certificates.next(tag::sequence, "ESSCertID");
    }
    fields.include(certificates.finish());
    (void)fields.next_if(tag::sequence);  // policies
    attribute.include(fields.finish());
    if (const auto finished = attribute.finish(); !finished) {
        return fail(finished.error());
    }
    return named;
}

}  // namespace

bool NamedCertificate::names(const Certificate& certificate) const {
    return equal_in_constant_time(crypto::digest(digest, certificate.der()), hash) &&
           (issuer_der.empty() ||
            (issuer_der == certificate.issuer_der() && serial_octets == certificate.serial_octets()));
}

Result<NamedCertificate> read_signing_certificate(std::string_view value) { return read(value, false); }
Result<NamedCertificate> read_signing_certificate_v2(std::string_view value) { return read(value, true); }

std::string signing_certificate_v2(std::string_view certificate_der) {
    const auto hash = der::octet_string(crypto::digest(crypto::DigestAlgorithm::sha256, certificate_der));
    return der::sequence({der::sequence({der::sequence({hash})})});
}

}  // namespace otkel::trust
