#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "gateway/trust/trust_store.hpp"

namespace otkel::trust {

struct CertificateCache::State {
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view der) const { return std::hash<std::string_view>{}(der); }
    };
    std::size_t capacity;
    std::shared_mutex mutex;
    // Keyed by the octets that the certificate itself holds.
    std::unordered_map<std::string_view, CertificatePtr, Hash, std::equal_to<>> certificates;
};

CertificateCache::CertificateCache(std::size_t capacity) : state_(std::make_unique<State>()) {
    state_->capacity = capacity;
}

CertificateCache::~CertificateCache() = default;

Result<CertificatePtr> CertificateCache::from_der(std::string_view der) {
    {
        const std::shared_lock lock(state_->mutex);
        if (const auto at = state_->certificates.find(der); at != state_->certificates.end()) {
            return at->second;
        }
    }
    auto certificate = Certificate::from_der(der);
    if (!certificate) {
        return certificate;
    }
    const std::unique_lock lock(state_->mutex);
    if (state_->certificates.size() >= state_->capacity) {
        // Strangers can fill the cache but not hold it: what is in use comes back with its next message.
        state_->certificates.clear();
    }
    return state_->certificates.try_emplace((*certificate)->der(), *certificate).first->second;
}

}  // namespace otkel::trust
