#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/crypto/key_store.hpp"
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

// What is known about octets that are to be signed.
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

// Appends the enveloped ds:Signature as the last child of the document element (URI="", enveloped-signature and
// inclusive C14N with comments, SignedInfo in inclusive C14N, certificate in X509Data: protocol fact, seen).
// `canonical`: the document is the canonical octets of one element, with all its namespaces declared on the root.
// `any`: whatever is well formed; signatures that stand in it are covered like everything else, so one more person
// signs.
[[nodiscard]] Result<std::string> sign_enveloped(std::string_view document, const SigningIdentity& identity,
                                                 BodyForm form = BodyForm::canonical);

// A document for the EAEU: what stands in doc:SignedContent.
struct EaeuDocument {
    std::string_view content;   // one element
    std::string_view instance;  // DocInstance: a URI that no other document has
    BodyForm form{BodyForm::canonical};
};
// doc:SignedDoc with the sender's signature and the content (exclusive C14N, one reference to doc:SignedContent by its
// Id, certificate in X509Data: protocol fact, seen). The receipt of a trusted third party is added by others.
[[nodiscard]] Result<std::string> sign_eaeu(const EaeuDocument& document, const SigningIdentity& identity);

// A detached signature over octets as they stand, in base64; ECDSA in DER.
[[nodiscard]] Result<std::string> sign_raw(std::string_view octets, const SigningIdentity& identity);

}  // namespace otkel::signing
