#pragma once

#include <string_view>

// Object identifiers of CMS (RFC 5652), ESS (RFC 2634, RFC 5035) and time stamps (RFC 3161). Private to trust/cms/.

namespace otkel::trust::oid {

inline constexpr std::string_view data = "1.2.840.113549.1.7.1", signed_data = "1.2.840.113549.1.7.2",
                                  content_type = "1.2.840.113549.1.9.3", message_digest = "1.2.840.113549.1.9.4",
                                  signing_time = "1.2.840.113549.1.9.5", time_stamp_info = "1.2.840.113549.1.9.16.1.4",
                                  signing_certificate = "1.2.840.113549.1.9.16.2.12",
                                  signature_time_stamp = "1.2.840.113549.1.9.16.2.14",
                                  signing_certificate_v2 = "1.2.840.113549.1.9.16.2.47";

}  // namespace otkel::trust::oid
