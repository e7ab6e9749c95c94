#include "gateway/trust/revocation/status.hpp"

namespace otkel::trust {

std::string_view name(RevocationState state) {
    switch (state) {
        case RevocationState::good: return "good";
        case RevocationState::revoked: return "revoked";
        case RevocationState::unknown_to_authority: break;
    }
    return "unknown to the authority";
}

}  // namespace otkel::trust
