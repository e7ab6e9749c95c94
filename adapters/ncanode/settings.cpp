#include "adapters/ncanode/settings.hpp"

#include <algorithm>

#include "gateway/signing/algorithms.hpp"

namespace otkel::adapters::ncanode {
namespace {

using settings::Section;

constexpr std::size_t certificate_octets_max = 256 * 1024;
constexpr std::size_t digest_digits = 64;
constexpr std::int64_t octets_most = 256LL * 1024 * 1024;
// A document in base64 and its keys.
constexpr std::int64_t body_octets_default = 16LL * 1024 * 1024;
// Each may hold a body, its JSON and what is decoded from it.
constexpr std::int64_t requests_default = 32;

std::size_t size_or(const Section& section, std::string_view key, std::size_t fallback, std::int64_t most) {
    return static_cast<std::size_t>(section.number_or(key, static_cast<std::int64_t>(fallback), 1, most));
}

std::optional<net::TlsServerOptions> read_tls(const Section& listener) {
    if (!listener.has("tls")) {
        return std::nullopt;
    }
    const auto section = listener.section("tls");
    net::TlsServerOptions tls;
    tls.certificate_chain = section.path_or("certificate_chain", {});
    tls.private_key = section.path("private_key");
    tls.password_file = section.path_or("password_file", {});
    tls.client_anchors = section.path_or("client_anchors", {});
    section.finish();
    return tls;
}

net::ServerOptions read_server(const Section& section) {
    net::ServerOptions server;
    server.address = section.text_or("address", "127.0.0.1");
    server.port = static_cast<std::uint16_t>(section.number_or("port", 14579, 0, 65535));
    server.body_octets_max = size_or(section, "body_octets_max", body_octets_default, octets_most);
    server.requests_in_flight_max = size_or(section, "requests_in_flight_max", requests_default, 10'000);
    server.tls = read_tls(section);
    return server;
}

std::string lower_hex(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

std::vector<std::string> read_pins(const Section& section) {
    std::vector<std::string> pins;
    for (const auto& text : section.texts("sha256")) {
        pins.push_back(lower_hex(text));
        if (pins.back().size() != digest_digits ||
            pins.back().find_first_not_of("0123456789abcdef") != std::string::npos) {
            section.complain("sha256", "this is no SHA-256", "64 hexadecimal digits", text);
        }
    }
    return pins;
}

using Add = void (trust::TrustStore::*)(trust::CertificatePtr);

// A file that holds something else than was pinned is a mistake or an attack.
void read_file_of_certificates(const Section& section, trust::TrustStore& store, Add add, bool authorities) {
    const auto pins = read_pins(section);
    const auto file = section.path("certificate");
    section.finish();
    const auto content = settings::read_file(file, certificate_octets_max);
    auto certificates = content ? trust::Certificate::from_file_content(*content)
                                : Result<std::vector<trust::CertificatePtr>>(fail(content.error()));
    if (!certificates) {
        section.complain("certificate", certificates.error().to_string(), "certificates in PEM or DER", file.string());
        return;
    }
    for (auto& certificate : *certificates) {
        if (!pins.empty() && std::find(pins.begin(), pins.end(), certificate->fingerprint()) == pins.end()) {
            section.complain("certificate", "the file holds " + certificate->subject() + ", which is not pinned",
                             "SHA-256 " + pins.front(), "SHA-256 " + certificate->fingerprint());
        } else if (authorities && !certificate->is_authority()) {
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

std::vector<std::string> read_algorithms(const Section& section) {
    auto words = section.texts("algorithms");
    std::string known;
    for (const auto& method : signing::signature_methods()) {
        known += (known.empty() ? "" : ", ") + std::string(method.word);
    }
    for (const auto& word : words) {
        if (signing::signature_method_named(word) == nullptr) {
            section.complain("algorithms", "this algorithm is not carried", known, word);
        }
    }
    return words;
}

}  // namespace

Result<Settings> read_settings(const Section& section, const adapter::Identities& identities) {
    Settings settings;
    section.text_or("adapter", "ncanode");
    settings.server = read_server(section);
    settings.keys_in_requests = section.flag_or("keys_in_requests", settings.keys_in_requests);
    settings.key_names = read_key_names(section, identities);
    settings.trust = read_trust(section);
    settings.algorithms = read_algorithms(section);
    settings.signers_max = size_or(section, "signers_max", settings.signers_max, 1'000);
    settings.certificates_max = size_or(section, "certificates_max", settings.certificates_max, 1'000);
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
