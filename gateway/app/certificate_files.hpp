#pragma once

#include <filesystem>

#include "gateway/base/result.hpp"
#include "gateway/trust/trust_store.hpp"

namespace otkel::app {

using AddCertificate = void (trust::TrustStore::*)(trust::CertificatePtr);

// Adds every certificate of a PEM or DER file to the store, by `add`: TrustStore::pin, anchor or know. The error names
// the file.
[[nodiscard]] Result<void> add_certificates(const std::filesystem::path& file, trust::TrustStore& store,
                                            AddCertificate add);

}  // namespace otkel::app
