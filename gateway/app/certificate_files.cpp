#include "gateway/app/certificate_files.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/settings/section.hpp"

namespace otkel::app {
namespace {

constexpr std::size_t certificate_file_octets_max = 1024UL * 1024;
constexpr std::size_t list_file_octets_max = 256UL * 1024 * 1024;

Error about(const std::filesystem::path& file, const Error& error) {
    return Error{Errc::invalid_argument, file.string() + ": " + error.detail, {}, {}};
}

bool looks_like_certificate(const std::filesystem::path& file) {
    const auto end = file.extension().string();
    return end == ".pem" || end == ".cer" || end == ".crt" || end == ".der";
}

// PEM to DER; what is not PEM is taken for DER.
Result<std::string> der_of(std::string content) {
    constexpr std::string_view begin = "-----BEGIN X509 CRL-----";
    constexpr std::string_view end = "-----END X509 CRL-----";
    const auto from = content.find(begin);
    if (from == std::string::npos) {
        return content;
    }
    const auto to = content.find(end, from);
    const auto body = std::string_view(content).substr(
        from + begin.size(), to == std::string::npos ? std::string::npos : to - from - begin.size());
    return from_base64(body);
}

Result<std::vector<trust::CertificatePtr>> certificates_in(std::string_view content,
                                                           const std::filesystem::path& file) {
    auto certificates = trust::Certificate::from_file_content(content);
    if (!certificates) {
        return fail(about(file, certificates.error()));
    }
    return certificates;
}

}  // namespace

Result<std::vector<trust::CertificatePtr>> read_certificates(const std::filesystem::path& file) {
    const auto content = settings::read_file(file, certificate_file_octets_max);
    if (!content) {
        return fail(Errc::invalid_argument, content.error().detail);
    }
    return certificates_in(*content, file);
}

Result<void> add_certificates(const std::filesystem::path& file, trust::TrustStore& store, AddCertificate add) {
    auto certificates = read_certificates(file);
    if (!certificates) {
        return fail(certificates.error());
    }
    for (auto& certificate : *certificates) {
        (store.*add)(std::move(certificate));
    }
    return {};
}

Result<void> add_anchors(const std::vector<std::string>& names, trust::TrustStore& store) {
    for (const auto& name : names) {
        if (!std::filesystem::is_directory(name)) {
            if (auto added = add_certificates(name, store, &trust::TrustStore::anchor); !added) {
                return added;
            }
            continue;
        }
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator(name)) {
            if (entry.is_regular_file() && looks_like_certificate(entry.path())) {
                files.push_back(entry.path());
            }
        }
        std::sort(files.begin(), files.end());
        for (const auto& file : files) {
            if (auto added = add_certificates(file, store, &trust::TrustStore::anchor); !added) {
                return added;
            }
        }
    }
    return {};
}

Result<void> add_keys(const std::vector<std::string>& files, trust::TrustStore& store) {
    for (const auto& file : files) {
        const auto content = settings::read_file(file, certificate_file_octets_max);
        if (!content) {
            return fail(Errc::invalid_argument, content.error().detail);
        }
        auto key = content->find("-----BEGIN PUBLIC KEY-----") != std::string::npos
                       ? crypto::PublicKey::from_pem(*content)
                       : crypto::PublicKey::from_der(*content);
        if (key) {
            store.trust_key(std::move(*key));
            continue;
        }
        auto certificates = certificates_in(*content, file);
        if (!certificates) {
            return fail(certificates.error());
        }
        for (auto& certificate : *certificates) {
            store.pin(std::move(certificate));
        }
    }
    return {};
}

Result<void> add_lists(const std::vector<std::string>& files, const trust::TrustStore& store, WallTime at,
                       trust::CrlStore& lists) {
    std::vector<std::pair<std::string, std::string>> deltas;  // file, DER
    for (const auto& file : files) {
        auto content = settings::read_file(file, list_file_octets_max);
        if (!content) {
            return fail(Errc::invalid_argument, content.error().detail);
        }
        auto der = der_of(std::move(*content));
        const auto list =
            der ? trust::Crl::from_der(*der) : Result<std::shared_ptr<const trust::Crl>>(fail(der.error()));
        if (!list) {
            return fail(about(file, list.error()));
        }
        if ((*list)->base_number()) {
            deltas.emplace_back(file, std::move(*der));
        } else if (const auto taken = lists.offer(*der, store.anchors(), at); !taken) {
            return fail(about(file, taken.error()));
        }
    }
    for (const auto& [file, der] : deltas) {
        if (const auto taken = lists.offer(der, store.anchors(), at); !taken) {
            return fail(about(file, taken.error()));
        }
    }
    return {};
}

}  // namespace otkel::app
