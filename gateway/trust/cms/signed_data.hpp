#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/trust/cms/ber.hpp"

// The structure of a signed message (RFC 5652 section 5), without any judgement. Private to trust/cms/.

namespace otkel::trust {

struct Attribute {
    std::string oid;
    std::vector<std::string_view> values;  // whole elements
};

struct SignerInfo {
    std::uint64_t version{0};
    std::string_view issuer;    // Name; empty where a key identifier stands instead
    std::string serial_octets;  // big-endian, no leading zeros
    std::string_view subject_key_id;
    std::string digest;  // identifiers of algorithms
    std::string signature_algorithm;
    bool has_signed_attributes{false};
    std::string_view signed_octets;  // content of the signed attributes
    std::vector<Attribute> signed_attributes, unsigned_attributes;
    std::string_view signature;
    std::string_view whole;
    std::string_view without_unsigned;  // content up to the unsigned attributes
    std::string_view unsigned_octets;   // content of the unsigned attributes
};

struct SignedData {
    std::string_view version_element, encapsulated_element;
    std::uint64_t version{0};
    std::vector<std::string> digests;  // identifiers
    std::string_view digests_octets;
    std::string content_type;
    std::optional<std::string_view> content;
    // X.509 certificates; attribute certificates and other forms are stepped over, because nothing here stands on them.
    std::vector<std::string_view> certificates;
    std::string_view certificates_octets, revocation_element;
    std::vector<SignerInfo> signers;
    std::string_view signers_octets;
};

struct SignedDataLimits {
    std::size_t octets_max{64UL * 1024 * 1024};
    std::size_t signers_max{32};
    std::size_t certificates_max{64};
    std::size_t attributes_max{64};  // of one signer; values of one attribute; digest algorithms
    BerLimits ber{};
};

// What it holds points into `form`, or into the octets that were read.
struct SignedMessage {
    DerForm form;
    SignedData data;
};
// Errc::malformed, Errc::limit_exceeded; Errc::unsupported for CMS that is not signed data.
[[nodiscard]] Result<SignedMessage> read_signed_message(std::string_view octets, const SignedDataLimits& limits = {});

// Values of all attributes of this kind, in their order.
[[nodiscard]] std::vector<std::string_view> values_of(const std::vector<Attribute>& attributes, std::string_view oid);

// The encoding that a signature covers (RFC 5652 section 5.4): a SET OF, whatever tag carries it. The attributes stay
// in the order in which they came: DER sorts them, but a signer who did not has signed what he sent, and a changed
// order is another octet string than the signed one in either case.
[[nodiscard]] std::string signed_attributes_to_verify(const SignerInfo& signer);

}  // namespace otkel::trust
