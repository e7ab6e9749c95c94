#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/identifiers/identifier.hpp"

// One check for each kind; private to identifiers/. kind.cpp puts them into a table.

namespace otkel::identifiers {

[[nodiscard]] bool all_digits(std::string_view text);
[[nodiscard]] int number(std::string_view digits);  // at most nine digits, already known to be digits
[[nodiscard]] bool is_date(int year, int month, int day);
[[nodiscard]] char upper(char letter);
[[nodiscard]] bool is_letter(char c);  // of ASCII

// "a GTIN has 8, 12, 13 or 14 digits; found 9 digits": for a text that is not all digits or not of that length.
[[nodiscard]] Error wrong_digits(std::string_view text, std::string_view what, std::string_view lengths);

struct IinFacts {
    int year, month, day;
    bool male;
    bool second_pass;  // the check digit came from the second row of weights
};
[[nodiscard]] Result<IinFacts> read_iin(std::string_view text);

struct BinFacts {
    int year_of_century, month;
    char owner;   // 4 resident firm, 5 non-resident, 6 joint individual enterprise
    char branch;  // 0 head, 1 branch, 2 representation, 3 farm
    bool second_pass;
};
[[nodiscard]] Result<BinFacts> read_bin(std::string_view text);

[[nodiscard]] Result<std::string> check_iin(std::string_view text);
[[nodiscard]] Result<std::string> check_bin(std::string_view text);
[[nodiscard]] Result<std::string> check_gtin(std::string_view text);
[[nodiscard]] Result<std::string> check_ntin(std::string_view text);
[[nodiscard]] Result<std::string> check_xtin(std::string_view text);
[[nodiscard]] Result<std::string> check_sscc(std::string_view text);
[[nodiscard]] Result<std::string> check_marking_code(std::string_view text);
[[nodiscard]] Result<std::string> check_aggregate_code(std::string_view text);
[[nodiscard]] Result<std::string> check_tnved(std::string_view text);
[[nodiscard]] Result<std::string> check_tnved_line(std::string_view text);
[[nodiscard]] Result<std::string> check_oked(std::string_view text);
[[nodiscard]] Result<std::string> check_kato(std::string_view text);
[[nodiscard]] Result<std::string> check_country(std::string_view text);
[[nodiscard]] Result<std::string> check_currency(std::string_view text);
[[nodiscard]] Result<std::string> check_language(std::string_view text);
[[nodiscard]] Result<std::string> check_declaration_number(std::string_view text);
[[nodiscard]] Result<std::string> check_rex_number(std::string_view text);
[[nodiscard]] Result<std::string> check_uuid(std::string_view text);

}  // namespace otkel::identifiers
