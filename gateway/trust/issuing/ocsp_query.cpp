#include "gateway/trust/fields.hpp"
#include "gateway/trust/issuing/ocsp_writer.hpp"

namespace otkel::trust::issuing {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

// A question about one certificate is some two hundred octets, with a signature and a chain a few thousand.
constexpr std::size_t query_octets_max = 16 * 1024;
constexpr std::string_view nonce_oid = "1.3.6.1.5.5.7.48.1.2";

Result<void> read_cert_id(const der::Element& cert_id, OcspQuery& query) {
    Fields fields(cert_id.content, "CertID");
    (void)fields.next(tag::sequence, "hashAlgorithm");
    query.cert_id = cert_id.whole;
    query.issuer_name_hash = fields.next(tag::octet_string, "issuerNameHash").content;
    query.issuer_key_hash = fields.next(tag::octet_string, "issuerKeyHash").content;
    auto serial = fields.next(tag::integer, "serialNumber").content;
    while (serial.size() > 1 && serial.front() == '\0') {
        serial.remove_prefix(1);
    }
    query.serial_octets = serial;
    return fields.finish();
}

Result<void> read_request_list(std::string_view octets, OcspQuery& query) {
    Fields list(octets, "requestList");
    Fields request(list.next(tag::sequence, "Request").content, "Request");
    if (!list.at_end()) {
        list.refuse(Error{
            Errc::unsupported, "the OCSP request asks about several certificates; ask about one at a time", {}, {}});
    }
    const auto cert_id = request.next(tag::sequence, "CertID");
    (void)request.next_if(tag::context(0));  // singleRequestExtensions
    list.include(request.finish());
    list.include(read_cert_id(cert_id, query));
    return list.finish();
}

// The nonce is an OCTET STRING inside the octets of the extension (RFC 8954); older clients put it there bare.
std::string nonce_of(std::string_view value) {
    const auto inner = der::single(value, tag::octet_string, "nonce");
    return std::string(inner ? inner->content : value);
}

Result<void> read_extensions(std::string_view octets, OcspQuery& query) {
    Fields wrapped(octets, "requestExtensions");
    Fields extensions(wrapped.next(tag::sequence, "Extensions").content, "Extensions");
    while (!extensions.at_end()) {
        Fields fields(extensions.next(tag::sequence, "Extension").content, "Extension");
        const auto oid = fields.oid("extnID");
        (void)fields.next_if(tag::boolean);
        const auto value = fields.next(tag::octet_string, "extnValue");
        extensions.include(fields.finish());
        if (oid == nonce_oid) {
            query.nonce = nonce_of(value.content);
        }
    }
    wrapped.include(extensions.finish());
    return wrapped.finish();
}

}  // namespace

Result<OcspQuery> read_ocsp_query(std::string_view der) {
    if (der.size() > query_octets_max) {
        return fail(Errc::limit_exceeded, "an OCSP request of more than 16 KiB is not read");
    }
    OcspQuery query;
    Fields whole(der, "OCSPRequest");
    Fields request(whole.next(tag::sequence, "OCSPRequest").content, "OCSPRequest");
    Fields fields(request.next(tag::sequence, "TBSRequest").content, "TBSRequest");
    (void)fields.next_if(tag::context(0));  // version
    (void)fields.next_if(tag::context(1));  // requestorName
    fields.include(read_request_list(fields.next(tag::sequence, "requestList").content, query));
    if (const auto extensions = fields.next_if(tag::context(2))) {
        fields.include(read_extensions(extensions->content, query));
    }
    request.include(fields.finish());
    (void)request.next_if(tag::context(0));  // optionalSignature
    whole.include(request.finish());
    if (const auto finished = whole.finish(); !finished) {
        return fail(finished.error());
    }
    return query;
}

}  // namespace otkel::trust::issuing
