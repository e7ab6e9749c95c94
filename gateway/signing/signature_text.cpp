#include "gateway/signing/signature_text.hpp"

#include "gateway/base/bytes.hpp"
#include "gateway/signing/names.hpp"
#include "gateway/xml/limits.hpp"

namespace otkel::signing {
namespace {

constexpr std::string_view signed_info_open = "<ds:SignedInfo";

}  // namespace

std::string signed_info_content(const SigningIdentity& identity, std::string_view c14n, std::string_view uri,
                                std::string_view transforms, std::string_view content) {
    const auto& method = identity.method();
    const auto digest = crypto::digest(digest_method(method.digest_uri)->algorithm, content);
    std::string out;
    out.reserve(1024);
    append(out, "><ds:CanonicalizationMethod Algorithm=\"", c14n,
           "\"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"", method.uri,
           "\"></ds:SignatureMethod><ds:Reference URI=\"", uri, "\"><ds:Transforms>", transforms,
           "</ds:Transforms><ds:DigestMethod Algorithm=\"", method.digest_uri, "\"></ds:DigestMethod><ds:DigestValue>",
           to_base64(digest), "</ds:DigestValue></ds:Reference></ds:SignedInfo>");
    return out;
}

Result<std::string> signature_element(const SigningIdentity& identity, std::string_view declarations,
                                      std::string_view content, std::string_view key_info,
                                      std::string_view attributes) {
    std::string canonical;
    canonical.reserve(signed_info_open.size() + declarations.size() + content.size());
    append(canonical, signed_info_open, declarations, content);
    const auto value = identity.key().sign(identity.method().algorithm, canonical);
    if (!value) {
        return fail(value.error());
    }
    std::string out;
    out.reserve(content.size() + key_info.size() + 1024);
    append(out, "<ds:Signature xmlns:ds=\"", space::ds, "\"", attributes, ">", signed_info_open, content,
           "<ds:SignatureValue>", to_base64(*value), "</ds:SignatureValue><ds:KeyInfo>", key_info,
           "</ds:KeyInfo></ds:Signature>");
    return out;
}

std::string transform(std::string_view uri) {
    std::string out;
    append(out, "<ds:Transform Algorithm=\"", uri, "\"></ds:Transform>");
    return out;
}

std::string x509_certificate(const SigningIdentity& identity) {
    std::string out;
    append(out, "<ds:X509Data><ds:X509Certificate>", identity.certificate_base64(),
           "</ds:X509Certificate></ds:X509Data>");
    return out;
}

bool declares(std::string_view content, std::string_view prefix) {
    std::string declaration;
    append(declaration, "xmlns:", prefix, "=");
    return content.find(declaration) != std::string_view::npos;
}

Result<std::string> canonical_form(std::string_view element, xml::Canonicalization method) {
    const xml::Limits limits;
    if (const auto scanned = xml::scan(element, limits); !scanned) {
        return fail(scanned.error());
    }
    const auto document = xml::Document::parse(element, limits);
    if (!document) {
        return fail(document.error());
    }
    return xml::canonicalize(*document, nullptr, method);
}

}  // namespace otkel::signing
