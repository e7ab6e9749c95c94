#pragma once

#include <filesystem>
#include <string>

#include "gateway/base/result.hpp"

namespace otkel::trust::issuing {

// Makes everything that a development set-up and the tests need (certs/README.md) in `folder`: keys, certificates,
// PKCS#12 files with random passwords, revocation lists. Either all of it is there or nothing; what is complete is
// kept, and two processes may start at once. Keys are readable by the owner alone.
// Errc::storage_failed; Errc::invalid_configuration when the folder holds something else, an older version among it.
[[nodiscard]] Result<void> make_development_pki(const std::filesystem::path& folder);

// Changes with anything that stands in the certificates and lists, their keys and signatures apart.
[[nodiscard]] std::string development_pki_version();

}  // namespace otkel::trust::issuing
