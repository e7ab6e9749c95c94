#include "adapters/shep/twin_settings.hpp"

#include "gateway/crypto/key_store.hpp"
#include "gateway/trust/certificate.hpp"

namespace otkel::adapters::shep {
namespace {

using settings::Section;

constexpr std::size_t certificate_octets_max = 1024 * 1024;

IdentityPtr read_key(const Section& section) {
    auto loaded = crypto::make_pkcs12_store(section.path("file"), section.path("password_file"))->load();
    const auto identity = [&]() -> Result<signing::SigningIdentity> {
        if (!loaded) {
            return fail(loaded.error());
        }
        return signing::SigningIdentity::prepare(std::move(*loaded));
    }();
    section.finish();
    if (!identity) {
        section.complain("file", identity.error().to_string(), "a PKCS#12 file (./run makes those of development)");
        return nullptr;
    }
    return std::make_shared<const signing::SigningIdentity>(*identity);
}

void read_certificates(const Section& section, std::string_view key, trust::TrustStore& store,
                       void (trust::TrustStore::*add)(trust::CertificatePtr)) {
    const auto file = section.path_or(key, {});
    if (file.empty()) {
        return;
    }
    const auto content = settings::read_file(file, certificate_octets_max);
    Result<std::vector<trust::CertificatePtr>> certificates = fail(Errc::internal, {});
    if (content) {
        certificates = trust::Certificate::from_file_content(*content);
    } else {
        certificates = fail(content.error());
    }
    if (!certificates) {
        section.complain(key, certificates.error().to_string(), "certificates in PEM or DER", file.string());
        return;
    }
    for (auto& certificate : *certificates) {
        (store.*add)(std::move(certificate));
    }
}

std::shared_ptr<const trust::TrustStore> read_trust(const Section& section) {
    auto store = std::make_shared<trust::TrustStore>();
    read_certificates(section, "pinned", *store, &trust::TrustStore::pin);
    read_certificates(section, "anchors", *store, &trust::TrustStore::anchor);
    read_certificates(section, "known", *store, &trust::TrustStore::know);
    section.finish();
    return store;
}

net::Endpoint read_address(const Section& section, std::string_view key, const std::string& fallback) {
    const auto url = section.text_or(key, fallback);
    auto endpoint = net::Endpoint::parse(url);
    if (!endpoint) {
        section.complain(key, endpoint.error().detail, "http://host:port/path", url);
        return {};
    }
    return std::move(*endpoint);
}

TwinParticipant read_participant(const std::string& id, const Section& section) {
    TwinParticipant participant;
    auto& profile = participant.profile;
    profile.id = id;
    profile.sender_id = section.text("sender_id");
    profile.password = read_password(section);
    profile.form = read_form(section);
    read_attachments(profile, section, profile.packing.attachments_max);
    participant.service = section.text("service");
    participant.asynchronous =
        section.choice_or("channel", "synchronous", {"synchronous", "asynchronous"}) == "asynchronous";
    if (section.has("key")) {
        profile.business_identity = read_key(section.section("key"));
    }
    section.finish();
    return participant;
}

}  // namespace

Result<TwinSettings> read_twin_settings(const Section& file) {
    const auto section = file.section("twin");
    TwinSettings settings;
    settings.gateway_id = file.text_or("sender_id", "otkel");
    settings.gateway_password = read_password(file);
    settings.address = section.text_or("address", "127.0.0.1");
    settings.port = static_cast<std::uint16_t>(section.number_or("port", 0, 0, 65535));
    settings.gateway = read_address(section, "gateway_url", "http://127.0.0.1:8080/shep/sync");
    auto beside = settings.gateway;
    beside.path = "/shep/async-client";
    settings.gateway_client = read_address(section, "gateway_client_url", beside.to_string());
    settings.fetched = section.texts("fetched");
    settings.push_again_after = section.duration_ms_or("push_again_after_ms", settings.push_again_after);
    settings.bus = read_key(section.section("bus_key"));
    settings.key_reference = read_key_reference(section, signing::KeyReference::issuer_serial);

    auto& gateway = settings.gateway_profile;
    gateway.id = "gateway";
    gateway.transport_signer = TransportSigner::own;
    gateway.trust = read_trust(section.section("gateway_trust"));
    gateway.business_signature = section.flag_or("gateway_business_signature", true);
    for (const auto& [id, participant] : section.entries("participants")) {
        settings.participants.emplace(id, read_participant(id, participant));
    }
    section.finish();
    if (const auto outcome = section.complaints().outcome(); !outcome) {
        return fail(outcome.error());
    }
    return settings;
}

}  // namespace otkel::adapters::shep
