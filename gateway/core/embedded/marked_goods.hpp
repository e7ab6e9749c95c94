#pragma once

#include <array>
#include <string_view>

// Which goods must be marked, from which day: order 343-НҚ as amended by 330-НҚ of 22 November 2025. New files start
// with this list; afterwards the table marked_goods of the file decides, because the list changes every year.

namespace otkel::core {

struct MarkedGoods {
    std::string_view prefix;  // of the TN VED code, 4 to 10 digits
    std::string_view from;    // first day
    bool partial;             // "из" (ex): only some of the goods under this code, so the card decides
    std::string_view group;
};

inline constexpr std::array<MarkedGoods, 66> marked_goods{{
    {"2402209000", "2020-10-01", false, "tobacco"},
    {"2402100000", "2021-04-01", false, "tobacco"},
    {"2402201000", "2021-04-01", false, "tobacco"},
    {"2402900000", "2021-04-01", false, "tobacco"},
    {"2403", "2021-04-01", false, "tobacco"},
    {"2404", "2021-04-01", false, "tobacco"},
    {"3824999208", "2021-04-01", false, "tobacco"},
    {"6401", "2021-11-01", false, "shoes"},
    {"6402", "2021-11-01", false, "shoes"},
    {"6403", "2021-11-01", false, "shoes"},
    {"6404", "2021-11-01", false, "shoes"},
    {"6405", "2021-11-01", false, "shoes"},
    {"3002120005", "2022-07-01", false, "pharma"},
    {"3002120009", "2022-07-01", false, "pharma"},
    {"3002150000", "2022-07-01", false, "pharma"},
    {"3002903000", "2022-07-01", false, "pharma"},
    {"300420000", "2022-07-01", false, "pharma"},
    {"300439000", "2022-07-01", false, "pharma"},
    {"300449000", "2022-07-01", false, "pharma"},
    {"3004900001", "2022-07-01", false, "pharma"},
    {"3004900002", "2022-07-01", false, "pharma"},
    {"1704905500", "2024-07-01", false, "pharma"},
    {"2106", "2024-07-01", true, "pharma"},
    {"220890", "2024-07-01", true, "pharma"},
    {"3002", "2024-07-01", true, "pharma"},
    {"3004", "2024-07-01", false, "pharma"},
    {"3006300000", "2024-07-01", false, "pharma"},
    {"300660000", "2024-07-01", false, "pharma"},
    {"3006700000", "2024-07-01", false, "pharma"},
    {"3301", "2024-07-01", true, "pharma"},
    {"3304", "2024-07-01", true, "pharma"},
    {"3305", "2024-07-01", true, "pharma"},
    {"3306", "2024-07-01", true, "pharma"},
    {"3307", "2024-07-01", true, "pharma"},
    {"3401", "2024-07-01", true, "pharma"},
    {"2207100000", "2024-07-01", false, "pharma"},
    {"3305100000", "2024-07-01", false, "pharma"},
    {"3802100000", "2024-07-01", false, "pharma"},
    {"0507900000", "2025-12-01", false, "saiga"},
    {"2202910000", "2026-02-01", false, "beer"},
    {"2203000100", "2026-02-01", false, "beer"},
    {"2203000900", "2026-02-01", false, "beer"},
    {"2203001000", "2026-02-01", false, "beer"},
    {"2710197100", "2026-09-01", false, "autofluids"},
    {"2710197500", "2026-09-01", false, "autofluids"},
    {"2710198200", "2026-02-01", false, "autofluids"},
    {"2710198400", "2026-09-01", false, "autofluids"},
    {"2710198600", "2026-09-01", false, "autofluids"},
    {"2710198800", "2026-09-01", false, "autofluids"},
    {"2710199200", "2026-09-01", false, "autofluids"},
    {"2710199400", "2026-09-01", false, "autofluids"},
    {"2710199800", "2026-09-01", false, "autofluids"},
    {"3403191000", "2026-02-01", false, "autofluids"},
    {"3403199000", "2026-02-01", false, "autofluids"},
    {"3403990000", "2026-02-01", false, "autofluids"},
    {"3819000000", "2026-09-01", false, "autofluids"},
    {"3820000000", "2026-09-01", false, "autofluids"},
    {"420310000", "2026-12-01", false, "clothes"},
    {"4304000000", "2026-12-01", false, "clothes"},
    {"611300", "2026-12-01", false, "clothes"},
    {"6210", "2026-12-01", false, "clothes"},
    {"6211200000", "2026-12-01", false, "clothes"},
    {"621132", "2026-12-01", false, "clothes"},
    {"6211390000", "2026-12-01", false, "clothes"},
    {"621142", "2026-12-01", false, "clothes"},
    {"621149", "2026-12-01", false, "clothes"},
}};

}  // namespace otkel::core
