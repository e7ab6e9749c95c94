#include "adapters/shep/twin_settings.hpp"

#include "gateway/adapter/settings_parts.hpp"

namespace otkel::adapters::shep {
namespace {

using settings::Section;

constexpr std::size_t answer_octets_max = 10 * 1024 * 1024;

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
        profile.business_identity = adapter::read_signing_key(section.section("key"));
    }
    section.finish();
    return participant;
}

CannedAnswer read_service(const Section& section) {
    CannedAnswer answer{section.text("participant"), {}};
    const auto file = section.path("answer");
    auto document = settings::read_file(file, answer_octets_max);
    if (document) {
        answer.document = std::move(*document);
    } else {
        section.complain("answer", document.error().to_string(), "a document that the service answers with");
    }
    section.finish();
    return answer;
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
    settings.bus = adapter::read_signing_key(section.section("bus_key"));
    settings.key_reference = read_key_reference(section, signing::KeyReference::issuer_serial);

    auto& gateway = settings.gateway_profile;
    gateway.id = "gateway";
    gateway.transport_signer = TransportSigner::own;
    gateway.trust = adapter::read_trusted(section.section("gateway_trust"));
    gateway.business_signature = section.flag_or("gateway_business_signature", true);
    for (const auto& [id, participant] : section.entries("participants")) {
        settings.participants.emplace(id, read_participant(id, participant));
    }
    for (const auto& [id, service] : section.entries("services")) {
        settings.services.emplace(id, read_service(service));
    }
    section.finish();
    if (const auto outcome = section.complaints().outcome(); !outcome) {
        return fail(outcome.error());
    }
    return settings;
}

}  // namespace otkel::adapters::shep
