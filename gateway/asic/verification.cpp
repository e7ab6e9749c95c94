#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "gateway/asic/asic.hpp"
#include "gateway/asic/manifest.hpp"
#include "gateway/asic/names.hpp"

namespace otkel::asic {
namespace {

// Clocks of authorities and ours differ.
constexpr std::chrono::minutes clock_skew_max{5};

std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t shown_max = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), shown_max); ++i) {
        text += (i == 0 ? "\"" : ", \"") + names[i] + "\"";
    }
    return names.size() > shown_max ? text + " and " + std::to_string(names.size() - shown_max) + " more" : text;
}

Error about(const std::string& file, Error error) {
    error.detail = file + ": " + error.detail;
    return error;
}

// Every file is digested once by each algorithm, however many manifests name it.
class Digests {
public:
    const std::string& of(const AsicFile& file, crypto::DigestAlgorithm algorithm) {
        auto [at, is_new] = known_.try_emplace({&file, algorithm});
        if (is_new) {
            at->second = crypto::digest(algorithm, file.octets);
        }
        return at->second;
    }

private:
    std::map<std::pair<const AsicFile*, crypto::DigestAlgorithm>, std::string> known_;
};

// GOST 34.311-95 gives 256 bits with known weaknesses: only for those who have nothing else.
bool may_stand(crypto::DigestAlgorithm digest, const AsicSignature& signature) {
    if (digest != crypto::DigestAlgorithm::gost34311) {
        return true;
    }
    return !signature.signers.empty() &&
           std::all_of(signature.signers.begin(), signature.signers.end(), [](const auto& signer) {
               return signer.algorithm == crypto::word(crypto::SignatureAlgorithm::gost2004);
           });
}

class Verification {
public:
    Verification(const Container& container, const AsicPolicy& policy) : container_(container), policy_(policy) {}

    Result<AsicReport> run() {
        auto read = refuse_other_forms();
        if (read) {
            read = manifests_ > 0 ? extended() : simple();
        }
        if (!read) {
            return fail(read.error());
        }
        find_not_covered();
        conclude();
        return std::move(report_);
    }

private:
    Result<void> refuse_other_forms() {
        std::size_t signatures = 0;
        for (const auto& file : container_.files) {
            const auto role = role_of(file.name);
            if (role == Role::xades) {
                return fail(Errc::unsupported, "the container is signed with XAdES (" + file.name +
                                                   "); containers with CAdES signatures are verified");
            }
            if (role == Role::archive) {
                return fail(Errc::unsupported, "the container has an archive time stamp or evidence record (" +
                                                   file.name + "); these are not verified");
            }
            manifests_ += role == Role::manifest ? 1 : 0;
            signatures += role == Role::signature || role == Role::time_stamp ? 1 : 0;
            if (!file.name.starts_with(meta_folder)) {
                report_.files.push_back(file);
            }
        }
        if (std::max(manifests_, signatures) > policy_.signatures_max) {
            return fail(Errc::limit_exceeded, "the container has more than " + std::to_string(policy_.signatures_max) +
                                                  " signatures or manifests");
        }
        if (signatures == 0) {
            return fail(Errc::not_signed, "the container has no signature in META-INF");
        }
        return report_.files.empty() ? fail(Errc::malformed, "the container has no file but those of META-INF")
                                     : Result<void>{};
    }

    Result<void> claim(std::string_view form, std::string_view media_type) {
        report_.form = form;
        if (!container_.media_type.empty() && container_.media_type != media_type) {
            return fail(Errc::malformed, "the container is built as " + report_.form +
                                             " and says of itself that it is " + container_.media_type);
        }
        return {};
    }

    Result<void> simple() {
        if (auto claimed = claim("ASiC-S", media_type_s); !claimed) {
            return claimed;
        }
        if (report_.files.size() != 1) {
            return fail(Errc::malformed, "a container without manifests holds one file, this one " +
                                             std::to_string(report_.files.size()));
        }
        const auto& data = *container_.find(report_.files.front().name);
        for (const auto name : {simple_signature, simple_time_stamp}) {
            if (const auto* file = container_.find(name)) {
                AsicSignature signature;
                verify(*file, data.octets, signature);
                if (signature.valid()) {
                    signature.covers = {data.name};
                } else {
                    signature.error = about("\"" + data.name + "\"", *signature.error);
                }
                add(std::move(signature));
            }
        }
        return {};
    }

    Result<void> extended() {
        if (auto claimed = claim("ASiC-E", media_type_e); !claimed) {
            return claimed;
        }
        for (const auto& file : container_.files) {
            if (role_of(file.name) != Role::manifest) {
                continue;
            }
            const auto manifest = read_manifest(
                file.octets, {policy_.manifest_octets_max, policy_.limits.entries, policy_.limits.name_octets});
            if (!manifest) {
                return fail(about(file.name, manifest.error()));
            }
            add(signature_of(file, *manifest));
        }
        return {};
    }

    AsicSignature signature_of(const AsicFile& file, const Manifest& manifest) {
        AsicSignature signature;
        signature.manifest = file.name;
        signature.file = manifest.signature;
        const auto* signing = container_.find(manifest.signature);
        const auto role = role_of(manifest.signature);
        if (signing == nullptr || (role != Role::signature && role != Role::time_stamp)) {
            signature.error = Error{Errc::not_signed,
                                    "it names \"" + manifest.signature + "\" as its signature, and there is none",
                                    {},
                                    {}};
        } else if (used_.contains(manifest.signature)) {
            signature.error = Error{Errc::forbidden_construct,
                                    "\"" + manifest.signature + "\" belongs to another manifest already",
                                    {},
                                    {}};
        } else {
            verify(*signing, file.octets, signature);
        }
        // Up to here the manifest was nobody's word.
        if (signature.valid()) {
            compare(manifest, signature);
        }
        if (!signature.valid()) {
            signature.error = about(file.name, *signature.error);
        }
        return signature;
    }

    void verify(const AsicFile& file, std::string_view octets, AsicSignature& signature) const {
        signature.file = file.name;
        signature.is_time_stamp = role_of(file.name) == Role::time_stamp;
        if (signature.is_time_stamp) {
            verify_stamp(file, octets, signature);
        } else {
            verify_signers(file, octets, signature);
        }
    }

    void verify_signers(const AsicFile& file, std::string_view octets, AsicSignature& signature) const {
        auto message = trust::verify_cms(file.octets, octets,
                                         trust::CmsPolicy{.trust = policy_.trust,
                                                          .now = policy_.now,
                                                          .algorithms = policy_.algorithms,
                                                          .octets_max = policy_.limits.file_octets});
        if (!message) {
            signature.error = about(file.name, message.error());
            return;
        }
        signature.signers = std::move(message->signers);
        for (const auto& signer : signature.signers) {
            if (signer.error && !signature.error) {
                signature.error = about(file.name, *signer.error);
            }
        }
    }

    void verify_stamp(const AsicFile& file, std::string_view octets, AsicSignature& signature) const {
        auto stamp = trust::verify_time_stamp(file.octets, octets, policy_.trust);
        if (!stamp) {
            signature.error = about(file.name, stamp.error());
        } else if (stamp->time > policy_.now + clock_skew_max) {
            signature.error = Error{Errc::signature_invalid,
                                    file.name + ": the stamped time " + to_utc_text(stamp->time) +
                                        " is in the future; compare the clock of this machine",
                                    {},
                                    {}};
        } else {
            signature.stamp = std::move(*stamp);
        }
    }

    void compare(const Manifest& manifest, AsicSignature& signature) {
        for (const auto& reference : manifest.references) {
            const auto* file = container_.find(reference.name);
            if (!may_stand(reference.algorithm, signature)) {
                signature.error = Error{Errc::forbidden_construct,
                                        "the digest " + std::string(crypto::name(reference.algorithm)) + " of \"" +
                                            reference.name + "\" goes with signatures of GOST 34.310-2004 only",
                                        {},
                                        {}};
            } else if (file == nullptr) {
                signature.missing.push_back(reference.name);
            } else if (digests_.of(*file, reference.algorithm) == reference.digest) {
                signature.covers.push_back(reference.name);
            } else {
                signature.changed.push_back(reference.name);
            }
        }
        if (signature.error || (signature.changed.empty() && signature.missing.empty())) {
            return;
        }
        std::string detail = signature.changed.empty() ? "" : "not as it was signed: " + listed(signature.changed);
        if (!signature.missing.empty()) {
            detail += (detail.empty() ? "" : "; ") + std::string("signed and missing: ") + listed(signature.missing);
        }
        signature.error = Error{Errc::signature_invalid, std::move(detail), {}, {}};
    }

    void add(AsicSignature signature) {
        used_.insert(signature.file);
        report_.signatures.push_back(std::move(signature));
    }

    void find_not_covered() {
        std::set<std::string_view> covered;
        for (const auto& signature : report_.signatures) {
            if (signature.valid() && !signature.is_time_stamp) {
                covered.insert(signature.covers.begin(), signature.covers.end());
            }
        }
        for (const auto& file : container_.files) {
            const auto role = role_of(file.name);
            const bool is_stray = (role == Role::signature || role == Role::time_stamp) && !used_.contains(file.name);
            if ((role == Role::data || is_stray) && !covered.contains(file.name)) {
                report_.not_covered.push_back(file.name);
            }
        }
    }

    void conclude() {
        for (const auto& signature : report_.signatures) {
            if (!signature.valid()) {
                report_.error = signature.error;
                return;
            }
        }
        if (!report_.not_covered.empty()) {
            const bool is_signed = std::any_of(report_.signatures.begin(), report_.signatures.end(),
                                               [](const auto& one) { return !one.is_time_stamp; });
            report_.error = Error{Errc::not_signed,
                                  (is_signed ? "" : "time stamps tell when and not who; ") +
                                      std::string("no signature covers ") + listed(report_.not_covered),
                                  {},
                                  {}};
        }
    }

    const Container& container_;
    const AsicPolicy& policy_;
    AsicReport report_;
    Digests digests_;
    std::set<std::string> used_;  // names of signatures and time stamps that were tried
    std::size_t manifests_{0};
};

}  // namespace

Result<AsicReport> verify_container(std::string_view zip, const AsicPolicy& policy) {
    const auto container = read_container(zip, policy.limits);
    if (!container) {
        return fail(container.error());
    }
    return Verification(*container, policy).run();
}

}  // namespace otkel::asic
