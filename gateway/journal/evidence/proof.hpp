#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/journal/evidence/seal.hpp"

// Everything that shows, without the journal, that the records of one exchange are those that were written, all of
// them, and not later than a time stamp says.

namespace otkel::journal {

// What a store has of it.
struct ProofMaterial {
    std::vector<std::string> records;  // texts, in the order of their ordinals
    // By chain and number: every seal that holds one of the records, and those after it up to the first that is
    // stamped, each once.
    std::vector<KeptSeal> seals;
    struct Leaves {
        std::string chain;
        std::uint64_t number{0};
        HashList leaves;  // first … last
    };
    std::vector<Leaves> leaves;  // of the seals that hold a record
};

struct Proof {
    struct Member {
        std::string text;       // of the record
        std::uint64_t seal{0};  // number, in the record's own chain
        HashList path;          // from the record's leaf to the head of that seal
    };
    std::vector<Member> records;
    std::vector<KeptSeal> seals;  // as in ProofMaterial; without stamps: only those that hold a record
    bool stamped{true};
};

// Whether records that no time stamp covers yet are an error, or a proof that rests on seals alone.
enum class Stamps : std::uint8_t { required, when_there };

// Errc::unavailable for records that are not sealed or not stamped yet, Errc::storage_failed for what has changed in
// the journal. Both name the record.
[[nodiscard]] Result<Proof> make_proof(ProofMaterial material, Stamps stamps = Stamps::required);

}  // namespace otkel::journal
