#include "gateway/crypto/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <variant>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/digests.hpp"
#include "gateway/crypto/gost/hash.hpp"
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
    return methods.at(static_cast<std::size_t>(algorithm));
}

void digest_into(DigestAlgorithm algorithm, std::string_view octets, DigestBuffer& out, std::size_t& size) {
    if (gost::is_gost_hash(algorithm)) {
        gost::Hash hash(algorithm);
        hash.update(octets);
        size = hash.finish(out.data());
        return;
    }
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

std::string_view name(DigestAlgorithm algorithm) {
    constexpr std::array<std::string_view, 7> names{"sha1",        "sha256",      "sha384",   "sha512",
                                                    "streebog256", "streebog512", "gost34311"};
    return names.at(static_cast<std::size_t>(algorithm));
}

struct Hasher::State {
    std::variant<Owned<EVP_MD_CTX>, gost::Hash> work;
};

Hasher::Hasher(DigestAlgorithm algorithm) {
    if (gost::is_gost_hash(algorithm)) {
        state_ = std::make_unique<State>(State{gost::Hash(algorithm)});
        return;
    }
    Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    OTKEL_ASSERT(EVP_DigestInit_ex2(context.get(), method_of(algorithm), nullptr) == 1);
    state_ = std::make_unique<State>(State{std::move(context)});
}

Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(std::string_view octets) {
    if (auto* hash = std::get_if<gost::Hash>(&state_->work)) {
        hash->update(octets);
        return;
    }
    auto& context = std::get<Owned<EVP_MD_CTX>>(state_->work);
    OTKEL_ASSERT(EVP_DigestUpdate(context.get(), octets.data(), octets.size()) == 1);
}

std::string Hasher::finish() {
    DigestBuffer buffer;
    std::size_t size = 0;
    if (auto* hash = std::get_if<gost::Hash>(&state_->work)) {
        size = hash->finish(buffer.data());
    } else {
        unsigned written = 0;
        OTKEL_ASSERT(EVP_DigestFinal_ex(std::get<Owned<EVP_MD_CTX>>(state_->work).get(), buffer.data(), &written) == 1);
        size = written;
    }
    return {reinterpret_cast<const char*>(buffer.data()), size};
}

}  // namespace otkel::crypto
