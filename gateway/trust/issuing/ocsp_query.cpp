#include "gateway/crypto/der.hpp"
#include "gateway/trust/issuing/ocsp_writer.hpp"

namespace otkel::trust::issuing {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

// A question about one certificate is some two hundred octets, with a signature and a chain a few thousand.
constexpr std::size_t query_octets_max = 16 * 1024;
constexpr std::string_view nonce_oid = "1.3.6.1.5.5.7.48.1.2";

Result<void> read_cert_id(const der::Element& cert_id, OcspQuery& query) {
    der::Reader fields(cert_id.content);
    const auto algorithm = fields.next(tag::sequence, "hashAlgorithm of CertID");
    if (!algorithm) {
        return fail(algorithm.error());
    }
    const auto name_hash = fields.next(tag::octet_string, "issuerNameHash of CertID");
    if (!name_hash) {
        return fail(name_hash.error());
    }
    const auto key_hash = fields.next(tag::octet_string, "issuerKeyHash of CertID");
    if (!key_hash) {
        return fail(key_hash.error());
    }
    const auto serial = fields.next(tag::integer, "serialNumber of CertID");
    if (!serial) {
        return fail(serial.error());
    }
    auto octets = serial->content;
    while (octets.size() > 1 && octets.front() == '\0') {
        octets.remove_prefix(1);
    }
    query.cert_id = cert_id.whole;
    query.issuer_name_hash = name_hash->content;
    query.issuer_key_hash = key_hash->content;
    query.serial_octets = octets;
    return fields.finish("CertID");
}

Result<void> read_request_list(const der::Element& list, OcspQuery& query) {
    der::Reader requests(list.content);
    const auto request = requests.next(tag::sequence, "Request");
    if (!request) {
        return fail(request.error());
    }
    if (!requests.at_end()) {
        return fail(Errc::unsupported, "the OCSP request asks about several certificates; ask about one at a time");
    }
    const auto cert_id = der::Reader(request->content).next(tag::sequence, "CertID");
    if (!cert_id) {
        return fail(cert_id.error());
    }
    return read_cert_id(*cert_id, query);
}

// The nonce is an OCTET STRING inside the octets of the extension (RFC 8954); older clients put it there bare.
std::string nonce_of(std::string_view value) {
    const auto inner = der::single(value, tag::octet_string, "nonce");
    return std::string(inner ? inner->content : value);
}

Result<void> read_extensions(const der::Element& explicit_tag, OcspQuery& query) {
    const auto list = der::single(explicit_tag.content, tag::sequence, "requestExtensions");
    if (!list) {
        return fail(list.error());
    }
    der::Reader extensions(list->content);
    while (!extensions.at_end()) {
        const auto extension = extensions.next(tag::sequence, "Extension");
        if (!extension) {
            return fail(extension.error());
        }
        der::Reader fields(extension->content);
        const auto oid = fields.next(tag::object_identifier, "extnID");
        if (!oid) {
            return fail(oid.error());
        }
        (void)fields.next_if(tag::boolean);
        const auto value = fields.next(tag::octet_string, "extnValue");
        if (!value) {
            return fail(value.error());
        }
        if (oid->whole == der::oid(nonce_oid)) {
            query.nonce = nonce_of(value->content);
        }
    }
    return {};
}

}  // namespace

Result<OcspQuery> read_ocsp_query(std::string_view der) {
    if (der.size() > query_octets_max) {
        return fail(Errc::limit_exceeded, "an OCSP request of more than 16 KiB is not read");
    }
    const auto request = der::single(der, tag::sequence, "OCSPRequest");
    if (!request) {
        return fail(request.error());
    }
    const auto to_be_signed = der::Reader(request->content).next(tag::sequence, "TBSRequest");
    if (!to_be_signed) {
        return fail(to_be_signed.error());
    }
    der::Reader fields(to_be_signed->content);
    (void)fields.next_if(tag::context(0));  // version
    (void)fields.next_if(tag::context(1));  // requestorName
    const auto list = fields.next(tag::sequence, "requestList");
    if (!list) {
        return fail(list.error());
    }
    OcspQuery query;
    if (auto read = read_request_list(*list, query); !read) {
        return fail(read.error());
    }
    if (const auto extensions = fields.next_if(tag::context(2))) {
        if (auto read = read_extensions(*extensions, query); !read) {
            return fail(read.error());
        }
    }
    if (auto finished = fields.finish("TBSRequest"); !finished) {
        return fail(finished.error());
    }
    return query;
}

}  // namespace otkel::trust::issuing
