#include "gateway/trust/issuing/time_stamp_writer.hpp"

#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/issuing/parts.hpp"

namespace otkel::trust::issuing {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

constexpr std::string_view signed_data_oid = "1.2.840.113549.1.7.2", tst_info_oid = "1.2.840.113549.1.9.16.1.4",
                           content_type_oid = "1.2.840.113549.1.9.3", message_digest_oid = "1.2.840.113549.1.9.4",
                           signing_time_oid = "1.2.840.113549.1.9.5",
                           signing_certificate_oid = "1.2.840.113549.1.9.16.2.12";

std::string_view policy_for(crypto::KeyAlgorithm key) {
    if (key == crypto::KeyAlgorithm::gost2004) {
        return stamp_policy::gost2004;
    }
    return crypto::is_gost(key) ? stamp_policy::gost2015 : stamp_policy::rsa;
}

// Neither accuracy nor tsa (protocol fact, seen).
std::string tst_info(const TimeStampQuery& query, std::string_view policy, WallTime time,
                     std::string_view serial_octets) {
    const auto imprint = der::sequence({crypto::algorithm_identifier(query.digest), der::octet_string(query.imprint)});
    return der::sequence({der::integer(1), der::oid(policy), imprint, der::integer_of(serial_octets),
                          der::generalized_time(time), query.nonce.empty() ? "" : der::integer_of(query.nonce)});
}

std::string attribute(std::string_view oid, std::string_view value) {
    return der::sequence({der::oid(oid), der::element(tag::set, value)});
}

// SigningCertificate of one ESSCertID by SHA-1 (RFC 2634 section 5.4).
std::string signing_certificate(const Certificate& certificate) {
    const auto id = der::octet_string(crypto::digest(crypto::DigestAlgorithm::sha1, certificate.der()));
    return der::sequence({der::sequence({der::sequence({id})})});
}

std::string signed_attributes(const Certificate& certificate, std::string_view content_digest, WallTime time) {
    return der::set_of({attribute(content_type_oid, der::oid(tst_info_oid)),
                        attribute(signing_time_oid, der::time(time)),
                        attribute(signing_certificate_oid, signing_certificate(certificate)),
                        attribute(message_digest_oid, der::octet_string(content_digest))});
}

std::string signer_info(const Issuer& authority, std::string_view content, WallTime time) {
    const auto& certificate = *authority.certificate();
    const auto algorithm = authority.key().preferred_signature();
    const auto digest = crypto::digest_of(algorithm);
    const auto attributes = signed_attributes(certificate, crypto::digest(digest, content), time);
    // Signed as a SET OF, carried under the implicit tag [0] (RFC 5652 section 5.4).
    auto carried = attributes;
    carried.front() = static_cast<char>(tag::context(0));
    return der::sequence({der::integer(1),
                          der::sequence({certificate.issuer_der(), der::integer_of(certificate.serial_octets())}),
                          crypto::algorithm_identifier(digest), carried, crypto::algorithm_identifier(algorithm),
                          der::octet_string(sign(authority.key(), attributes))});
}

std::string token(const Issuer& authority, std::string_view content, WallTime time) {
    const auto digest = crypto::digest_of(authority.key().preferred_signature());
    const auto encapsulated =
        der::sequence({der::oid(tst_info_oid), der::element(tag::context(0), der::octet_string(content))});
    const auto signed_data = der::sequence({der::integer(3), der::set_of({crypto::algorithm_identifier(digest)}),
                                            encapsulated, der::element(tag::context(0), authority.certificate()->der()),
                                            der::set_of({signer_info(authority, content, time)})});
    return der::sequence({der::oid(signed_data_oid), der::element(tag::context(0), signed_data)});
}

}  // namespace

std::string write_time_stamp_answer(const Issuer& authority, const TimeStampQuery& query, WallTime time,
                                    std::string_view serial_octets) {
    const auto policy = query.policy.empty() ? policy_for(authority.key().algorithm()) : query.policy;
    const auto granted = der::sequence({der::integer(0)});
    return der::sequence({granted, token(authority, tst_info(query, policy, time, serial_octets), time)});
}

std::string write_time_stamp_refusal(int status, std::string_view text) {
    const auto free_text = der::sequence({der::element(tag::utf8_string, text)});
    return der::sequence({der::sequence({der::integer(static_cast<std::uint64_t>(status)), free_text})});
}

}  // namespace otkel::trust::issuing
