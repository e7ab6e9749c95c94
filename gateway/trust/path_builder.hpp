#pragma once

#include <span>
#include <vector>

#include "gateway/trust/trust_store.hpp"

// The way from a certificate up to an anchor, for every kind of key alike. Private to trust/.

namespace otkel::trust {

// Where certificates of issuers are looked for, in this order. Only anchors end a path; an anchor may be any
// certificate of it, not only a root.
struct PathSources {
    std::span<const CertificatePtr> anchors, known, offered;
};

// The leaf and the anchor among them. The longest of the national authorities has three.
inline constexpr std::size_t path_certificates_max = 8;

// Signatures that are checked for one path: whoever offers a thousand certificates of the right name pays with a
// refusal, not with our processor. Configured certificates are tried before offered ones, so that these cannot use the
// number up; an honest path needs one check for each step and each further generation of an authority.
inline constexpr int signature_checks_max = 32;

// Leaf first, anchor last. The rules for issuers (path_rules.hpp) are checked here, those for the leaf are not: they
// depend on the purpose. Errors name every way that was tried: Errc::signer_untrusted when none leads to an anchor,
// Errc::certificate_invalid when one does and a certificate of it is expired or may not be used so.
[[nodiscard]] Result<std::vector<CertificatePtr>> build_path(const CertificatePtr& leaf, const PathSources& sources,
                                                             WallTime at);

}  // namespace otkel::trust
