#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/trust/cms/time_stamp.hpp"
#include "gateway/trust/trust_store.hpp"
#include "gateway/trust/verdict.hpp"

// Signed CMS (RFC 5652): attached and detached, several signers, time stamps over signature values. No I/O.

namespace otkel::trust {

struct CmsPolicy {
    const TrustStore& trust;
    WallTime now{};
    std::vector<std::string> algorithms;  // words of signature algorithms ("gost2015-512"); empty: all that we carry
    std::size_t octets_max{64UL * 1024 * 1024};
    std::size_t signers_max{32};
    // A signer whose path does not hold now is judged at the stamped time when a time stamp holds (otherwise now).
    bool judge_at_stamped_time{true};
    std::size_t certificates_max{64};
    std::size_t attributes_max{64};  // of one signer
    std::size_t time_stamps_max{4};  // of one signer
};

// One signer: every verdict up to the one that failed.
struct CmsSigner {
    CertificatePtr certificate;  // null when it is not in the message and not known
    TrustStore::Path path;
    std::string algorithm;                 // "gost2015-512"
    std::optional<WallTime> claimed_time;  // signingTime: the signer's word, proves nothing
    std::optional<TimeStamp> stamp;        // the earliest; all that are there must hold
    WallTime judged_at{};
    std::string signature;  // the signature value
    std::vector<Verdict> verdicts;
    std::optional<Error> error;
};

struct CmsMessage {
    bool detached{false};
    std::string content;  // what was signed: from the message, or the detached content
    std::vector<CmsSigner> signers;
    [[nodiscard]] bool valid() const;  // at least one signer, and none has an error
};

// BER or DER. `detached_content` is needed when the message carries none, and compared when it carries one.
// An error is about the message as a whole (malformed, too large, no content, no signer, another detached content than
// the one inside); what is wrong with a signer stands there. Verdicts in their order: limits, structure, algorithms,
// trust, mathematics, coverage, time stamp (when there is one). Nothing is digested for a signer who is not trusted.
// What no signature covers may change unseen: the unsigned attributes (a time stamp may be taken away or added),
// certificates that no path needs, the version of the message, the encoding of lengths, and further signers.
[[nodiscard]] Result<CmsMessage> verify_cms(std::string_view message, std::optional<std::string_view> detached_content,
                                            const CmsPolicy& policy);
// The content without any verification, for tools that only unpack.
[[nodiscard]] Result<std::string> extract_cms_content(std::string_view message);

}  // namespace otkel::trust
