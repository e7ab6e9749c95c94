#include "gateway/signing/ds_elements.hpp"
#include "gateway/signing/names.hpp"
#include "gateway/signing/signature_reader.hpp"

// Reading of canonicalization methods and of ds:Reference with its transforms.

namespace otkel::signing {
namespace {

constexpr std::size_t digest_value_octets_max = 256;
constexpr std::size_t prefix_list_octets_max = 1024;

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

Result<const DigestMethod*> read_digest_method(const xmlNode* element, const SignatureMethod& signature) {
    const auto uri = algorithm_of(element);
    if (!uri) {
        return fail(uri.error());
    }
    const auto* method = digest_method(*uri);
    if (method == nullptr || !signature.allows(*method)) {
        return refuse(
            Errc::forbidden_construct,
            quoted(*uri) + " is not a digest algorithm that is accepted here with " + std::string(signature.word),
            element);
    }
    if (const auto empty = no_children(element); !empty) {
        return fail(empty.error());
    }
    return method;
}

// The transforms of one reference: first the enveloped-signature transform, then one canonicalization (profile xmldsig:
// or base64), each where the profile has it. Without a canonicalization inclusive C14N 1.0 is implied (XML Signature
// 1.0, section 4.3.3.2).
class TransformsReader {
public:
    TransformsReader(const xmlNode* element, const ProfileRules& rules) : element_(element), rules_(rules) {}

    [[nodiscard]] Result<void> read(Reference& reference, std::size_t transforms_max) {
        auto transforms = element_children(element_);
        if (!transforms) {
            return fail(transforms.error());
        }
        if (const auto allowed = allow_attributes(element_, {}); !allowed) {
            return fail(allowed.error());
        }
        if (transforms->count > transforms_max) {
            return refuse(Errc::limit_exceeded,
                          "more than " + std::to_string(transforms_max) + " transforms in one reference", element_);
        }
        transforms_ = *transforms;
        if (const auto read = read_enveloped(reference); !read) {
            return fail(read.error());
        }
        if (const auto read = read_last(reference); !read) {
            return fail(read.error());
        }
        return at_ < transforms_.count ? Result<void>(unexpected(transforms_[at_])) : Result<void>();
    }

private:
    [[nodiscard]] std::string_view next_algorithm() const {
        if (at_ == transforms_.count || !is(transforms_[at_], space::ds, "Transform")) {
            return {};
        }
        return attribute(transforms_[at_], {}, "Algorithm").value_or(std::string_view{});
    }

    // A transform that has no parameters.
    [[nodiscard]] Result<void> take_plain() {
        const auto* transform = transforms_[at_++];
        if (const auto allowed = allow_attributes(transform, {"Algorithm"}); !allowed) {
            return fail(allowed.error());
        }
        return no_children(transform);
    }

    [[nodiscard]] Result<void> read_enveloped(Reference& reference) {
        if (rules_.enveloped == Presence::never || next_algorithm() != enveloped_signature) {
            return rules_.enveloped == Presence::required
                       ? Result<void>(refuse(Errc::forbidden_construct,
                                             "the first transform must be enveloped-signature", element_))
                       : Result<void>();
        }
        reference.enveloped = true;
        return take_plain();
    }

    [[nodiscard]] Result<void> read_last(Reference& reference) {
        if (rules_.any_layout && next_algorithm() == base64_transform) {
            reference.base64 = true;
            return take_plain();
        }
        if (at_ < transforms_.count && is(transforms_[at_], space::ds, "Transform")) {
            auto read = read_c14n(transforms_[at_++], rules_);
            if (!read) {
                return fail(read.error());
            }
            reference.c14n = std::move(*read);
        }
        if (reference.c14n.row == nullptr) {
            return refuse(Errc::forbidden_construct, "the reference names no canonicalization", element_);
        }
        return {};
    }

    const xmlNode* element_;
    const ProfileRules& rules_;
    Elements transforms_{};
    std::size_t at_{0};
};

// The parts of a ds:Reference; profile xmldsig allows it to have no ds:Transforms.
Result<Elements> reference_parts(const xmlNode* element, const ProfileRules& rules) {
    if (rules.any_layout) {
        const auto parts = element_children(element);
        if (parts && parts->count == 2) {
            return exact_children(element, {"DigestMethod", "DigestValue"});
        }
    }
    return exact_children(element, {"Transforms", "DigestMethod", "DigestValue"});
}

}  // namespace

Result<C14n> read_c14n(const xmlNode* element, const ProfileRules& rules) {
    const auto uri = algorithm_of(element);
    if (!uri) {
        return fail(uri.error());
    }
    C14n c14n{canonicalization_method(*uri, rules), {}};
    if (c14n.row == nullptr) {
        return refuse(Errc::forbidden_construct,
                      quoted(*uri) + " is not a canonicalization that profile " + std::string(rules.word) + " allows",
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

Result<Reference> read_reference(const xmlNode* element, const SignatureMethod& method, const ProfileRules& rules,
                                 const Policy& policy) {
    const auto attributes =
        rules.any_layout ? allow_attributes(element, {"URI", "Id", "Type"}) : allow_attributes(element, {"URI", "Id"});
    if (!attributes) {
        return fail(attributes.error());
    }
    const auto parts = reference_parts(element, rules);
    if (!parts) {
        return fail(parts.error());
    }
    const auto uri = attribute(element, {}, "URI");
    if (!uri) {
        return refuse(Errc::forbidden_construct, "a ds:Reference without URI says nothing about what it covers",
                      element);
    }
    Reference reference;
    reference.element = element;
    reference.uri = *uri;
    reference.c14n.row = canonicalization_method(inclusive_c14n, rules);
    if (parts->count == 3) {
        if (const auto read = TransformsReader((*parts)[0], rules).read(reference, policy.transforms_max); !read) {
            return fail(read.error());
        }
    }
    const auto digest = read_digest_method((*parts)[parts->count - 2], method);
    if (!digest) {
        return fail(digest.error());
    }
    auto value = read_base64((*parts)[parts->count - 1], digest_value_octets_max);
    if (!value) {
        return fail(value.error());
    }
    reference.digest = *digest;
    reference.digest_value = std::move(*value);
    return reference;
}

}  // namespace otkel::signing
