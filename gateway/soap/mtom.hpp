#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/soap/multipart.hpp"
#include "gateway/xml/limits.hpp"

// Envelopes with attachments: MTOM (W3C Recommendation of 25 January 2005) for SOAP 1.1, which is XOP (same day) in
// MIME multipart/related (RFC 2387). An attachment is no document of its own: it stands for the base64 text of one
// element, and a signature covers that text (XOP 1.0 section 3.1: the infoset is the same). So octets are put in place
// before anything else is done, and nothing after that knows how the envelope travelled.

namespace otkel::soap {

inline constexpr std::string_view xop_namespace = "http://www.w3.org/2004/08/xop/include";

struct MtomLimits {
    MultipartLimits multipart{};
    xml::Limits xml{};  // of the whole envelope: `octets` counts the attachments as base64
};

// By the Content-Type alone.
[[nodiscard]] bool is_multipart(std::string_view content_type);

// The octets of the envelope, each xop:Include replaced by the base64 text (RFC 4648, no line breaks) of its part; all
// else stays as it came. Every part is used exactly once. Errors: Errc::malformed, limit_exceeded, forbidden_construct.
[[nodiscard]] Result<std::string> unpack(std::string_view content_type, std::string_view body,
                                         const MtomLimits& limits);

struct Packing {
    std::vector<std::string> elements;      // local names, in whatever namespace
    std::size_t least_octets{16UL * 1024};  // of the attachment
    std::size_t attachments_max{64};        // what is more stays where it is
};

struct Packed {
    std::string content_type;
    std::string body;
};

// Elements of these names whose whole text is base64 become attachments where unpack() would write the same text again,
// so that it gives back `envelope`, octet by octet. Without any, the envelope travels as it is, as text/xml. So does
// one that holds an xop:Include itself (XOP 1.0 section 2), or that the limits of reading keep from being looked
// through.
[[nodiscard]] Packed pack(std::string envelope, const Packing& packing);

}  // namespace otkel::soap
