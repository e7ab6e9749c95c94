#include "gateway/crypto/der.hpp"
#include "gateway/trust/certificate_decoder.hpp"

namespace otkel::trust {
namespace {

using crypto::der::Reader;
namespace der = crypto::der;
namespace tag = crypto::der::tag;

// A verification with a key beyond these takes a hundred times longer than with any that is in use.
constexpr int rsa_bits_max = 8192;
constexpr std::size_t rsa_exponent_octets_max = 8;

// RFC 8017 appendix A.1.1: the modulus, then the exponent.
Result<std::size_t> exponent_octets(const crypto::PublicKey& key) {
    const auto octets = key.bit_string();
    const auto numbers = der::single(octets, tag::sequence, "the RSA key of the certificate");
    if (!numbers) {
        return fail(numbers.error());
    }
    Reader reader(numbers->content);
    if (const auto modulus = reader.next(tag::integer, "the modulus of the RSA key"); !modulus) {
        return fail(modulus.error());
    }
    const auto exponent = reader.next(tag::integer, "the exponent of the RSA key");
    if (!exponent) {
        return fail(exponent.error());
    }
    return exponent->content.size();
}

}  // namespace

Result<crypto::PublicKey> decode_key(std::string_view subject_public_key_info) {
    auto key = crypto::PublicKey::from_der(subject_public_key_info);
    if (!key || key->algorithm() != crypto::KeyAlgorithm::rsa) {
        return key;
    }
    const auto octets = exponent_octets(*key);
    if (!octets) {
        return fail(octets.error());
    }
    if (key->bits() > rsa_bits_max || *octets > rsa_exponent_octets_max) {
        return fail(Errc::limit_exceeded,
                    "an RSA key of more than 8192 bits or with an exponent of more than 8 octets is not accepted");
    }
    return key;
}

}  // namespace otkel::trust
