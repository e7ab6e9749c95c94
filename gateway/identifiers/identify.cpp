#include <algorithm>
#include <array>
#include <cstddef>

#include "gateway/base/bytes.hpp"
#include "gateway/identifiers/checks.hpp"
#include "gateway/identifiers/element_string.hpp"

namespace otkel::identifiers {
namespace {

// The most specific first: what a check digit or a rare form proves goes before what only a length suggests.
constexpr std::array by_specificity = {
    Kind::uuid,       Kind::marking_code, Kind::declaration_number,
    Kind::rex_number, Kind::iin,          Kind::bin,
    Kind::ntin,       Kind::gtin,         Kind::sscc,
    Kind::xtin,       Kind::tnved_line,   Kind::tnved,
    Kind::kato,       Kind::oked,         Kind::currency,
    Kind::country,    Kind::language,     Kind::aggregate_code,
};

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string_view pass(bool second) { return second ? "check digit after the second pass" : "check digit right"; }

std::string iin_remark(std::string_view text) {
    const auto facts = read_iin(text);
    return "born " + std::to_string(facts->year) + "-" + two(facts->month) + "-" + two(facts->day) +
           (facts->male ? ", male, " : ", female, ") + std::string(pass(facts->second_pass));
}

std::string bin_remark(std::string_view text) {
    const auto facts = read_bin(text);
    constexpr std::array<std::string_view, 3> owners = {"resident firm", "non-resident firm",
                                                        "joint individual enterprise"};
    constexpr std::array<std::string_view, 4> branches = {"head office", "branch", "representation", "farm"};
    const auto branch = static_cast<std::size_t>(facts->branch - '0');
    return "registered in month " + two(facts->month) + " of year .." + two(facts->year_of_century) + ", " +
           std::string(owners.at(static_cast<std::size_t>(facts->owner - '4'))) + ", " +
           (branch < branches.size() ? std::string(branches.at(branch))
                                     : std::string("digit 6 is not of the known list")) +
           ", " + std::string(pass(facts->second_pass));
}

std::string marking_code_remark(std::string_view text) {
    const auto code = parse_marking_code(text);
    return "GTIN " + code->gtin + ", serial of " + std::to_string(code->serial.size()) + " characters, " +
           (code->tail.empty() ? std::string("no proof (91, 92, 93), as in documents")
                               : "proof of " + std::to_string(code->tail.size()) + " characters");
}

std::string declaration_remark(std::string_view text) {
    const auto number = parse_declaration_number(text);
    return "customs office " + number->office + ", registered " + std::to_string(number->year) + "-" +
           two(number->month) + "-" + two(number->day) + ", serial " + number->serial;
}

std::string gtin_remark(std::string_view text) {
    // The prefix of GS1 Kazakhstan (seen: examples of the national catalogue) stands after the zeros that pad to 14
    // digits.
    const auto thirteen = text.size() == 14 ? text.substr(1) : text;
    const bool kazakhstan = thirteen.size() == 13 && thirteen.starts_with("487");
    return "GTIN-" + std::to_string(text.size()) + (kazakhstan ? ", prefix of GS1 Kazakhstan" : "") +
           ", check digit right";
}

// What is worth saying about a valid identifier, given in its canonical form.
std::string remark(Kind kind, std::string_view text) {
    switch (kind) {
        case Kind::iin: return iin_remark(text);
        case Kind::bin: return bin_remark(text);
        case Kind::gtin: return gtin_remark(text);
        case Kind::marking_code: return marking_code_remark(text);
        case Kind::declaration_number: return declaration_remark(text);
        case Kind::ntin: return "number of the national catalogue, check digit right";
        case Kind::sscc: return "transport unit, check digit right";
        case Kind::xtin: return "temporary number of the national catalogue; it has no check digit to verify";
        case Kind::tnved:
            return "chapter " + std::string(text.substr(0, 2)) + ", " + std::to_string(text.size()) + " digits";
        case Kind::tnved_line: return "chapter " + std::string(text.substr(0, 2)) + ", complete for a goods line";
        case Kind::aggregate_code:
            return text.size() == 20 && text.starts_with("00") ? "SSCC of a transport unit"
                                                               : "form only, of a customs package code";
        case Kind::rex_number: return "registered exporter of " + std::string(text.substr(0, 2));
        case Kind::kato:
        case Kind::oked: return "form only; the list is not consulted";
        case Kind::country:
        case Kind::currency:
        case Kind::language:
        case Kind::uuid: break;
    }
    return "";
}

bool twelve_digits(std::string_view text) { return text.size() == 12 && all_digits(text); }

// The form fits and only a rule is broken: worth showing with the reason.
bool near_miss(Kind kind, std::string_view text) {
    switch (kind) {
        // Digit 5 is the tens of a day in an IIN and 4, 5 or 6 in a BIN.
        case Kind::iin: return twelve_digits(text) && text[4] <= '3';
        case Kind::bin: return twelve_digits(text) && text[4] >= '4';
        case Kind::gtin: return all_digits(text) && (text.size() == 8 || (text.size() >= 12 && text.size() <= 14));
        case Kind::ntin: return text.size() == 13 && all_digits(text) && text.starts_with("0200");
        case Kind::sscc: return text.size() == 18 && all_digits(text);
        case Kind::marking_code: {
            const auto code = without_first_fnc1(text);
            return code.starts_with("(01)") ||
                   (code.starts_with("01") && code.size() > 18 && all_digits(code.substr(0, 16)));
        }
        case Kind::aggregate_code: {
            const auto code = without_first_fnc1(text);
            return code.starts_with("(00)") || (code.size() == 20 && code.starts_with("00") && all_digits(code));
        }
        case Kind::declaration_number: return std::count(text.begin(), text.end(), '/') == 2;
        case Kind::rex_number: return text.size() > 5 && (text.substr(2, 3) == "REX" || text.substr(2, 3) == "rex");
        case Kind::uuid:
            return text.size() >= 36 && text.size() <= 38 && std::count(text.begin(), text.end(), '-') == 4;
        default: return false;
    }
}

// An aggregate's customs code may be nearly anything; only what is long enough to be one is offered.
bool worth_offering(Kind kind, std::string_view text) { return kind != Kind::aggregate_code || text.size() >= 18; }

}  // namespace

std::vector<Candidate> identify(std::string_view text) {
    const auto value = trim(text);
    std::vector<Candidate> candidates;
    std::vector<Candidate> near_misses;
    for (const auto kind : by_specificity) {
        if (auto checked = check(kind, value); !checked) {
            if (near_miss(kind, value)) {
                near_misses.push_back({kind, false, {}, std::move(checked.error().detail)});
            }
        } else if (worth_offering(kind, value)) {
            candidates.push_back({kind, true, *std::move(checked), {}});
            candidates.back().remark = remark(kind, candidates.back().canonical);
        }
    }
    std::move(near_misses.begin(), near_misses.end(), std::back_inserter(candidates));
    return candidates;
}

}  // namespace otkel::identifiers
