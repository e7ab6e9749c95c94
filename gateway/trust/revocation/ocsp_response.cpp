#include "gateway/trust/revocation/ocsp_response.hpp"

#include <array>

namespace otkel::trust {
namespace {

namespace tag = crypto::der::tag;
using parts::Fields;
using Trouble = std::optional<Error>;

constexpr std::string_view basic_response = "1.3.6.1.5.5.7.48.1.1";
// A responder sends its own certificate, perhaps with its path, and speaks of the one certificate that was asked about.
constexpr std::size_t certificates_max = 8, singles_max = 64;

std::string status_name(unsigned status) {
    constexpr std::array<std::string_view, 7> names{"successful", "malformedRequest", "internalError", "tryLater",
                                                    "",           "sigRequired",      "unauthorized"};
    const auto number = "responseStatus " + std::to_string(status);
    return status < names.size() ? std::string(names[status]) + " (" + number + ")" : number;
}

std::vector<parts::Extension> take_extensions(Fields& fields, std::uint8_t outer, Trouble& trouble) {
    if (!fields.is_next(outer)) {
        return {};
    }
    return parts::read_extensions(fields.take_inside(outer, tag::sequence, "extensions").content, trouble);
}

OcspCertId read_cert_id(std::string_view content, Trouble& trouble) {
    OcspCertId id;
    Fields fields(content, trouble);
    // Parameters of a digest, absent or NULL, mean nothing.
    Fields algorithm(fields.take(tag::sequence, "hashAlgorithm").content, trouble);
    id.digest = algorithm.take_oid("hashAlgorithm");
    id.issuer_name_hash = fields.take(tag::octet_string, "issuerNameHash").content;
    id.issuer_key_hash = fields.take(tag::octet_string, "issuerKeyHash").content;
    id.serial_octets = fields.take_serial();
    fields.finish("CertID");
    return id;
}

void read_revoked(std::string_view content, OcspSingle& single, Trouble& trouble) {
    Fields fields(content, trouble);
    single.state = OcspSingle::State::revoked;
    single.revoked_at = fields.take_generalized("revocationTime");
    if (fields.more()) {
        single.reason = parts::read_reason(fields.take(tag::context(0), "revocationReason").content, trouble);
    }
    fields.finish("RevokedInfo");
}

void take_state(Fields& fields, OcspSingle& single, Trouble& trouble) {
    const auto element = fields.take("certStatus");
    if (element.tag == tag::context(1)) {
        read_revoked(element.content, single, trouble);
        return;
    }
    const bool good = element.tag == tag::context_primitive(0);
    if ((!good && element.tag != tag::context_primitive(2)) || !element.content.empty()) {
        fields.refuse(Errc::malformed, "certStatus is neither good nor revoked nor unknown");
    }
    single.state = good ? OcspSingle::State::good : OcspSingle::State::unknown;
}

OcspSingle read_single(std::string_view content, Trouble& trouble) {
    OcspSingle single;
    Fields fields(content, trouble);
    single.id = read_cert_id(fields.take(tag::sequence, "certID").content, trouble);
    take_state(fields, single, trouble);
    single.this_update = fields.take_generalized("thisUpdate");
    if (fields.is_next(tag::context(0))) {
        Fields inner(fields.take("nextUpdate").content, trouble);
        single.next_update = inner.take_generalized("nextUpdate");
        inner.finish("nextUpdate");
    }
    single.extensions = take_extensions(fields, tag::context(1), trouble);
    fields.finish("SingleResponse");
    return single;
}

void take_singles(Fields& fields, OcspResponse& response, Trouble& trouble) {
    Fields list(fields.take(tag::sequence, "responses").content, trouble);
    while (list.more()) {
        if (response.singles.size() == singles_max) {
            list.refuse(Errc::limit_exceeded, "the answer is about more than " + std::to_string(singles_max) +
                                                  " certificates; one was asked about");
        }
        response.singles.push_back(read_single(list.take(tag::sequence, "SingleResponse").content, trouble));
    }
}

void take_responder(Fields& fields, OcspResponse& response) {
    if (fields.is_next(tag::context(1))) {
        response.responder_name = fields.take_inside(tag::context(1), tag::sequence, "responderID").whole;
    } else {
        response.responder_key_hash = fields.take_inside(tag::context(2), tag::octet_string, "responderID").content;
    }
}

void read_data(std::string_view content, OcspResponse& response, Trouble& trouble) {
    Fields fields(content, trouble);
    if (fields.is_next(tag::context(0)) &&
        fields.take_inside(tag::context(0), tag::integer, "version").content != std::string_view("\0", 1)) {
        fields.refuse(Errc::unsupported, "the OCSP answer is not of version 1");
    }
    take_responder(fields, response);
    response.produced_at = fields.take_generalized("producedAt");
    take_singles(fields, response, trouble);
    response.extensions = take_extensions(fields, tag::context(1), trouble);
    fields.finish("ResponseData");
}

void take_certificates(Fields& fields, OcspResponse& response, Trouble& trouble) {
    if (!fields.more()) {
        return;
    }
    Fields list(fields.take_inside(tag::context(0), tag::sequence, "certs").content, trouble);
    while (list.more()) {
        if (response.certificates.size() == certificates_max) {
            list.refuse(Errc::limit_exceeded, "more than " + std::to_string(certificates_max) + " certificates");
        }
        response.certificates.push_back(list.take(tag::sequence, "Certificate").whole);
    }
}

void read_basic(std::string_view der, OcspResponse& response, Trouble& trouble) {
    Fields outer(der, trouble);
    Fields fields(outer.take(tag::sequence, "BasicOCSPResponse").content, trouble);
    outer.finish("BasicOCSPResponse");
    response.signed_part = parts::read_signed(fields, trouble);
    take_certificates(fields, response, trouble);
    fields.finish("BasicOCSPResponse");
    read_data(response.signed_part.tbs.content, response, trouble);
}

void read_response(std::string_view der, OcspResponse& response, Trouble& trouble) {
    Fields outer(der, trouble);
    Fields fields(outer.take(tag::sequence, "OCSPResponse").content, trouble);
    outer.finish("OCSPResponse");
    const auto status = fields.take(tag::enumerated, "responseStatus").content;
    if (status.size() != 1) {
        fields.refuse(Errc::malformed, "responseStatus is not a number of one octet");
        return;
    }
    if (const auto code = static_cast<unsigned char>(status.front()); code != 0) {
        fields.refuse(Errc::peer_failed, "the OCSP responder gave no answer: " + status_name(code));
    }
    Fields bytes(fields.take_inside(tag::context(0), tag::sequence, "responseBytes").content, trouble);
    fields.finish("OCSPResponse");
    if (bytes.take_oid("responseType") != basic_response) {
        bytes.refuse(Errc::unsupported, "the OCSP answer is not a basic response (RFC 6960 section 4.2.1)");
    }
    const auto basic = bytes.take(tag::octet_string, "response").content;
    bytes.finish("responseBytes");
    read_basic(basic, response, trouble);
}

}  // namespace

Result<OcspResponse> read_ocsp_response(std::string_view der) {
    OcspResponse response;
    Trouble trouble;
    read_response(der, response, trouble);
    if (trouble) {
        return fail(std::move(*trouble));
    }
    return response;
}

}  // namespace otkel::trust
