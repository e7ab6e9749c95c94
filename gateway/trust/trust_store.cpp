#include "gateway/trust/trust_store.hpp"

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/openssl.hpp"

namespace otkel::trust {
namespace {

using crypto::Owned;

constexpr std::size_t remembered_paths_max = 4096;
constexpr int path_length_max = 8;
// OpenSSL's security level 2 (SSL_CTX_set_security_level): 112 bits, so no RSA below 2048 bits and no SHA-1 in a path.
constexpr int security_level = 2;

// A path and the time in which all its certificates are valid.
struct Found {
    TrustStore::Path path;
    WallTime from;
    WallTime until;

    [[nodiscard]] bool holds_at(WallTime at) const { return at >= from && at <= until; }
};

Result<void> check_times(const Certificate& certificate, WallTime at) {
    if (at < certificate.not_before()) {
        return fail(Errc::certificate_invalid, "the certificate " + certificate.subject() + " is valid only from " +
                                                   to_utc_text(certificate.not_before()));
    }
    if (at > certificate.not_after()) {
        return fail(Errc::certificate_invalid,
                    "the certificate " + certificate.subject() + " expired at " + to_utc_text(certificate.not_after()));
    }
    return {};
}

Result<void> check_usage(const Certificate& certificate) {
    if (!certificate.may_sign()) {
        return fail(Errc::certificate_invalid, "the certificate " + certificate.subject() +
                                                   " is not for signatures: its key usage has neither digitalSignature "
                                                   "nor nonRepudiation");
    }
    return {};
}

Owned<X509_STORE> store_of(const std::vector<CertificatePtr>& anchors) {
    Owned<X509_STORE> store(X509_STORE_new());
    OTKEL_ASSERT(store != nullptr);
    for (const auto& anchor : anchors) {
        OTKEL_ASSERT(X509_STORE_add_cert(store.get(), anchor->native()) == 1);
    }
    return store;
}

// Borrowed certificates: only the stack itself is freed.
struct BorrowedStack {
    struct Free {
        void operator()(STACK_OF(X509) * used) const { sk_X509_free(used); }
    };
    std::unique_ptr<STACK_OF(X509), Free> stack{sk_X509_new_null()};

    explicit BorrowedStack(const std::vector<CertificatePtr>& certificates) {
        for (const auto& certificate : certificates) {
            OTKEL_ASSERT(sk_X509_push(stack.get(), certificate->native()) > 0);
        }
    }
};

Failure refusal(const Certificate& certificate, int error) {
    constexpr std::array of_time{X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED,
                                 X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD};
    const bool untimely = std::find(of_time.begin(), of_time.end(), error) != of_time.end();
    return fail(untimely ? Errc::certificate_invalid : Errc::signer_untrusted,
                "the certificate " + certificate.subject() + " (issuer " + certificate.issuer() + ", SHA-256 " +
                    certificate.fingerprint() + ") is not pinned and no path to a configured anchor holds: " +
                    X509_verify_cert_error_string(error));
}

Found describe(STACK_OF(X509) * chain) {
    Found found{{}, WallTime::min(), WallTime::max()};
    for (int i = 0; i < sk_X509_num(chain); ++i) {
        X509* member = sk_X509_value(chain, i);
        X509_up_ref(member);
        const Certificate certificate(std::shared_ptr<X509>(member, X509_free), {});
        found.path.subjects.push_back(certificate.subject());
        found.from = std::max(found.from, certificate.not_before());
        found.until = std::min(found.until, certificate.not_after());
    }
    found.path.how = "path to " + found.path.subjects.back();
    return found;
}

Result<Found> build_path(X509_STORE* anchors, const std::vector<CertificatePtr>& known, const Certificate& certificate,
                         WallTime at) {
    const BorrowedStack intermediates(known);
    const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new());
    OTKEL_ASSERT(context != nullptr &&
                 X509_STORE_CTX_init(context.get(), anchors, certificate.native(), intermediates.stack.get()) == 1);
    auto* parameters = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(parameters, std::chrono::system_clock::to_time_t(at));
    X509_VERIFY_PARAM_set_depth(parameters, path_length_max);
    X509_VERIFY_PARAM_set_auth_level(parameters, security_level);
    // An issuing authority may be an anchor without its root.
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
    if (X509_verify_cert(context.get()) != 1) {
        const int error = X509_STORE_CTX_get_error(context.get());
        (void)crypto::openssl_reason();
        return refusal(certificate, error);
    }
    return describe(X509_STORE_CTX_get0_chain(context.get()));
}

Result<Found> pinned_path(const Certificate& certificate, WallTime at) {
    if (const auto timely = check_times(certificate, at); !timely) {
        return fail(timely.error());
    }
    return Found{{"pinned certificate " + certificate.subject(), {certificate.subject()}},
                 certificate.not_before(),
                 certificate.not_after()};
}

}  // namespace

// Paths by the certificate's fingerprint. Only what was established is kept: what is refused may be trusted once a
// clock is set right.
struct TrustStore::PathCache {
    std::once_flag made;
    Owned<X509_STORE> anchors;
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string, std::shared_ptr<const Found>> found;

    [[nodiscard]] std::shared_ptr<const Found> find(const Certificate& certificate) const {
        const std::shared_lock lock(mutex);
        const auto at = found.find(certificate.fingerprint());
        return at == found.end() ? nullptr : at->second;
    }
    void keep(const Certificate& certificate, Found path) {
        const std::unique_lock lock(mutex);
        if (found.size() >= remembered_paths_max) {
            found.clear();
        }
        found.insert_or_assign(certificate.fingerprint(), std::make_shared<const Found>(std::move(path)));
    }
};

TrustStore::TrustStore() : paths_(std::make_unique<PathCache>()) {}
TrustStore::~TrustStore() = default;
TrustStore::TrustStore(const TrustStore& other)
    : pinned_(other.pinned_), anchors_(other.anchors_), known_(other.known_), paths_(std::make_unique<PathCache>()) {}

TrustStore& TrustStore::operator=(const TrustStore& other) {
    if (this != &other) {
        pinned_ = other.pinned_;
        anchors_ = other.anchors_;
        known_ = other.known_;
        paths_ = std::make_unique<PathCache>();
    }
    return *this;
}

void TrustStore::pin(CertificatePtr certificate) {
    pinned_.push_back(std::move(certificate));
    paths_ = std::make_unique<PathCache>();
}

void TrustStore::anchor(CertificatePtr certificate) {
    anchors_.push_back(std::move(certificate));
    paths_ = std::make_unique<PathCache>();
}

void TrustStore::know(CertificatePtr certificate) {
    known_.push_back(std::move(certificate));
    paths_ = std::make_unique<PathCache>();
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

Result<TrustStore::Path> TrustStore::establish(const Certificate& certificate, WallTime at) const {
    if (const auto found = paths_->find(certificate); found != nullptr && found->holds_at(at)) {
        return found->path;
    }
    const bool pinned = std::any_of(pinned_.begin(), pinned_.end(),
                                    [&](const auto& candidate) { return candidate->der() == certificate.der(); });
    std::call_once(paths_->made, [this] { paths_->anchors = store_of(anchors_); });
    auto found = pinned ? pinned_path(certificate, at) : build_path(paths_->anchors.get(), known_, certificate, at);
    if (!found) {
        return fail(found.error());
    }
    if (const auto usable = check_usage(certificate); !usable) {
        return fail(usable.error());
    }
    auto path = found->path;
    paths_->keep(certificate, std::move(*found));
    return path;
}

}  // namespace otkel::trust
