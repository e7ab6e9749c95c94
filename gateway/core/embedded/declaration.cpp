#include "gateway/core/embedded/declaration.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <string_view>

#include "gateway/core/embedded/json_reader.hpp"

namespace otkel::core {
namespace {

using enum Presence;

bool digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

template <std::size_t length>
bool exactly_digits(std::string_view text) {
    return text.size() == length && digits(text);
}

bool is_tnved(std::string_view text) { return text.size() >= 4 && text.size() <= 10 && digits(text); }

bool is_country(std::string_view text) {
    return text.size() == 2 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_decimal(std::string_view text) {
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    const auto fraction = point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1);
    return !whole.empty() && !fraction.empty() && digits(whole) && digits(fraction);
}

bool is_unit(std::string_view text) {
    static constexpr std::array<std::string_view, 7> units{"piece", "kilogram", "litre",          "metre",
                                                           "pair",  "package",  "thousand-pieces"};
    return std::find(units.begin(), units.end(), text) != units.end();
}

bool is_direction(std::string_view text) { return text == "import" || text == "export"; }

CodeRange parse_range(const boost::json::value& value, const JsonPlace& place, JsonFindings& findings) {
    const JsonObject object(value, place, findings);
    object.allow_only({"first", "last"});
    return {std::string(object.text("first", required, nullptr, "a marking code")),
            std::string(object.text("last", required, nullptr, "a marking code"))};
}

Marking parse_marking(const boost::json::value& value, const JsonPlace& place, JsonFindings& findings) {
    const JsonObject object(value, place, findings);
    object.allow_only({"total", "codes", "ranges", "aggregates"});
    Marking marking;
    marking.total = object.integer("total", optional, 0);
    marking.codes = object.texts("codes");
    marking.aggregates = object.texts("aggregates");
    if (const auto* ranges = object.array("ranges", optional, 0); ranges != nullptr) {
        const auto here = object.place("ranges");
        for (std::size_t i = 0; i < ranges->size(); ++i) {
            marking.ranges.push_back(parse_range((*ranges)[i], JsonPlace{&here, {}, i}, findings));
        }
    }
    return marking;
}

void parse_quantity(const JsonObject& parent, Item& item) {
    const auto* value = parent.object("quantity", required);
    if (value == nullptr) {
        return;
    }
    const auto place = parent.place("quantity");
    const JsonObject object(*value, place, parent.findings());
    object.allow_only({"value", "unit"});
    item.quantity = object.text("value", required, is_decimal, "a decimal number as text");
    item.unit =
        object.text("unit", required, is_unit, "one of piece, kilogram, litre, metre, pair, package, thousand-pieces");
}

Item parse_item(const boost::json::value& value, const JsonPlace& place, JsonFindings& findings) {
    const JsonObject object(value, place, findings);
    object.allow_only({"line", "tnved", "description", "gtin", "ntin", "origin", "quantity", "marking"});
    Item item;
    item.line = object.integer("line", required, 1).value_or(0);
    item.tnved = object.text("tnved", required, is_tnved, "4 to 10 digits");
    static_cast<void>(object.text("description", optional, nullptr, "a string"));
    item.gtin = object.text("gtin", optional, exactly_digits<14>, "14 digits");
    item.ntin = object.text("ntin", optional, exactly_digits<13>, "13 digits");
    item.origin = object.text("origin", optional, is_country, "two capital letters");
    parse_quantity(object, item);
    if (const auto* marking = object.object("marking", optional); marking != nullptr) {
        item.marking = parse_marking(*marking, object.place("marking"), findings);
    }
    return item;
}

void parse_head(const JsonObject& root, Declaration& declaration) {
    if (const auto* value = root.object("declaration", required); value != nullptr) {
        const auto place = root.place("declaration");
        const JsonObject object(*value, place, root.findings());
        object.allow_only({"number", "date", "procedure"});
        declaration.number = object.text("number", required, nullptr, "a string");
        declaration.date = object.text("date", required, nullptr, "a string");
        static_cast<void>(object.text("procedure", optional, nullptr, "a string"));
    }
    if (const auto* value = root.object("importer", required); value != nullptr) {
        const auto place = root.place("importer");
        const JsonObject object(*value, place, root.findings());
        object.allow_only({"id", "name"});
        declaration.importer = object.text("id", required, exactly_digits<12>, "12 digits");
        static_cast<void>(object.text("name", optional, nullptr, "a string"));
    }
    const auto direction = root.text("direction", required, is_direction, "import or export");
    declaration.direction = direction == "export" ? Direction::export_goods : Direction::import_goods;
}

}  // namespace

Result<Declaration> parse_declaration(const boost::json::value& request) {
    JsonFindings findings;
    const JsonPlace top;
    const JsonObject root(request, top, findings);
    root.allow_only({"declaration", "direction", "importer", "items"});
    Declaration declaration;
    parse_head(root, declaration);
    if (const auto* items = root.array("items", required, 1); items != nullptr) {
        declaration.items.reserve(items->size());
        const auto here = root.place("items");
        for (std::size_t i = 0; i < items->size(); ++i) {
            declaration.items.push_back(parse_item((*items)[i], JsonPlace{&here, {}, i}, findings));
        }
    }
    if (!findings.empty()) {
        return fail(findings.refusal("customs.checkDeclaration"));
    }
    return declaration;
}

}  // namespace otkel::core
