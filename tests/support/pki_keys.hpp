#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/trust/issuing/development_pki.hpp"

// The development PKI (certs/README.md) for tests. Made once and kept between test programs; another version of it gets
// another folder.

namespace otkel::testing {

inline std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw std::runtime_error("cannot read " + file.string());
    }
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline const std::filesystem::path& pki_folder() {
    static const auto folder = [] {
        const auto name =
            "otkel-test-pki-" + std::to_string(getuid()) + "-" + trust::issuing::development_pki_version();
        auto path = std::filesystem::temp_directory_path() / name;
        if (const auto made = trust::issuing::make_development_pki(path); !made) {
            throw std::runtime_error(made.error().to_string());
        }
        return path;
    }();
    return folder;
}

namespace detail {

inline std::string octets_of_pem(const std::string& name) {
    const auto text = read_file(pki_folder() / name);
    const auto begin = text.find('\n');
    return from_base64(text.substr(begin, text.find("-----END") - begin)).value();
}

}  // namespace detail

// "shep-bus" and the other names of certs/README.md. Not from its PKCS#12 file: deriving the keys of one takes longer
// than most tests.
inline crypto::Identity pki_identity(const std::string& name) {
    auto key = crypto::PrivateKey::from_der(detail::octets_of_pem(name + ".key.pem"));
    if (!key) {
        throw std::runtime_error(key.error().to_string());
    }
    return {std::move(*key), detail::octets_of_pem(name + ".cert.pem"), {}, name};
}

}  // namespace otkel::testing
