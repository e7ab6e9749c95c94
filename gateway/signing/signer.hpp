#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/crypto/key.hpp"
#include "gateway/signing/algorithms.hpp"

// Signing of documents that we wrote ourselves: canonical already, so the digest is taken from the octets as they stand
// and the signature is written as text. No parser is involved.

namespace otkel::signing {

// How the signer's certificate travels.
enum class KeyReference { key_identifier, binary_security_token, issuer_serial, x509_certificate };

// An identity prepared once: algorithm chosen, certificate in base64, issuer and serial as text. Immutable, thread
// safe.
class SigningIdentity {
public:
    [[nodiscard]] static Result<SigningIdentity> prepare(crypto::Identity identity);
    [[nodiscard]] const crypto::PrivateKey& key() const { return key_; }
    [[nodiscard]] const std::string& certificate_base64() const { return certificate_base64_; }
    [[nodiscard]] const std::string& certificate_der() const { return certificate_der_; }
    [[nodiscard]] const std::string& issuer() const { return issuer_; }
    [[nodiscard]] const std::string& serial() const { return serial_; }

    [[nodiscard]] const SignatureMethod& method() const { return *method_; }

private:
    SigningIdentity(crypto::PrivateKey key, const SignatureMethod& method) : key_(std::move(key)), method_(&method) {}
    crypto::PrivateKey key_;
    const SignatureMethod* method_;
    std::string certificate_der_, certificate_base64_, issuer_, serial_;
};

// What is known about octets that are put into a soap:Body.
enum class BodyForm {
    canonical,  // exclusive canonical form already: digested as they stand
    any,  // well formed, for instance with an inner signature that must not be touched: canonicalized for the digest
};

// The whole SOAP 1.1 envelope round `body_content` (octets of the Body's only child), signed in profile wsse:
// Envelope, Header with wsse:Security mustUnderstand="1", one ds:Signature with one reference to the Body by wsu:Id
// (protocol fact, seen).
[[nodiscard]] Result<std::string> sign_envelope(std::string_view body_content, const SigningIdentity& identity,
                                                KeyReference key_reference = KeyReference::key_identifier,
                                                BodyForm form = BodyForm::canonical);

// `document`: canonical octets of one element, with all its namespaces declared on the root. Appends the enveloped
// ds:Signature as its last child (URI="", enveloped-signature and inclusive C14N with comments, SignedInfo in inclusive
// C14N, certificate in X509Data: protocol fact, seen).
[[nodiscard]] Result<std::string> sign_enveloped(std::string_view document, const SigningIdentity& identity);

}  // namespace otkel::signing
