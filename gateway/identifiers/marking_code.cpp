#include <algorithm>
#include <cstddef>

#include "gateway/identifiers/checks.hpp"
#include "gateway/identifiers/element_string.hpp"

// The code of a marked unit: AI 01 with the GTIN, AI 21 with the serial, then the proof in AI 91 and 92, or 93 in the
// short form; documents carry 01 and 21 alone (seen: the API of the marking system and its rules, order 44-НҚ).

namespace otkel::identifiers {
namespace {

constexpr std::size_t gtin_length = 14;
constexpr std::size_t serial_begin = 2 + gtin_length + 2;
constexpr std::size_t longest_serial = 20;     // GS1 General Specifications, AI 21
constexpr std::size_t longest_code = 256;      // four times a usual code; no reader gives more
constexpr std::size_t longest_aggregate = 25;  // aggregated customs code (seen: type of the declaration's box 31)

// What is usual when separators were lost on the way: a serial of 13, a key (91) of 4, a proof (92) of 44, a short
// proof (93) of 4 (seen).
constexpr std::size_t usual_serial = 13;
constexpr std::size_t short_tail = 2 + 4;
constexpr std::size_t long_tail = 2 + 4 + 2 + 44;

struct Parts {
    std::string_view gtin;
    std::string_view serial;
    std::string_view tail;
};

Result<void> check_serial(std::string_view serial) {
    if (serial.empty() || serial.size() > longest_serial ||
        !std::all_of(serial.begin(), serial.end(), in_character_set_82)) {
        return fail(Errc::malformed, "the serial (AI 21) has 1 to 20 characters of GS1 set 82; found " +
                                         std::to_string(serial.size()) + " characters");
    }
    return {};
}

Result<void> check_gtin_of_code(std::string_view gtin) {
    if (gtin.size() != gtin_length) {
        return fail(wrong_digits(gtin, "the GTIN (AI 01) of a marking code", "14"));
    }
    const auto checked = check_gtin(gtin);
    if (!checked) {
        return fail(checked.error().code, "the GTIN (AI 01) of the marking code: " + checked.error().detail);
    }
    return {};
}

Result<void> check_tail(std::string_view tail) {
    for (std::size_t at = 0; at < tail.size();) {
        const auto element = element_at(tail, at);
        if (!element) {
            return fail(element.error().code, "after the serial of the marking code: " + element.error().detail);
        }
        at = element->next;
    }
    return {};
}

// Serial and tail when no separator is left.
Result<Parts> split_by_length(std::string_view gtin, std::string_view rest) {
    const bool short_form = rest.size() == usual_serial + short_tail && rest.substr(usual_serial, 2) == "93";
    const bool long_form = rest.size() == usual_serial + long_tail && rest.substr(usual_serial, 2) == "91" &&
                           rest.substr(usual_serial + short_tail, 2) == "92";
    if (short_form || long_form) {
        return Parts{gtin, rest.substr(0, usual_serial), rest.substr(usual_serial)};
    }
    if (rest.size() <= longest_serial) {
        return Parts{gtin, rest, {}};
    }
    return fail(Errc::malformed, "the group separators (ASCII 29) of the marking code are lost and its length of " +
                                     std::to_string(serial_begin + rest.size()) +
                                     " is not usual, so serial and tail cannot be told apart; read the symbol again");
}

Result<Parts> split(std::string_view code) {
    if (!code.starts_with("01") || code.size() <= serial_begin || code.substr(2 + gtin_length, 2) != "21") {
        return fail(Errc::malformed, "a marking code is 01, a GTIN of 14 digits, 21 and a serial");
    }
    const auto gtin = code.substr(2, gtin_length);
    const auto rest = code.substr(serial_begin);
    const auto separator = rest.find(group_separator);
    if (separator == std::string_view::npos) {
        return split_by_length(gtin, rest);
    }
    return Parts{gtin, rest.substr(0, separator), rest.substr(separator + 1)};
}

MarkingCode copy(const Parts& parts) {
    MarkingCode code{std::string(parts.gtin), std::string(parts.serial), std::string(parts.tail)};
    // "91KEY" and "92…" that arrived without their separator get it back: only the long form without one has this
    // length.
    if (code.tail.size() == long_tail && code.tail.find(group_separator) == std::string::npos &&
        code.tail.starts_with("91") && code.tail.compare(short_tail, 2, "92") == 0) {
        code.tail.insert(short_tail, 1, group_separator);
    }
    return code;
}

Result<MarkingCode> from_brackets(std::string_view text) {
    const auto elements = parse_element_string(text);
    if (!elements) {
        return fail(elements.error());
    }
    if (elements->size() < 2 || (*elements)[0].ai != "01" || (*elements)[1].ai != "21") {
        return fail(Errc::malformed, "a marking code begins with (01) and (21)");
    }
    MarkingCode code{(*elements)[0].value, (*elements)[1].value, {}};
    for (std::size_t i = 2; i < elements->size(); ++i) {
        code.tail += i == 2 ? std::string() : std::string(1, group_separator);
        code.tail += (*elements)[i].ai + (*elements)[i].value;
    }
    return code;
}

}  // namespace

Result<MarkingCode> parse_marking_code(std::string_view text) {
    if (text.size() > longest_code) {
        return fail(Errc::limit_exceeded, "a marking code has at most " + std::to_string(longest_code) +
                                              " characters; found " + std::to_string(text.size()));
    }
    const auto code = without_first_fnc1(text);
    Result<MarkingCode> parsed = MarkingCode{};
    if (code.starts_with('(')) {
        parsed = from_brackets(code);
    } else if (const auto parts = split(code); parts) {
        parsed = copy(*parts);
    } else {
        parsed = fail(parts.error());
    }
    if (!parsed) {
        return parsed;
    }
    for (const auto& checked :
         {check_gtin_of_code(parsed->gtin), check_serial(parsed->serial), check_tail(parsed->tail)}) {
        if (!checked) {
            return fail(checked.error());
        }
    }
    return parsed;
}

Result<std::string> check_marking_code(std::string_view text) {
    auto code = parse_marking_code(text);
    if (!code) {
        return fail(std::move(code.error()));
    }
    std::string canonical = code->identification();
    if (!code->tail.empty()) {
        canonical += group_separator;
        canonical += code->tail;
    }
    return canonical;
}

// A package of packages: AI 00 with an SSCC on a transport unit, or the customs code of an aggregate, free up to 25
// characters (seen).
Result<std::string> check_aggregate_code(std::string_view text) {
    auto code = without_first_fnc1(text);
    const bool brackets = code.starts_with("(00)");
    if (brackets || (code.size() == 20 && code.starts_with("00") && all_digits(code))) {
        auto sscc = check_sscc(code.substr(brackets ? 4 : 2));
        if (!sscc) {
            return sscc;
        }
        return "00" + *sscc;
    }
    if (code.empty() || code.size() > longest_aggregate ||
        !std::all_of(code.begin(), code.end(), in_character_set_82)) {
        return fail(Errc::malformed,
                    "an aggregate code is 00 and an SSCC of 18 digits, or up to 25 characters of GS1 set 82; found " +
                        std::to_string(code.size()) + " characters");
    }
    return std::string(code);
}

}  // namespace otkel::identifiers
