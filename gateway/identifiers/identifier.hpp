#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

// The identifiers that travel through the gateway: what they look like, how they are checked, how they are written.
// An identifier is text: leading zeros stay. Facts: rules of the GS1 General Specifications and of the Kazakh
// registers, cited beside each check. Pure functions, thread safe.

namespace otkel::identifiers {

enum class Kind : std::uint8_t {
    iin,
    bin,
    gtin,
    ntin,
    xtin,
    sscc,
    marking_code,
    aggregate_code,
    tnved,
    tnved_line,
    oked,
    kato,
    country,
    currency,
    declaration_number,
    rex_number,
    language,
    uuid,
};

[[nodiscard]] std::string_view name(Kind kind);  // "marking-code": the word of mapping files and of the command line
[[nodiscard]] std::optional<Kind> kind_of(std::string_view name);

// Checks `text` and gives its canonical form (country and REX letters in capitals, a marking code without the leading
// FNC1 stand-in …); an error says which rule was broken and, where one digit decides, which digit was expected. Errors
// never quote the text: it may be a person's number or the proof of a marking code.
[[nodiscard]] Result<std::string> check(Kind kind, std::string_view text);

// Whether `text` surely is valid and canonical already, without a copy: true is a promise that check() gives the same
// text back, false says nothing. For the kinds of which messages carry many.
[[nodiscard]] bool is_canonical(Kind kind, std::string_view text);

// What a value may be: every kind it satisfies, the most specific first, and for near misses the kind with the reason.
struct Candidate {
    Kind kind;
    bool valid;
    std::string canonical;
    std::string remark;  // "born 1993-01-15, check digit after the second pass", "check digit is 3, expected 7"
};
[[nodiscard]] std::vector<Candidate> identify(std::string_view text);

// The mod-10 digit of GS1 for the digits before it (GS1 General Specifications, section 7.9).
[[nodiscard]] char gs1_check_digit(std::string_view digits);
// The digit that closes an IIN or BIN; nullopt when both passes give 10 and the number is never issued.
[[nodiscard]] std::optional<char> iin_check_digit(std::string_view eleven_digits);

// A marking code in its parts. `identification` is "01" + GTIN + "21" + serial: what documents carry and what may be
// logged; `tail` (AI 91, 92, 93) proves the code and never goes into a log.
struct MarkingCode {
    std::string gtin;  // 14 digits
    std::string serial;
    std::string tail;  // from the first AI after the serial, with its separators; empty in documents
    [[nodiscard]] std::string identification() const { return "01" + gtin + "21" + serial; }
};
// With group separators (ASCII 29), with a leading FNC1 stand-in ("]d2", ASCII 232 or 29), with AIs in brackets, or
// with the separators lost (then the usual lengths of serial and tail decide: 13, 91+4, 92+44 or 93+4; a text that fits
// none is malformed, not guessed).
[[nodiscard]] Result<MarkingCode> parse_marking_code(std::string_view text);

struct ElementString {
    std::string ai;
    std::string value;
};
// Splits any GS1 element string by the table of application identifiers.
[[nodiscard]] Result<std::vector<ElementString>> parse_element_string(std::string_view text);

struct DeclarationNumber {
    std::string office;
    int year, month, day;
    std::string serial;
};
[[nodiscard]] Result<DeclarationNumber> parse_declaration_number(std::string_view text);

}  // namespace otkel::identifiers
