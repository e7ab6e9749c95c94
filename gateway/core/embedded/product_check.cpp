#include "gateway/core/embedded/product_check.hpp"

#include <algorithm>
#include <tuple>

#include "gateway/identifiers/identifier.hpp"

namespace otkel::core {
namespace {

// A subheading of the Harmonized System: what all states share. The digits after it are the Union's and may change from
// one edition of TN VED to the next.
constexpr std::ptrdiff_t harmonized_digits = 6;
constexpr std::ptrdiff_t tnved_digits = 10;
constexpr std::size_t listed_cards_max = 5;

bool check_digit_fits(const std::string& digits) {
    return identifiers::gs1_check_digit(std::string_view(digits).substr(0, digits.size() - 1)) == digits.back();
}

std::ptrdiff_t agreeing_digits(const std::string& a, const std::string& b) {
    return std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
}

// GTIN may match many cards (seen: the catalogue's API): an active one before an archived one, then the one that fits
// best.
Card best_of(std::vector<Card> cards, const Item& item) {
    const auto fit = [&item](const Card& card) {
        return std::tuple(!card.archived(), agreeing_digits(card.tnved, item.tnved), card.origin == item.origin);
    };
    auto best = cards.begin();
    for (auto card = cards.begin(); card != cards.end(); ++card) {
        if (fit(*card) > fit(*best)) {
            best = card;
        }
    }
    return std::move(*best);
}

void note_several(const std::vector<Card>& cards, std::vector<CheckFinding>& findings) {
    const auto active = std::count_if(cards.begin(), cards.end(), [](const Card& card) { return !card.archived(); });
    if (active < 2) {
        return;
    }
    std::string list;
    for (std::size_t i = 0; i < std::min(cards.size(), listed_cards_max); ++i) {
        list += (list.empty() ? "" : ", ") + cards[i].ntin;
    }
    findings.push_back({FindingCode::card_ambiguous, "gtin", {}, std::to_string(active) + ": " + list});
}

std::optional<Card> find_by_ntin(const Item& item, bool gtin_fits, Register& records,
                                 std::vector<CheckFinding>& findings) {
    if (!item.ntin.starts_with("0200") || !check_digit_fits(item.ntin)) {
        findings.push_back({FindingCode::ntin_invalid, "ntin", {}, item.ntin});
        return std::nullopt;
    }
    auto card = records.card_by_ntin(item.ntin);
    if (!card) {
        findings.push_back({FindingCode::card_not_found, "ntin", {}, item.ntin});
    } else if (!item.gtin.empty() && gtin_fits && card->gtin != item.gtin) {
        findings.push_back({FindingCode::card_gtin_differs, "gtin", card->gtin, item.gtin});
    }
    return card;
}

std::optional<Card> find(const Item& item, Register& records, std::vector<CheckFinding>& findings) {
    if (item.gtin.empty() && item.ntin.empty()) {
        findings.push_back({FindingCode::product_not_identified, "gtin", {}, {}});
        return std::nullopt;
    }
    const bool gtin_fits = item.gtin.empty() || check_digit_fits(item.gtin);
    if (!gtin_fits) {
        const std::string expected{identifiers::gs1_check_digit(std::string_view(item.gtin).substr(0, 13))};
        findings.push_back({FindingCode::gtin_invalid, "gtin", item.gtin.substr(0, 13) + expected, item.gtin});
    }
    if (!item.ntin.empty()) {
        return find_by_ntin(item, gtin_fits, records, findings);
    }
    if (!gtin_fits) {
        return std::nullopt;
    }
    auto cards = records.cards_by_gtin(item.gtin);
    if (cards.empty()) {
        findings.push_back({FindingCode::card_not_found, "gtin", {}, item.gtin});
        return std::nullopt;
    }
    note_several(cards, findings);
    return best_of(std::move(cards), item);
}

void compare_tnved(const Item& item, const Card& card, std::vector<CheckFinding>& findings) {
    const auto agreeing = agreeing_digits(card.tnved, item.tnved);
    if (agreeing >= tnved_digits) {
        return;
    }
    const auto code = agreeing >= harmonized_digits ? FindingCode::tnved_partly_differs : FindingCode::tnved_differs;
    findings.push_back({code, "tnved", card.tnved, item.tnved + " (" + std::to_string(agreeing) + "/10)"});
}

void compare_countries(const Item& item, const Card& card, std::vector<CheckFinding>& findings) {
    if (item.origin.empty()) {
        findings.push_back({FindingCode::origin_not_stated, "origin", card.origin, {}});
    } else if (item.origin != card.origin) {
        findings.push_back({FindingCode::origin_differs, "origin", card.origin, item.origin});
    } else if (item.origin != card.maker_country) {
        findings.push_back({FindingCode::maker_country_differs, "origin", card.maker_country, item.origin});
    }
}

}  // namespace

std::optional<Card> check_product(const Item& item, Register& records, std::vector<CheckFinding>& findings) {
    auto card = find(item, records, findings);
    if (!card) {
        return card;
    }
    if (card->archived()) {
        findings.push_back({FindingCode::card_archived,
                            item.ntin.empty() ? "gtin" : "ntin",
                            {},
                            card->archived_on + ": " + card->archive_reason});
    }
    compare_tnved(item, *card, findings);
    compare_countries(item, *card, findings);
    return card;
}

std::string gtin_of_codes(const Item& item, const std::optional<Card>& card) {
    if (!item.gtin.empty() && check_digit_fits(item.gtin)) {
        return item.gtin;
    }
    return card ? card->gtin : std::string();
}

}  // namespace otkel::core
