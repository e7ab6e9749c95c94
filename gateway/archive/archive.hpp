#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/evidence/bundle.hpp"

// Many ended exchanges in one file: an ASiC-E container (ETSI EN 319 162-1) with one bundle of evidence
// (evidence/bundle.hpp) for each, which proves itself without the others.
//
//   archive.json           when it was made, the digest of the archive before, and each exchange with the number of its
//                          records, the SHA-256 of its bundle, and whether the bundle has no time stamp
//   exchanges/ID.asice     one bundle
//
// The container is signed by whoever made it. Archives are a chain: one that was taken away or exchanged is missed by
// the next one. When exchanges took place is proved by the time stamps in the bundles.

namespace otkel::archive {

inline constexpr asic::Limits archive_limits{.octets = 512UL * 1024 * 1024,
                                             .entries = 10'000,
                                             .file_octets = 64UL * 1024 * 1024,
                                             .total_octets = 512UL * 1024 * 1024};

struct ArchivedBundle {
    std::string exchange;
    std::size_t records{0};
    std::string octets;
    bool stamped{true};
};

struct ArchiveContent {
    std::string previous;  // digest of the archive before, hexadecimal; empty for the first
    WallTime at{};
    std::vector<ArchivedBundle> bundles;
};

[[nodiscard]] Result<std::string> write_archive(const ArchiveContent& content, const crypto::Identity& signer);

// Without a judgement about signatures: the index and the bundles fit together, and each bundle's legs its records.
// Errc::malformed says which does not.
[[nodiscard]] Result<ArchiveContent> read_archive(std::string_view zip);

// "sha256" of the whole file, hexadecimal: what the next archive calls `previous`.
[[nodiscard]] std::string digest_of(std::string_view octets);

struct ArchiveReport {
    ArchiveContent content;
    std::vector<evidence::BundleReport> reports;  // in the order of content.bundles
    std::vector<std::string> problems;            // of the archive itself, and of bundles that cannot be read

    [[nodiscard]] bool valid() const;
};

// Everything, by `policy`: the signature, and every bundle with its stamps. `policy.unstamped` is for those that the
// index calls so. No I/O.
[[nodiscard]] Result<ArchiveReport> verify_archive(std::string_view zip, const evidence::BundlePolicy& policy);

}  // namespace otkel::archive
