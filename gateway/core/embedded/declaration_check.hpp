#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "gateway/core/embedded/declaration.hpp"
#include "gateway/core/embedded/findings.hpp"
#include "gateway/core/embedded/register.hpp"

// May the goods of a declaration enter circulation? Reads the register, changes nothing.

namespace otkel::core {

struct CheckLimits {
    std::size_t lines_max{10'000};       // of one declaration
    std::size_t codes_max{100'000};      // of one declaration, ranges and aggregates unfolded
    std::size_t aggregate_depth_max{8};  // a pallet of cartons of packs is 3
};

struct DeclarationCheck {
    struct Line {
        std::int64_t line;
        Verdict verdict;
        std::vector<CheckFinding> findings;
    };
    Verdict overall{Verdict::pass};
    std::vector<CheckFinding> findings;  // about the declaration as a whole
    std::vector<Line> lines;
    std::vector<CodeRecord> codes;  // to be bound to the declaration when it passes
};

// `today` (YYYY-MM-DD) decides which goods must be marked when the declaration's own date cannot be read.
// Errc::limit_exceeded when it has more lines or codes than the limits.
[[nodiscard]] Result<DeclarationCheck> check_declaration(const Declaration& declaration, Register& records,
                                                         const CheckLimits& limits, const std::string& today);

// In the form of core/declaration-check.reply.
[[nodiscard]] boost::json::value to_json(const DeclarationCheck& check, const std::string& number,
                                         const std::string& checked_at);

}  // namespace otkel::core
