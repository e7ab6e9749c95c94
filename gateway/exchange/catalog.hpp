#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapter/adapter.hpp"
#include "gateway/exchange/pacing.hpp"
#include "gateway/exchange/route.hpp"
#include "gateway/trust/revocation/rules.hpp"

namespace otkel::exchange {

// How much one peer may ask for at once.
struct Quota {
    std::size_t in_flight{64};
    std::size_t requests_per_second{500};
};

// A certificate that something stops working without.
struct WatchedCertificate {
    std::string whose;  // "peer customs"
    trust::CertificatePtr certificate;
};

// Everything that a reload replaces as one: adapters with their peers' certificates, and routes with mappings and
// schemas. Immutable once built; an exchange keeps the catalog that it began with.
class Catalog {
public:
    void add(std::unique_ptr<adapter::Adapter> adapter);
    void add(Route route);
    void set_quota(std::string peer, Quota quota);
    void watch(WatchedCertificate certificate);
    void set_revocation(std::string peer, trust::RevocationRules rules);

    [[nodiscard]] const adapter::Adapter* adapter(std::string_view system) const;
    [[nodiscard]] const adapter::Adapter* adapter_at(std::string_view path) const;  // of the external listener
    [[nodiscard]] std::size_t adapter_count() const { return adapters_.size(); }
    [[nodiscard]] const Route* inbound(std::string_view system, std::string_view service) const;
    [[nodiscard]] const Route* outbound(std::string_view route_name) const;
    // The outbound route by which we ask this peer (empty: any) for the service: what it sends about it belongs there.
    [[nodiscard]] const Route* asked(std::string_view system, std::string_view service, std::string_view peer) const;
    [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }
    [[nodiscard]] const std::vector<WatchedCertificate>& watched() const { return watched_; }
    [[nodiscard]] Quota quota(std::string_view peer) const;
    void set_pace(std::string peer, PaceRules pace) { paces_[std::move(peer)] = pace; }
    [[nodiscard]] PaceRules pace(const std::string& peer) const;
    [[nodiscard]] trust::RevocationRules revocation(std::string_view peer) const;  // off for peers that set none

private:
    std::map<std::string, std::unique_ptr<adapter::Adapter>, std::less<>> adapters_;
    std::map<std::string, const adapter::Adapter*, std::less<>> by_path_;
    std::vector<std::unique_ptr<Route>> routes_;
    std::map<std::pair<std::string, std::string>, const Route*, std::less<>> inbound_;
    std::map<std::string, const Route*, std::less<>> outbound_;
    std::vector<WatchedCertificate> watched_;
    std::map<std::string, Quota, std::less<>> quotas_;
    std::map<std::string, PaceRules, std::less<>> paces_;
    std::map<std::string, trust::RevocationRules, std::less<>> revocation_;
};

}  // namespace otkel::exchange
