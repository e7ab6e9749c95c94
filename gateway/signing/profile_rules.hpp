#pragma once

#include <array>
#include <string_view>

#include "gateway/base/assert.hpp"
#include "gateway/signing/names.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/xml/document.hpp"

// Step 3 of verification: what each profile allows in a signature. Data, so that a profile reads as a list.

namespace otkel::signing {

enum class Presence { never, required, allowed };

struct ProfileRules {
    Profile profile;
    std::string_view word;   // "wsse"
    std::string_view place;  // for people: where its one signature stands
    bool only_exclusive;     // exclusive C14N without comments is the only canonicalization
    Presence enveloped;      // the enveloped-signature transform
    // Several references to anything in the document, ds:Object, KeyInfo of any content; otherwise exactly one
    // reference with transforms, to what the profile says.
    bool any_layout;
};

inline constexpr std::array profile_table{
    ProfileRules{Profile::wsse, "wsse", "one signature in wsse:Security", true, Presence::never, false},
    ProfileRules{Profile::enveloped, "enveloped", "one signature in the document element", false, Presence::required,
                 false},
    ProfileRules{Profile::eaeu, "eaeu", "one signature of the sender in doc:Data", true, Presence::never, false},
    ProfileRules{Profile::xmldsig, "xmldsig", "one signature in the document", false, Presence::allowed, true},
};

[[nodiscard]] constexpr const ProfileRules& rules_of(Profile profile) {
    for (const auto& row : profile_table) {
        if (row.profile == profile) {
            return row;
        }
    }
    OTKEL_ASSERT(false);
    return profile_table.front();
}

struct CanonicalizationMethod {
    std::string_view uri;
    xml::Canonicalization method;
    bool exclusive;
    bool strict;  // allowed where only exclusive C14N is
    // Canonical XML 1.1, for any layout only. Differs from 1.0 below ancestors with xml:id or xml:base, where it is
    // refused.
    bool version_1_1;
};

inline constexpr std::array canonicalization_methods{
    CanonicalizationMethod{exclusive_c14n, xml::Canonicalization::exclusive, true, true, false},
    CanonicalizationMethod{exclusive_c14n_with_comments, xml::Canonicalization::exclusive_with_comments, true, false,
                           false},
    CanonicalizationMethod{inclusive_c14n, xml::Canonicalization::inclusive, false, false, false},
    CanonicalizationMethod{inclusive_c14n_with_comments, xml::Canonicalization::inclusive_with_comments, false, false,
                           false},
    CanonicalizationMethod{c14n_1_1, xml::Canonicalization::inclusive, false, false, true},
    CanonicalizationMethod{c14n_1_1_with_comments, xml::Canonicalization::inclusive_with_comments, false, false, true},
};

[[nodiscard]] constexpr const CanonicalizationMethod* canonicalization_method(std::string_view uri,
                                                                              const ProfileRules& rules) {
    for (const auto& row : canonicalization_methods) {
        if (row.uri == uri && (row.strict || !rules.only_exclusive) && (!row.version_1_1 || rules.any_layout)) {
            return &row;
        }
    }
    return nullptr;
}

}  // namespace otkel::signing
