#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key.hpp"

// The development PKI (certs/README.md) for tests. Made once and kept between test programs; a changed script makes a
// new one.

namespace otkel::testing {

inline std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw std::runtime_error("cannot read " + file.string());
    }
    return {std::istreambuf_iterator<char>(stream), {}};
}

namespace detail {

// Two test programs may start at once: each makes a folder of its own, and the first to rename wins.
inline std::filesystem::path make_pki() {
    const std::filesystem::path script = "certs/make-development-pki";
    const auto version = to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, read_file(script))).substr(0, 12);
    const auto name = "otkel-test-pki-" + std::to_string(getuid()) + "-" + version;
    const auto folder = std::filesystem::temp_directory_path() / name;
    if (std::filesystem::exists(folder / "complete")) {
        return folder;
    }
    const auto fresh = std::filesystem::temp_directory_path() / (name + "-" + std::to_string(getpid()));
    if (std::system((script.string() + " '" + fresh.string() + "'").c_str()) != 0) {
        throw std::runtime_error("certs/make-development-pki failed");
    }
    std::error_code taken;
    std::filesystem::rename(fresh, folder, taken);
    if (taken) {
        std::filesystem::remove_all(fresh);
    }
    return folder;
}

}  // namespace detail

inline const std::filesystem::path& pki_folder() {
    static const auto folder = detail::make_pki();
    return folder;
}

// "shep-bus" and the other names of certs/README.md.
inline crypto::Identity pki_identity(const std::string& name) {
    auto identity =
        crypto::make_pkcs12_store(pki_folder() / (name + ".p12"), pki_folder() / (name + ".password"))->load();
    if (!identity) {
        throw std::runtime_error(identity.error().to_string());
    }
    return std::move(*identity);
}

}  // namespace otkel::testing
