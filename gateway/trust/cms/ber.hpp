#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

// Private to trust/cms/.

namespace otkel::trust {

struct BerLimits {
    std::size_t nesting_max{48};  // a message with a time stamp comes to about 20
    std::size_t elements_max{1'000'000};
};

// CMS may come in BER (X.690 section 8), as streaming writers send it: lengths that are indefinite or longer than
// needed, and octet strings in pieces. This is the same message framed as DER demands, so that one strict reader serves
// and every part of it has octets of its own. Nothing else is touched: content, order and the octets of everything that
// is not a length stay, and a message that has this form already is not copied.
class DerForm {
public:
    // `octets` must outlive this. Errc::malformed, Errc::limit_exceeded.
    [[nodiscard]] static Result<DerForm> of(std::string_view octets, const BerLimits& limits = {});
    [[nodiscard]] std::string_view octets() const { return octets_; }

private:
    std::string_view octets_;
    std::shared_ptr<const std::string> rewritten_;
};

}  // namespace otkel::trust
