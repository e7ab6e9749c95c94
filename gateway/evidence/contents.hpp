#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/asic/container.hpp"
#include "gateway/evidence/layout.hpp"
#include "gateway/evidence/remarks.hpp"
#include "gateway/journal/evidence/seal.hpp"

// Private to evidence/.

namespace otkel::evidence {

// The lines of a bundle as they were read; those that could not be are told and left out.
struct Contents {
    struct RecordLine {
        std::size_t line{0};
        std::string leaf;
        journal::Record record;
    };
    struct SealLine {
        std::size_t line{0};
        std::string text;
        journal::Seal seal;
    };
    std::string exchange;
    std::uint64_t told{0};                      // how many records evidence.json tells of
    std::vector<RecordLine> records;            // of this exchange
    std::map<std::uint32_t, ProofLine> proofs;  // by ordinal
    std::vector<SealLine> seals;

    // The line whose seal the path of the record leads to, when it is here and holds the record; npos: none.
    [[nodiscard]] std::size_t seal_of(const journal::Record& record) const;
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

    // Places in `seals`. An authority that was silent for long leaves many seals between a record and its stamp.
    std::map<std::pair<std::string, std::uint64_t>, std::size_t> places;  // by chain and number
};

[[nodiscard]] Contents read_contents(const asic::Container& container, Remarks& report);

// "record 3"
[[nodiscard]] std::string record_name(std::uint32_t ordinal);

// Records in their order: none is missing, doubled or moved, each was written after the one before it, and the last one
// ends the exchange, unless it may be `unfinished`. Sorts them.
void check_order(Contents& contents, bool unfinished, Remarks& report);
// Every record leads to the head of its seal.
void check_inclusion(const Contents& contents, Remarks& report);
// Seals follow one another. Whether they are stamped is check_stamps()' business.
void check_seals(const Contents& contents, Remarks& report);
// Octets are those that the records tell of, all of them and no others; no file is here that nothing speaks of.
void check_files(const Contents& contents, const asic::Container& container, Remarks& report);

}  // namespace otkel::evidence
