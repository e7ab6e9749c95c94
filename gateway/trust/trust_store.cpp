#include "gateway/trust/trust_store.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "gateway/base/assert.hpp"
#include "gateway/trust/path_builder.hpp"
#include "gateway/trust/path_rules.hpp"

namespace otkel::trust {
namespace {

constexpr std::size_t remembered_paths_max = 4096;  // for each purpose
constexpr std::size_t purposes = 4;

// A path and the time in which all its certificates are valid.
struct Found {
    TrustStore::Path path;
    WallTime from{WallTime::min()};
    WallTime until{WallTime::max()};

    explicit Found(TrustStore::Path found) : path(std::move(found)) {
        for (const auto& certificate : path.certificates) {
            from = std::max(from, certificate->not_before());
            until = std::min(until, certificate->not_after());
        }
    }
    [[nodiscard]] bool holds_at(WallTime at) const { return at >= from && at <= until; }
};

}  // namespace

// Paths by the certificate's fingerprint and what it is used for. Only what was established is kept: what is refused
// may be trusted once a clock is set right or the missing issuer is offered. A path through offered certificates is
// kept like any other: its signatures lead to an anchor whoever brought them, and nothing but time can change that.
struct TrustStore::PathCache {
    mutable std::shared_mutex mutex;
    std::array<std::unordered_map<std::string, std::shared_ptr<const Found>>, purposes> found;

    [[nodiscard]] std::shared_ptr<const Found> find(const Certificate& certificate, Purpose purpose) const {
        const std::shared_lock lock(mutex);
        const auto& paths = found.at(static_cast<std::size_t>(purpose));
        const auto at = paths.find(certificate.fingerprint());
        return at == paths.end() ? nullptr : at->second;
    }
    void keep(const Certificate& certificate, Purpose purpose, const Path& path) {
        const std::unique_lock lock(mutex);
        auto& paths = found.at(static_cast<std::size_t>(purpose));
        if (paths.size() >= remembered_paths_max) {
            paths.clear();
        }
        paths.insert_or_assign(certificate.fingerprint(), std::make_shared<const Found>(path));
    }
};

TrustStore::TrustStore() : paths_(std::make_unique<PathCache>()) {}
TrustStore::~TrustStore() = default;
TrustStore::TrustStore(const TrustStore& other)
    : pinned_(other.pinned_),
      anchors_(other.anchors_),
      known_(other.known_),
      keys_(other.keys_),
      paths_(std::make_unique<PathCache>()) {}

TrustStore& TrustStore::operator=(const TrustStore& other) {
    if (this != &other) {
        pinned_ = other.pinned_;
        anchors_ = other.anchors_;
        known_ = other.known_;
        keys_ = other.keys_;
        forget_paths();
    }
    return *this;
}

void TrustStore::forget_paths() { paths_ = std::make_unique<PathCache>(); }

void TrustStore::pin(CertificatePtr certificate) {
    pinned_.push_back(std::move(certificate));
    forget_paths();
}

void TrustStore::anchor(CertificatePtr certificate) {
    anchors_.push_back(std::move(certificate));
    forget_paths();
}

void TrustStore::know(CertificatePtr certificate) {
    known_.push_back(std::move(certificate));
    forget_paths();
}

void TrustStore::trust_key(crypto::PublicKey key) {
    keys_.push_back(std::move(key));
    forget_paths();
}

void TrustStore::include(const TrustStore& other) {
    if (this == &other) {
        return;
    }
    pinned_.insert(pinned_.end(), other.pinned_.begin(), other.pinned_.end());
    anchors_.insert(anchors_.end(), other.anchors_.begin(), other.anchors_.end());
    known_.insert(known_.end(), other.known_.begin(), other.known_.end());
    keys_.insert(keys_.end(), other.keys_.begin(), other.keys_.end());
    forget_paths();
}

CertificatePtr TrustStore::find(std::string_view issuer_name, std::string_view serial_decimal) const {
    for (const auto* certificates : {&pinned_, &known_, &anchors_}) {
        for (const auto& certificate : *certificates) {
            if (certificate->is_named_by(issuer_name, serial_decimal)) {
                return certificate;
            }
        }
    }
    return nullptr;
}

Result<TrustStore::Path> TrustStore::find_path(const CertificatePtr& certificate, WallTime at,
                                               std::span<const CertificatePtr> offered) const {
    const auto is_it = [&](const CertificatePtr& candidate) { return candidate->der() == certificate->der(); };
    if (std::any_of(pinned_.begin(), pinned_.end(), is_it)) {
        return Path{"pinned certificate " + certificate->subject(), {certificate}};
    }
    auto built = build_path(certificate, {anchors_, known_, offered}, at);
    if (built) {
        auto how = "path to " + built->back()->subject();
        return Path{std::move(how), std::move(*built)};
    }
    // Last, because a path says who the holder is and a key does not.
    const auto is_its_key = [&](const crypto::PublicKey& key) { return key.is_same_as(certificate->key()); };
    if (std::any_of(keys_.begin(), keys_.end(), is_its_key)) {
        return Path{"trusted key of " + certificate->subject(), {certificate}, false};
    }
    return fail(std::move(built.error()));
}

Result<TrustStore::Path> TrustStore::establish(const CertificatePtr& certificate, WallTime at, Purpose purpose,
                                               std::span<const CertificatePtr> offered) const {
    OTKEL_ASSERT(certificate != nullptr);
    if (const auto found = paths_->find(*certificate, purpose); found != nullptr && found->holds_at(at)) {
        return found->path;
    }
    auto path = find_path(certificate, at, offered);
    if (!path) {
        return path;
    }
    if (auto defect = defect_of_leaf(*certificate, at, purpose)) {
        return fail(Errc::certificate_invalid, "the certificate " + *defect);
    }
    paths_->keep(*certificate, purpose, *path);
    return path;
}

}  // namespace otkel::trust
