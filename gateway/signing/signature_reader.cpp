#include "gateway/signing/signature_reader.hpp"

#include <algorithm>

#include "gateway/signing/ds_elements.hpp"
#include "gateway/signing/names.hpp"

namespace otkel::signing {
namespace {

// RSA-16384 in base64 with line breaks fits well.
constexpr std::size_t signature_value_octets_max = 4096;

Result<const SignatureMethod*> read_signature_method(const xmlNode* element, const Policy& policy) {
    const auto uri = algorithm_of(element);
    if (!uri) {
        return fail(uri.error());
    }
    const auto* method = signature_method(*uri);
    const auto allowed = [&](const SignatureMethod& row) {
        return policy.algorithms.empty() ||
               std::find(policy.algorithms.begin(), policy.algorithms.end(), row.word) != policy.algorithms.end();
    };
    if (method == nullptr || !allowed(*method)) {
        return refuse(Errc::forbidden_construct, quoted(*uri) + " is not a signature algorithm that is accepted here",
                      element);
    }
    if (const auto empty = no_children(element); !empty) {
        return fail(empty.error());
    }
    return method;
}

// CanonicalizationMethod, SignatureMethod and the references.
Result<Elements> signed_info_parts(const xmlNode* element, const ProfileRules& rules, std::size_t references_max) {
    if (!rules.any_layout) {
        return exact_children(element, {"CanonicalizationMethod", "SignatureMethod", "Reference"});
    }
    auto parts = element_children(element);
    if (!parts) {
        return parts;
    }
    if (parts->count < 3) {
        return refuse(Errc::malformed, "the element Reference is missing", element);
    }
    if (parts->count - 2 > references_max) {
        return refuse(Errc::limit_exceeded,
                      "more than " + std::to_string(references_max) + " references in one signature", element);
    }
    for (std::size_t i = 0; i < parts->count; ++i) {
        if (!is((*parts)[i], space::ds, i == 0 ? "CanonicalizationMethod" : i == 1 ? "SignatureMethod" : "Reference")) {
            return unexpected((*parts)[i]);
        }
    }
    return parts;
}

Result<void> read_signed_info(ReadSignature& read, const ProfileRules& rules, const Policy& policy) {
    if (const auto allowed = allow_attributes(read.signed_info, {"Id"}); !allowed) {
        return fail(allowed.error());
    }
    const auto parts = signed_info_parts(read.signed_info, rules, policy.references_max);
    if (!parts) {
        return fail(parts.error());
    }
    auto c14n = read_c14n((*parts)[0], rules);
    if (!c14n) {
        return fail(c14n.error());
    }
    const auto method = read_signature_method((*parts)[1], policy);
    if (!method) {
        return fail(method.error());
    }
    read.c14n = std::move(*c14n);
    read.method = *method;
    for (std::size_t i = 2; i < parts->count; ++i) {
        auto reference = read_reference((*parts)[i], *read.method, rules, policy);
        if (!reference) {
            return fail(reference.error());
        }
        read.references.push_back(std::move(*reference));
    }
    return {};
}

// SignedInfo and SignatureValue; KeyInfo, which may be missing only where keys are trusted without it; ds:Object where
// the profile allows any layout.
Result<Elements> signature_parts(const xmlNode* signature, const ProfileRules& rules, const Policy& policy) {
    auto parts = element_children(signature);
    if (!parts) {
        return parts;
    }
    const bool has_key_info = parts->count > 2 && is((*parts)[2], space::ds, "KeyInfo");
    if (!rules.any_layout && !has_key_info && policy.bare_keys) {
        return exact_children(signature, {"SignedInfo", "SignatureValue"});
    }
    if (!rules.any_layout) {
        return exact_children(signature, {"SignedInfo", "SignatureValue", "KeyInfo"});
    }
    if (parts->count < 2) {
        return refuse(Errc::malformed, "the element SignatureValue is missing", signature);
    }
    for (std::size_t i = 0; i < parts->count; ++i) {
        const bool expected = i == 0   ? is((*parts)[i], space::ds, "SignedInfo")
                              : i == 1 ? is((*parts)[i], space::ds, "SignatureValue")
                                       : (i == 2 && has_key_info) || is((*parts)[i], space::ds, "Object");
        if (!expected) {
            return unexpected((*parts)[i]);
        }
    }
    return parts;
}

}  // namespace

Result<ReadSignature> read_signature(const xmlNode* signature, const ProfileRules& rules, const Policy& policy) {
    if (const auto allowed = allow_attributes(signature, {"Id"}); !allowed) {
        return fail(allowed.error());
    }
    const auto parts = signature_parts(signature, rules, policy);
    if (!parts) {
        return fail(parts.error());
    }
    ReadSignature read;
    read.signed_info = (*parts)[0];
    read.key_info = parts->count > 2 && is((*parts)[2], space::ds, "KeyInfo") ? (*parts)[2] : nullptr;
    if (const auto done = read_signed_info(read, rules, policy); !done) {
        return fail(done.error());
    }
    auto value = read_base64((*parts)[1], signature_value_octets_max);
    if (!value) {
        return fail(value.error());
    }
    read.value = std::move(*value);
    return read;
}

}  // namespace otkel::signing
