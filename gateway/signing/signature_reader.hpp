#pragma once

#include <libxml/tree.h>

#include <string>
#include <string_view>
#include <vector>

#include "gateway/signing/algorithms.hpp"
#include "gateway/signing/profile_rules.hpp"
#include "gateway/signing/verifier.hpp"

namespace otkel::signing {

struct C14n {
    const CanonicalizationMethod* row{nullptr};
    std::string inclusive_prefixes;  // ec:InclusiveNamespaces PrefixList
};

struct Reference {
    const xmlNode* element{nullptr};
    std::string_view uri;
    bool enveloped{false};  // the signature itself is left out
    bool base64{false};     // profile xmldsig: the text of the element, decoded
    C14n c14n;
    const DigestMethod* digest{nullptr};
    std::string digest_value;
};

// A ds:Signature taken apart. Views and nodes live as long as the tree it was read from.
struct ReadSignature {
    xmlNode* signed_info{nullptr};
    C14n c14n;
    const SignatureMethod* method{nullptr};
    std::vector<Reference> references;  // at least one; exactly one unless the profile allows any layout
    std::string value;
    xmlNode* key_info{nullptr};  // null when absent
};

// Reads a ds:Signature under the allow-lists of the profile and the policy. Elements and attributes that are not
// expected are refused, not skipped: what we do not read, somebody else may.
[[nodiscard]] Result<ReadSignature> read_signature(const xmlNode* signature, const ProfileRules& rules,
                                                   const Policy& policy);

// The parts of it.
[[nodiscard]] Result<C14n> read_c14n(const xmlNode* element, const ProfileRules& rules);
[[nodiscard]] Result<Reference> read_reference(const xmlNode* element, const SignatureMethod& method,
                                               const ProfileRules& rules, const Policy& policy);

}  // namespace otkel::signing
