#include "gateway/adapter/settings_parts.hpp"

#include <algorithm>

#include "gateway/base/ascii.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/signing/algorithms.hpp"
#include "gateway/trust/certificate.hpp"

namespace otkel::adapter {
namespace {

using settings::Section;

constexpr std::size_t certificate_file_octets_max = 1024UL * 1024;
constexpr std::size_t digest_digits = 64;

bool is_digest(std::string_view text) {
    return text.size() == digest_digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void read_certificates(const Section& section, std::string_view key, trust::TrustStore& store,
                       void (trust::TrustStore::*add)(trust::CertificatePtr)) {
    const auto file = section.path_or(key, {});
    if (file.empty()) {
        return;
    }
    const auto content = settings::read_file(file, certificate_file_octets_max);
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

}  // namespace

std::optional<net::Endpoint> read_endpoint(const Section& section, std::string_view key, std::string_view fallback) {
    const auto url = section.text_or(key, fallback);
    if (url.empty()) {
        return std::nullopt;
    }
    auto endpoint = net::Endpoint::parse(url);
    if (!endpoint) {
        section.complain(key, endpoint.error().detail, "http://host:port/path or https://…", url);
        return std::nullopt;
    }
    return std::move(*endpoint);
}

std::optional<net::TlsServerOptions> read_server_tls(const Section& listener) {
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

trust::RevocationRules read_revocation(const Section& section, const trust::RevocationRules& fallback) {
    constexpr std::int64_t month_s = 31LL * 24 * 3600;
    auto rules = fallback;
    const auto seconds = [&](std::string_view key, std::chrono::seconds value) {
        return std::chrono::seconds{section.number_or(key, value.count(), 0, month_s)};
    };
    const auto word = section.choice_or("mode", trust::name(fallback.mode), {"off", "crl", "ocsp", "ocsp-or-crl"});
    rules.mode = trust::revocation_mode_of(word).value_or(fallback.mode);
    rules.fresh = seconds("fresh_s", rules.fresh);
    rules.grace = seconds("grace_s", rules.grace);
    rules.grace_without_answer = section.flag_or("grace_without_answer", rules.grace_without_answer);
    rules.grace_without_answer_max = seconds("grace_without_answer_max_s", rules.grace_without_answer_max);
    section.finish();
    return rules;
}

std::vector<std::string> read_algorithms(const Section& section) {
    auto words = section.texts("algorithms");
    std::string known;
    for (const auto& method : signing::signature_methods()) {
        known.append(known.empty() ? "" : ", ").append(method.word);
    }
    for (const auto& word : words) {
        if (signing::signature_method_named(word) == nullptr) {
            section.complain("algorithms", "this algorithm is not carried", known, word);
        }
    }
    return words;
}

std::vector<std::string> read_pins(const Section& section) {
    auto pins = section.texts("sha256");
    for (auto& pin : pins) {
        pin = ascii::lower_case(pin);
        if (!is_digest(pin)) {
            section.complain("sha256", "this is no SHA-256", "64 hexadecimal digits", pin);
        }
    }
    return pins;
}

std::vector<trust::CertificatePtr> read_pinned(const Section& section, const std::filesystem::path& file,
                                               const std::vector<std::string>& pins) {
    const auto content = settings::read_file(file, certificate_file_octets_max);
    auto certificates = content ? trust::Certificate::from_file_content(*content)
                                : Result<std::vector<trust::CertificatePtr>>(fail(content.error()));
    if (!certificates) {
        section.complain("certificate", certificates.error().to_string(), "certificates in PEM or DER", file.string());
        return {};
    }
    const auto is_foreign = [&](const trust::CertificatePtr& certificate) {
        return !pins.empty() && std::find(pins.begin(), pins.end(), certificate->fingerprint()) == pins.end();
    };
    for (const auto& certificate : *certificates) {
        if (is_foreign(certificate)) {
            section.complain("certificate", "the file holds " + certificate->subject() + ", which is not pinned",
                             "SHA-256 " + pins.front(), "SHA-256 " + certificate->fingerprint());
        }
    }
    certificates->erase(std::remove_if(certificates->begin(), certificates->end(), is_foreign), certificates->end());
    return std::move(*certificates);
}

std::shared_ptr<const signing::SigningIdentity> read_signing_key(const Section& section) {
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

std::shared_ptr<const trust::TrustStore> read_trusted(const Section& section) {
    auto store = std::make_shared<trust::TrustStore>();
    read_certificates(section, "pinned", *store, &trust::TrustStore::pin);
    read_certificates(section, "anchors", *store, &trust::TrustStore::anchor);
    read_certificates(section, "known", *store, &trust::TrustStore::know);
    section.finish();
    return store;
}

}  // namespace otkel::adapter
