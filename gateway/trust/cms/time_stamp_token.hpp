#pragma once

#include <string_view>

#include "gateway/trust/cms/time_stamp.hpp"
#include "gateway/trust/cms/time_stamp_info.hpp"

// Private to trust/cms/.

namespace otkel::trust {

struct VerifiedToken {
    TimeStamp stamp;  // without `digest`
    TimeStampInfo info;
};
// Everything but what it was made over: structure, path of the authority at the stamped time, signature.
[[nodiscard]] Result<VerifiedToken> verify_token(std::string_view token, const TrustStore& trust);

// Errc::forbidden_construct for SHA-1 and what we do not know.
[[nodiscard]] Result<crypto::DigestAlgorithm> imprint_algorithm(const TimeStampInfo& info);

}  // namespace otkel::trust
