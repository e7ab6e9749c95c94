#include <array>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/digests.hpp"
#include "gateway/crypto/key.hpp"
#include "gateway/crypto/openssl.hpp"

namespace otkel::crypto {
namespace {

// Fetching an algorithm takes locks and a search by name; it is done once for the process.
const EVP_MD* fetch(const char* algorithm_name) {
    const EVP_MD* method = EVP_MD_fetch(nullptr, algorithm_name, nullptr);
    OTKEL_ASSERT(method != nullptr);
    return method;
}

}  // namespace

const EVP_MD* method_of(DigestAlgorithm algorithm) {
    static const std::array<const EVP_MD*, 4> methods{fetch("SHA1"), fetch("SHA256"), fetch("SHA384"), fetch("SHA512")};
    return methods[static_cast<std::size_t>(algorithm)];
}

void digest_into(DigestAlgorithm algorithm, std::string_view octets, DigestBuffer& out, std::size_t& size) {
    thread_local const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    unsigned written = 0;
    const bool done = EVP_DigestInit_ex2(context.get(), method_of(algorithm), nullptr) == 1 &&
                      EVP_DigestUpdate(context.get(), octets.data(), octets.size()) == 1 &&
                      EVP_DigestFinal_ex(context.get(), out.data(), &written) == 1;
    OTKEL_ASSERT(done);
    size = written;
}

std::string digest(DigestAlgorithm algorithm, std::string_view octets) {
    DigestBuffer buffer;
    std::size_t size = 0;
    digest_into(algorithm, octets, buffer, size);
    return {reinterpret_cast<const char*>(buffer.data()), size};
}

struct Hasher::State {
    Owned<EVP_MD_CTX> context{EVP_MD_CTX_new()};
};

Hasher::Hasher(DigestAlgorithm algorithm) : state_(std::make_unique<State>()) {
    OTKEL_ASSERT(EVP_DigestInit_ex2(state_->context.get(), method_of(algorithm), nullptr) == 1);
}

Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(std::string_view octets) {
    OTKEL_ASSERT(EVP_DigestUpdate(state_->context.get(), octets.data(), octets.size()) == 1);
}

std::string Hasher::finish() {
    DigestBuffer buffer;
    unsigned written = 0;
    OTKEL_ASSERT(EVP_DigestFinal_ex(state_->context.get(), buffer.data(), &written) == 1);
    return {reinterpret_cast<const char*>(buffer.data()), written};
}

}  // namespace otkel::crypto
