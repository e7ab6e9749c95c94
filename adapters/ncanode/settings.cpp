#include "adapters/ncanode/settings.hpp"

#include "gateway/adapter/settings_parts.hpp"

namespace otkel::adapters::ncanode {
namespace {

using settings::Section;

constexpr std::size_t octets_most = 256UL * 1024 * 1024;
// A document in base64 and its keys.
constexpr std::size_t body_octets_default = 16UL * 1024 * 1024;
// Each may hold a body, its JSON and what is decoded from it.
constexpr std::size_t requests_default = 32;

net::ServerOptions read_server(const Section& section) {
    net::ServerOptions server;
    server.address = section.text_or("address", "127.0.0.1");
    server.port = static_cast<std::uint16_t>(section.number_or("port", 14579, 0, 65535));
    server.body_octets_max = section.size_or("body_octets_max", body_octets_default, octets_most);
    server.requests_in_flight_max = section.size_or("requests_in_flight_max", requests_default, 10'000);
    server.tls = adapter::read_server_tls(section);
    return server;
}

using Add = void (trust::TrustStore::*)(trust::CertificatePtr);

void read_file_of_certificates(const Section& section, trust::TrustStore& store, Add add, bool authorities) {
    const auto pins = adapter::read_pins(section);
    const auto file = section.path("certificate");
    section.finish();
    for (auto& certificate : adapter::read_pinned(section, file, pins)) {
        if (authorities && !certificate->is_authority()) {
            section.complain("certificate", certificate->subject() + " is not the certificate of an authority",
                             "basicConstraints with CA:TRUE");
        } else {
            (store.*add)(std::move(certificate));
        }
    }
}

std::shared_ptr<const trust::TrustStore> read_trust(const Section& section) {
    auto store = std::make_shared<trust::TrustStore>();
    for (const auto& anchor : section.sections("anchors")) {
        read_file_of_certificates(anchor, *store, &trust::TrustStore::anchor, true);
    }
    for (const auto& known : section.sections("known")) {
        read_file_of_certificates(known, *store, &trust::TrustStore::know, false);
    }
    if (!section.has("anchors")) {
        section.complain("anchors", "without anchors nobody's signature could be trusted",
                         "a list of {certificate, sha256}");
    }
    return store;
}

std::set<std::string, std::less<>> read_key_names(const Section& section, const adapter::Identities& identities) {
    std::set<std::string, std::less<>> names;
    std::string known;
    for (const auto& [name, identity] : identities) {
        known += (known.empty() ? "" : ", ") + name;
    }
    for (const auto& name : section.texts("key_names")) {
        if (!identities.contains(name)) {
            section.complain("key_names", "there is no such key in gateway.yaml", known, name);
        }
        names.insert(name);
    }
    return names;
}

}  // namespace

Result<Settings> read_settings(const Section& section, const adapter::Identities& identities) {
    Settings settings;
    section.text_or("adapter", "ncanode");
    settings.server = read_server(section);
    settings.keys_in_requests = section.flag_or("keys_in_requests", settings.keys_in_requests);
    settings.key_names = read_key_names(section, identities);
    settings.trust = read_trust(section);
    settings.algorithms = adapter::read_algorithms(section);
    settings.signers_max = section.size_or("signers_max", settings.signers_max, 1'000);
    settings.certificates_max = section.size_or("certificates_max", settings.certificates_max, 1'000);
    settings.check_time_max = section.duration_ms_or("check_time_max_ms", settings.check_time_max);
    settings.stamp_time_max = section.duration_ms_or("stamp_time_max_ms", settings.stamp_time_max);
    settings.drain_time = section.duration_ms_or("drain_time_ms", settings.drain_time);
    section.finish();
    if (const auto outcome = section.complaints().outcome(); !outcome) {
        return fail(outcome.error());
    }
    return settings;
}

}  // namespace otkel::adapters::ncanode
