#include "gateway/signing/signature_reader.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/signing/nodes.hpp"

namespace otkel::signing {
namespace {

// RSA-16384 in base64 with line breaks fits well.
constexpr std::size_t signature_value_octets_max = 4096;
constexpr std::size_t digest_value_octets_max = 256;
constexpr std::size_t prefix_list_octets_max = 1024;

Failure unexpected(const xmlNode* element) {
    return refuse(Errc::forbidden_construct,
                  "the element " + std::string(local_name(element).substr(0, 64)) + " is not expected here", element);
}

std::string quoted(std::string_view text) { return "'" + std::string(text.substr(0, 200)) + "'"; }

// The children of `parent`, which must be exactly these elements of the ds namespace.
Result<Elements> exact_children(const xmlNode* parent, std::initializer_list<std::string_view> names) {
    auto elements = element_children(parent);
    if (!elements) {
        return elements;
    }
    std::size_t at = 0;
    for (const auto name : names) {
        if (at == elements->count) {
            return refuse(Errc::malformed, "the element " + std::string(name) + " is missing", parent);
        }
        if (!is((*elements)[at], space::ds, name)) {
            return unexpected((*elements)[at]);
        }
        ++at;
    }
    if (at < elements->count) {
        return unexpected((*elements)[at]);
    }
    return elements;
}

Result<std::string_view> algorithm_of(const xmlNode* element) {
    if (const auto allowed = allow_attributes(element, {"Algorithm"}); !allowed) {
        return fail(allowed.error());
    }
    const auto uri = attribute(element, {}, "Algorithm");
    if (!uri) {
        return refuse(Errc::malformed, "the attribute Algorithm is missing", element);
    }
    return *uri;
}

// Parameters of methods (HMACOutputLength, XPath …) would change what a method means; none is known here.
Result<void> no_children(const xmlNode* element) {
    const auto children = element_children(element);
    if (!children) {
        return fail(children.error());
    }
    if (children->count != 0) {
        return unexpected((*children)[0]);
    }
    return {};
}

// Exclusive XML Canonicalization 1.0, section 3: <ec:InclusiveNamespaces PrefixList="…"/>.
Result<std::string> prefix_list(const xmlNode* element) {
    if (!is(element, space::ec, "InclusiveNamespaces")) {
        return unexpected(element);
    }
    if (const auto allowed = allow_attributes(element, {"PrefixList"}); !allowed) {
        return fail(allowed.error());
    }
    if (const auto empty = no_children(element); !empty) {
        return fail(empty.error());
    }
    const auto list = attribute(element, {}, "PrefixList").value_or(std::string_view{});
    if (list.size() > prefix_list_octets_max) {
        return refuse(Errc::limit_exceeded, "the PrefixList is too long", element);
    }
    return std::string(list);
}

Result<C14n> read_c14n(const xmlNode* element, Profile profile) {
    const auto uri = algorithm_of(element);
    if (!uri) {
        return fail(uri.error());
    }
    C14n c14n{canonicalization_method(*uri, profile), {}};
    if (c14n.row == nullptr) {
        return refuse(
            Errc::forbidden_construct,
            quoted(*uri) + " is not a canonicalization that profile " + std::string(name(profile)) + " allows",
            element);
    }
    const auto children = element_children(element);
    if (!children) {
        return fail(children.error());
    }
    if (children->count > 1 || (children->count == 1 && !c14n.row->exclusive)) {
        return unexpected((*children)[0]);
    }
    if (children->count == 1) {
        auto prefixes = prefix_list((*children)[0]);
        if (!prefixes) {
            return fail(prefixes.error());
        }
        c14n.inclusive_prefixes = std::move(*prefixes);
    }
    return c14n;
}

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

Result<const DigestMethod*> read_digest_method(const xmlNode* element) {
    const auto uri = algorithm_of(element);
    if (!uri) {
        return fail(uri.error());
    }
    const auto* method = digest_method(*uri);
    if (method == nullptr) {
        return refuse(Errc::forbidden_construct, quoted(*uri) + " is not a digest algorithm that is accepted here",
                      element);
    }
    if (const auto empty = no_children(element); !empty) {
        return fail(empty.error());
    }
    return method;
}

// wsse: one exclusive canonicalization. enveloped: the enveloped-signature transform, then at most one
// canonicalization; without one, inclusive C14N 1.0 is implied (XML Signature 1.0, section 4.3.3.2).
Result<C14n> read_transforms(const xmlNode* element, Profile profile, std::size_t transforms_max) {
    auto transforms = element_children(element);
    if (!transforms) {
        return fail(transforms.error());
    }
    if (const auto allowed = allow_attributes(element, {}); !allowed) {
        return fail(allowed.error());
    }
    if (transforms->count > transforms_max) {
        return refuse(Errc::limit_exceeded,
                      "more than " + std::to_string(transforms_max) + " transforms in one reference", element);
    }
    std::size_t at = 0;
    const auto is_transform = [&] { return at < transforms->count && is((*transforms)[at], space::ds, "Transform"); };
    if (profile == Profile::enveloped) {
        const auto uri =
            is_transform()
                ? algorithm_of((*transforms)[at])
                : Result<std::string_view>(refuse(Errc::forbidden_construct, "no ds:Transform here", element));
        if (!uri || *uri != enveloped_signature || !no_children((*transforms)[at])) {
            return refuse(Errc::forbidden_construct, "the first transform must be enveloped-signature", element);
        }
        ++at;
    }
    C14n c14n{canonicalization_method(inclusive_c14n, profile), {}};
    if (is_transform()) {
        auto read = read_c14n((*transforms)[at], profile);
        if (!read) {
            return read;
        }
        c14n = std::move(*read);
        ++at;
    }
    if (at < transforms->count) {
        return unexpected((*transforms)[at]);
    }
    if (c14n.row == nullptr) {
        return refuse(Errc::forbidden_construct, "the reference names no canonicalization", element);
    }
    return c14n;
}

Result<Reference> read_reference(const xmlNode* element, Profile profile, const Policy& policy) {
    if (const auto allowed = allow_attributes(element, {"URI", "Id"}); !allowed) {
        return fail(allowed.error());
    }
    const auto parts = exact_children(element, {"Transforms", "DigestMethod", "DigestValue"});
    if (!parts) {
        return fail(parts.error());
    }
    const auto uri = attribute(element, {}, "URI");
    if (!uri) {
        return refuse(Errc::forbidden_construct, "a ds:Reference without URI says nothing about what it covers",
                      element);
    }
    auto c14n = read_transforms((*parts)[0], profile, policy.transforms_max);
    if (!c14n) {
        return fail(c14n.error());
    }
    const auto digest = read_digest_method((*parts)[1]);
    if (!digest) {
        return fail(digest.error());
    }
    auto value = read_base64((*parts)[2], digest_value_octets_max);
    if (!value) {
        return fail(value.error());
    }
    return Reference{*uri, std::move(*c14n), *digest, std::move(*value)};
}

Result<void> read_signed_info(ReadSignature& read, Profile profile, const Policy& policy) {
    if (const auto allowed = allow_attributes(read.signed_info, {"Id"}); !allowed) {
        return fail(allowed.error());
    }
    // Both profiles have exactly one reference.
    const auto parts = exact_children(read.signed_info, {"CanonicalizationMethod", "SignatureMethod", "Reference"});
    if (!parts) {
        return fail(parts.error());
    }
    auto c14n = read_c14n((*parts)[0], profile);
    if (!c14n) {
        return fail(c14n.error());
    }
    const auto method = read_signature_method((*parts)[1], policy);
    if (!method) {
        return fail(method.error());
    }
    auto reference = read_reference((*parts)[2], profile, policy);
    if (!reference) {
        return fail(reference.error());
    }
    read.c14n = std::move(*c14n);
    read.method = *method;
    read.reference = std::move(*reference);
    return {};
}

}  // namespace

Result<std::string> read_base64(const xmlNode* element, std::size_t octets_max) {
    const auto text = plain_text(element, octets_max);
    if (!text) {
        return fail(text.error());
    }
    auto octets = from_base64(*text);
    if (!octets) {
        return refuse(Errc::malformed, octets.error().detail, element);
    }
    return octets;
}

Result<ReadSignature> read_signature(const xmlNode* signature, Profile profile, const Policy& policy) {
    if (const auto allowed = allow_attributes(signature, {"Id"}); !allowed) {
        return fail(allowed.error());
    }
    const auto parts = exact_children(signature, {"SignedInfo", "SignatureValue", "KeyInfo"});
    if (!parts) {
        return fail(parts.error());
    }
    ReadSignature read;
    read.signed_info = (*parts)[0];
    read.key_info = (*parts)[2];
    if (const auto done = read_signed_info(read, profile, policy); !done) {
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
