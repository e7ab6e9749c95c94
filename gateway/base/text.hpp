#pragma once

#include <string>
#include <string_view>

// A sentence that an official or a peer reads: Kazakh and Russian by law (rules 284-НҚ: the catalogue speaks both),
// English for engineers.

namespace otkel {

enum class Language { kk, ru, en };

struct Text {
    std::string_view kk;
    std::string_view ru;
    std::string_view en;

    [[nodiscard]] constexpr std::string_view in(Language language) const {
        return language == Language::kk ? kk : language == Language::ru ? ru : en;
    }
};

// From an Accept-Language value or a setting; English when nothing fits.
[[nodiscard]] Language language_of(std::string_view tag);

}  // namespace otkel
