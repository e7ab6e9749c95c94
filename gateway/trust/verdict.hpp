#pragma once

#include <string>
#include <string_view>

namespace otkel::trust {

// One of the separate verdicts that a report shows: mathematics, coverage, path, revocation, time stamp, identity.
struct Verdict {
    std::string_view step;  // "limits", "place", "algorithms", "trust", "mathematics", "references", "coverage" …
    bool passed{false};
    std::string detail;  // "rsa-sha256, 2048 bits", "path to CN=…", "soap:Body by #id-…"
};

}  // namespace otkel::trust
