#include "gateway/trust/certificate_decoder.hpp"

#include <openssl/x509.h>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/crypto/openssl.hpp"
#include "gateway/trust/name.hpp"

namespace otkel::trust {
namespace {

using crypto::Owned;
using crypto::der::Element;
using crypto::der::Reader;
namespace der = crypto::der;
namespace tag = crypto::der::tag;

constexpr std::size_t serial_octets_max = 20;

// The parts of TBSCertificate, in their order (RFC 5280 section 4.1).
struct Parts {
    int version{1};
    Element serial, algorithm, issuer, validity, subject, key;
    std::optional<Element> extensions;
};

// The first failure among parts that were read one after another.
template <class... Elements>
const Error* first_error(const Elements&... elements) {
    const Error* found = nullptr;
    ((found = found == nullptr && !elements ? &elements.error() : found), ...);
    return found;
}

Result<int> read_version(Reader& reader) {
    if (reader.next_tag() != tag::context(0)) {
        return 1;
    }
    const auto outer = reader.next("the version of the certificate");
    if (!outer) {
        return fail(outer.error());
    }
    const auto number = der::single(outer->content, tag::integer, "the version of the certificate");
    if (!number) {
        return fail(number.error());
    }
    // X.690 section 11.5: version 1 is the default and is not written.
    if (number->content != "\x01" && number->content != "\x02") {
        return fail(Errc::malformed, "the version of the certificate is neither 2 nor 3");
    }
    return number->content.front() + 1;
}

Result<Parts> read_parts(std::string_view to_be_signed) {
    Reader reader(to_be_signed);
    const auto version = read_version(reader);
    if (!version) {
        return fail(version.error());
    }
    const auto serial = reader.next(tag::integer, "the serial number of the certificate");
    const auto algorithm = reader.next(tag::sequence, "the signature algorithm inside the certificate");
    const auto issuer = reader.next(tag::sequence, "the issuer of the certificate");
    const auto validity = reader.next(tag::sequence, "the validity of the certificate");
    const auto subject = reader.next(tag::sequence, "the subject of the certificate");
    const auto key = reader.next(tag::sequence, "the public key of the certificate");
    if (const auto* error = first_error(serial, algorithm, issuer, validity, subject, key)) {
        return fail(*error);
    }
    Parts parts{*version, *serial, *algorithm, *issuer, *validity, *subject, *key, {}};
    if (*version >= 2) {
        (void)reader.next_if(tag::context_primitive(1));  // issuerUniqueID
        (void)reader.next_if(tag::context_primitive(2));  // subjectUniqueID
    }
    if (*version == 3) {
        parts.extensions = reader.next_if(tag::context(3));
    }
    if (const auto finished = reader.finish("the signed part of a certificate of version " + std::to_string(*version));
        !finished) {
        return fail(finished.error());
    }
    return parts;
}

Result<std::string> read_serial(const Element& element) {
    auto octets = element.content;
    const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(octets[at]); };
    const bool padded = octets.size() > 1 && octet(0) == 0;
    if (octets.empty() || octet(0) >= 0x80 || octets == std::string_view("\0", 1) || (padded && octet(1) < 0x80)) {
        return fail(Errc::malformed, "the serial number of the certificate is not a positive number in DER");
    }
    octets.remove_prefix(padded ? 1 : 0);
    if (octets.size() > serial_octets_max) {
        return fail(Errc::malformed, "the serial number of the certificate has more than 20 octets");
    }
    return std::string(octets);
}

Result<void> read_validity(const Element& element, Certificate::Fields& fields) {
    Reader reader(element.content);
    const auto from = reader.next("notBefore of the certificate");
    const auto until = reader.next("notAfter of the certificate");
    if (const auto* error = first_error(from, until)) {
        return fail(*error);
    }
    const auto not_before = der::time(*from);
    const auto not_after = der::time(*until);
    const auto finished = reader.finish("the validity of the certificate");
    if (const auto* error = first_error(not_before, not_after, finished)) {
        return fail(*error);
    }
    fields.not_before = *not_before;
    fields.not_after = *not_after;
    return {};
}

// The object identifier of an AlgorithmIdentifier.
Result<std::string> algorithm_of(const Element& identifier) {
    Reader reader(identifier.content);
    const auto oid = reader.next(tag::object_identifier, "the signature algorithm of the certificate");
    if (!oid) {
        return fail(oid.error());
    }
    if (!reader.at_end()) {
        const auto parameters = reader.next("parameters of the signature algorithm");
        const auto finished = reader.finish("the signature algorithm of the certificate");
        if (const auto* error = first_error(parameters, finished)) {
            return fail(*error);
        }
    }
    return der::oid_text(*oid);
}

Result<void> read_signature(Reader& certificate, const Element& inner_algorithm, Certificate::Fields& fields) {
    const auto algorithm = certificate.next(tag::sequence, "the signature algorithm of the certificate");
    const auto signature = certificate.next(tag::bit_string, "the signature of the certificate");
    const auto finished = certificate.finish("a certificate");
    if (const auto* error = first_error(algorithm, signature, finished)) {
        return fail(*error);
    }
    // RFC 5280 section 4.1.1.2. The outer identifier is not covered by the signature: it may say nothing of its own.
    if (algorithm->whole != inner_algorithm.whole) {
        return fail(Errc::malformed, "the certificate names two different signature algorithms");
    }
    if (signature->content.size() < 2 || signature->content.front() != '\0') {
        return fail(Errc::malformed, "the signature of the certificate is not a number of whole octets");
    }
    auto oid = algorithm_of(*algorithm);
    if (!oid) {
        return fail(oid.error());
    }
    fields.signature_algorithm = std::move(*oid);
    fields.signature = std::string(signature->content.substr(1));
    return {};
}

Result<void> read_names(const Parts& parts, Certificate::Fields& fields) {
    if (parts.issuer.content.empty()) {
        return fail(Errc::malformed, "the certificate names no issuer");
    }
    fields.subject_der = std::string(parts.subject.whole);
    fields.issuer_der = std::string(parts.issuer.whole);
    auto subject = name_text(fields.subject_der);
    auto issuer = name_text(fields.issuer_der);
    const auto attributes = name_attributes(fields.subject_der);
    if (const auto* error = first_error(subject, issuer, attributes)) {
        return fail(*error);
    }
    fields.subject = std::move(*subject);
    fields.issuer = std::move(*issuer);
    fields.iin = number_after("IIN", attribute::serial_number, *attributes);
    fields.bin = number_after("BIN", attribute::organizational_unit, *attributes);
    if (fields.bin.empty()) {
        fields.bin = number_after("BIN", attribute::serial_number, *attributes);  // some have it there (seen)
    }
    return {};
}

Result<void> read_signed_part(const Parts& parts, Certificate::Fields& fields) {
    auto serial = read_serial(parts.serial);
    const auto validity = read_validity(parts.validity, fields);
    const auto names = read_names(parts, fields);
    if (const auto* error = first_error(serial, validity, names)) {
        return fail(*error);
    }
    fields.serial = crypto::decimal_of(*serial);
    fields.serial_octets = std::move(*serial);
    return parts.extensions ? decode_extensions(parts.extensions->content, fields) : Result<void>{};
}

// For the modules that hand certificates to OpenSSL.
Result<std::shared_ptr<x509_st>> native_of(std::string_view octets) {
    const auto* begin = reinterpret_cast<const unsigned char*>(octets.data());
    Owned<X509> certificate(d2i_X509(nullptr, &begin, static_cast<long>(octets.size())));
    if (certificate == nullptr) {
        return fail(Errc::malformed, "the octets are not an X.509 certificate: " + crypto::openssl_reason());
    }
    return std::shared_ptr<x509_st>(std::move(certificate));
}

}  // namespace

Result<Certificate::Fields> decode_certificate(std::string_view octets) {
    const auto whole = der::single(octets, tag::sequence, "a certificate");
    if (!whole) {
        return fail(whole.error());
    }
    Reader reader(whole->content);
    const auto to_be_signed = reader.next(tag::sequence, "the signed part of a certificate");
    if (!to_be_signed) {
        return fail(to_be_signed.error());
    }
    const auto parts = read_parts(to_be_signed->content);
    if (!parts) {
        return fail(parts.error());
    }
    auto key = decode_key(parts->key.whole);
    if (!key) {
        return fail(key.error());
    }
    Certificate::Fields fields(std::move(*key));
    const auto signature = read_signature(reader, parts->algorithm, fields);
    const auto content = read_signed_part(*parts, fields);
    auto native = native_of(octets);
    if (const auto* error = first_error(signature, content, native)) {
        return fail(*error);
    }
    fields.native = std::move(*native);
    fields.der = std::string(octets);
    fields.to_be_signed = std::string(to_be_signed->whole);
    fields.fingerprint = to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, octets));
    return fields;
}

}  // namespace otkel::trust
