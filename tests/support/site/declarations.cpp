#include "tests/support/site/declarations.hpp"

#include <stdexcept>

#include "gateway/core/embedded/sample_data.hpp"

namespace otkel::test {
namespace {

namespace json = boost::json;
namespace sample = core::sample;

// The lot's card may be declared without a remark, and the codes belong to importer number 0.
bool is_plain_lot(std::uint64_t lot, std::uint64_t cards) {
    const auto place = sample::card_of_lot(lot, cards) % sample::row;
    return sample::owner_of_lot(lot) == 0 && place < sample::foreign_maker_place;
}

json::object good_line(std::size_t number, std::uint64_t lot, std::size_t count, std::uint64_t cards) {
    const auto card = sample::card(sample::card_of_lot(lot, cards));
    json::array codes;
    for (std::size_t i = 0; i < count; ++i) {
        codes.push_back(json::string(sample::code(lot * sample::lot_size + i, cards).record.identification()));
    }
    return {{"line", number},
            {"tnved", card.tnved},
            {"description", card.name_ru},
            {"gtin", card.gtin},
            {"origin", card.origin},
            {"quantity", {{"value", std::to_string(count)}, {"unit", "piece"}}},
            {"marking", {{"total", count}, {"codes", std::move(codes)}}}};
}

}  // namespace

json::value good_declaration(std::size_t lines, std::size_t codes, const std::string& serial) {
    const sample::SampleSize size;
    json::array items;
    for (std::uint64_t lot = 0; items.size() < lines; ++lot) {
        if (lot * sample::lot_size >= size.codes) {
            throw std::logic_error("the sample data has too few lots for this declaration");
        }
        if (is_plain_lot(lot, size.cards)) {
            const auto left = lines - items.size();
            const auto count = codes / lines + (lines - left < codes % lines ? 1 : 0);
            items.push_back(good_line(items.size() + 1, lot, count, size.cards));
        }
    }
    const auto importer = sample::participant(0);
    return {{"declaration", {{"number", "50401/120726/" + serial}, {"date", "2026-07-12"}, {"procedure", "40"}}},
            {"direction", "import"},
            {"importer", {{"id", importer.id}, {"name", importer.name_ru}}},
            {"items", std::move(items)}};
}

json::object& line_of(json::value& declaration, std::size_t line) {
    return declaration.as_object().at("items").as_array().at(line - 1).as_object();
}

}  // namespace otkel::test
