#pragma once

#include <SQLiteCpp/Database.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <filesystem>
#include <string>

#include "gateway/core/embedded/database.hpp"
#include "gateway/core/embedded/sample_data.hpp"
#include "tests/support/temporary_folder.hpp"

// Requests that pass on the sample data, for a test to spoil in one place.

namespace otkel::core::test {

namespace json = boost::json;

inline constexpr auto number = "50401/100726/0000001";
inline constexpr auto date = "2026-07-10";
inline constexpr sample::SampleSize size{60, 1'600, 24};

class TemporaryFolder : public otkel::tests::TemporaryFolder {
public:
    [[nodiscard]] std::filesystem::path file() const { return path() / "core.sqlite"; }
};

inline json::object item_of_card(int line, std::uint64_t card_number, std::uint64_t quantity) {
    const auto card = sample::card(card_number);
    return {
        {"line", line},          {"tnved", card.tnved},
        {"gtin", card.gtin},     {"ntin", card.ntin},
        {"origin", card.origin}, {"quantity", json::object{{"value", std::to_string(quantity)}, {"unit", "piece"}}}};
}

inline std::string identification(std::uint64_t lot, std::uint64_t place, std::uint64_t cards = size.cards) {
    return sample::code(lot * sample::lot_size + place, cards).record.identification();
}

// The first `count` codes of a lot, which are applied and free.
inline json::object item_of_lot(int line, std::uint64_t lot, std::uint64_t count, std::uint64_t cards = size.cards) {
    auto item = item_of_card(line, sample::card_of_lot(lot, cards), count);
    json::array codes;
    for (std::uint64_t place = 0; place < count; ++place) {
        codes.emplace_back(identification(lot, place, cards));
    }
    item["marking"] = json::object{{"total", count}, {"codes", std::move(codes)}};
    return item;
}

inline json::object declaration_of(json::array items) {
    return {{"declaration", json::object{{"number", number}, {"date", date}}},
            {"direction", "import"},
            {"importer", json::object{{"id", sample::participant(0).id}}},
            {"items", std::move(items)}};
}

// One line of marked goods with three codes, and one line that needs none.
inline json::object passing() {
    return declaration_of({item_of_lot(1, 0, 3), item_of_card(2, sample::unmarked_place, 10)});
}

inline json::object& line(json::object& request, std::size_t index) {
    return request["items"].as_array()[index].as_object();
}
inline json::object& marking(json::object& request) { return line(request, 0)["marking"].as_object(); }
inline json::array& codes(json::object& request) { return marking(request)["codes"].as_array(); }

}  // namespace otkel::core::test
