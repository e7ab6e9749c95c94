#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/asic/container.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/trust/cms/cms.hpp"

// Associated signature containers (ETSI EN 319 162-1) with CAdES signatures: ASiC-S, whose one signature is over its
// one file, and ASiC-E, whose signatures are over manifests that name files with their digests. No I/O.

namespace otkel::asic {

struct AsicPolicy {
    const trust::TrustStore& trust;
    WallTime now{};
    std::vector<std::string> algorithms;  // words of signature algorithms; empty: all that we carry
    Limits limits{};
    std::size_t signatures_max{32};  // and time stamps
    std::size_t manifest_octets_max{1024UL * 1024};
};

// One signature or time stamp, with everything that it covers.
struct AsicSignature {
    std::string file;      // "META-INF/signature.p7s"
    std::string manifest;  // "META-INF/ASiCManifest.xml"; empty in ASiC-S
    bool is_time_stamp{false};
    std::vector<trust::CmsSigner> signers;  // none of a time stamp
    std::optional<trust::TimeStamp> stamp;
    std::vector<std::string> covers;            // files that stand as they were signed
    std::vector<std::string> changed, missing;  // of those that it names
    std::optional<Error> error;                 // the first thing that is wrong with it, a signer among that

    [[nodiscard]] bool valid() const { return !error; }
};

struct AsicReport {
    std::string form;                       // "ASiC-S", "ASiC-E"
    std::vector<AsicFile> files;            // all but META-INF and mimetype: what the container is about
    std::vector<AsicSignature> signatures;  // in the order of the manifests, then time stamps of ASiC-S
    std::vector<std::string> not_covered;   // files that no valid signature covers, whatever folder they are in
    std::optional<Error> error;             // why the container as a whole is not valid

    [[nodiscard]] bool valid() const { return !error; }
};

// Valid: every signature and time stamp holds, and every file is covered by a signature; a time stamp tells when and
// not who, so it covers nothing on its own. In ASiC-S the name of the file is nobody's word: nothing signs it.
// What is wrong with signatures and files stands in the report. Errors are about containers that are not read so far:
// Errc::malformed, Errc::limit_exceeded, Errc::forbidden_construct, Errc::not_signed, and Errc::unsupported for XAdES,
// evidence records and archive time stamps.
[[nodiscard]] Result<AsicReport> verify_container(std::string_view zip, const AsicPolicy& policy);

// ASiC-E with one signature over all files. The same input gives the same container but for the signature's own random
// numbers: entries carry no time. Errc::invalid_argument for names or sizes that read_container() would refuse.
[[nodiscard]] Result<std::string> write_asic_e(std::span<const AsicFile> files, const crypto::Identity& identity,
                                               WallTime signing_time, const Limits& limits = {});

}  // namespace otkel::asic
