#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/core/embedded/records.hpp"

// Synthetic participants, cards and marking codes of any number, for first runs, tests and demonstrations. The n-th of
// each is computed, never read, so that twins and samples can speak of it without the file. Firms are registered in
// 2049 and people born in 2093: nobody living has such a number.

namespace otkel::core::sample {

struct SampleSize {
    std::uint64_t cards{300};
    std::uint64_t codes{3'000};
    std::uint64_t participants{60};
};

struct Participant {
    std::string id;
    std::string name_kk;
    std::string name_ru;
    std::string status;
};
// Number 0 is an active importer and owns three lots of codes out of four. Of each twelve one is suspended and one
// closed; of each ten one is an entrepreneur.
[[nodiscard]] Participant participant(std::uint64_t n);

// What a card of a place is for. Cards come in rows of twenty, always in this order.
inline constexpr std::uint64_t row = 20;
inline constexpr std::uint64_t marked_per_row = 13;       // places 0 to 12: active, to be marked, with codes
inline constexpr std::uint64_t foreign_maker_place = 12;  // marked; the maker's country is not the origin: a remark
inline constexpr std::uint64_t archived_marked_place = 13;
inline constexpr std::uint64_t unmarked_place = 14;     // 14 to 18: active, not to be marked
inline constexpr std::uint64_t shared_gtin_place = 18;  // has the GTIN of the card before it
inline constexpr std::uint64_t archived_place = 19;     // not to be marked
[[nodiscard]] Card card(std::uint64_t n);
// The m-th of the cards that have codes.
[[nodiscard]] std::uint64_t marked_card(std::uint64_t m);

// Codes come in lots of twenty: one card, one owner.
inline constexpr std::uint64_t lot_size = 20;
inline constexpr std::uint64_t applied_per_lot = 17;  // places 0 to 16: applied and free
inline constexpr std::uint64_t introduced_place = 17;
inline constexpr std::uint64_t used_place = 18;       // applied, used by used_declaration
inline constexpr std::uint64_t unapplied_place = 19;  // received or withdrawn
inline constexpr std::uint64_t carton_size = 8;       // lots with a pallet: codes 0–7 and 8–15 in a carton each
inline constexpr auto used_declaration = "50401/150626/0000777";

struct Code {
    CodeRecord record;
    std::string sub_status;
    std::string parent;  // SSCC of the carton; empty: lies loose
};
// `cards` tells how many cards there are to spread the lots over.
[[nodiscard]] Code code(std::uint64_t n, std::uint64_t cards);
[[nodiscard]] std::uint64_t card_of_lot(std::uint64_t lot, std::uint64_t cards);
[[nodiscard]] std::uint64_t owner_of_lot(std::uint64_t lot);  // number of the participant
[[nodiscard]] bool lot_has_pallet(std::uint64_t lot);
[[nodiscard]] std::string pallet(std::uint64_t lot);                        // SSCC, holds both cartons
[[nodiscard]] std::string carton(std::uint64_t lot, std::uint64_t number);  // SSCC, number 0 or 1

// Adds what is missing: rows that exist stay as they are, and a load that was done before is seen at once.
// Errc::invalid_argument beyond these, where numbers would repeat.
inline constexpr std::uint64_t cards_max = 100'000'000;
inline constexpr std::uint64_t participants_max = 1'000'000;
[[nodiscard]] Result<void> load_sample_data(const std::filesystem::path& file, SampleSize size);

}  // namespace otkel::core::sample
