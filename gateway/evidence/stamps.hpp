#pragma once

#include "gateway/evidence/bundle.hpp"
#include "gateway/evidence/contents.hpp"

// Private to evidence/.

namespace otkel::evidence {

// Every time stamp that is here holds, and every seal is followed by one in its chain without a gap between. Returns
// those that hold, in the order of the seals. `trust`: the anchors, and the bundle's certificates as steps of paths.
[[nodiscard]] std::vector<ProvenStamp> check_stamps(const Contents& contents, const asic::Container& container,
                                                    const trust::TrustStore& trust, const BundlePolicy& policy,
                                                    Remarks& report);

// When the stamps say that all records were there; nullopt when one of them is not covered. Tells of records whose own
// time is later than that.
[[nodiscard]] std::optional<WallTime> proven_time(const Contents& contents, const std::vector<ProvenStamp>& stamps,
                                                  Remarks& report);

// What OCSP answers and lists of the bundle say of the authority of a stamp: "good by OCSP, CN=…"; empty when they say
// nothing of it. Tells when it was revoked so that its stamp no longer counts.
[[nodiscard]] std::string check_authority(const trust::TimeStamp& stamp, const asic::Container& container, WallTime now,
                                          const Place& place, Remarks& report);

}  // namespace otkel::evidence
