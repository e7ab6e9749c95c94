#include "gateway/exchange/catalog.hpp"

#include <algorithm>

namespace otkel::exchange {

void Catalog::add(std::unique_ptr<adapter::Adapter> adapter) {
    for (auto& path : adapter->paths()) {
        by_path_.emplace(std::move(path), adapter.get());
    }
    std::string system(adapter->system());
    adapters_.emplace(std::move(system), std::move(adapter));
}

void Catalog::add(Route route) {
    routes_.push_back(std::make_unique<Route>(std::move(route)));
    const auto* added = routes_.back().get();
    if (added->direction == journal::Direction::inbound) {
        inbound_.emplace(std::pair{added->adapter, added->service}, added);
    } else {
        outbound_.emplace(added->name, added);
    }
}

void Catalog::set_quota(std::string peer, Quota quota) { quotas_[std::move(peer)] = quota; }

const adapter::Adapter* Catalog::adapter(std::string_view system) const {
    const auto found = adapters_.find(system);
    return found == adapters_.end() ? nullptr : found->second.get();
}

const adapter::Adapter* Catalog::adapter_at(std::string_view path) const {
    const auto found = by_path_.find(path);
    return found == by_path_.end() ? nullptr : found->second;
}

const Route* Catalog::inbound(std::string_view system, std::string_view service) const {
    const auto found = inbound_.find(std::pair{std::string(system), std::string(service)});
    return found == inbound_.end() ? nullptr : found->second;
}

const Route* Catalog::outbound(std::string_view route_name) const {
    const auto found = outbound_.find(route_name);
    return found == outbound_.end() ? nullptr : found->second;
}

const Route* Catalog::asked(std::string_view system, std::string_view service, std::string_view peer) const {
    const auto found = std::find_if(outbound_.begin(), outbound_.end(), [&](const auto& one) {
        return one.second->adapter == system && one.second->service == service &&
               (peer.empty() || one.second->peers.front() == peer);
    });
    return found == outbound_.end() ? nullptr : found->second;
}

void Catalog::watch(WatchedCertificate certificate) { watched_.push_back(std::move(certificate)); }

void Catalog::set_revocation(std::string peer, trust::RevocationRules rules) {
    revocation_.insert_or_assign(std::move(peer), rules);
}

trust::RevocationRules Catalog::revocation(std::string_view peer) const {
    const auto found = revocation_.find(peer);
    return found == revocation_.end() ? trust::RevocationRules{} : found->second;
}

Quota Catalog::quota(std::string_view peer) const {
    const auto found = quotas_.find(peer);
    return found == quotas_.end() ? Quota{} : found->second;
}

PaceRules Catalog::pace(const std::string& peer) const {
    const auto found = paces_.find(peer);
    return found == paces_.end() ? PaceRules{} : found->second;
}

}  // namespace otkel::exchange
