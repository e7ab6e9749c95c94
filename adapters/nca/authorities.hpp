#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "adapters/nca/settings.hpp"
#include "adapters/nca/source.hpp"
#include "gateway/async/worker_pool.hpp"
#include "gateway/trust/trust_store.hpp"

namespace otkel::adapters::nca {

// A configured authority with the services that can be called. A service without an address is null.
struct Authority {
    AuthoritySettings settings;
    std::unique_ptr<Source> certificate, ocsp, crl, delta_crl;
};

// Who issues certificates, and where they are asked about. Used on the I/O thread.
class Authorities {
public:
    // `downloads`: with a client for large answers.
    Authorities(const Settings& settings, CallContext calls, CallContext downloads);

    [[nodiscard]] std::vector<Authority>& all() { return all_; }
    // Null: not one of the configured ones.
    [[nodiscard]] Authority* of(const trust::Certificate& issuer);
    // Certificates of authorities whose name and key identifier are those of the issuer. Not yet checked by signature.
    [[nodiscard]] std::vector<trust::CertificatePtr> candidates_for(const trust::Certificate& certificate) const;
    // False when it is there already. The caller has seen that it is pinned.
    bool add(Authority& authority, trust::CertificatePtr certificate);
    // Everything that the anchors vouch for.
    [[nodiscard]] const std::shared_ptr<const trust::TrustStore>& trust() const { return trust_; }

private:
    void renew_trust();

    std::vector<Authority> all_;
    std::shared_ptr<const trust::TrustStore> trust_;
};

}  // namespace otkel::adapters::nca
