#include <array>
#include <cstddef>

#include "gateway/base/assert.hpp"
#include "gateway/identifiers/checks.hpp"

namespace otkel::identifiers {
namespace {

struct Row {
    Kind kind;
    std::string_view name;
    Result<std::string> (*check)(std::string_view);
};

constexpr std::array table = {
    Row{Kind::iin, "iin", check_iin},
    Row{Kind::bin, "bin", check_bin},
    Row{Kind::gtin, "gtin", check_gtin},
    Row{Kind::ntin, "ntin", check_ntin},
    Row{Kind::xtin, "xtin", check_xtin},
    Row{Kind::sscc, "sscc", check_sscc},
    Row{Kind::marking_code, "marking-code", check_marking_code},
    Row{Kind::aggregate_code, "aggregate-code", check_aggregate_code},
    Row{Kind::tnved, "tnved", check_tnved},
    Row{Kind::tnved_line, "tnved-line", check_tnved_line},
    Row{Kind::oked, "oked", check_oked},
    Row{Kind::kato, "kato", check_kato},
    Row{Kind::country, "country", check_country},
    Row{Kind::currency, "currency", check_currency},
    Row{Kind::declaration_number, "declaration-number", check_declaration_number},
    Row{Kind::rex_number, "rex-number", check_rex_number},
    Row{Kind::language, "language", check_language},
    Row{Kind::uuid, "uuid", check_uuid},
};

const Row& row(Kind kind) {
    const auto& found = table.at(static_cast<std::size_t>(kind));
    OTKEL_ASSERT(found.kind == kind);
    return found;
}

}  // namespace

std::string_view name(Kind kind) { return row(kind).name; }

std::optional<Kind> kind_of(std::string_view name) {
    for (const auto& row : table) {
        if (row.name == name) {
            return row.kind;
        }
    }
    return std::nullopt;
}

Result<std::string> check(Kind kind, std::string_view text) { return row(kind).check(text); }

}  // namespace otkel::identifiers
