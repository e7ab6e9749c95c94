#include "adapters/shep/settings.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "gateway/adapter/settings_parts.hpp"

namespace otkel::adapters::shep {
namespace {

using settings::Section;

constexpr std::array<std::pair<std::string_view, DataForm>, 7> forms{{{"auto", DataForm::automatic},
                                                                      {"children", DataForm::children},
                                                                      {"typed", DataForm::typed},
                                                                      {"element", DataForm::element},
                                                                      {"text", DataForm::text},
                                                                      {"cdata", DataForm::cdata},
                                                                      {"string", DataForm::string}}};

const std::vector<std::string> form_words{"auto", "children", "typed", "element", "text", "cdata", "string"};

DataForm form_of(const std::string& word) {
    const auto* found = std::find_if(forms.begin(), forms.end(), [&](const auto& row) { return row.first == word; });
    return found == forms.end() ? DataForm::automatic : found->second;
}

IdentityPtr read_identity(const Section& section, std::string_view key, const adapter::Identities& identities) {
    const auto name = section.text_or(key, "");
    if (name.empty()) {
        return nullptr;
    }
    const auto found = identities.find(name);
    if (found == identities.end()) {
        section.complain(key, "no such key is configured", "a name from \"keys\" of the gateway's configuration", name);
        return nullptr;
    }
    return found->second;
}

bool read_required(const Section& section, std::string_view key, std::string_view fallback) {
    return section.choice_or(key, fallback, {"required", "none"}) == "required";
}

// What the peers inherit from the adapter's own file.
struct Defaults {
    std::string url, asynchronous_url;
    std::chrono::milliseconds time_out;
    bool sign_replies;
    signing::KeyReference key_reference;
    std::vector<std::string> success_codes;
    std::size_t attachments_max;
};

Defaults read_defaults(const Section& section) {
    Defaults defaults;
    defaults.url = section.text_or("url", "");
    defaults.time_out = section.duration_ms_or("time_out_ms", std::chrono::milliseconds{30'000});
    defaults.sign_replies = section.flag_or("sign_replies", true);
    defaults.key_reference = read_key_reference(section, signing::KeyReference::key_identifier);
    defaults.success_codes = section.texts("success_codes");
    if (defaults.success_codes.empty()) {
        defaults.success_codes = {"SCSS001", "Success", "SUCCESS"};
    }
    return defaults;
}

void read_signatures(PeerProfile& peer, const Section& own, const adapter::AdapterContext& context) {
    peer.business_signature = read_required(own, "business_signature", "none");
    peer.business_identity = read_identity(own, "business_identity", context.identities);
    peer.business_signer_bin = own.text_or("business_signer_bin", "");
    peer.signer_bin = own.text_or("signer_bin", "");
    peer.transport_signature = read_required(own, "transport_signature", "required");
    peer.transport_signer =
        own.choice_or("transport_signer", "bus", {"bus", "own"}) == "own" ? TransportSigner::own : TransportSigner::bus;
}

void read_data_form(PeerProfile& peer, const Section& own) {
    peer.form = read_form(own);
    const auto type = own.section("type");
    peer.type.local = type.text_or("name", "");
    peer.type.space = type.text_or("namespace", "");
    type.finish();
}

// An anchor leads to everybody who has a certificate of its authority: whose signature counts must be said.
void check_whose(const PeerProfile& peer, const Section& own) {
    const auto ask_for = [&own](const std::string& key) {
        own.complain(key, "an anchor vouches for everybody who has a certificate of its authority",
                     key + ": the BIN of the organisation whose signatures count, or trust: {pinned: […]}");
    };
    if (peer.trust == nullptr || peer.trust->anchors().empty()) {
        return;
    }
    if (peer.business_signature && peer.business_signer_bin.empty()) {
        ask_for("business_signer_bin");
    }
    if (peer.transport_signature && peer.transport_signer == TransportSigner::own && peer.signer_bin.empty()) {
        ask_for("signer_bin");
    }
}

void check_peer(const PeerProfile& peer, const Section& own) {
    check_whose(peer, own);
    const bool carries_signature = peer.form == DataForm::element || peer.form == DataForm::text ||
                                   peer.form == DataForm::cdata || peer.form == DataForm::automatic;
    if ((peer.business_signature || peer.business_identity) && !carries_signature) {
        own.complain("form", "this form of data has no document element that could carry a business signature",
                     "element, text, cdata or auto", std::string(name(peer.form)));
    }
    if (peer.business_signature && !peer.transport_signature && peer.form != DataForm::text &&
        peer.form != DataForm::cdata) {
        own.complain("transport_signature", "an inline business signature is checked in signed envelopes only",
                     "required, or form: text");
    }
    if (peer.form == DataForm::typed && peer.type.local.empty()) {
        own.complain("type", "form \"typed\" needs the name of the type that xsi:type shall carry",
                     "{name: …, namespace: …}");
    }
    if (!peer.trust || peer.trust->empty()) {
        const bool needed = peer.transport_signer == TransportSigner::own || peer.business_signature;
        if (needed && (peer.transport_signature || peer.business_signature)) {
            own.complain("business_signature", "signatures are required, and no certificate is trusted for this peer",
                         "trust: {pinned: […]} or trust: {anchors: […]} in the file of the peer");
        }
    }
}

PeerProfile read_peer(const adapter::PeerSettings& source, const adapter::AdapterContext& context,
                      const Defaults& defaults) {
    const auto& own = source.own;
    PeerProfile peer;
    peer.id = source.id;
    peer.trust = source.trust;
    peer.algorithms = source.algorithms;
    peer.sender_id = own.text_or("sender_id", "");
    peer.password = read_password(own);
    peer.services = own.texts("services");
    peer.repeatable = own.texts("repeatable");
    peer.asynchronous_services = read_async_services(own, defaults.asynchronous_url);
    read_data_form(peer, own);
    read_signatures(peer, own, context);
    peer.sign_replies = own.flag_or("sign_replies", defaults.sign_replies);
    peer.check_correlation = own.flag_or("check_correlation", true);
    peer.key_reference = read_key_reference(own, defaults.key_reference);
    peer.success_codes = own.texts("success_codes");
    if (peer.success_codes.empty()) {
        peer.success_codes = defaults.success_codes;
    }
    peer.endpoint = adapter::read_endpoint(own, "url", defaults.url);
    peer.route_id = own.text_or("route_id", "");
    peer.time_out = own.duration_ms_or("time_out_ms", defaults.time_out);
    read_attachments(peer, own, defaults.attachments_max);
    check_peer(peer, own);
    own.finish();
    return peer;
}

void check_senders(const Settings& settings, const adapter::AdapterContext& context) {
    std::set<std::string> senders;
    for (std::size_t i = 0; i < settings.peers.size(); ++i) {
        const auto& sender = settings.peers[i].sender_id;
        if (!sender.empty() && !senders.insert(sender).second) {
            context.peers[i].own.complain("sender_id", "another peer has the same sender id",
                                          "one peer for each sender", sender);
        }
    }
    const auto* bus = settings.bus_peer();
    if (!settings.bus.empty() && bus == nullptr) {
        context.section.complain("bus", "there is no such peer of this adapter", "the id of a file in config/peers",
                                 settings.bus);
    }
    if (bus != nullptr && (!bus->trust || bus->trust->empty())) {
        context.section.complain("bus", "no certificate is trusted for the bus", "trust: {pinned: […]} in its file",
                                 settings.bus);
    }
    if (bus != nullptr && bus->trust && !bus->trust->anchors().empty() && bus->signer_bin.empty()) {
        context.section.complain("bus", "an anchor lets everybody who has a certificate of its authority speak for it",
                                 "signer_bin: … in the file of this peer, or trust: {pinned: […]}", settings.bus);
    }
    for (std::size_t i = 0; settings.bus.empty() && i < settings.peers.size(); ++i) {
        const auto& peer = settings.peers[i];
        if (peer.transport_signature && peer.transport_signer == TransportSigner::bus) {
            context.peers[i].own.complain("transport_signer", "envelopes are signed by the bus, and none is configured",
                                          "bus: <peer> in the file of the adapter, or transport_signer: own");
        }
    }
}

Result<void> outcome(const adapter::AdapterContext& context) {
    auto result = context.section.complaints().outcome();
    for (const auto& peer : context.peers) {
        const auto& complaints = peer.own.complaints();
        if (&complaints != &context.section.complaints() && !complaints.empty()) {
            auto other = complaints.outcome();
            if (result) {
                result = std::move(other);
            } else {
                auto& findings = result.error().findings;
                findings.insert(findings.end(), other.error().findings.begin(), other.error().findings.end());
            }
        }
    }
    return result;
}

}  // namespace

signing::KeyReference read_key_reference(const Section& section, signing::KeyReference fallback) {
    using enum signing::KeyReference;
    static const std::vector<std::pair<std::string, signing::KeyReference>> words{
        {"key-identifier", key_identifier},
        {"binary-security-token", binary_security_token},
        {"issuer-serial", issuer_serial},
        {"x509-certificate", x509_certificate}};
    std::vector<std::string> names;
    std::string fallback_word;
    for (const auto& [word, value] : words) {
        names.push_back(word);
        if (value == fallback) {
            fallback_word = word;
        }
    }
    const auto chosen = section.choice_or("key_reference", fallback_word, names);
    const auto found = std::find_if(words.begin(), words.end(), [&](const auto& row) { return row.first == chosen; });
    return found == words.end() ? fallback : found->second;
}

SecretPtr read_password(const Section& section) {
    if (!section.has("password_file")) {
        return nullptr;
    }
    auto secret = settings::read_secret(section.path("password_file"));
    if (!secret) {
        section.complain("password_file", secret.error().to_string(), "a readable file with the password in one line");
        return nullptr;
    }
    return std::make_shared<const Secret>(std::move(*secret));
}

DataForm read_form(const Section& section) { return form_of(section.choice_or("form", "auto", form_words)); }

std::string_view name(DataForm form) {
    const auto* found = std::find_if(forms.begin(), forms.end(), [&](const auto& row) { return row.second == form; });
    return found->first;
}

bool PeerProfile::may_use(std::string_view service) const {
    return std::find(services.begin(), services.end(), service) != services.end();
}

const AsyncService* PeerProfile::asynchronous(std::string_view service) const {
    const auto found = std::find_if(asynchronous_services.begin(), asynchronous_services.end(),
                                    [&](const auto& one) { return one.id == service; });
    return found == asynchronous_services.end() ? nullptr : &*found;
}

const PeerProfile* Settings::peer(std::string_view id) const {
    const auto found = std::find_if(peers.begin(), peers.end(), [&](const auto& peer) { return peer.id == id; });
    return found == peers.end() ? nullptr : &*found;
}

const PeerProfile* Settings::peer_of_sender(std::string_view sender) const {
    const auto found = std::find_if(peers.begin(), peers.end(), [&](const auto& peer) {
        return !peer.sender_id.empty() && peer.sender_id == sender;
    });
    return found == peers.end() ? nullptr : &*found;
}

Result<Settings> read_settings(const adapter::AdapterContext& context) {
    const auto& section = context.section;
    Settings settings;
    section.text_or("adapter", "shep");
    section.section("twin");
    settings.path = section.text_or("path", "/shep/sync");
    settings.public_url = section.text_or("public_url", "");
    settings.bus = section.text_or("bus", "");
    settings.sender_id = section.text_or("sender_id", "");
    settings.password = read_password(section);
    settings.identity = read_identity(section, "identity", context.identities);
    settings.findings_max = section.size_or("findings_max", 20, 1000, 0);
    settings.identifier_octets_max = section.size_or("identifier_octets_max", 256, 4096, 36);
    settings.asynchronous = read_async_settings(section.section("asynchronous"));
    settings.attachment_limits = read_attachment_limits(section, context.limits);
    auto defaults = read_defaults(section);
    defaults.attachments_max = settings.attachment_limits.parts_max - 1;
    defaults.asynchronous_url = settings.asynchronous.url;
    settings.sign_replies = defaults.sign_replies;
    settings.key_reference = defaults.key_reference;
    for (const auto& peer : context.peers) {
        settings.peers.push_back(read_peer(peer, context, defaults));
    }
    check_senders(settings, context);
    const bool signs = defaults.sign_replies || std::any_of(settings.peers.begin(), settings.peers.end(),
                                                            [](const auto& peer) { return peer.sign_replies; });
    if (signs && !settings.identity) {
        section.complain("identity", "answers are to be signed, and no key is named", "identity: <name from keys>");
    }
    section.finish();
    if (auto result = outcome(context); !result) {
        return fail(result.error());
    }
    return settings;
}

}  // namespace otkel::adapters::shep
