#include "adapters/rest/settings.hpp"

#include <algorithm>

#include "gateway/adapter/settings_parts.hpp"

namespace otkel::adapters::rest {
namespace {

using settings::Section;

IdentityPtr read_identity(const Section& own, const adapter::Identities& identities) {
    const auto key = own.text("identity");
    const auto found = identities.find(key);
    if (found == identities.end()) {
        own.complain("identity", "no such key is configured", "a name from \"keys\" of the gateway's configuration",
                     key);
        return nullptr;
    }
    return found->second;
}

void check_trust(const Peer& peer, const Section& own) {
    if (!peer.trust || peer.trust->empty()) {
        own.complain("services", "every document is signed, and no certificate is trusted for this peer",
                     "trust: {pinned: […]} in the file of the peer");
    } else if (!peer.trust->anchors().empty()) {
        // Who signed is who sent: an anchor would let everybody speak for this peer who has a certificate under it.
        own.complain("services", "an anchor vouches for everybody who has a certificate of its authority",
                     "trust: {pinned: […]}: the certificates of this peer");
    }
}

Peer read_peer(const adapter::PeerSettings& source, const adapter::AdapterContext& context,
               std::chrono::milliseconds time_out) {
    const auto& own = source.own;
    Peer peer;
    peer.id = source.id;
    peer.trust = source.trust;
    peer.algorithms = source.algorithms;
    peer.space = own.text("namespace");
    for (const auto& [service, element] : own.pairs("services")) {
        peer.services.insert_or_assign(service, element);
    }
    peer.form = read_form(own);
    peer.identity = read_identity(own, context.identities);
    peer.endpoint = adapter::read_endpoint(own, "url");
    peer.repeatable = own.texts("repeatable");
    peer.time_out = own.duration_ms_or("time_out_ms", time_out);
    check_trust(peer, own);
    own.finish();
    return peer;
}

}  // namespace

std::string_view name(Form form) { return form == Form::json ? "json" : "xml"; }

Form read_form(const Section& section) {
    return section.choice_or("form", "xml", {"xml", "json"}) == "json" ? Form::json : Form::xml;
}

const Peer* Settings::peer(std::string_view id) const {
    const auto found = std::find_if(peers.begin(), peers.end(), [&](const Peer& one) { return one.id == id; });
    return found == peers.end() ? nullptr : &*found;
}

Result<Settings> read_settings(const adapter::AdapterContext& context) {
    constexpr std::size_t depth_most = 128;
    constexpr std::size_t findings_most = 1'000;
    const auto& section = context.section;
    Settings settings;
    section.text_or("adapter", "rest");
    section.section("twin");
    settings.findings_max = section.size_or("findings_max", settings.findings_max, findings_most);
    settings.json.depth_max = section.size_or("json_depth_max", settings.json.depth_max, depth_most);
    settings.json.xml_octets_max = context.limits.octets;
    const auto time_out = section.duration_ms_or("time_out_ms", std::chrono::milliseconds{30'000});
    section.finish();
    for (const auto& peer : context.peers) {
        settings.peers.push_back(read_peer(peer, context, time_out));
    }
    if (const auto outcome = section.complaints().outcome(); !outcome) {
        return fail(outcome.error());
    }
    return settings;
}

}  // namespace otkel::adapters::rest
