#include "gateway/base/bytes.hpp"
#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/cms/time_stamp.hpp"

namespace otkel::trust {
namespace {

namespace der = crypto::der;

constexpr std::size_t nonce_octets = 8;

}  // namespace

crypto::DigestAlgorithm imprint_of_policy(std::string_view policy) {
    if (policy == stamp_policy::gost2015) {
        return crypto::DigestAlgorithm::streebog512;
    }
    return policy == stamp_policy::gost2004 ? crypto::DigestAlgorithm::gost34311 : crypto::DigestAlgorithm::sha256;
}

TimeStampQuestion make_time_stamp_question(std::string_view stamped_octets, crypto::DigestAlgorithm digest,
                                           std::string policy) {
    TimeStampQuestion question{
        digest, crypto::digest(digest, stamped_octets), std::move(policy), random_octets(nonce_octets), {}};
    const auto imprint = der::sequence({crypto::algorithm_identifier(digest), der::octet_string(question.imprint)});
    const auto requested = question.policy.empty() ? std::string() : der::oid(question.policy);
    question.der =
        der::sequence({der::integer(1), imprint, requested, der::integer_of(question.nonce), der::boolean(true)});
    return question;
}

}  // namespace otkel::trust
