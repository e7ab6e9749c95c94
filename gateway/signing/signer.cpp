#include "gateway/signing/signer.hpp"

#include "gateway/base/bytes.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/signing/names.hpp"
#include "gateway/signing/start_tag.hpp"
#include "gateway/trust/certificate.hpp"
#include "gateway/xml/canonical_writer.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::signing {
namespace {

constexpr std::string_view signed_info_open = "<ds:SignedInfo";
// All that the envelope adds to its content: signature, certificate in base64 and their tags.
constexpr std::size_t envelope_octets = 6 * 1024;

template <class... Parts>
void append(std::string& out, const Parts&... parts) {
    (out.append(parts), ...);
}

// What follows "<ds:SignedInfo" and its namespace declarations, in canonical form.
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

// The ds:Signature element. `declarations` are those that canonicalization will write on SignedInfo; in the document
// itself they stand further up.
Result<std::string> signature_element(const SigningIdentity& identity, std::string_view declarations,
                                      std::string_view content, std::string_view key_info) {
    std::string canonical;
    canonical.reserve(signed_info_open.size() + declarations.size() + content.size());
    append(canonical, signed_info_open, declarations, content);
    const auto value = identity.key().sign(identity.method().algorithm, canonical);
    if (!value) {
        return fail(value.error());
    }
    std::string out;
    out.reserve(content.size() + key_info.size() + 1024);
    append(out, "<ds:Signature xmlns:ds=\"", space::ds, "\">", signed_info_open, content, "<ds:SignatureValue>",
           to_base64(*value), "</ds:SignatureValue><ds:KeyInfo>", key_info, "</ds:KeyInfo></ds:Signature>");
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

std::string issuer_serial(const SigningIdentity& identity) {
    std::string out = "<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>";
    xml::append_escaped_text(out, identity.issuer());
    append(out, "</ds:X509IssuerName><ds:X509SerialNumber>", identity.serial(),
           "</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>");
    return out;
}

// An element of wsse that carries the certificate, with the attributes every token has.
std::string token(std::string_view element, std::string_view more_attributes, const SigningIdentity& identity) {
    std::string out;
    append(out, "<", element, more_attributes, " EncodingType=\"", base64_encoding, "\" ValueType=\"", x509v3_token,
           "\">", identity.certificate_base64(), "</", element, ">");
    return out;
}

struct KeyParts {
    std::string before_signature;  // a BinarySecurityToken stands before the signature that refers to it
    std::string reference;         // the content of wsse:SecurityTokenReference
};

KeyParts key_parts(const SigningIdentity& identity, KeyReference form) {
    switch (form) {
        case KeyReference::issuer_serial: return {{}, issuer_serial(identity)};
        case KeyReference::x509_certificate: return {{}, x509_certificate(identity)};
        case KeyReference::binary_security_token: {
            const auto id = "X509-" + new_uuid_v4();
            std::string attributes;
            append(attributes, " xmlns:wsu=\"", space::wsu, "\" wsu:Id=\"", id, "\"");
            std::string reference;
            append(reference, "<wsse:Reference URI=\"#", id, "\" ValueType=\"", x509v3_token, "\"></wsse:Reference>");
            return {token("wsse:BinarySecurityToken", attributes, identity), std::move(reference)};
        }
        case KeyReference::key_identifier: break;
    }
    return {{}, token("wsse:KeyIdentifier", {}, identity)};
}

bool declares(std::string_view content, std::string_view prefix) {
    std::string declaration;
    append(declaration, "xmlns:", prefix, "=");
    return content.find(declaration) != std::string_view::npos;
}

// Prefixes of the envelope that the content does not declare: in exclusive canonical form a declaration that the Body
// has made already is not written again, so the content would not be canonical any more.
struct Prefixes {
    std::string soap{"soap"};
    std::string wsu{"wsu"};
};

Prefixes free_prefixes(std::string_view content) {
    Prefixes prefixes;
    while (declares(content, prefixes.soap)) {
        prefixes.soap += 'e';
    }
    while (declares(content, prefixes.wsu)) {
        prefixes.wsu += 'e';
    }
    return prefixes;
}

// The Body as it is digested: its own declarations on it, which in the envelope stand further up.
std::string body_element(const Prefixes& prefixes, std::string_view id, std::string_view content) {
    std::string out;
    out.reserve(content.size() + 512);
    const bool soap_first = prefixes.soap < prefixes.wsu;
    const auto declare = [&](std::string_view prefix, std::string_view space) {
        append(out, " xmlns:", prefix, "=\"", space, "\"");
    };
    append(out, "<", prefixes.soap, ":Body");
    declare(soap_first ? prefixes.soap : prefixes.wsu, soap_first ? space::soap11 : space::wsu);
    declare(soap_first ? prefixes.wsu : prefixes.soap, soap_first ? space::wsu : space::soap11);
    append(out, " ", prefixes.wsu, ":Id=\"", id, "\">", content, "</", prefixes.soap, ":Body>");
    return out;
}

Result<std::string> canonical_form(std::string_view element) {
    const auto document = xml::Document::parse(element, xml::Limits{});
    if (!document) {
        return fail(document.error());
    }
    return xml::canonicalize(*document, nullptr, xml::Canonicalization::exclusive);
}

}  // namespace

Result<SigningIdentity> SigningIdentity::prepare(crypto::Identity identity) {
    const auto certificate = trust::Certificate::from_der(identity.certificate_der);
    if (!certificate) {
        return fail(certificate.error());
    }
    const auto* method = signature_method_for(identity.key);
    if (method == nullptr || (*certificate)->key().bits() < method->key_bits_min) {
        return fail(Errc::invalid_configuration, "the key of " + (*certificate)->subject() +
                                                     " is of no accepted kind: RSA of at least 2048 bits or P-256");
    }
    if (!identity.key.public_key().is_same_as((*certificate)->key())) {
        return fail(Errc::invalid_configuration,
                    "the certificate " + (*certificate)->subject() + " does not belong to the private key beside it");
    }
    SigningIdentity prepared(std::move(identity.key), *method);
    prepared.certificate_base64_ = to_base64(identity.certificate_der);
    prepared.certificate_der_ = std::move(identity.certificate_der);
    prepared.issuer_ = (*certificate)->issuer();
    prepared.serial_ = (*certificate)->serial();
    return prepared;
}

Result<std::string> sign_envelope(std::string_view body_content, const SigningIdentity& identity,
                                  KeyReference key_reference, BodyForm form) {
    const auto prefixes = free_prefixes(body_content);
    const auto id = "id-" + new_uuid_v4();
    auto body = body_element(prefixes, id, body_content);
    auto canonical = form == BodyForm::any ? canonical_form(body) : Result<std::string>(std::string{});
    if (!canonical) {
        return canonical;
    }
    const auto info = signed_info_content(identity, exclusive_c14n, "#" + id, transform(exclusive_c14n),
                                          form == BodyForm::any ? *canonical : body);
    const auto key = key_parts(identity, key_reference);
    std::string key_info;
    append(key_info, "<wsse:SecurityTokenReference>", key.reference, "</wsse:SecurityTokenReference>");
    std::string declaration;
    append(declaration, " xmlns:ds=\"", space::ds, "\"");
    auto signature = signature_element(identity, declaration, info, key_info);
    if (!signature) {
        return signature;
    }
    std::string out;
    out.reserve(body.size() + envelope_octets);
    const auto& soap = prefixes.soap;
    append(out, "<", soap, ":Envelope xmlns:", soap, "=\"", space::soap11, "\"><", soap,
           ":Header><wsse:Security xmlns:wsse=\"", space::wsse, "\" ", soap, ":mustUnderstand=\"1\">",
           key.before_signature, *signature, "</wsse:Security></", soap, ":Header>", body, "</", soap, ":Envelope>");
    return out;
}

Result<std::string> sign_enveloped(std::string_view document, const SigningIdentity& identity) {
    const auto end = document.rfind("</");
    const auto declarations = declarations_of_root(document);
    if (end == std::string_view::npos || !declarations) {
        return fail(Errc::malformed, "the document to sign is not one element in canonical form");
    }
    const auto transforms = transform(enveloped_signature) + transform(inclusive_c14n_with_comments);
    const auto info = signed_info_content(identity, inclusive_c14n, "", transforms, document);
    auto signature = signature_element(identity, *declarations, info, x509_certificate(identity));
    if (!signature) {
        return signature;
    }
    std::string out;
    out.reserve(document.size() + signature->size());
    append(out, document.substr(0, end), *signature, document.substr(end));
    return out;
}

}  // namespace otkel::signing
