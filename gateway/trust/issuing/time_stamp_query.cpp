#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/trust/fields.hpp"
#include "gateway/trust/issuing/time_stamp_writer.hpp"

namespace otkel::trust::issuing {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

// An imprint, a policy and a nonce are about a hundred octets.
constexpr std::size_t query_octets_max = 4 * 1024;

Result<void> read_imprint(std::string_view octets, TimeStampQuery& query) {
    Fields fields(octets, "messageImprint");
    const auto oid = fields.algorithm("hashAlgorithm");
    query.imprint = fields.next(tag::octet_string, "hashedMessage").content;
    if (const auto finished = fields.finish(); !finished) {
        return finished;
    }
    const auto digest = crypto::digest_of_oid(oid);
    if (!digest) {
        return fail(Errc::unsupported, "no digest algorithm that we carry has the identifier " + oid);
    }
    const auto expected = crypto::digest(*digest, {}).size();
    if (query.imprint.size() != expected) {
        return fail(Errc::malformed, "hashedMessage of messageImprint has " + std::to_string(query.imprint.size()) +
                                         " octets; " + std::string(crypto::name(*digest)) + " gives " +
                                         std::to_string(expected));
    }
    query.digest = *digest;
    return {};
}

void read_options(Fields& fields, TimeStampQuery& query) {
    if (fields.next_is(tag::object_identifier)) {
        query.policy = fields.oid("reqPolicy");
    }
    if (const auto nonce = fields.next_if(tag::integer)) {
        if (!natural_octets(nonce->content)) {
            fields.refuse("the nonce is not a positive number");
        }
        // Without the zero octet of a positive number whose first bit is set.
        query.nonce = nonce->content.substr(nonce->content.size() > 1 && nonce->content.front() == '\0' ? 1 : 0);
    }
    (void)fields.next_if(tag::boolean);     // certReq: the certificate is always sent
    (void)fields.next_if(tag::context(0));  // extensions
}

}  // namespace

Result<TimeStampQuery> read_time_stamp_query(std::string_view der) {
    if (der.size() > query_octets_max) {
        return fail(Errc::limit_exceeded, "a time stamp request of more than 4 KiB is not read");
    }
    TimeStampQuery query;
    Fields whole(der, "TimeStampReq");
    Fields fields(whole.next(tag::sequence, "TimeStampReq").content, "TimeStampReq");
    const auto version = fields.next(tag::integer, "version").whole;
    if (version != der::integer(1)) {
        fields.refuse(
            Error{Errc::unsupported, "the time stamp request is not of version 1 (RFC 3161 section 2.4.1)", {}, {}});
    }
    fields.include(read_imprint(fields.next(tag::sequence, "messageImprint").content, query));
    read_options(fields, query);
    whole.include(fields.finish());
    if (const auto finished = whole.finish(); !finished) {
        return fail(finished.error());
    }
    return query;
}

}  // namespace otkel::trust::issuing
