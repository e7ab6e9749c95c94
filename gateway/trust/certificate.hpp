#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/crypto/key.hpp"

struct x509_st;

namespace otkel::trust {

// An X.509 certificate, decoded once (a key decoded per message nearly doubles the cost of a verification). Immutable.
class Certificate {
public:
    [[nodiscard]] static Result<std::shared_ptr<const Certificate>> from_der(std::string_view der);
    // All certificates of a PEM or DER file.
    [[nodiscard]] static Result<std::vector<std::shared_ptr<const Certificate>>> from_file_content(
        std::string_view content);

    explicit Certificate(std::shared_ptr<x509_st> certificate, std::string der);

    [[nodiscard]] const std::string& der() const { return der_; }
    [[nodiscard]] const std::string& fingerprint() const { return fingerprint_; }  // SHA-256 of the DER, hex
    [[nodiscard]] const std::string& subject() const { return subject_; }          // RFC 2253 text, UTF-8
    [[nodiscard]] const std::string& issuer() const { return issuer_; }
    [[nodiscard]] const std::string& serial() const { return serial_; }  // decimal, as X509SerialNumber writes it
    [[nodiscard]] WallTime not_before() const { return not_before_; }
    [[nodiscard]] WallTime not_after() const { return not_after_; }
    // NCA puts "IIN…" into serialNumber and "BIN…" into OU (protocol fact, seen); empty when absent.
    [[nodiscard]] const std::string& iin() const { return iin_; }
    [[nodiscard]] const std::string& bin() const { return bin_; }
    [[nodiscard]] bool may_sign() const {
        return may_sign_;
    }  // no keyUsage, or digitalSignature / nonRepudiation in it
    [[nodiscard]] const crypto::PublicKey& key() const { return key_; }
    [[nodiscard]] x509_st* native() const { return certificate_.get(); }

    // RFC 2253 names compared without regard to spaces around separators and to escapes, as XML-DSig writers differ
    // there.
    [[nodiscard]] bool is_named_by(std::string_view issuer_name, std::string_view serial_decimal) const;

private:
    std::shared_ptr<x509_st> certificate_;
    std::string der_, fingerprint_, subject_, issuer_, serial_, iin_, bin_;
    WallTime not_before_{}, not_after_{};
    bool may_sign_{true};
    crypto::PublicKey key_;
};

using CertificatePtr = std::shared_ptr<const Certificate>;

}  // namespace otkel::trust
