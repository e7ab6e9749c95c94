#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/trust/revocation/status.hpp"
#include "gateway/trust/trust_store.hpp"

// When an answer about revocation is good enough to go on. Declared per peer.

namespace otkel::trust {

enum class RevocationMode : std::uint8_t { off, crl, ocsp, ocsp_or_crl };
[[nodiscard]] std::optional<RevocationMode> revocation_mode_of(std::string_view word);  // "ocsp-or-crl"
[[nodiscard]] std::string_view name(RevocationMode mode);

struct RevocationRules {
    RevocationMode mode{RevocationMode::off};
    std::chrono::seconds fresh{600};  // a good answer not older than this is used again without asking
    // While no source answers, a good answer not older than this is accepted "under grace"; 0: none is. The age of an
    // OCSP answer is counted from its thisUpdate, that of a list from its nextUpdate: until then it held.
    std::chrono::seconds grace{0};
    // A certificate about which nothing good was learned, or nothing within `grace`, may pass under grace too.
    bool grace_without_answer{false};
    std::chrono::seconds grace_without_answer_max{3600};  // counted from when the sources went away
};

struct RevocationVerdict {
    bool accepted{false};
    bool under_grace{false};
    std::optional<RevocationStatus> status;  // what the verdict stands on
    // "good by OCSP …, 12 s old", "revoked 2026-03-01 (keyCompromise) by CRL 14 …", "accepted under grace: OCSP times
    // out; last good answer 2 h old, the cap is 24 h".
    std::string how;
    // What was said of each certificate that somebody was asked about, for whoever keeps evidence of it; decide()
    // leaves it empty.
    struct Answer {
        CertificatePtr certificate, issuer;
        RevocationStatus status;
    };
    std::vector<Answer> answers{};
};

// The decision, without I/O. `asked`: what the sources just said (nullopt where none was asked); `last_good`: the
// cache. In this order: "revoked" by any source refuses, then "unknown to the authority"; then a good answer of a
// source that the mode names accepts, then a fresh one of the cache; then grace, but only while there is trouble. A
// list past its nextUpdate, or without one, is trouble by itself: what it says of revoked certificates still counts,
// its silence does not. With nothing asked and no trouble, "not accepted" means: ask.
struct RevocationEvidence {
    std::optional<RevocationStatus> ocsp, crl, last_good;
    std::string trouble;  // why a source that should have answered did not; empty when none is missing
    std::optional<WallTime> trouble_since;
};
[[nodiscard]] RevocationVerdict decide(const RevocationRules& rules, const RevocationEvidence& evidence, WallTime now);

// Last good answers by certificate; the one used longest ago goes first. Bounded (an OCSP answer of NCA has 1.3 KB);
// thread safe. Only answers that were verified come in.
class RevocationCache {
public:
    explicit RevocationCache(std::size_t capacity = 65'536);
    ~RevocationCache();
    // An answer older than the one that is kept changes nothing; one that is not good drops it.
    void keep(const Certificate& certificate, RevocationStatus status);
    // Also drops it: a certificate that was found revoked has no last good answer.
    void forget(const Certificate& certificate);
    [[nodiscard]] std::optional<RevocationStatus> find(const Certificate& certificate) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace otkel::trust
