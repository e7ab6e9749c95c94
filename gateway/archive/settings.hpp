#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <ratio>

#include "gateway/journal/evidence/proof.hpp"
#include "gateway/settings/section.hpp"

// How long exchanges stay in the journal and archives on disk: section `retention` of gateway.yaml.

namespace otkel::archive {

using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

// Government decree 832 of 20 December 2016, the term of event logs: two months at hand, three years altogether
// (inferred: the paragraph and its wording are still to be compared with the text in force). In
// days of the longest two months (July and August) and of three years with a leap day, so that no calendar makes them
// shorter than the rule.
constexpr Days at_hand_least{62};
constexpr Days kept_least{1096};

// What becomes of exchanges whose records no time stamp covers yet.
enum class Unstamped : std::uint8_t { by_authority, wait, archive };  // by_authority: they wait when there is one

struct RetentionSettings {
    Days at_hand{93};  // after its end an exchange is in the journal whole
    Days kept{1827};   // counted from the end of the exchange too, so it covers the time in the journal
    std::filesystem::path folder{"var/archive"};
    std::chrono::hours every{24};  // a running gateway archives; 0: only the command does
    Unstamped unstamped{Unstamped::by_authority};
};

[[nodiscard]] journal::Stamps stamps_for(const RetentionSettings& settings, bool has_authority);

// Reads all keys of the section; finish() is the caller's. A term below the rule is a complaint that names it, and the
// default comes back.
[[nodiscard]] RetentionSettings read_retention_settings(const settings::Section& retention);

}  // namespace otkel::archive
