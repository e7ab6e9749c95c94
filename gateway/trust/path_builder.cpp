#include "gateway/trust/path_builder.hpp"

#include <openssl/x509.h>

#include <algorithm>
#include <optional>

#include "gateway/base/bytes.hpp"
#include "gateway/trust/path_rules.hpp"

namespace otkel::trust {
namespace {

constexpr std::size_t dead_ends_shown_max = 6;
constexpr std::size_t wrong_keys_shown_max = 3;

bool is_same(const Certificate& a, const Certificate& b) { return a.der() == b.der(); }

bool is_among(const Certificate& certificate, std::span<const CertificatePtr> others) {
    return std::any_of(others.begin(), others.end(), [&](const auto& other) { return is_same(certificate, *other); });
}

// RFC 5280 section 7.1: without regard to case, spaces and string types.
bool is_named_issuer(const Certificate& issuer, const Certificate& issued) {
    return X509_NAME_cmp(X509_get_subject_name(issuer.native()), X509_get_issuer_name(issued.native())) == 0;
}

// Names repeat across generations of an authority (seen); the identifiers tell their keys apart, where both are there.
bool is_identified_issuer(const Certificate& issuer, const Certificate& issued) {
    return issuer.subject_key_id().empty() || issued.authority_key_id().empty() ||
           issuer.subject_key_id() == issued.authority_key_id();
}

class PathSearch {
public:
    PathSearch(const CertificatePtr& leaf, const PathSources& sources, WallTime at)
        : sources_(sources), at_(at), path_{leaf} {}

    Result<std::vector<CertificatePtr>> run() {
        if (extend({})) {
            return path_;
        }
        const auto& leaf = *path_.front();
        if (invalid_) {
            return fail(Errc::certificate_invalid, "the certificate " + label(leaf) + " leads to the anchor " +
                                                       invalid_->anchor + ", but " + invalid_->defect);
        }
        return fail(Errc::signer_untrusted,
                    "the certificate " + label(leaf) + " leads to no configured anchor: " + told_dead_ends());
    }

private:
    // A path to an anchor that is of no use, and why.
    struct Invalid {
        std::string anchor, defect;
    };

    // Depth first; `defect`: of a certificate that is in the path already. A path with a defect is followed too until
    // one was found to reach an anchor, because then the defect is what the operator has to hear of.
    bool extend(const std::optional<std::string>& defect) {
        const auto last = path_.back();
        if (is_among(*last, sources_.anchors)) {
            if (defect && !invalid_) {
                invalid_ = Invalid{label(*last), *defect};
            }
            return !defect;
        }
        if (path_.size() == path_certificates_max) {
            dead_end("more than " + std::to_string(path_certificates_max) + " certificates lead up from it");
            return false;
        }
        const Certificate* other_generation = nullptr;
        const auto candidates = candidates_for(*last, other_generation);
        if (candidates.empty()) {
            tell_missing_issuer(*last, other_generation);
        }
        std::vector<CertificatePtr> wrong;
        for (const auto& candidate : candidates) {
            if (checks_left_ == 0) {
                gave_up_ = true;
                break;
            }
            --checks_left_;
            if (!last->is_signed_with(candidate->key())) {
                wrong.push_back(candidate);
            } else if (climb(candidate, defect)) {
                return true;
            }
        }
        tell_wrong_keys(*last, wrong);
        return false;
    }

    // No more of them than can be checked, and one that tells that there are more. `other_generation`: one that has the
    // name and another key identifier.
    std::vector<CertificatePtr> candidates_for(const Certificate& last, const Certificate*& other_generation) const {
        std::vector<CertificatePtr> candidates;
        for (const auto& source : {sources_.anchors, sources_.known, sources_.offered}) {
            for (const auto& candidate : source) {
                if (!is_named_issuer(*candidate, last) || is_in_path(*candidate)) {
                    continue;
                }
                if (!is_identified_issuer(*candidate, last)) {
                    other_generation = candidate.get();
                } else if (candidates.size() <= static_cast<std::size_t>(checks_left_) &&
                           !is_among(*candidate, candidates)) {
                    candidates.push_back(candidate);
                }
            }
        }
        return candidates;
    }

    bool climb(const CertificatePtr& candidate, const std::optional<std::string>& defect) {
        auto found = defect ? defect : defect_of_issuer(*candidate, at_, authorities_below());
        if (found && invalid_) {
            return false;
        }
        if (found && !defect) {
            dead_end(*found);
        }
        path_.push_back(candidate);
        if (extend(found)) {
            return true;
        }
        path_.pop_back();
        return false;
    }

    // Cross-certificates make circles: the same authority, under the same key, is never passed twice.
    bool is_in_path(const Certificate& candidate) const {
        return std::any_of(path_.begin(), path_.end(), [&](const auto& member) {
            return is_same(*member, candidate) ||
                   (member->subject_der() == candidate.subject_der() && member->key().is_same_as(candidate.key()));
        });
    }

    int authorities_below() const {
        return static_cast<int>(std::count_if(path_.begin() + 1, path_.end(),
                                              [](const auto& member) { return !member->is_self_issued(); }));
    }

    void tell_missing_issuer(const Certificate& last, const Certificate* other_generation) {
        const auto& key = last.authority_key_id();
        std::string reason = "the issuer of " + label(last) + ", " + shortened(last.issuer()) +
                             (key.empty() ? std::string() : " with the key identifier " + shortened(to_hex(key))) +
                             ", is neither configured nor in the message";
        if (other_generation != nullptr) {
            reason += " (" + label(*other_generation) + " has the same name and the key identifier " +
                      shortened(to_hex(other_generation->subject_key_id())) + ")";
        } else if (last.is_self_issued()) {
            reason = label(last) + " is its own issuer and not a configured anchor";
        }
        dead_end(reason + "; if it is to be trusted, add its certificate");
    }

    void tell_wrong_keys(const Certificate& last, const std::vector<CertificatePtr>& wrong) {
        if (wrong.empty()) {
            return;
        }
        std::string labels;
        for (std::size_t i = 0; i < std::min(wrong.size(), wrong_keys_shown_max); ++i) {
            labels += (i == 0 ? "" : ", nor with that of ") + label(*wrong[i]);
        }
        dead_end("the signature of " + label(last) + " (algorithm " + shortened(last.signature_algorithm()) +
                 ") does not verify with the key of " + labels +
                 (wrong.size() > wrong_keys_shown_max ? ", nor with " + std::to_string(wrong.size()) + " in all" : ""));
    }

    void dead_end(std::string reason) {
        if (std::find(dead_ends_.begin(), dead_ends_.end(), reason) != dead_ends_.end()) {
            return;
        }
        if (dead_ends_.size() < dead_ends_shown_max) {
            dead_ends_.push_back(std::move(reason));
        } else {
            more_ = true;
        }
    }

    std::string told_dead_ends() const {
        std::string text;
        for (const auto& reason : dead_ends_) {
            text += (text.empty() ? "" : "; ") + reason;
        }
        if (gave_up_) {
            text += "; gave up after " + std::to_string(signature_checks_max) + " signatures";
        }
        return text + (more_ ? "; and more" : "");
    }

    const PathSources& sources_;
    WallTime at_;
    std::vector<CertificatePtr> path_;
    int checks_left_{signature_checks_max};
    std::optional<Invalid> invalid_;
    std::vector<std::string> dead_ends_;
    bool more_{false}, gave_up_{false};
};

}  // namespace

Result<std::vector<CertificatePtr>> build_path(const CertificatePtr& leaf, const PathSources& sources, WallTime at) {
    return PathSearch(leaf, sources, at).run();
}

}  // namespace otkel::trust
