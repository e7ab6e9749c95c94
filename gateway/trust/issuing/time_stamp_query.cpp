#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/issuing/time_stamp_writer.hpp"

namespace otkel::trust::issuing {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

// An imprint, a policy and a nonce are about a hundred octets.
constexpr std::size_t query_octets_max = 4 * 1024;

Result<void> read_imprint(der::Reader& fields, TimeStampQuery& query) {
    const auto imprint = fields.next(tag::sequence, "messageImprint");
    if (!imprint) {
        return fail(imprint.error());
    }
    der::Reader parts(imprint->content);
    const auto algorithm = parts.next(tag::sequence, "hashAlgorithm of messageImprint");
    if (!algorithm) {
        return fail(algorithm.error());
    }
    const auto oid = der::Reader(algorithm->content).next(tag::object_identifier, "algorithm of hashAlgorithm");
    if (!oid) {
        return fail(oid.error());
    }
    const auto dotted = der::oid_text(*oid);
    if (!dotted) {
        return fail(dotted.error());
    }
    const auto digest = crypto::digest_of_oid(*dotted);
    if (!digest) {
        return fail(Errc::unsupported, "no digest algorithm that we carry has the identifier " + *dotted);
    }
    const auto octets = parts.next(tag::octet_string, "hashedMessage of messageImprint");
    if (!octets) {
        return fail(octets.error());
    }
    const auto expected = crypto::digest(*digest, {}).size();
    if (octets->content.size() != expected) {
        return fail(Errc::malformed, "hashedMessage of messageImprint has " + std::to_string(octets->content.size()) +
                                         " octets; " + std::string(crypto::name(*digest)) + " gives " +
                                         std::to_string(expected));
    }
    query.digest = *digest;
    query.imprint = octets->content;
    return parts.finish("messageImprint");
}

Result<void> read_options(der::Reader& fields, TimeStampQuery& query) {
    if (const auto policy = fields.next_if(tag::object_identifier)) {
        auto dotted = der::oid_text(*policy);
        if (!dotted) {
            return fail(dotted.error());
        }
        query.policy = std::move(*dotted);
    }
    if (const auto nonce = fields.next_if(tag::integer)) {
        if (nonce->content.empty() || (static_cast<unsigned char>(nonce->content.front()) & 0x80U) != 0) {
            return fail(Errc::malformed, "the nonce of the time stamp request is not a positive number");
        }
        // Without the zero octet of a positive number whose first bit is set.
        query.nonce = nonce->content.substr(nonce->content.size() > 1 && nonce->content.front() == '\0' ? 1 : 0);
    }
    (void)fields.next_if(tag::boolean);     // certReq: the certificate is always sent
    (void)fields.next_if(tag::context(0));  // extensions
    return fields.finish("TimeStampReq");
}

}  // namespace

Result<TimeStampQuery> read_time_stamp_query(std::string_view der) {
    if (der.size() > query_octets_max) {
        return fail(Errc::limit_exceeded, "a time stamp request of more than 4 KiB is not read");
    }
    const auto request = der::single(der, tag::sequence, "TimeStampReq");
    if (!request) {
        return fail(request.error());
    }
    der::Reader fields(request->content);
    const auto version = fields.next(tag::integer, "version of TimeStampReq");
    if (!version) {
        return fail(version.error());
    }
    if (version->whole != der::integer(1)) {
        return fail(Errc::unsupported, "the time stamp request is not of version 1 (RFC 3161 section 2.4.1)");
    }
    TimeStampQuery query;
    if (auto read = read_imprint(fields, query); !read) {
        return fail(read.error());
    }
    if (auto read = read_options(fields, query); !read) {
        return fail(read.error());
    }
    return query;
}

}  // namespace otkel::trust::issuing
