#include "adapters/nca/authority_settings.hpp"

#include <algorithm>
#include <set>

#include "gateway/adapter/settings_parts.hpp"

namespace otkel::adapters::nca {
namespace {

using settings::Section;

void take(AuthoritySettings& authority, const Section& section, std::vector<trust::CertificatePtr> found) {
    for (auto& certificate : found) {
        if (!certificate->is_authority()) {
            section.complain("certificate", certificate->subject() + " is not the certificate of an authority",
                             "basicConstraints with CA:TRUE");
        }
        if (!authority.is_pinned(certificate->fingerprint())) {
            authority.pins.push_back(certificate->fingerprint());
        }
        authority.certificates.push_back(std::move(certificate));
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
    take(authority, section, adapter::read_pinned(section, file, authority.pins));
}

AuthoritySettings read_authority(const Section& section) {
    AuthoritySettings authority;
    authority.name = section.text("name");
    if (authority.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
        section.complain("name", "files and metrics are named after it", "small letters, digits, '-'", authority.name);
    }
    authority.pins = adapter::read_pins(section);
    authority.certificate_url = adapter::read_endpoint(section, "certificate_url");
    authority.ocsp_url = adapter::read_endpoint(section, "ocsp_url");
    authority.crl_url = adapter::read_endpoint(section, "crl_url");
    authority.delta_crl_url = adapter::read_endpoint(section, "delta_crl_url");
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
