#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace otkel::crypto {

// SHA over OpenSSL, Kazakh GOST over nettle: Streebog (GOST 34.11-2015) and GOST 34.311-95 with the S-box that Russian
// documents call id-GostR3411-94-TestParamSet. Octets of a digest are in the order in which the libraries print them.
enum class DigestAlgorithm : std::uint8_t { sha1, sha256, sha384, sha512, streebog256, streebog512, gost34311 };

// Incremental digest.
class Hasher {
public:
    explicit Hasher(DigestAlgorithm algorithm);
    ~Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;
    void update(std::string_view octets);
    [[nodiscard]] std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

[[nodiscard]] std::string digest(DigestAlgorithm algorithm, std::string_view octets);
// "sha256", "streebog512"
[[nodiscard]] std::string_view name(DigestAlgorithm algorithm);

}  // namespace otkel::crypto
