#include "gateway/crypto/gost/gost_key.hpp"

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/crypto/digests.hpp"
#include "gateway/crypto/gost/curve.hpp"
#include "gateway/crypto/gost/parameters.hpp"

namespace otkel::crypto::gost {
namespace {

class GostPublicKey final : public PublicKeyImplementation {
public:
    GostPublicKey(const Parameters& parameters, std::string der, std::unique_ptr<VerifyingPoint> point)
        : PublicKeyImplementation(parameters.key, std::move(der)), parameters_(parameters), point_(std::move(point)) {}

    [[nodiscard]] int bits() const override { return static_cast<int>(parameters_.half_octets * 8); }

    [[nodiscard]] bool verifies(SignatureAlgorithm algorithm, std::string_view octets, std::string_view signature,
                                EcdsaForm /*form*/) const override {
        if (signature.size() != parameters_.half_octets * 2) {
            return false;
        }
        DigestBuffer hash;
        std::size_t size = 0;
        digest_into(digest_of(algorithm), octets, hash, size);
        return point_->verifies({reinterpret_cast<const char*>(hash.data()), size}, signature_of(signature));
    }

private:
    const Parameters& parameters_;
    std::unique_ptr<VerifyingPoint> point_;
};

// AlgorithmIdentifier of a key: {key, {curve, hash}}.
std::string key_identifier(const Parameters& parameters) {
    return der::sequence({der::oid(parameters.key_oid),
                          der::sequence({der::oid(parameters.parameter_oid), der::oid(parameters.hash_oid)})});
}

std::string public_key_info(const Parameters& parameters, const Coordinates& point) {
    return der::sequence(
        {key_identifier(parameters), der::bit_string(der::octet_string(octets_of(point, parameters.half_octets)))});
}

PublicKey public_key_of(const Parameters& parameters, const SigningScalar& scalar) {
    const auto coordinates = scalar.public_point();
    auto point = make_point(parameters.key, coordinates);
    OTKEL_ASSERT(point.has_value());
    return PublicKey(
        std::make_shared<const GostPublicKey>(parameters, public_key_info(parameters, coordinates), std::move(*point)));
}

class GostPrivateKey final : public PrivateKeyImplementation {
public:
    GostPrivateKey(const Parameters& parameters, Integer number, std::unique_ptr<SigningScalar> scalar)
        : PrivateKeyImplementation(public_key_of(parameters, *scalar)),
          parameters_(parameters),
          number_(std::move(number)),
          scalar_(std::move(scalar)) {}

    [[nodiscard]] Result<std::string> sign(SignatureAlgorithm algorithm, std::string_view octets,
                                           EcdsaForm /*form*/) const override {
        DigestBuffer hash;
        std::size_t size = 0;
        digest_into(digest_of(algorithm), octets, hash, size);
        return octets_of(scalar_->sign({reinterpret_cast<const char*>(hash.data()), size}), parameters_.half_octets);
    }

    // GOST 34.10-2015 keeps the number as little-endian octets, GOST 34.310-2004 as INTEGER (protocol fact, seen).
    [[nodiscard]] Result<std::string> der() const override {
        const bool is_2004 = parameters_.key == KeyAlgorithm::gost2004;
        auto octets = is_2004 ? to_big_endian(number_, parameters_.half_octets)
                              : to_little_endian(number_, parameters_.half_octets);
        auto number = is_2004 ? der::integer_of(octets) : der::octet_string(octets);
        auto info = der::sequence({der::integer(0), key_identifier(parameters_), der::octet_string(number)});
        wipe(octets);
        wipe(number);
        return info;
    }

private:
    const Parameters& parameters_;
    Integer number_;
    std::unique_ptr<SigningScalar> scalar_;
};

// The parameters that an AlgorithmIdentifier means; nullptr for another algorithm.
Result<const Parameters*> read_identifier(std::string_view content) {
    der::Reader reader(content);
    const auto algorithm = reader.next(der::tag::object_identifier, "the algorithm of a key");
    if (!algorithm) {
        return fail(algorithm.error());
    }
    const auto oid = der::oid_text(*algorithm);
    if (!oid) {
        return fail(oid.error());
    }
    const auto* parameters = parameters_with_oid(*oid);
    if (parameters == nullptr) {
        return nullptr;
    }
    const auto curve_and_hash = reader.next(der::tag::sequence, "the parameters of a GOST key");
    if (!curve_and_hash) {
        return fail(curve_and_hash.error());
    }
    der::Reader inner(curve_and_hash->content);
    const auto curve = inner.next(der::tag::object_identifier, "the curve of a GOST key");
    if (!curve) {
        return fail(curve.error());
    }
    // The hash that follows says nothing new, and writers differ in it.
    const auto curve_oid = der::oid_text(*curve);
    if (!curve_oid || *curve_oid != parameters->parameter_oid) {
        return fail(Errc::malformed, "a GOST key on a curve that is not known: " + curve_oid.value_or("unreadable"));
    }
    return parameters;
}

Result<std::string_view> read_point_octets(std::string_view bits, const Parameters& parameters) {
    if (bits.empty() || bits.front() != '\0') {
        return fail(Errc::malformed, "the BIT STRING of a GOST key does not hold whole octets");
    }
    const auto point = der::single(bits.substr(1), der::tag::octet_string, "the point of a GOST key");
    if (!point) {
        return fail(point.error());
    }
    if (point->content.size() != parameters.half_octets * 2) {
        return fail(Errc::malformed, "the point of a GOST key must have " + std::to_string(parameters.half_octets * 2) +
                                         " octets, it has " + std::to_string(point->content.size()));
    }
    return point->content;
}

Result<Integer> read_number(std::string_view private_key, const Parameters& parameters) {
    der::Reader reader(private_key);
    const auto element = reader.next("a GOST private key");
    if (!element) {
        return fail(element.error());
    }
    if (element->content.size() <= parameters.half_octets + 1) {
        if (element->tag == der::tag::octet_string) {
            return from_little_endian(element->content);
        }
        if (element->tag == der::tag::integer) {
            return from_big_endian(element->content);
        }
    }
    return fail(Errc::malformed, "a GOST private key is neither an OCTET STRING nor an INTEGER of its size");
}

}  // namespace

Result<std::shared_ptr<const PublicKeyImplementation>> read_public_key(std::string_view subject_public_key_info) {
    const auto info = der::single(subject_public_key_info, der::tag::sequence, "SubjectPublicKeyInfo");
    if (!info) {
        return fail(info.error());
    }
    der::Reader reader(info->content);
    const auto identifier = reader.next(der::tag::sequence, "the algorithm of a public key");
    if (!identifier) {
        return fail(identifier.error());
    }
    const auto parameters = read_identifier(identifier->content);
    if (!parameters || *parameters == nullptr) {
        return parameters ? Result<std::shared_ptr<const PublicKeyImplementation>>(nullptr) : fail(parameters.error());
    }
    const auto bits = reader.next(der::tag::bit_string, "the bits of a public key");
    if (!bits) {
        return fail(bits.error());
    }
    const auto octets = read_point_octets(bits->content, **parameters);
    if (!octets) {
        return fail(octets.error());
    }
    auto point = make_point((*parameters)->key, coordinates_of(*octets));
    if (!point) {
        return fail(point.error());
    }
    return std::make_shared<const GostPublicKey>(**parameters, std::string(subject_public_key_info), std::move(*point));
}

Result<std::shared_ptr<const PrivateKeyImplementation>> read_private_key(std::string_view private_key_info) {
    const auto info = der::single(private_key_info, der::tag::sequence, "PrivateKeyInfo");
    if (!info) {
        return fail(info.error());
    }
    der::Reader reader(info->content);
    const auto version = reader.next(der::tag::integer, "the version of a private key");
    const auto identifier = reader.next(der::tag::sequence, "the algorithm of a private key");
    if (!version || !identifier) {
        return fail(version ? identifier.error() : version.error());
    }
    const auto parameters = read_identifier(identifier->content);
    if (!parameters || *parameters == nullptr) {
        return parameters ? Result<std::shared_ptr<const PrivateKeyImplementation>>(nullptr) : fail(parameters.error());
    }
    const auto octets = reader.next(der::tag::octet_string, "the octets of a private key");
    if (!octets) {
        return fail(octets.error());
    }
    auto number = read_number(octets->content, **parameters);
    if (!number) {
        return fail(number.error());
    }
    auto scalar = make_scalar((*parameters)->key, *number);
    if (!scalar) {
        return fail(scalar.error());
    }
    return std::make_shared<const GostPrivateKey>(**parameters, std::move(*number), std::move(*scalar));
}

std::shared_ptr<const PrivateKeyImplementation> generate_key(KeyAlgorithm algorithm) {
    auto number = random_scalar(algorithm);
    auto scalar = make_scalar(algorithm, number);
    OTKEL_ASSERT(scalar.has_value());
    return std::make_shared<const GostPrivateKey>(parameters_of(algorithm), std::move(number), std::move(*scalar));
}

}  // namespace otkel::crypto::gost
