#pragma once

#include <span>
#include <string>

#include "gateway/base/text.hpp"
#include "gateway/journal/evidence/record.hpp"
#include "gateway/journal/evidence/seal.hpp"

// Private to evidence/.

namespace otkel::evidence {

// What a bundle is about, for people who read neither JSON nor hashes.
[[nodiscard]] std::string summary(std::span<const journal::Record> records, std::span<const journal::KeptSeal> seals,
                                  Language language);

}  // namespace otkel::evidence
