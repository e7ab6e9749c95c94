#include "adapters/nca/authority_settings.hpp"

#include <algorithm>
#include <set>

namespace otkel::adapters::nca {
namespace {

using settings::Section;

constexpr std::size_t certificate_octets_max = 64 * 1024;
constexpr std::size_t digest_digits = 64;

bool is_digest(std::string_view text) {
    return text.size() == digest_digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::vector<std::string> read_pins(const Section& section) {
    auto pins = section.texts("sha256");
    for (auto& pin : pins) {
        std::transform(pin.begin(), pin.end(), pin.begin(),
                       [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
        if (!is_digest(pin)) {
            section.complain("sha256", "this is no SHA-256", "64 hexadecimal digits", pin);
        }
    }
    return pins;
}

// A certificate that is not the pinned one is a mistake or an attack: neither may start.
void take(AuthoritySettings& authority, const Section& section, std::vector<trust::CertificatePtr> found) {
    for (auto& certificate : found) {
        if (authority.pins.empty()) {
            authority.certificates.push_back(std::move(certificate));
            continue;
        }
        if (!authority.is_pinned(certificate->fingerprint())) {
            section.complain("certificate", "the file holds " + certificate->subject() + ", which is not pinned",
                             "SHA-256 " + authority.pins.front(), "SHA-256 " + certificate->fingerprint());
            continue;
        }
        authority.certificates.push_back(std::move(certificate));
    }
    for (const auto& certificate : authority.certificates) {
        if (!certificate->is_authority()) {
            section.complain("certificate", certificate->subject() + " is not the certificate of an authority",
                             "basicConstraints with CA:TRUE");
        }
        if (!authority.is_pinned(certificate->fingerprint())) {
            authority.pins.push_back(certificate->fingerprint());
        }
    }
}

void read_certificate(AuthoritySettings& authority, const Section& section) {
    const auto file = section.path_or("certificate", {});
    std::error_code unknown;
    if (file.empty() || !std::filesystem::exists(file, unknown)) {
        // With a pin and an address the first load can fetch it.
        if (!file.empty() && (authority.pins.empty() || !authority.certificate_url)) {
            section.complain("certificate", "there is no such file, and nothing to load it by",
                             "a certificate in PEM or DER, or both sha256 and certificate_url", file.string());
        }
        return;
    }
    const auto content = settings::read_file(file, certificate_octets_max);
    if (!content) {
        section.complain("certificate", content.error().to_string());
        return;
    }
    auto certificates = trust::Certificate::from_file_content(*content);
    if (!certificates) {
        section.complain("certificate", certificates.error().to_string(), "a certificate in PEM or DER", file.string());
        return;
    }
    take(authority, section, std::move(*certificates));
}

AuthoritySettings read_authority(const Section& section) {
    AuthoritySettings authority;
    authority.name = section.text("name");
    if (authority.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
        section.complain("name", "files and metrics are named after it", "small letters, digits, '-'", authority.name);
    }
    authority.pins = read_pins(section);
    authority.certificate_url = read_url(section, "certificate_url");
    authority.ocsp_url = read_url(section, "ocsp_url");
    authority.crl_url = read_url(section, "crl_url");
    authority.delta_crl_url = read_url(section, "delta_crl_url");
    if (authority.delta_crl_url && !authority.crl_url) {
        section.complain("delta_crl_url", "a delta says nothing without its full list", "crl_url as well");
    }
    read_certificate(authority, section);
    const bool self_issued = !authority.certificates.empty() && authority.certificates.front()->subject_der() ==
                                                                    authority.certificates.front()->issuer_der();
    authority.anchor = section.flag_or("anchor", self_issued);
    if (authority.certificates.empty() && authority.pins.empty()) {
        section.complain("certificate", "nothing says who this authority is", "certificate, sha256, or both");
    }
    section.finish();
    return authority;
}

}  // namespace

bool AuthoritySettings::is_pinned(std::string_view fingerprint) const {
    return std::find(pins.begin(), pins.end(), fingerprint) != pins.end();
}

std::optional<net::Endpoint> read_url(const Section& section, std::string_view key) {
    const auto url = section.text_or(key, "");
    if (url.empty()) {
        return std::nullopt;
    }
    auto endpoint = net::Endpoint::parse(url);
    if (!endpoint) {
        section.complain(key, endpoint.error().detail, "http://host/path or https://…", url);
        return std::nullopt;
    }
    return std::move(*endpoint);
}

std::vector<AuthoritySettings> read_authorities(const Section& section) {
    std::vector<AuthoritySettings> authorities;
    std::set<std::string> names;
    for (const auto& one : section.sections("authorities")) {
        authorities.push_back(read_authority(one));
        if (!names.insert(authorities.back().name).second) {
            one.complain("name", "two authorities have this name", {}, authorities.back().name);
        }
    }
    if (std::none_of(authorities.begin(), authorities.end(), [](const auto& one) { return one.anchor; })) {
        section.complain("authorities", "none of them is an anchor, so no path can be established",
                         "a root, or an authority with anchor: true");
    }
    return authorities;
}

}  // namespace otkel::adapters::nca
