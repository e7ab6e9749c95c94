#include "gateway/trust/cms/signed_attributes.hpp"

#include <algorithm>

#include "gateway/crypto/der.hpp"
#include "gateway/trust/cms/object_identifiers.hpp"
#include "gateway/trust/fields.hpp"

namespace otkel::trust {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

// The one value of an attribute that stands at most once; nullopt when it is absent.
Result<std::optional<std::string_view>> value_of(const SignerInfo& signer, std::string_view oid) {
    const auto count = std::count_if(signer.signed_attributes.begin(), signer.signed_attributes.end(),
                                     [&](const Attribute& attribute) { return attribute.oid == oid; });
    const auto values = values_of(signer.signed_attributes, oid);
    if (count > 1 || values.size() > 1) {
        return fail(Errc::malformed, "the signed attribute " + std::string(oid) + " stands " + std::to_string(count) +
                                         " times with " + std::to_string(values.size()) + " values; one is expected");
    }
    return values.empty() ? std::nullopt : std::optional(values.front());
}

Result<der::Element> required_value(const SignerInfo& signer, std::string_view oid, std::uint8_t expected_tag,
                                    std::string_view what) {
    const auto value = value_of(signer, oid);
    if (!value) {
        return fail(value.error());
    }
    if (!*value) {
        return fail(Errc::malformed, "the signed attribute " + std::string(what) + " is missing");
    }
    return der::single(**value, expected_tag, what);
}

Result<void> check_content_type(const SignerInfo& signer, std::string_view content_type) {
    const auto value = required_value(signer, oid::content_type, tag::object_identifier, "contentType");
    if (!value) {
        return fail(value.error());
    }
    const auto type = der::oid_text(*value);
    if (!type) {
        return fail(type.error());
    }
    if (*type != content_type) {
        return fail(Errc::signature_invalid,
                    "a content of type " + *type + " was signed; the message says " + std::string(content_type));
    }
    return {};
}

Result<std::optional<WallTime>> read_signing_time(const SignerInfo& signer) {
    const auto value = value_of(signer, oid::signing_time);
    if (!value) {
        return fail(value.error());
    }
    if (!*value) {
        return std::optional<WallTime>{};
    }
    const auto element = der::Reader(**value).next("signingTime");
    if (!element) {
        return fail(element.error());
    }
    const auto time = der::time(*element);
    if (!time) {
        return fail(time.error());
    }
    return std::optional(*time);
}

using ReadCertificate = Result<NamedCertificate> (*)(std::string_view);

Result<void> read_named_certificate(const SignerInfo& signer, std::string_view oid, ReadCertificate read,
                                    std::vector<NamedCertificate>& named) {
    const auto value = value_of(signer, oid);
    if (!value) {
        return fail(value.error());
    }
    if (*value) {
        auto certificate = read(**value);
        if (!certificate) {
            return fail(certificate.error());
        }
        named.push_back(std::move(*certificate));
    }
    return {};
}

}  // namespace

Result<SignedAttributes> read_signed_attributes(const SignerInfo& signer, std::string_view content_type) {
    SignedAttributes attributes;
    if (const auto right = check_content_type(signer, content_type); !right) {
        return fail(right.error());
    }
    const auto digest = required_value(signer, oid::message_digest, tag::octet_string, "messageDigest");
    if (!digest) {
        return fail(digest.error());
    }
    attributes.message_digest = digest->content;
    const auto time = read_signing_time(signer);
    if (!time) {
        return fail(time.error());
    }
    attributes.signing_time = *time;
    auto read = read_named_certificate(signer, oid::signing_certificate, read_signing_certificate,
                                       attributes.signing_certificates);
    if (read) {
        read = read_named_certificate(signer, oid::signing_certificate_v2, read_signing_certificate_v2,
                                      attributes.signing_certificates);
    }
    if (!read) {
        return fail(read.error());
    }
    return attributes;
}

bool looks_like_signed_attributes(std::string_view content) {
    const auto set = der::single(content, tag::set, "a set");
    if (!set) {
        return false;
    }
    der::Reader attributes(set->content);
    while (!attributes.at_end()) {
        const auto attribute = attributes.next(tag::sequence, "an attribute");
        if (!attribute) {
            return false;
        }
        const auto type = der::Reader(attribute->content).next(tag::object_identifier, "its type");
        if (type && type->whole == der::oid(oid::message_digest)) {
            return true;
        }
    }
    return false;
}

}  // namespace otkel::trust
