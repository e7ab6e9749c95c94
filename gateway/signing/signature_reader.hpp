#pragma once

#include <libxml/tree.h>

#include <string>
#include <string_view>

#include "gateway/signing/algorithms.hpp"
#include "gateway/signing/profile_rules.hpp"
#include "gateway/signing/verifier.hpp"

namespace otkel::signing {

struct C14n {
    const CanonicalizationMethod* row{nullptr};
    std::string inclusive_prefixes;  // ec:InclusiveNamespaces PrefixList
};

struct Reference {
    std::string_view uri;
    C14n c14n;
    const DigestMethod* digest{nullptr};
    std::string digest_value;
};

// A ds:Signature taken apart. Views and nodes live as long as the tree it was read from.
struct ReadSignature {
    xmlNode* signed_info{nullptr};
    C14n c14n;
    const SignatureMethod* method{nullptr};
    Reference reference;
    std::string value;
    xmlNode* key_info{nullptr};
};

// Reads a ds:Signature under the allow-lists of the profile and the policy. Elements and attributes that are not
// expected are refused, not skipped: what we do not read, somebody else may.
[[nodiscard]] Result<ReadSignature> read_signature(const xmlNode* signature, Profile profile, const Policy& policy);

// Base64 of at most `octets_max` characters in an element that holds text only.
[[nodiscard]] Result<std::string> read_base64(const xmlNode* element, std::size_t octets_max);

}  // namespace otkel::signing
