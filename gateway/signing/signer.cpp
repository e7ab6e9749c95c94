#include "gateway/signing/signer.hpp"

#include "gateway/base/bytes.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/signing/names.hpp"
#include "gateway/signing/signature_text.hpp"
#include "gateway/trust/certificate.hpp"
#include "gateway/xml/canonical_writer.hpp"

namespace otkel::signing {
namespace {

// All that the envelope adds to its content: signature, certificate in base64 and their tags.
constexpr std::size_t envelope_octets = 6 * 1024;

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

}  // namespace

Result<SigningIdentity> SigningIdentity::prepare(crypto::Identity identity) {
    const auto certificate = trust::Certificate::from_der(identity.certificate_der);
    if (!certificate) {
        return fail(certificate.error());
    }
    const auto* method = signature_method_for(identity.key);
    if (method == nullptr || !method->fits((*certificate)->key())) {
        return fail(Errc::invalid_configuration, "the key of " + (*certificate)->subject() +
                                                     " is of no accepted kind: GOST 34.10-2015 or 34.310-2004, "
                                                     "RSA of at least 2048 bits, P-256 or P-384");
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
    auto canonical = form == BodyForm::any ? canonical_form(body, xml::Canonicalization::exclusive)
                                           : Result<std::string>(std::string{});
    if (!canonical) {
        return canonical;
    }
    const std::string_view digested = form == BodyForm::any ? *canonical : body;
    const auto info = signed_info_content(identity, exclusive_c14n, "#" + id, transform(exclusive_c14n), digested);
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

}  // namespace otkel::signing
