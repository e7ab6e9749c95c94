#include "gateway/core/embedded/find_card.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "gateway/core/embedded/json_reader.hpp"

namespace otkel::core {
namespace {

bool is_number(std::string_view text, std::size_t length) {
    return text.size() == length && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

boost::json::object to_json(const Card& card) {
    boost::json::object object{
        {"ntin", card.ntin},
        {"gtin", card.gtin},
        {"name", boost::json::object{{"kk", card.name_kk}, {"ru", card.name_ru}}},
        {"tnved", card.tnved},
        {"brand", card.brand},
        {"origin", card.origin},
        {"maker", boost::json::object{{"name", card.maker_name}, {"country", card.maker_country}}},
        {"marked", card.marked},
        {"status", card.status},
    };
    if (card.marked) {
        object.emplace("markedGroup", card.marked_group);
    }
    if (card.archived()) {
        object.emplace("archive", boost::json::object{{"date", card.archived_on}, {"reason", card.archive_reason}});
    }
    return object;
}

}  // namespace

Result<Reply> find_card(const boost::json::value& request, Register& records) {
    JsonFindings findings;
    const JsonPlace top;
    const JsonObject root(request, top, findings);
    root.allow_only({"gtin", "ntin"});
    const auto thirteen = [](std::string_view text) { return is_number(text, 13); };
    const auto fourteen = [](std::string_view text) { return is_number(text, 14); };
    const std::string ntin{root.text("ntin", Presence::optional, thirteen, "13 digits")};
    const std::string gtin{root.text("gtin", Presence::optional, fourteen, "14 digits")};
    if (findings.empty() && ntin.empty() == gtin.empty()) {
        findings.add("", "either ntin or gtin", &request);
    }
    if (!findings.empty()) {
        return fail(findings.refusal("catalogue.findCard"));
    }
    boost::json::array cards;
    if (!gtin.empty()) {
        for (const auto& card : records.cards_by_gtin(gtin)) {
            cards.push_back(to_json(card));
        }
    } else if (const auto card = records.card_by_ntin(ntin); card) {
        cards.push_back(to_json(*card));
    }
    return Reply{boost::json::object{{"cards", std::move(cards)}}};
}

}  // namespace otkel::core
