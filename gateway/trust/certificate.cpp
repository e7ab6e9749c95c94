#include "gateway/trust/certificate.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/openssl.hpp"
#include "gateway/trust/name.hpp"

namespace otkel::trust {
namespace {

using crypto::openssl_reason;
using crypto::Owned;

// No certificate of a state authority comes near this.
constexpr std::size_t certificate_octets_max = 64 * 1024;

std::string text_of(const X509_NAME* name) {
    const Owned<BIO> out(BIO_new(BIO_s_mem()));
    OTKEL_ASSERT(out != nullptr);
    // Octets above 127 stay UTF-8: names of the national authorities are in Kazakh.
    X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
    char* data = nullptr;
    const auto length = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(length)};
}

std::string decimal(const ASN1_INTEGER* serial) {
    const Owned<BIGNUM> number(ASN1_INTEGER_to_BN(serial, nullptr));
    OTKEL_ASSERT(number != nullptr);
    char* text = BN_bn2dec(number.get());
    OTKEL_ASSERT(text != nullptr);
    std::string out(text);
    OPENSSL_free(text);
    return out;
}

WallTime wall(const ASN1_TIME* time) {
    std::tm tm{};
    if (ASN1_TIME_to_tm(time, &tm) != 1) {
        return WallTime{};  // 1970: a certificate with a broken time is always expired
    }
    const std::chrono::year_month_day date{std::chrono::year{tm.tm_year + 1900},
                                           std::chrono::month{static_cast<unsigned>(tm.tm_mon + 1)},
                                           std::chrono::day{static_cast<unsigned>(tm.tm_mday)}};
    return WallTime{std::chrono::sys_days{date}} + std::chrono::hours{tm.tm_hour} + std::chrono::minutes{tm.tm_min} +
           std::chrono::seconds{tm.tm_sec};
}

bool is_twelve_digits(std::string_view text) {
    return text.size() == 12 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "IIN…" and "BIN…" in the subject, by any attribute of the given type (protocol fact, seen in NCA certificates).
std::string number_after(const X509_NAME* subject, int nid, std::string_view prefix) {
    for (int at = X509_NAME_get_index_by_NID(subject, nid, -1); at >= 0;
         at = X509_NAME_get_index_by_NID(subject, nid, at)) {
        unsigned char* utf8 = nullptr;
        const int length = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
        if (length < 0) {
            continue;
        }
        const std::string value(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length));
        OPENSSL_free(utf8);
        if (value.starts_with(prefix) && is_twelve_digits(std::string_view(value).substr(prefix.size()))) {
            return value.substr(prefix.size());
        }
    }
    return {};
}

crypto::PublicKey key_of(X509* certificate) {
    Owned<EVP_PKEY> key(X509_get_pubkey(certificate));
    if (key == nullptr) {
        (void)openssl_reason();  // an algorithm of another library
        return crypto::PublicKey(nullptr);
    }
    return crypto::PublicKey(std::shared_ptr<EVP_PKEY>(std::move(key)));
}

Result<CertificatePtr> from_native(Owned<X509> certificate) {
    std::string der(static_cast<std::size_t>(i2d_X509(certificate.get(), nullptr)), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    i2d_X509(certificate.get(), &out);
    return std::make_shared<const Certificate>(std::shared_ptr<X509>(std::move(certificate)), std::move(der));
}

Result<std::vector<CertificatePtr>> from_pem(std::string_view content) {
    std::vector<CertificatePtr> certificates;
    const auto bio = crypto::read_only_bio(content);
    while (true) {
        Owned<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
        if (certificate == nullptr) {
            break;
        }
        certificates.push_back(*from_native(std::move(certificate)));
    }
    // A block after the last good one that cannot be read is a damaged file, not its end.
    const auto blocks = [&] {
        std::size_t count = 0;
        constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
        for (auto at = content.find(begin); at != std::string_view::npos; at = content.find(begin, at + 1)) {
            ++count;
        }
        return count;
    }();
    const auto reason = openssl_reason();
    if (certificates.size() < blocks || certificates.empty()) {
        return fail(Errc::malformed, "certificate number " + std::to_string(certificates.size() + 1) +
                                         " of the file cannot be decoded: " + reason);
    }
    return certificates;
}

}  // namespace

Certificate::Certificate(std::shared_ptr<x509_st> certificate, std::string der)
    : certificate_(std::move(certificate)),
      der_(std::move(der)),
      fingerprint_(to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, der_))),
      key_(key_of(certificate_.get())) {
    const X509* native = certificate_.get();
    const X509_NAME* subject_name = X509_get_subject_name(native);
    subject_ = text_of(subject_name);
    issuer_ = text_of(X509_get_issuer_name(native));
    serial_ = decimal(X509_get0_serialNumber(native));
    not_before_ = wall(X509_get0_notBefore(native));
    not_after_ = wall(X509_get0_notAfter(native));
    iin_ = number_after(subject_name, NID_serialNumber, "IIN");
    bin_ = number_after(subject_name, NID_organizationalUnitName, "BIN");
    if (bin_.empty()) {
        bin_ = number_after(subject_name, NID_serialNumber, "BIN");  // some certificates have it there (seen)
    }
    // OpenSSL answers "all bits" when the extension is absent.
    may_sign_ = (X509_get_key_usage(certificate_.get()) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
}

Result<CertificatePtr> Certificate::from_der(std::string_view der) {
    if (der.size() > certificate_octets_max) {
        return fail(Errc::limit_exceeded, "a certificate of more than 64 KiB is not accepted");
    }
    const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
    const auto* end = octets + der.size();
    Owned<X509> certificate(d2i_X509(nullptr, &octets, static_cast<long>(der.size())));
    if (certificate == nullptr) {
        return fail(Errc::malformed, "the octets are not an X.509 certificate: " + openssl_reason());
    }
    if (octets != end) {
        return fail(Errc::malformed, "something follows the certificate in the same octets");
    }
    return std::make_shared<const Certificate>(std::shared_ptr<X509>(std::move(certificate)), std::string(der));
}

Result<std::vector<CertificatePtr>> Certificate::from_file_content(std::string_view content) {
    if (content.find("-----BEGIN CERTIFICATE-----") != std::string_view::npos) {
        return from_pem(content);
    }
    auto certificate = from_der(content);
    if (!certificate) {
        return fail(certificate.error());
    }
    return std::vector{std::move(*certificate)};
}

bool Certificate::is_named_by(std::string_view issuer_name, std::string_view serial_decimal) const {
    return trim(serial_decimal) == serial_ && is_same_name(issuer_name, issuer_);
}

}  // namespace otkel::trust
