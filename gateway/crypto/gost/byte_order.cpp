#include "gateway/crypto/gost/byte_order.hpp"

#include "gateway/base/assert.hpp"

namespace otkel::crypto::gost {
namespace {

// The third argument of mpz_import and mpz_export.
constexpr int least_significant_first = -1;
constexpr int most_significant_first = 1;

Integer import(std::string_view octets, int order) {
    Integer number;
    mpz_import(number.get(), octets.size(), order, 1, 0, 0, octets.data());
    return number;
}

std::string zeros_with(const Integer& number, std::size_t octets) {
    OTKEL_ASSERT(mpz_sgn(number.get()) >= 0 && (mpz_sizeinbase(number.get(), 2) + 7) / 8 <= octets);
    return std::string(octets, '\0');
}

}  // namespace

Integer from_little_endian(std::string_view octets) { return import(octets, least_significant_first); }
Integer from_big_endian(std::string_view octets) { return import(octets, most_significant_first); }

std::string to_little_endian(const Integer& number, std::size_t octets) {
    auto out = zeros_with(number, octets);
    mpz_export(out.data(), nullptr, least_significant_first, 1, 0, 0, number.get());
    return out;
}

std::string to_big_endian(const Integer& number, std::size_t octets) {
    auto out = zeros_with(number, octets);
    const std::size_t used = number.is_zero() ? 0 : (mpz_sizeinbase(number.get(), 2) + 7) / 8;
    mpz_export(out.data() + (octets - used), nullptr, most_significant_first, 1, 0, 0, number.get());
    return out;
}

Signature signature_of(std::string_view octets) {
    OTKEL_ASSERT(octets.size() % 2 == 0);
    const auto half = octets.size() / 2;
    return {from_little_endian(octets.substr(0, half)), from_little_endian(octets.substr(half))};
}

std::string octets_of(const Signature& signature, std::size_t half_octets) {
    return to_little_endian(signature.r, half_octets) + to_little_endian(signature.s, half_octets);
}

Coordinates coordinates_of(std::string_view octets) {
    OTKEL_ASSERT(octets.size() % 2 == 0);
    const auto half = octets.size() / 2;
    return {from_little_endian(octets.substr(0, half)), from_little_endian(octets.substr(half))};
}

std::string octets_of(const Coordinates& coordinates, std::size_t half_octets) {
    return to_little_endian(coordinates.x, half_octets) + to_little_endian(coordinates.y, half_octets);
}

Integer number_of_digest(std::string_view digest, const Integer& order) {
    auto number = from_little_endian(digest);
    mpz_mod(number.get(), number.get(), order.get());
    if (number.is_zero()) {
        mpz_set_ui(number.get(), 1);
    }
    return number;
}

}  // namespace otkel::crypto::gost
