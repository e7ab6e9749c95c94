#include "adapters/shep/transport.hpp"

#include <algorithm>

#include "gateway/soap/envelope.hpp"

namespace otkel::adapters::shep {
namespace {

// Whose certificates may stand on an envelope.
std::vector<const PeerProfile*> envelope_signers(const Settings& settings) {
    std::vector<const PeerProfile*> signers;
    for (const auto& peer : settings.peers) {
        if (peer.id == settings.bus || peer.transport_signer == TransportSigner::own) {
            signers.push_back(&peer);
        }
    }
    return signers;
}

signing::Policy union_policy(const Settings& settings, const xml::Limits& limits) {
    const auto trust = std::make_shared<trust::TrustStore>();
    signing::Policy policy;
    bool any_algorithm = false;
    for (const auto* peer : envelope_signers(settings)) {
        if (peer->trust) {
            trust->include(*peer->trust);
        }
        any_algorithm = any_algorithm || peer->algorithms.empty();
        policy.algorithms.insert(policy.algorithms.end(), peer->algorithms.begin(), peer->algorithms.end());
    }
    if (any_algorithm) {
        policy.algorithms.clear();
    }
    policy.trust = trust;
    policy.limits = limits;
    return policy;
}

bool allows(const std::vector<std::string>& algorithms, const std::string& algorithm) {
    return algorithms.empty() || std::find(algorithms.begin(), algorithms.end(), algorithm) != algorithms.end();
}

Result<OpenedEnvelope> read(xml::VerifiedOctets octets, const xml::Limits& limits) {
    auto tree = xml::Tree::parse(std::move(octets), limits);
    if (!tree) {
        return fail(tree.error());
    }
    const auto content = soap::content_of_body(*tree);
    if (!content) {
        return fail(content.error());
    }
    return OpenedEnvelope{std::nullopt, std::move(*tree), *content, {}, {}, {}};
}

}  // namespace

Transport::Transport(const Clock& clock, const signing::Verifier& verifier, const xml::Limits& limits,
                     std::shared_ptr<const Settings> settings)
    : clock_(clock),
      verifier_(verifier),
      limits_(limits),
      settings_(std::move(settings)),
      policy_(union_policy(*settings_, limits)),
      unsigned_possible_(std::any_of(settings_->peers.begin(), settings_->peers.end(),
                                     [](const PeerProfile& peer) { return !peer.transport_signature; })) {}

Result<OpenedEnvelope> Transport::open(std::string_view raw) const {
    auto message = verifier_.verify(raw, signing::Profile::wsse, policy_);
    if (!message) {
        return fail(message.error());
    }
    auto envelope = read(message->octets, limits_);
    if (!envelope) {
        return envelope;
    }
    const auto& signer = message->signer;
    envelope->signer = signer.certificate->subject() + " sha256:" + signer.certificate->fingerprint();
    envelope->verification = signer.algorithm + " over soap:Body, " + signer.path.how;
    envelope->message = std::move(*message);
    return envelope;
}

Result<OpenedEnvelope> Transport::open_unsigned(std::string_view raw, std::string_view reason) const {
    auto octets = verifier_.accept_unsigned_body(raw, limits_, reason);
    if (!octets) {
        return fail(octets.error());
    }
    auto envelope = read(std::move(*octets), limits_);
    if (envelope) {
        envelope->signer = "unsigned by policy";
        envelope->verification = "none: " + std::string(reason);
    }
    return envelope;
}

bool Transport::belongs_to(const signing::Signer& signer, const PeerProfile& peer) const {
    return peer.trust && peer.trust->establish(signer.certificate, clock_.wall()) &&
           allows(peer.algorithms, signer.algorithm) &&
           (peer.signer_bin.empty() || peer.signer_bin == signer.certificate->bin());
}

Result<std::vector<adapter::Signature>> Transport::admit(const OpenedEnvelope& envelope,
                                                         const PeerProfile& peer) const {
    if (envelope.with_attachments && peer.attachments == Attachments::none) {
        return fail(Errc::forbidden, std::string(attachments_not_agreed));
    }
    if (!envelope.message) {
        if (peer.transport_signature) {
            return fail(Errc::not_signed, "the Body of this participant must be signed (WS-Security)");
        }
        return std::vector<adapter::Signature>{};
    }
    const auto& signer = envelope.message->signer;
    const auto* bus = settings_->bus_peer();
    const bool by_bus = bus != nullptr && belongs_to(signer, *bus);
    const bool by_itself = peer.transport_signer == TransportSigner::own && belongs_to(signer, peer);
    if (!by_bus && !by_itself) {
        return fail(Errc::signer_untrusted, "the certificate " + signer.certificate->subject() +
                                                " may not sign envelopes of this participant; register it, or let the "
                                                "message be signed by its own certificate");
    }
    return std::vector<adapter::Signature>{{by_bus ? bus->id : peer.id, signer.path}};
}

}  // namespace otkel::adapters::shep
