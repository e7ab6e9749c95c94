#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "gateway/trust/certificate.hpp"

// Real answers and lists of the national authority, where they are at hand.

namespace otkel::trust::testing {

inline const std::filesystem::path nca_folder = "../shared/data/nca";

inline bool has_nca_data() { return std::filesystem::exists(nca_folder); }

inline std::string nca_file(const std::string& name) {
    std::ifstream stream(nca_folder / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline CertificatePtr nca_certificate(const std::string& name) {
    return Certificate::from_file_content(nca_file(name)).value().front();
}

inline std::string from_hex(std::string_view hex) {
    std::string octets;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        octets += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return octets;
}

}  // namespace otkel::trust::testing
