#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/crypto/key.hpp"

// What OCSP answers and CRLs have in common. Private to this folder.

namespace otkel::trust::parts {

// The fields of a constructed element, one after another. The first error is kept in a place that readers of one
// structure share; after it everything reads as empty, so that it is looked at once, at the end.
class Fields {
public:
    Fields(std::string_view content, std::optional<Error>& error) : reader_(content), error_(error) {}
    [[nodiscard]] bool more() const { return !error_ && !reader_.at_end(); }
    [[nodiscard]] bool is_next(std::uint8_t tag) const { return more() && reader_.next_tag() == tag; }
    crypto::der::Element take(std::string_view what);
    crypto::der::Element take(std::uint8_t tag, std::string_view what);
    // The one element of that tag inside the next, which has `outer`: EXPLICIT tagging.
    crypto::der::Element take_inside(std::uint8_t outer, std::uint8_t tag, std::string_view what);
    std::string take_oid(std::string_view what);
    WallTime take_time(std::string_view what);         // UTCTime or GeneralizedTime
    WallTime take_generalized(std::string_view what);  // GeneralizedTime
    std::string_view take_serial();                    // octets without leading zeros; negative ones are refused
    void finish(std::string_view what);
    void refuse(Errc code, std::string detail);

private:
    crypto::der::Reader reader_;
    std::optional<Error>& error_;
};

struct Extension {
    std::string oid;
    bool critical{false};
    std::string_view value;  // content of extnValue
};
// Content of the SEQUENCE OF Extension; one that comes twice is malformed (RFC 5280 section 4.2).
[[nodiscard]] std::vector<Extension> read_extensions(std::string_view content, std::optional<Error>& error);
[[nodiscard]] const Extension* find(const std::vector<Extension>& extensions, std::string_view oid);

// { octets that are signed, AlgorithmIdentifier, BIT STRING }: the beginning of every signed structure.
struct Signed {
    crypto::der::Element tbs;
    std::string_view algorithm_identifier;  // whole
    std::string algorithm;                  // OID
    std::string_view signature;
};
[[nodiscard]] Signed read_signed(Fields& fields, std::optional<Error>& error);
// Under an algorithm that we carry and that fits the key.
[[nodiscard]] bool verifies(const Signed& signed_part, const crypto::PublicKey& key);

// CRLReason, RFC 5280 section 5.3.1.
inline constexpr int reason_certificate_hold = 6, reason_remove_from_crl = 8;
[[nodiscard]] int read_reason(std::string_view der, std::optional<Error>& error);  // a whole ENUMERATED
[[nodiscard]] std::string reason_name(int reason);

}  // namespace otkel::trust::parts
