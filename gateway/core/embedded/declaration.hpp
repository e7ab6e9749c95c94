#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"

// The request of customs.checkDeclaration (core/declaration-check.request) as values.

namespace otkel::core {

enum class Direction : std::uint8_t { import_goods, export_goods };

struct CodeRange {
    std::string first;
    std::string last;
};

struct Marking {
    std::optional<std::int64_t> total;
    std::vector<std::string> codes;
    std::vector<CodeRange> ranges;
    std::vector<std::string> aggregates;

    [[nodiscard]] bool empty() const { return codes.empty() && ranges.empty() && aggregates.empty(); }
};

struct Item {
    std::int64_t line{0};
    std::string tnved;
    std::string gtin;  // empty: not stated, as with the members below
    std::string ntin;
    std::string origin;
    std::string quantity;
    std::string unit;
    std::optional<Marking> marking;
};

struct Declaration {
    std::string number;
    std::string date;
    Direction direction{Direction::import_goods};
    std::string importer;
    std::vector<Item> items;
};

// Errc::invalid_argument with one finding for each place that breaks the schema (up to a hundred).
[[nodiscard]] Result<Declaration> parse_declaration(const boost::json::value& request);

}  // namespace otkel::core
