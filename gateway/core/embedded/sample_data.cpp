#include "gateway/core/embedded/sample_data.hpp"

#include <fmt/format.h>

#include "gateway/base/assert.hpp"
#include "gateway/core/embedded/sample_words.hpp"
#include "gateway/identifiers/identifier.hpp"

namespace otkel::core::sample {
namespace {

constexpr std::uint64_t ids_per_month = 100'000;  // five digits of the serial of a BIN
constexpr std::uint64_t ids_per_birthday = 9'000;

std::string with_gs1_digit(std::string digits) {
    digits += identifiers::gs1_check_digit(digits);
    return digits;
}

std::string with_iin_digit(std::string digits, char check) {
    digits += check;
    return digits;
}

// A firm registered in 2049: YYMM, 4 for a resident firm, then head, branch or representation. Some serials have no
// check digit and are never issued; the same serial with another sixth digit has one.
std::string bin(std::uint64_t n) {
    const auto month = 1 + n / ids_per_month % 12;
    for (int sixth = 0; sixth < 3; ++sixth) {
        auto digits = fmt::format("49{:02}4{}{:05}", month, sixth, n % ids_per_month);
        if (const auto check = identifiers::iin_check_digit(digits); check) {
            return with_iin_digit(std::move(digits), *check);
        }
    }
    OTKEL_ASSERT(false);
}

// A person born in 2093 (5: man of the 21st century, 6: woman).
std::string iin(std::uint64_t n) {
    const auto day = 1 + n / ids_per_birthday % 28;
    const auto month = 1 + n / ids_per_birthday / 28 % 12;
    for (int sex = 5; sex < 7; ++sex) {
        auto digits = fmt::format("93{:02}{:02}{}{:04}", month, day, sex, n % ids_per_birthday);
        if (const auto check = identifiers::iin_check_digit(digits); check) {
            return with_iin_digit(std::move(digits), *check);
        }
    }
    OTKEL_ASSERT(false);
}

const Product& product_of(std::uint64_t n) {
    const auto place = n % row;
    if (place < unmarked_place) {
        return marked_products[place % marked_products.size()];
    }
    return unmarked_products[place - unmarked_place];
}

std::string gtin_of(std::uint64_t n) {
    const auto owner = n % row == shared_gtin_place ? n - 1 : n;
    return with_gs1_digit(fmt::format("0487{:09}", owner));
}

void archive(Card& card, std::uint64_t n) {
    card.status = "ARCHIVED";
    card.archive_reason = archive_reasons[n / row % archive_reasons.size()].ru;
    card.archived_on = fmt::format("2026-{:02}-{:02}", 1 + n / row % 6, 1 + n / row % 28);
}

std::string sscc(std::uint64_t n) { return with_gs1_digit(fmt::format("34870{:012}", n)); }

}  // namespace

Participant participant(std::uint64_t n) {
    const auto& word = firms[n % firms.size()];
    const auto turn = n % 12;
    const std::string status = turn == 10 ? "SUSPENDED" : turn == 11 ? "CLOSED" : "ACTIVE";
    if (n % 10 == 9) {
        return {iin(n), fmt::format("«{} {}» ЖК", word.kk, n), fmt::format("ИП «{} {}»", word.ru, n), status};
    }
    return {bin(n), fmt::format("«{} {}» ЖШС", word.kk, n), fmt::format("ТОО «{} {}»", word.ru, n), status};
}

Card card(std::uint64_t n) {
    const auto& product = product_of(n);
    const auto place = n % row;
    const auto brand = brands[(n / row + place) % brands.size()];
    Card card;
    card.ntin = with_gs1_digit(fmt::format("0200{:08}", n));
    card.gtin = gtin_of(n);
    card.name_kk = fmt::format("{} {} {}", product.kk, brand, n);
    card.name_ru = fmt::format("{} {} {}", product.ru, brand, n);
    card.tnved = product.tnved;
    card.brand = brand;
    card.origin = origins[n % origins.size()];
    card.maker_country = place == foreign_maker_place ? origins[(n + 1) % origins.size()] : origins[n % origins.size()];
    card.maker_name = fmt::format("{} Works {}", brand, 1 + n % 97);
    card.marked = !product.group.empty();
    card.marked_group = product.group;
    card.status = "ACTIVE";
    if (place == archived_marked_place || place == archived_place) {
        archive(card, n);
    }
    return card;
}

std::uint64_t marked_card(std::uint64_t m) { return m / marked_per_row * row + m % marked_per_row; }

std::uint64_t card_of_lot(std::uint64_t lot, std::uint64_t cards) {
    const auto rest = cards % row;
    const auto marked = cards / row * marked_per_row + (rest < marked_per_row ? rest : marked_per_row);
    OTKEL_ASSERT(marked > 0);
    return marked_card(lot % marked);
}

std::uint64_t owner_of_lot(std::uint64_t lot) { return lot % 4 == 3 ? 1 + lot / 4 % 8 : 0; }

bool lot_has_pallet(std::uint64_t lot) { return lot % 8 == 1; }

std::string pallet(std::uint64_t lot) { return sscc(lot * 3); }

std::string carton(std::uint64_t lot, std::uint64_t number) { return sscc(lot * 3 + 1 + number); }

Code code(std::uint64_t n, std::uint64_t cards) {
    const auto lot = n / lot_size;
    const auto place = n % lot_size;
    Code code;
    code.record.gtin = gtin_of(card_of_lot(lot, cards));
    code.record.serial = fmt::format("KZ{:011}", n);
    code.record.state = "APPLIED";
    code.record.owner = participant(owner_of_lot(lot)).id;
    if (place == introduced_place) {
        code.record.state = "INTRODUCED";
    } else if (place == used_place) {
        code.record.declaration = used_declaration;
        code.sub_status = "CUSTOMS_CONTROL";
    } else if (place == unapplied_place) {
        code.record.state = lot % 2 == 0 ? "RECEIVED" : "WITHDRAWN";
    }
    if (lot_has_pallet(lot) && place < 2 * carton_size) {
        code.parent = carton(lot, place / carton_size);
    }
    return code;
}

}  // namespace otkel::core::sample
