#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/journal/evidence/merkle.hpp"
#include "gateway/journal/evidence/record.hpp"

// A seal closes a run of records of one chain: the head of the tree over their leaf hashes, the link of the last one,
// and the hash of the seal before. A time stamp over the text of a seal says that all of them were there at that time,
// and all before them; a record that is changed, taken out or put in later no longer leads to it.

namespace otkel::journal {

struct Seal {
    std::string chain;
    std::uint64_t number{0};          // in the chain, from 1, without gaps
    std::uint64_t first{0}, last{0};  // sequences of the records; first is one more than the last of the seal before
    std::string head;                 // of the tree over the leaf hashes first … last
    std::string link;                 // link_hash of the record `last`
    std::string previous;             // seal_hash of the seal before; no_hash() of the first
    WallTime at{};                    // by the clock of the node; milliseconds are kept
    bool operator==(const Seal&) const = default;
};

// A seal as it is kept: `text` never changes, the stamp comes when the authority has answered.
struct KeptSeal {
    Seal seal;
    std::string stamp{};  // TimeStampToken (RFC 3161), DER, over seal_text(seal); empty: none yet
};

// Canonical JSON, one line: what is stamped.
[[nodiscard]] std::string seal_text(const Seal& seal);
[[nodiscard]] Result<Seal> read_seal(std::string_view text);  // Errc::malformed
// SHA-256(0x03 || text): the name of the seal to the next one.
[[nodiscard]] std::string seal_hash(std::string_view text);

struct Leaf {
    std::uint64_t sequence{0};
    std::string leaf, link;
};
// The next seal of a chain over records that no seal holds yet. `before`: the last one; none: this is the first.
// Errc::storage_failed, naming the record, when one is missing or doubled, or its link does not fit: then something has
// changed the journal, and nothing is sealed.
[[nodiscard]] Result<Seal> make_seal(const std::string& chain, const std::optional<Seal>& before,
                                     std::span<const Leaf> records, WallTime at);

// Each follows the one before: chain, number, first record, hash. Errc::signature_invalid, naming the seal.
[[nodiscard]] Result<void> check_follows(const Seal& before, const Seal& next);
[[nodiscard]] Result<void> check_run(std::span<const Seal> seals);

// The records that a seal is over, as they stand in the journal now, are those that were sealed. For a look through a
// whole store. Errc::storage_failed, naming the record.
[[nodiscard]] Result<void> check_sealed(const Seal& seal, std::string_view link_before, std::span<const Leaf> records);

// "seal 7 of chain gateway-1/0197…"
[[nodiscard]] std::string describe(const Seal& seal);

}  // namespace otkel::journal
