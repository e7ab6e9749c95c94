#include "adapters/nca/twin_settings.hpp"

#include <algorithm>

#include "gateway/crypto/key_store.hpp"

namespace otkel::adapters::nca {
namespace {

using settings::Section;
using trust::issuing::Issuer;
using trust::issuing::RevokedEntry;

constexpr std::size_t certificate_octets_max = 64 * 1024;

Result<Issuer> load_issuer(const Section& section) {
    auto identity = crypto::make_pkcs12_store(section.path("file"), section.path("password_file"))->load();
    section.finish();
    if (!identity) {
        return fail(identity.error());
    }
    auto certificate = trust::Certificate::from_der(identity->certificate_der);
    if (!certificate) {
        return fail(certificate.error());
    }
    return Issuer(std::move(*certificate), std::move(identity->key));
}

std::optional<Issuer> read_issuer(const Section& section, std::string_view key) {
    if (!section.has(key)) {
        return std::nullopt;
    }
    auto issuer = load_issuer(section.section(key));
    if (!issuer) {
        section.complain(key, issuer.error().to_string(), "a PKCS#12 file (./run makes those of development)");
        return std::nullopt;
    }
    return std::move(*issuer);
}

Result<trust::CertificatePtr> load_certificate(const std::filesystem::path& file) {
    const auto content = settings::read_file(file, certificate_octets_max);
    if (!content) {
        return fail(content.error());
    }
    auto certificates = trust::Certificate::from_file_content(*content);
    if (!certificates) {
        return fail(certificates.error());
    }
    return std::move(certificates->front());
}

std::vector<RevokedEntry> read_revoked(const Section& section, std::string_view key) {
    constexpr int reason_most = 10;
    std::vector<RevokedEntry> entries;
    for (const auto& one : section.sections(key)) {
        const auto certificate = load_certificate(one.path("certificate"));
        const auto at = parse_time(one.text("at"));
        const auto reason = static_cast<int>(one.number_or("reason", 0, 0, reason_most));
        one.finish();
        if (!certificate || !at) {
            one.complain(certificate ? "at" : "certificate",
                         (certificate ? at.error() : certificate.error()).to_string(),
                         certificate ? "a time like 2025-06-01T00:00:00Z" : "a certificate in PEM or DER");
            continue;
        }
        entries.push_back({(*certificate)->serial_octets(), *at, reason});
    }
    return entries;
}

std::vector<trust::CertificatePtr> read_folder(const std::filesystem::path& folder) {
    std::vector<trust::CertificatePtr> certificates;
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        if (!it->path().string().ends_with(".cert.pem")) {
            continue;
        }
        if (auto certificate = load_certificate(it->path())) {
            certificates.push_back(std::move(*certificate));
        }
    }
    return certificates;
}

std::set<std::string> issued_by(const trust::Certificate& issuer, const std::vector<trust::CertificatePtr>& all) {
    std::set<std::string> serials;
    for (const auto& certificate : all) {
        if (certificate->issuer_der() == issuer.subject_der() && certificate->is_signed_with(issuer.key())) {
            serials.insert(certificate->serial_octets());
        }
    }
    return serials;
}

std::optional<TwinAuthority> read_authority(const Section& section, const std::vector<trust::CertificatePtr>& known) {
    constexpr std::int64_t number_most = 1'000'000'000;
    const auto name = section.text("name");
    auto issuer = read_issuer(section, "key");
    auto responder = read_issuer(section, "responder");
    auto revoked = read_revoked(section, "revoked");
    auto revoked_since = read_revoked(section, "revoked_since");
    const auto list_number = section.number_or("list_number", 1, 1, number_most);
    const auto delta_number = section.number_or("delta_number", 1, 1, number_most);
    section.finish();
    if (!issuer) {
        section.complain("key", "an authority needs its key");
        return std::nullopt;
    }
    const auto signer = responder.value_or(*issuer);
    auto issued = issued_by(*issuer->certificate(), known);
    return TwinAuthority{name,
                         std::move(*issuer),
                         signer,
                         std::move(issued),
                         std::move(revoked),
                         std::move(revoked_since),
                         static_cast<std::uint64_t>(list_number),
                         static_cast<std::uint64_t>(delta_number)};
}

}  // namespace

Result<TwinSettings> read_twin_settings(const Section& section) {
    TwinSettings settings;
    settings.address = section.text_or("address", "127.0.0.1");
    settings.port = static_cast<std::uint16_t>(section.number_or("port", 0, 0, 65535));
    const auto known = read_folder(section.path_or("known", {}));
    for (const auto& one : section.sections("authorities")) {
        if (auto authority = read_authority(one, known)) {
            settings.authorities.all.push_back(std::move(*authority));
        }
    }
    settings.authorities.time_stamps = read_issuer(section, "time_stamps");
    section.finish();
    if (const auto outcome = section.complaints().outcome(); !outcome) {
        return fail(outcome.error());
    }
    return settings;
}

}  // namespace otkel::adapters::nca
