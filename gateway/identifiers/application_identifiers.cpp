#include "gateway/identifiers/application_identifiers.hpp"

#include <algorithm>
#include <array>

namespace otkel::identifiers {
namespace {

constexpr auto digits = Characters::digits;
constexpr auto set_82 = Characters::set_82;
constexpr bool fixed = true;
constexpr bool closed = false;  // ends at a separator or at the end of the text

// Sorted by prefix: prefix, length of the AI, shortest and longest value, characters, predefined length. AIs of
// logistics that no peer of ours prints (43nn, the rest of 70nn) are left out.
constexpr std::array table{
    ApplicationIdentifier{"00", 2, 18, 18, digits, fixed},    ApplicationIdentifier{"01", 2, 14, 14, digits, fixed},
    ApplicationIdentifier{"02", 2, 14, 14, digits, fixed},    ApplicationIdentifier{"03", 2, 14, 14, digits, fixed},
    ApplicationIdentifier{"10", 2, 1, 20, set_82, closed},    ApplicationIdentifier{"11", 2, 6, 6, digits, fixed},
    ApplicationIdentifier{"12", 2, 6, 6, digits, fixed},      ApplicationIdentifier{"13", 2, 6, 6, digits, fixed},
    ApplicationIdentifier{"15", 2, 6, 6, digits, fixed},      ApplicationIdentifier{"16", 2, 6, 6, digits, fixed},
    ApplicationIdentifier{"17", 2, 6, 6, digits, fixed},      ApplicationIdentifier{"20", 2, 2, 2, digits, fixed},
    ApplicationIdentifier{"21", 2, 1, 20, set_82, closed},    ApplicationIdentifier{"22", 2, 1, 20, set_82, closed},
    ApplicationIdentifier{"235", 3, 1, 28, set_82, closed},   ApplicationIdentifier{"240", 3, 1, 30, set_82, closed},
    ApplicationIdentifier{"241", 3, 1, 30, set_82, closed},   ApplicationIdentifier{"242", 3, 1, 6, digits, closed},
    ApplicationIdentifier{"243", 3, 1, 20, set_82, closed},   ApplicationIdentifier{"250", 3, 1, 30, set_82, closed},
    ApplicationIdentifier{"251", 3, 1, 30, set_82, closed},   ApplicationIdentifier{"253", 3, 13, 30, set_82, closed},
    ApplicationIdentifier{"254", 3, 1, 20, set_82, closed},   ApplicationIdentifier{"255", 3, 13, 25, digits, closed},
    ApplicationIdentifier{"30", 2, 1, 8, digits, closed},     ApplicationIdentifier{"31", 4, 6, 6, digits, fixed},
    ApplicationIdentifier{"32", 4, 6, 6, digits, fixed},      ApplicationIdentifier{"33", 4, 6, 6, digits, fixed},
    ApplicationIdentifier{"34", 4, 6, 6, digits, fixed},      ApplicationIdentifier{"35", 4, 6, 6, digits, fixed},
    ApplicationIdentifier{"36", 4, 6, 6, digits, fixed},      ApplicationIdentifier{"37", 2, 1, 8, digits, closed},
    ApplicationIdentifier{"390", 4, 1, 15, digits, closed},   ApplicationIdentifier{"391", 4, 4, 18, digits, closed},
    ApplicationIdentifier{"392", 4, 1, 15, digits, closed},   ApplicationIdentifier{"393", 4, 4, 18, digits, closed},
    ApplicationIdentifier{"394", 4, 4, 4, digits, closed},    ApplicationIdentifier{"395", 4, 6, 6, digits, closed},
    ApplicationIdentifier{"400", 3, 1, 30, set_82, closed},   ApplicationIdentifier{"401", 3, 1, 30, set_82, closed},
    ApplicationIdentifier{"402", 3, 17, 17, digits, closed},  ApplicationIdentifier{"403", 3, 1, 30, set_82, closed},
    ApplicationIdentifier{"41", 3, 13, 13, digits, fixed},    ApplicationIdentifier{"420", 3, 1, 20, set_82, closed},
    ApplicationIdentifier{"421", 3, 4, 12, set_82, closed},   ApplicationIdentifier{"422", 3, 3, 3, digits, closed},
    ApplicationIdentifier{"423", 3, 3, 15, digits, closed},   ApplicationIdentifier{"424", 3, 3, 3, digits, closed},
    ApplicationIdentifier{"425", 3, 3, 15, digits, closed},   ApplicationIdentifier{"426", 3, 3, 3, digits, closed},
    ApplicationIdentifier{"427", 3, 1, 3, set_82, closed},    ApplicationIdentifier{"7001", 4, 13, 13, digits, closed},
    ApplicationIdentifier{"7002", 4, 1, 30, set_82, closed},  ApplicationIdentifier{"7003", 4, 10, 10, digits, closed},
    ApplicationIdentifier{"7004", 4, 1, 4, digits, closed},   ApplicationIdentifier{"7005", 4, 1, 12, set_82, closed},
    ApplicationIdentifier{"7006", 4, 6, 6, digits, closed},   ApplicationIdentifier{"7007", 4, 6, 12, digits, closed},
    ApplicationIdentifier{"7008", 4, 1, 3, set_82, closed},   ApplicationIdentifier{"7009", 4, 1, 10, set_82, closed},
    ApplicationIdentifier{"7010", 4, 1, 2, set_82, closed},   ApplicationIdentifier{"7020", 4, 1, 20, set_82, closed},
    ApplicationIdentifier{"7021", 4, 1, 20, set_82, closed},  ApplicationIdentifier{"7022", 4, 1, 20, set_82, closed},
    ApplicationIdentifier{"7023", 4, 1, 30, set_82, closed},  ApplicationIdentifier{"703", 4, 4, 30, set_82, closed},
    ApplicationIdentifier{"71", 3, 1, 20, set_82, closed},    ApplicationIdentifier{"8001", 4, 14, 14, digits, closed},
    ApplicationIdentifier{"8002", 4, 1, 20, set_82, closed},  ApplicationIdentifier{"8003", 4, 14, 30, set_82, closed},
    ApplicationIdentifier{"8004", 4, 1, 30, set_82, closed},  ApplicationIdentifier{"8005", 4, 6, 6, digits, closed},
    ApplicationIdentifier{"8006", 4, 18, 18, digits, closed}, ApplicationIdentifier{"8007", 4, 1, 34, set_82, closed},
    ApplicationIdentifier{"8008", 4, 8, 12, digits, closed},  ApplicationIdentifier{"8010", 4, 1, 30, set_82, closed},
    ApplicationIdentifier{"8011", 4, 1, 12, digits, closed},  ApplicationIdentifier{"8012", 4, 1, 20, set_82, closed},
    ApplicationIdentifier{"8013", 4, 1, 25, set_82, closed},  ApplicationIdentifier{"8017", 4, 18, 18, digits, closed},
    ApplicationIdentifier{"8018", 4, 18, 18, digits, closed}, ApplicationIdentifier{"8019", 4, 1, 10, digits, closed},
    ApplicationIdentifier{"8020", 4, 1, 25, set_82, closed},  ApplicationIdentifier{"8026", 4, 18, 18, digits, closed},
    ApplicationIdentifier{"8110", 4, 1, 70, set_82, closed},  ApplicationIdentifier{"8111", 4, 4, 4, digits, closed},
    ApplicationIdentifier{"8112", 4, 1, 70, set_82, closed},  ApplicationIdentifier{"8200", 4, 1, 70, set_82, closed},
    ApplicationIdentifier{"90", 2, 1, 30, set_82, closed},    ApplicationIdentifier{"91", 2, 1, 90, set_82, closed},
    ApplicationIdentifier{"92", 2, 1, 90, set_82, closed},    ApplicationIdentifier{"93", 2, 1, 90, set_82, closed},
    ApplicationIdentifier{"94", 2, 1, 90, set_82, closed},    ApplicationIdentifier{"95", 2, 1, 90, set_82, closed},
    ApplicationIdentifier{"96", 2, 1, 90, set_82, closed},    ApplicationIdentifier{"97", 2, 1, 90, set_82, closed},
    ApplicationIdentifier{"98", 2, 1, 90, set_82, closed},    ApplicationIdentifier{"99", 2, 1, 90, set_82, closed},
};

std::string_view first_two(std::string_view text) { return text.substr(0, 2); }

}  // namespace

const ApplicationIdentifier* application_identifier(std::string_view text) {
    const auto before = [](const ApplicationIdentifier& row, std::string_view two) {
        return first_two(row.prefix) < two;
    };
    for (auto row = std::lower_bound(table.begin(), table.end(), first_two(text), before);
         row != table.end() && first_two(row->prefix) == first_two(text); ++row) {
        if (text.starts_with(row->prefix)) {
            return &*row;
        }
    }
    return nullptr;
}

}  // namespace otkel::identifiers
