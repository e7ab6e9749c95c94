#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace otkel::mapping {

// "; did you mean 'decimal'?", or nothing when no known word is near.
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string>& known);

// "a, b or c"; after `most` words only how many more there are.
[[nodiscard]] std::string listed(const std::vector<std::string>& words, std::size_t most = 8);

// At most `most` octets of a value from a message, cut between characters, in quotation marks.
[[nodiscard]] std::string in_quotes(std::string_view value, std::size_t most = 80);

// "2026-07-12": a day that exists.
[[nodiscard]] bool is_date(std::string_view text);

}  // namespace otkel::mapping
