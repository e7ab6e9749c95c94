#include "adapters/ncanode/endpoints.hpp"

#include <algorithm>
#include <array>

namespace otkel::adapters::ncanode {
namespace {

struct Row {
    std::string_view path;
    Endpoint endpoint;
};

constexpr std::array rows{
    Row{"/xml/sign", sign_xml},
    Row{"/xml/verify", verify_xml},
    Row{"/wsse/sign", sign_wsse},
    Row{"/wsse/verify", verify_wsse},
    Row{"/cms/sign", sign_cms_message},
    Row{"/cms/sign/add", add_cms_signature},
    Row{"/cms/verify", verify_cms_message},
    Row{"/cms/extract", extract_cms},
    Row{"/pkcs12/info", tell_keys},
    Row{"/pkcs12/aliases", tell_aliases},
    Row{"/x509/info", tell_certificates},
    Row{"/x509/verify", verify_octets},
};

}  // namespace

Endpoint endpoint_of(std::string_view path) {
    const auto* const at = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.path == path; });
    return at == rows.end() ? nullptr : at->endpoint;
}

bool is_not_carried(std::string_view path) {
    return path == "/pdf" || path == "/jwt" || path.starts_with("/pdf/") || path.starts_with("/jwt/");
}

void read_revocation_check(const Fields& request, const Parts& parts, Verified& verified) {
    constexpr std::string_view key = "revocationCheck";
    constexpr std::size_t words_max = 8;
    if (request.is_empty_list(key) || !request.has(key)) {
        return;
    }
    for (const auto word : request.texts(key, words_max)) {
        verified.ask_ocsp = verified.ask_ocsp || word == "OCSP";
        verified.ask_crl = verified.ask_crl || word == "CRL";
        if (word != "OCSP" && word != "CRL") {
            request.refuse(key, "OCSP and CRL are the words that may stand here");
        }
    }
    if (!parts.has_authority) {
        request.refuse(key,
                       "nobody can be asked about revocation: this gateway has no certification authority "
                       "configured (config/adapters/nca.yaml)");
    }
}

JudgedCertificate judge(trust::CertificatePtr certificate, const Parts& parts) {
    const auto purpose = certificate->is_authority() ? trust::Purpose::crl_signing : trust::Purpose::signing;
    auto path = parts.settings.trust->establish(certificate, parts.clock.wall(), purpose);
    JudgedCertificate judged{std::move(certificate), {}, {}, {}};
    if (path) {
        judged.path = std::move(*path);
    } else {
        judged.defect = std::move(path.error().detail);
    }
    return judged;
}

}  // namespace otkel::adapters::ncanode
