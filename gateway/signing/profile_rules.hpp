#pragma once

#include <array>
#include <string_view>

#include "gateway/signing/names.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/xml/document.hpp"

// Step 3 of verification: what each profile allows in a signature. Data, so that a profile reads as a list.

namespace otkel::signing {

struct CanonicalizationMethod {
    std::string_view uri;
    xml::Canonicalization method;
    bool exclusive;
    bool in_wsse;  // in profile enveloped all of them are allowed
};

inline constexpr std::array canonicalization_methods{
    CanonicalizationMethod{exclusive_c14n, xml::Canonicalization::exclusive, true, true},
    CanonicalizationMethod{exclusive_c14n_with_comments, xml::Canonicalization::exclusive_with_comments, true, false},
    CanonicalizationMethod{inclusive_c14n, xml::Canonicalization::inclusive, false, false},
    CanonicalizationMethod{inclusive_c14n_with_comments, xml::Canonicalization::inclusive_with_comments, false, false},
};

[[nodiscard]] constexpr const CanonicalizationMethod* canonicalization_method(std::string_view uri, Profile profile) {
    for (const auto& row : canonicalization_methods) {
        if (row.uri == uri && (row.in_wsse || profile != Profile::wsse)) {
            return &row;
        }
    }
    return nullptr;
}

}  // namespace otkel::signing
