#include "gateway/app/report/offline_revocation.hpp"

namespace otkel::app {
namespace {

void refuse(SignerReport& signer, Errc code, std::string detail) {
    signer.verdicts.push_back({"revocation", false, detail});
    signer.error = Error{code, std::move(detail), {}, {}};
}

// A signature made before the revocation stays what it was.
bool speaks_against(const trust::RevocationStatus& status, WallTime judged_at) {
    const bool later =
        status.state == trust::RevocationState::revoked && status.revoked_at && *status.revoked_at > judged_at;
    return status.state != trust::RevocationState::good && !later;
}

}  // namespace

void ask_lists(const trust::CrlStore& lists, SignerReport& signer) {
    const auto& path = signer.path.certificates;
    std::string how;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        auto status = lists.status(*path[i], *path[i + 1]);
        if (!status) {
            return refuse(signer, Errc::unavailable,
                          "none of the given lists is of " + path[i + 1]->subject() + ", which issued " +
                              path[i]->subject() + "; add its CRL");
        }
        signer.revocation.push_back(*status);
        if (speaks_against(*status, signer.judged_at)) {
            return refuse(signer, Errc::certificate_invalid,
                          path[i]->subject() + ": " + revocation_text(*status, Language::en));
        }
        if (status->next_update && *status->next_update < signer.judged_at) {
            return refuse(signer, Errc::unavailable,
                          status->source + " ran out at " + to_utc_text(*status->next_update) + "; add a newer one");
        }
        how += (how.empty() ? "" : "; ") + status->source;
    }
    signer.verdicts.push_back({"revocation", true, how.empty() ? "nothing to ask about a pinned certificate" : how});
}

}  // namespace otkel::app
