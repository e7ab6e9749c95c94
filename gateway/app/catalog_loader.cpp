#include <set>

#include "gateway/adapter/settings_parts.hpp"
#include "gateway/app/certificate_files.hpp"
#include "gateway/app/configuration.hpp"
#include "gateway/app/engine_settings.hpp"

namespace otkel::app {
namespace {

void load_certificates(const settings::Section& section, std::string_view key, const std::filesystem::path& root,
                       trust::TrustStore& store, AddCertificate add) {
    for (const auto& name : section.texts(key)) {
        if (const auto added = add_certificates(root / name, store, add); !added) {
            section.complain(key, added.error().detail, "certificates in PEM or DER");
        }
    }
}

struct LoadedPeer {
    std::string adapter;
    adapter::PeerSettings settings;
    exchange::Quota quota;
    exchange::PaceRules pace;
    trust::RevocationRules revocation;
};

trust::RevocationRules load_revocation(const settings::Section& section, bool has_authority) {
    const auto rules = adapter::read_revocation(section);
    if (rules.mode != trust::RevocationMode::off && !has_authority) {
        section.complain("mode", "nobody can be asked: no certification authority is configured in config/adapters",
                         "config/adapters/nca.yaml, or mode: off");
    }
    return rules;
}

LoadedPeer load_peer(const settings::Section& section, const std::filesystem::path& root, bool has_authority) {
    auto id = section.text("peer");
    section.text_or("about", "");
    auto adapter = section.text("adapter");
    auto store = std::make_shared<trust::TrustStore>();
    const auto trust = section.section("trust");
    load_certificates(trust, "pinned", root, *store, &trust::TrustStore::pin);
    load_certificates(trust, "anchors", root, *store, &trust::TrustStore::anchor);
    load_certificates(trust, "known", root, *store, &trust::TrustStore::know);
    const auto revocation = load_revocation(trust.section("revocation"), has_authority);
    trust.finish();
    const auto quota_section = section.section("quota");
    exchange::Quota quota;
    quota.in_flight = quota_section.size_or("in_flight", quota.in_flight, 100'000);
    quota.requests_per_second = quota_section.size_or("requests_per_second", quota.requests_per_second, 1'000'000);
    quota_section.finish();
    const auto pace = read_pace(section.section("sending"));
    adapter::PeerSettings settings{std::move(id), std::move(store), adapter::read_algorithms(section),
                                   section.section(adapter.empty() ? "adapter" : adapter)};
    section.finish();
    return {std::move(adapter), std::move(settings), quota, pace, revocation};
}

void watch_certificates(const adapter::PeerSettings& peer, exchange::Catalog& catalog) {
    for (const auto* certificates : {&peer.trust->pinned(), &peer.trust->anchors()}) {
        for (const auto& certificate : *certificates) {
            catalog.watch({"peer " + peer.id, certificate});
        }
    }
}

void watch_own_keys(const adapter::Identities& identities, exchange::Catalog& catalog) {
    for (const auto& [name, identity] : identities) {
        if (auto certificate = trust::Certificate::from_der(identity->certificate_der())) {
            catalog.watch({"key " + name, std::move(*certificate)});
        }
    }
}

void check_peers_of_routes(const exchange::Catalog& catalog, const std::set<std::string>& peers,
                           const std::set<std::string>& complained_about, settings::Complaints& complaints) {
    for (const auto& route : catalog.routes()) {
        for (const auto& peer : route->peers) {
            if (!peers.contains(peer)) {
                complaints.add(
                    {}, "route " + route->name + " names peer '" + peer + "', which no file of config/peers defines");
            }
        }
        if (catalog.adapter(route->adapter) == nullptr && !complained_about.contains(route->adapter)) {
            complaints.add({}, "route " + route->name + " names adapter '" + route->adapter +
                                   "', which is not built in or not configured in config/adapters");
        }
    }
}

// The systems whose adapters could not be made, each with its complaint.
std::set<std::string> load_adapters(const CatalogParts& parts, const std::vector<LoadedPeer>& peers,
                                    exchange::Catalog& catalog, settings::Complaints& complaints) {
    std::set<std::string> not_made;
    for (const auto& [system, registration] : parts.registry.all()) {
        const auto file = parts.configuration.folder / "adapters" / (system + ".yaml");
        if (!registration.make_adapter || !std::filesystem::exists(file)) {
            continue;  // carries no messages, or built in and not used at this site
        }
        auto section = settings::Section::load(file, complaints);
        section.set_root(parts.configuration.root);
        std::vector<adapter::PeerSettings> own;
        for (const auto& peer : peers) {
            if (peer.adapter == system) {
                own.push_back(peer.settings);
            }
        }
        auto made = registration.make_adapter({parts.clock, parts.verifier, parts.identities, parts.configuration.xml,
                                               section, std::move(own), parts.configuration.mappings});
        if (made) {
            catalog.add(std::move(*made));
            continue;
        }
        not_made.insert(system);
        if (made.error().findings.empty()) {
            complaints.add({file.string(), 0, 0, {}}, made.error().detail);
        }
    }
    return not_made;
}

}  // namespace

CodeTables load_codes(const Configuration& configuration, std::vector<mapping::CodeTable> candidates,
                      settings::Complaints& complaints) {
    const auto& kept = configuration.reference_tables;
    auto codes =
        mapping::load_code_tables(configuration.mappings / "codes", {kept.folder, kept.names, std::move(candidates)});
    if (codes) {
        return *codes;
    }
    for (const auto& finding : codes.error().findings) {
        complaints.add(finding.place, finding.detail, finding.expected, finding.found);
    }
    return nullptr;
}

std::shared_ptr<const exchange::Catalog> load_catalog(const CatalogParts& parts, settings::Complaints& complaints) {
    auto catalog = std::make_shared<exchange::Catalog>();
    std::vector<LoadedPeer> peers;
    std::set<std::string> peer_ids;
    for (const auto& file : settings::yaml_files(parts.configuration.folder / "peers")) {
        auto section = settings::Section::load(file, complaints);
        section.set_root(parts.configuration.root);
        peers.push_back(load_peer(section, parts.configuration.root, parts.has_authority));
        peer_ids.insert(peers.back().settings.id);
        catalog->set_quota(peers.back().settings.id, peers.back().quota);
        catalog->set_pace(peers.back().settings.id, peers.back().pace);
        watch_certificates(peers.back().settings, *catalog);
        catalog->set_revocation(peers.back().settings.id, peers.back().revocation);
    }
    watch_own_keys(parts.identities, *catalog);
    const auto not_made = load_adapters(parts, peers, *catalog, complaints);

    if (parts.codes == nullptr) {
        return catalog;  // their mistakes are complaints already
    }
    exchange::TranslationLoader translations(parts.configuration.mappings, parts.codes);
    for (const auto& file : settings::yaml_files(parts.configuration.folder / "routes")) {
        auto section = settings::Section::load(file, complaints);
        section.set_root(parts.configuration.root);
        if (auto route = exchange::load_route(section, translations)) {
            catalog->add(std::move(*route));
        }
    }
    check_peers_of_routes(*catalog, peer_ids, not_made, complaints);
    return catalog;
}

}  // namespace otkel::app
