#include "gateway/app/certificate_files.hpp"

#include "gateway/settings/section.hpp"

namespace otkel::app {
namespace {

constexpr std::size_t certificate_file_octets_max = 1024UL * 1024;

}  // namespace

Result<void> add_certificates(const std::filesystem::path& file, trust::TrustStore& store, AddCertificate add) {
    const auto content = settings::read_file(file, certificate_file_octets_max);
    if (!content) {
        return fail(Errc::invalid_argument, content.error().detail);
    }
    auto certificates = trust::Certificate::from_file_content(*content);
    if (!certificates) {
        return fail(Errc::invalid_argument, file.string() + ": " + certificates.error().detail);
    }
    for (auto& certificate : *certificates) {
        (store.*add)(std::move(certificate));
    }
    return {};
}

}  // namespace otkel::app
