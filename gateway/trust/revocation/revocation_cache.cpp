#include <list>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "gateway/base/assert.hpp"
#include "gateway/trust/revocation/rules.hpp"

namespace otkel::trust {
namespace {

struct Kept {
    std::string fingerprint;
    std::shared_ptr<const RevocationStatus> status;
};

}  // namespace

struct RevocationCache::State {
    std::size_t capacity;
    std::mutex mutex;
    std::list<Kept> by_use;                                                  // latest first
    std::unordered_map<std::string_view, std::list<Kept>::iterator> places;  // keys stand in the list

    // With the lock held.
    void drop(std::list<Kept>::iterator at) {
        places.erase(at->fingerprint);
        by_use.erase(at);
    }
};

RevocationCache::RevocationCache(std::size_t capacity) : state_(std::make_unique<State>()) {
    OTKEL_ASSERT(capacity > 0);
    state_->capacity = capacity;
}

RevocationCache::~RevocationCache() = default;

void RevocationCache::keep(const Certificate& certificate, RevocationStatus status) {
    if (status.state != RevocationState::good) {
        forget(certificate);
        return;
    }
    auto kept = std::make_shared<const RevocationStatus>(std::move(status));
    const std::lock_guard lock(state_->mutex);
    const auto at = state_->places.find(certificate.fingerprint());
    if (at != state_->places.end()) {
        if (kept->as_of >= at->second->status->as_of) {
            at->second->status = std::move(kept);
        }
        state_->by_use.splice(state_->by_use.begin(), state_->by_use, at->second);
        return;
    }
    if (state_->by_use.size() >= state_->capacity) {
        state_->drop(std::prev(state_->by_use.end()));
    }
    state_->by_use.push_front({certificate.fingerprint(), std::move(kept)});
    state_->places.emplace(state_->by_use.front().fingerprint, state_->by_use.begin());
}

void RevocationCache::forget(const Certificate& certificate) {
    const std::lock_guard lock(state_->mutex);
    if (const auto at = state_->places.find(certificate.fingerprint()); at != state_->places.end()) {
        state_->drop(at->second);
    }
}

std::optional<RevocationStatus> RevocationCache::find(const Certificate& certificate) const {
    std::shared_ptr<const RevocationStatus> kept;
    {
        const std::lock_guard lock(state_->mutex);
        const auto at = state_->places.find(certificate.fingerprint());
        if (at == state_->places.end()) {
            return std::nullopt;
        }
        state_->by_use.splice(state_->by_use.begin(), state_->by_use, at->second);
        kept = at->second->status;
    }
    return *kept;
}

}  // namespace otkel::trust
