#include "gateway/identifiers/checks.hpp"

// Codes of published lists that grow by law: their form is checked here, their membership by the code lists of
// mappings/.

namespace otkel::identifiers {
namespace {

Result<std::string> digits_between(std::string_view text, std::size_t shortest, std::size_t longest,
                                   std::string_view what, std::string_view lengths) {
    if (text.size() < shortest || text.size() > longest || !all_digits(text)) {
        return fail(wrong_digits(text, what, lengths));
    }
    return std::string(text);
}

Result<std::string> commodity(std::string_view text, std::size_t shortest, std::string_view what,
                              std::string_view lengths) {
    auto code = digits_between(text, shortest, 10, what, lengths);
    if (code && code->starts_with("00")) {
        return fail(Errc::malformed, "the chapters of TN VED (its first 2 digits) begin with 01; found 00");
    }
    return code;
}

}  // namespace

// Ten digits on a goods line, four to ten in lists and schemas (seen).
Result<std::string> check_tnved(std::string_view text) { return commodity(text, 4, "a TN VED code", "4 to 10"); }

Result<std::string> check_tnved_line(std::string_view text) {
    return commodity(text, 10, "the TN VED code of a goods line", "10");
}

Result<std::string> check_oked(std::string_view text) { return digits_between(text, 5, 5, "an OKED code", "5"); }

// Region, district, rural district, settlement, kind: ab cd ef hij k (seen: layout of the statistics office).
Result<std::string> check_kato(std::string_view text) { return digits_between(text, 9, 9, "a KATO code", "9"); }

}  // namespace otkel::identifiers
