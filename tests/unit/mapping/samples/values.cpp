#include "tests/unit/mapping/samples/values.hpp"

#include <fmt/format.h>

#include <array>
#include <functional>

#include "gateway/base/bytes.hpp"

namespace otkel::mapping::samples {
namespace {

using identifiers::Kind;

std::string two(std::size_t number) { return fmt::format("{:02}", number); }

// What the check of the kind takes as the last digit.
std::string closed(Kind kind, const std::function<std::string()>& beginning) {
    for (;;) {
        const auto digits = beginning();
        for (char last = '0'; last <= '9'; ++last) {
            if (identifiers::check(kind, digits + last)) {
                return digits + last;
            }
        }
    }
}

std::string from(Random& random, std::string_view alphabet, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += alphabet[random.below(alphabet.size())];
    }
    return text;
}

std::string gtin(Random& random, std::size_t length) {
    return closed(Kind::gtin, [&] { return random.digits(length - 1); });
}

std::string iin(Random& random) {
    return closed(Kind::iin, [&] {
        return random.digits(2) + two(random.between(1, 12)) + two(random.between(1, 28)) +
               std::to_string(random.between(1, 6)) + random.digits(4);
    });
}

std::string bin(Random& random) {
    return closed(Kind::bin, [&] {
        return random.digits(2) + two(random.between(1, 12)) + std::to_string(random.between(4, 6)) + random.digits(6);
    });
}

constexpr std::string_view set_82 =
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

// With its proof without separators, as XML can hold it, or without one, as documents have it.
std::string marking_code(Random& random) {
    const auto beginning = "01" + gtin(random, 14) + "21";
    const auto usual = [&] { return from(random, set_82, 13); };
    switch (random.below(4)) {
        case 0: return beginning + usual() + "93" + from(random, set_82, 4);
        case 1: return beginning + usual() + "91" + from(random, set_82, 4) + "92" + from(random, set_82, 44);
        default: return beginning + from(random, set_82, random.between(1, 13));
    }
}

std::string uuid(Random& random) {
    constexpr std::string_view hexadecimal = "0123456789abcdef";
    std::string text;
    for (const std::size_t count : {8U, 4U, 4U, 4U, 12U}) {
        text += (text.empty() ? "" : "-") + from(random, hexadecimal, count);
    }
    return text;
}

}  // namespace

std::string any_text(Random& random) {
    static constexpr std::array<std::string_view, 34> pieces{"Сүт",
                                                             "өнім",
                                                             "ҚАЗЫ",
                                                             "Әділ",
                                                             "І",
                                                             "ң",
                                                             "ғ",
                                                             "ұ",
                                                             "һ",
                                                             "молоко",
                                                             "\xC2\xA0",
                                                             " ",
                                                             "  ",
                                                             "\r",
                                                             "\n",
                                                             "\r\n",
                                                             "\t",
                                                             "&",
                                                             "<b>",
                                                             "]]>",
                                                             "\"",
                                                             "'",
                                                             "007",
                                                             "<!--",
                                                             "&#13;",
                                                             "\xF0\x9F\xA5\x9B",
                                                             "\xF0\xA0\x80\x80",
                                                             "\xEF\xBF\xBD",
                                                             "\xE2\x80\xA8",
                                                             "\xC2\x85",
                                                             "\xEE\x80\x80",
                                                             "-1",
                                                             "null",
                                                             "%00"};
    std::string text;
    for (auto count = random.below(random.chance(0.1) ? 40 : 5); count > 0; --count) {
        text += random.one_of(pieces);
    }
    return text;
}

std::string plain_text(Random& random, std::size_t count) {
    static constexpr std::array<std::string_view, 22> letters{
        "С", "ү", "т", "Қ", "ә", "і", "ң", "ғ", "ұ", "ө", "h",
        "A", "z", "0", "0", "7", "&", "<", ">", "'", "-", "\xF0\x9F\xA5\x9B"};
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        const bool blank = i > 0 && i + 1 < count && text.back() != ' ' && random.chance(0.1);
        text += blank ? " " : random.one_of(letters);
    }
    return text;
}

std::string identifier(Random& random, Kind kind) {
    static constexpr std::array<std::string_view, 7> countries{"KZ", "NO", "CN", "DE", "RU", "KG", "US"};
    static constexpr std::array<std::size_t, 4> gtin_lengths{8, 12, 13, 14};
    static constexpr std::array<std::size_t, 3> office_lengths{2, 5, 8};
    static constexpr std::array<std::string_view, 5> currencies{"KZT", "USD", "EUR", "RUB", "CNY"};
    static constexpr std::array<std::string_view, 3> languages{"kk", "ru", "en"};
    switch (kind) {
        case Kind::iin: return iin(random);
        case Kind::bin: return bin(random);
        case Kind::gtin: return gtin(random, random.one_of(gtin_lengths));
        case Kind::ntin: return closed(kind, [&] { return "0200" + random.digits(8); });
        case Kind::xtin: return "004" + random.digits(10);
        case Kind::sscc: return closed(kind, [&] { return random.digits(17); });
        case Kind::marking_code: return marking_code(random);
        case Kind::aggregate_code:
            return random.chance(0.5) ? "00" + identifier(random, Kind::sscc)
                                      : from(random, "ABCXYZ0123456789-_", random.between(1, 15));
        case Kind::tnved: return "0" + std::to_string(random.between(1, 9)) + random.digits(random.between(2, 8));
        case Kind::tnved_line: return "0" + std::to_string(random.between(1, 9)) + random.digits(8);
        case Kind::oked: return random.digits(5);
        case Kind::kato: return random.digits(9);
        case Kind::country: return std::string(random.one_of(countries));
        case Kind::currency: return std::string(random.one_of(currencies));
        case Kind::language: return std::string(random.one_of(languages));
        case Kind::declaration_number:
            return random.digits(random.one_of(office_lengths)) + "/" + two(random.between(1, 28)) +
                   two(random.between(1, 12)) + random.digits(2) + "/" +
                   (random.chance(0.3) ? "Б" + random.digits(6) : random.digits(random.between(1, 7)));
        case Kind::rex_number:
            return std::string(random.one_of(countries)) + "REX" +
                   from(random, "ABCXYZ0123456789", random.between(1, 30));
        case Kind::uuid: return uuid(random);
    }
    return {};
}

std::string day(Random& random) {
    const auto year = random.chance(0.1) ? random.between(1, 9999) : random.between(1990, 2035);
    return fmt::format("{:04}-{:02}-{:02}", year, random.between(1, 12), random.between(1, 28));
}

std::string moment(Random& random) {
    auto text = fmt::format("{}T{:02}:{:02}:{:02}", day(random), random.below(24), random.below(60), random.below(60));
    if (random.chance(0.4)) {
        text += "." + random.digits(random.between(1, 9));
    }
    const auto zone = random.below(4);
    if (zone == 1) {
        text += "Z";
    } else if (zone > 1) {
        text += fmt::format("{}{:02}:{:02}", zone == 2 ? '+' : '-', random.below(14), random.below(60));
    }
    return text;
}

std::string decimal(Random& random) {
    std::string text = random.chance(0.2) ? "-" : random.chance(0.05) ? "+" : "";
    const bool point_first = random.chance(0.03);
    text += point_first ? "" : random.digits(random.chance(0.1) ? 30 : random.between(1, 8));
    if (point_first || random.chance(0.5)) {
        text += "." + random.digits(random.between(1, random.chance(0.1) ? 30 : 6));
    } else if (random.chance(0.03)) {
        text += ".";
    }
    return text;
}

std::string duration(Random& random) {
    std::string text = random.chance(0.2) ? "-P" : "P";
    const bool dated = random.chance(0.6);
    if (dated) {
        text += random.digits(random.between(1, 3)) + std::string(1, "YMD"[random.below(3)]);
    }
    if (!dated || random.chance(0.5)) {
        text += "T" + random.digits(2) + std::string(1, "HM"[random.below(2)]) +
                (random.chance(0.3) ? random.digits(1) + "." + random.digits(2) + "S" : "");
    }
    return text;
}

std::string text_of_type(Random& random, const ValueType& type) {
    switch (type.type) {
        case Type::integer: {
            const auto size = random.chance(0.1) ? random.between(10, 18) : random.between(1, 6);
            const auto number = std::stoll(random.digits(size));
            return std::to_string(random.chance(0.2) ? -number : number);
        }
        case Type::decimal: return decimal(random);
        case Type::boolean: return random.chance(0.5) ? "true" : "false";
        case Type::date:
        case Type::date_time: {
            for (;;) {
                const auto iso = type.type == Type::date ? day(random) : moment(random);
                if (type.forms.empty()) {
                    return iso;
                }
                if (auto written = type.forms.front().from_iso(iso)) {
                    return *written;
                }
            }
        }
        case Type::duration: return duration(random);
        case Type::base64: {
            std::string octets;
            for (auto count = random.below(20); count > 0; --count) {
                octets += static_cast<char>(random.below(256));
            }
            return to_base64(octets);
        }
        case Type::identifier: return identifier(random, random.one_of(type.kinds));
        case Type::string:
        case Type::qualified_name: break;
    }
    return any_text(random);
}

}  // namespace otkel::mapping::samples
