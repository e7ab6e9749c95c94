#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/core/embedded/declaration.hpp"
#include "gateway/core/embedded/findings.hpp"
#include "gateway/core/embedded/register.hpp"

namespace otkel::core {

// Compares one line with its card in the catalogue; gives the card, when there is one.
[[nodiscard]] std::optional<Card> check_product(const Item& item, Register& records,
                                                std::vector<CheckFinding>& findings);

// The GTIN that the codes of a line must carry: the line's own when its check digit fits, else the card's; empty when
// nobody knows it.
[[nodiscard]] std::string gtin_of_codes(const Item& item, const std::optional<Card>& card);

}  // namespace otkel::core
