#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/text.hpp"
#include "gateway/journal/evidence/proof.hpp"

// Names and lines of a bundle, for its writer and its reader. Private to evidence/.

namespace otkel::evidence {

inline constexpr std::string_view header_file = "evidence.json", records_file = "records.jsonl",
                                  proofs_file = "proofs.jsonl", seals_file = "seals.jsonl";
inline constexpr std::string_view legs_folder = "legs/", stamps_folder = "stamps/",
                                  certificates_folder = "certificates/", revocation_folder = "revocation/";

[[nodiscard]] std::string_view summary_file(Language language);
// "legs/003-1-reply-in.xml": of the record's ordinal, the place among its legs from 1, and its content type.
[[nodiscard]] std::string leg_file(std::uint32_t ordinal, std::size_t place, const journal::RecordLeg& leg);
[[nodiscard]] std::string stamp_file(std::size_t line);  // of seals.jsonl, from 1

// How many records there are is said here as well: a file that lost the last of them does not look whole.
struct Header {
    std::string exchange;
    std::uint64_t records{0};
};
[[nodiscard]] std::string header_text(const Header& header);
// Errc::malformed, Errc::unsupported for a later version.
[[nodiscard]] Result<Header> read_header(std::string_view text);

struct ProofLine {
    std::uint32_t ordinal{0};  // of the record
    std::uint64_t seal{0};     // number, in the record's chain
    journal::HashList path;
};
[[nodiscard]] std::string proof_text(const ProofLine& line);
[[nodiscard]] Result<ProofLine> read_proof(std::string_view text);  // Errc::malformed

}  // namespace otkel::evidence
