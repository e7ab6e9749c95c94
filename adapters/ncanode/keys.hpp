#pragma once

#include <string>
#include <vector>

#include "adapters/ncanode/fields.hpp"
#include "adapters/ncanode/settings.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/signing/signer.hpp"

// Whose key is meant: by the content of a PKCS#12 file with its password, or by the name of a key that the gateway
// keeps.

namespace otkel::adapters::ncanode {

struct KeySources {
    const Settings& settings;
    const adapter::Identities& identities;
};

// One that is meant, and the names of all that were there.
struct ChosenKey {
    crypto::Identity identity;
    std::vector<std::string> aliases;
};

// What is wrong stands in `signer`, and nothing comes back. Without keyAlias the first key of the file is meant.
[[nodiscard]] std::optional<ChosenKey> choose_key(const Fields& signer, const KeySources& sources);
[[nodiscard]] std::optional<signing::SigningIdentity> choose_signer(const Fields& signer, const KeySources& sources);

}  // namespace otkel::adapters::ncanode
