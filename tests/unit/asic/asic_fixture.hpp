#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/asic/asic.hpp"
#include "gateway/trust/cms/cms_writer.hpp"
#include "gateway/trust/issuing/time_stamp_writer.hpp"
#include "tests/support/pki_trust.hpp"

// Containers signed by people of the development PKI, and the same taken apart and put together in other ways.

namespace otkel::testing {

inline const WallTime signing_time{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1}};
inline const WallTime verifying_time{std::chrono::sys_days{std::chrono::year{2026} / 7 / 12}};
inline constexpr std::string_view manifest_name = "META-INF/ASiCManifest.xml";
inline constexpr std::string_view signature_name = "META-INF/signature.p7s";

inline std::vector<asic::AsicFile> two_files() {
    return {{"шарт № 7.txt", "Шарт: жеткізу 12 тоннадан\n"}, {"annex/table.csv", "a;b\n1;2\n"}};
}

inline std::string signed_by(const std::string& who, const std::vector<asic::AsicFile>& files = two_files()) {
    return asic::write_asic_e(files, pki_identity(who), signing_time).value();
}

inline Result<asic::AsicReport> verified(std::string_view zip, const asic::Limits& limits = {}) {
    static const auto trust = pki_trust();
    return asic::verify_container(zip, {.trust = *trust, .now = verifying_time, .algorithms = {}, .limits = limits});
}
inline bool is_valid(std::string_view zip) {
    const auto report = verified(zip);
    return report && report->valid();
}
// What is wrong, wherever it stands.
inline Error error_of(std::string_view zip, const asic::Limits& limits = {}) {
    const auto report = verified(zip, limits);
    return !report ? report.error() : report->error.value_or(Error{});
}

inline asic::AsicFile& file_in(asic::Container& container, std::string_view name) {
    return *std::find_if(container.files.begin(), container.files.end(),
                         [&](const auto& file) { return file.name == name; });
}
// The container with something about its files changed.
inline std::string rebuilt(const std::string& zip, const std::function<void(asic::Container&)>& change) {
    auto container = asic::read_container(zip, {}).value();
    change(container);
    return asic::write_container(container).value();
}

inline std::string signature_over(const std::string& octets, const std::string& who = "person") {
    return trust::sign_cms(octets, pki_identity(who), {.detached = true, .signing_time = signing_time}).value();
}
// ASiC-S.
inline std::string simple(const std::vector<asic::AsicFile>& files, const std::string& signed_octets) {
    asic::Container container{std::string(asic::media_type_s), files};
    container.files.push_back({std::string(signature_name), signature_over(signed_octets)});
    return asic::write_container(container).value();
}

inline std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

}  // namespace otkel::testing
