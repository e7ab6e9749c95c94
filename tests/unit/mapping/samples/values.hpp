#pragma once

#include <string>

#include "gateway/identifiers/identifier.hpp"
#include "gateway/mapping/values.hpp"
#include "tests/unit/mapping/samples/random.hpp"

namespace otkel::mapping::samples {

// Texts as XML holds them, in the spelling that a mapping writes, so that they come back to the letter.

// Letters of Kazakh, pairs of surrogates, white space of all kinds, what has a meaning in XML; or nothing.
[[nodiscard]] std::string any_text(Random& random);
// About `count` characters without white space at the ends or twice.
[[nodiscard]] std::string plain_text(Random& random, std::size_t count);
[[nodiscard]] std::string identifier(Random& random, identifiers::Kind kind);
[[nodiscard]] std::string day(Random& random);
[[nodiscard]] std::string moment(Random& random);
[[nodiscard]] std::string decimal(Random& random);
[[nodiscard]] std::string duration(Random& random);
// Of a type without codes and without namespaces.
[[nodiscard]] std::string text_of_type(Random& random, const ValueType& type);

}  // namespace otkel::mapping::samples
