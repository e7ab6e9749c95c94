#include "gateway/trust/issuing/ocsp_writer.hpp"

#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/issuing/parts.hpp"

namespace otkel::trust::issuing {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

constexpr std::string_view nonce_oid = "1.3.6.1.5.5.7.48.1.2", valid_oid = "1.3.6.1.5.5.7.48.1.9",
                           basic_oid = "1.3.6.1.5.5.7.48.1.1";

std::string status_der(const OcspAnswerContent& content) {
    if (content.state == OcspAnswerContent::State::good) {
        return der::element(tag::context_primitive(0), {});
    }
    if (content.state == OcspAnswerContent::State::unknown) {
        return der::element(tag::context_primitive(2), {});
    }
    std::string reason;
    if (content.reason) {
        const std::string code(1, static_cast<char>(*content.reason));
        reason = der::element(tag::context(0), der::element(tag::enumerated, code));
    }
    return der::element(tag::context(1), der::generalized_time(content.revoked_at) + reason);
}

std::string single_response(const OcspQuery& query, const OcspAnswerContent& content) {
    const auto next_update =
        content.next_update ? der::element(tag::context(0), der::generalized_time(*content.next_update)) : "";
    return der::sequence({query.cert_id, status_der(content), der::generalized_time(content.this_update), next_update});
}

// The national responder echoes the nonce as an OCTET STRING of its own and adds an extension "valid" that holds a
// NULL (protocol fact, seen).
std::string response_extensions(const OcspAnswerContent& content) {
    const auto nonce = content.nonce ? extension(nonce_oid, der::octet_string(*content.nonce)) : "";
    return der::element(tag::context(1), der::sequence({nonce, extension(valid_oid, der::null())}));
}

std::string response_der(int status, std::string_view bytes) {
    return der::sequence({der::element(tag::enumerated, std::string(1, static_cast<char>(status))), bytes});
}

}  // namespace

std::string write_ocsp_answer(const Issuer& responder, const OcspQuery& query, const OcspAnswerContent& content) {
    const auto& certificate = *responder.certificate();
    const auto response_data = der::sequence(
        {der::element(tag::context(1), certificate.subject_der()), der::generalized_time(content.produced_at),
         der::sequence({single_response(query, content)}), response_extensions(content)});
    const auto basic =
        der::sequence({response_data, crypto::algorithm_identifier(responder.key().preferred_signature()),
                       der::bit_string(sign(responder.key(), response_data)),
                       der::element(tag::context(0), der::sequence({certificate.der()}))});
    const auto bytes = der::sequence({der::oid(basic_oid), der::octet_string(basic)});
    return response_der(0, der::element(tag::context(0), bytes));
}

std::string write_ocsp_failure(int status) { return response_der(status, {}); }

}  // namespace otkel::trust::issuing
