#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/net/http.hpp"
#include "gateway/settings/section.hpp"
#include "gateway/signing/signer.hpp"
#include "gateway/trust/revocation/rules.hpp"
#include "gateway/trust/trust_store.hpp"

// Parts of settings that read the same in whatever file they stand. What is wrong becomes a complaint, and a harmless
// value comes back.

namespace otkel::adapter {

// "http://host:port/path"; nullopt when there is none, in the file and in `fallback`.
[[nodiscard]] std::optional<net::Endpoint> read_endpoint(const settings::Section& section, std::string_view key,
                                                         std::string_view fallback = {});
// The map "tls" of a listener; nullopt when it has none.
[[nodiscard]] std::optional<net::TlsServerOptions> read_server_tls(const settings::Section& listener);
// {mode, fresh_s, grace_s, grace_without_answer, grace_without_answer_max_s}: the whole section.
[[nodiscard]] trust::RevocationRules read_revocation(const settings::Section& section,
                                                     const trust::RevocationRules& fallback = {});
// The list "algorithms": words of the table of signature algorithms; empty for all.
[[nodiscard]] std::vector<std::string> read_algorithms(const settings::Section& section);

// "sha256": one or several fingerprints, as small hexadecimal digits.
[[nodiscard]] std::vector<std::string> read_pins(const settings::Section& section);
// The certificates of `file`, which stands under "certificate". One that is not among the pins is a mistake or an
// attack: it is complained about and left out. Without pins all are taken.
[[nodiscard]] std::vector<trust::CertificatePtr> read_pinned(const settings::Section& section,
                                                             const std::filesystem::path& file,
                                                             const std::vector<std::string>& pins);

// {file, password_file}: a PKCS#12 key that a twin signs with; null when it cannot be read. The whole section.
[[nodiscard]] std::shared_ptr<const signing::SigningIdentity> read_signing_key(const settings::Section& section);
// {pinned, anchors, known}, each a file of certificates: whom a twin believes. The whole section.
[[nodiscard]] std::shared_ptr<const trust::TrustStore> read_trusted(const settings::Section& section);

}  // namespace otkel::adapter
