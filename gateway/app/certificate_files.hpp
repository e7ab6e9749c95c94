#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/trust/revocation/crl.hpp"
#include "gateway/trust/trust_store.hpp"

namespace otkel::app {

using AddCertificate = void (trust::TrustStore::*)(trust::CertificatePtr);

// Adds every certificate of a PEM or DER file to the store, by `add`: TrustStore::pin, anchor or know. The error names
// the file.
[[nodiscard]] Result<void> add_certificates(const std::filesystem::path& file, trust::TrustStore& store,
                                            AddCertificate add);
[[nodiscard]] Result<std::vector<trust::CertificatePtr>> read_certificates(const std::filesystem::path& file);

// The anchors of files and folders; of a folder every file that holds certificates.
[[nodiscard]] Result<void> add_anchors(const std::vector<std::string>& names, trust::TrustStore& store);
// Keys that are trusted as they are: certificates are pinned, public keys in PEM (or DER) count without one.
[[nodiscard]] Result<void> add_keys(const std::vector<std::string>& files, trust::TrustStore& store);
// CRLs (DER or PEM) of authorities that `store` anchors, in any order.
[[nodiscard]] Result<void> add_lists(const std::vector<std::string>& files, const trust::TrustStore& store, WallTime at,
                                     trust::CrlStore& lists);

}  // namespace otkel::app
