#pragma once

#include <libxml/tree.h>

#include <vector>

#include "gateway/signing/algorithms.hpp"
#include "gateway/signing/key_resolution.hpp"

namespace otkel::signing {

// Who a signature may come from: one certificate to which trust leads, or bare keys that are trusted. Mathematics
// decides between several.
using Candidates = std::vector<Signer>;

// Trust in a certificate whose key fits the algorithm.
[[nodiscard]] Result<Signer> trusted_signer(const ResolvedKey& key, const SignatureMethod& method,
                                            const trust::TrustStore& trust, WallTime at);

// The trusted bare keys that fit; none unless the policy lets them count.
[[nodiscard]] Candidates trusted_keys(const SignatureMethod& method, const Policy& policy);

}  // namespace otkel::signing
