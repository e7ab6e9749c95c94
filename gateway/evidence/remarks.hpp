#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/error.hpp"

// Private to evidence/.

namespace otkel::evidence {

// What is found in a bundle, in the order in which it is looked at.
class Remarks {
public:
    void error(std::string_view code, Place place, std::string detail, std::string expected = {},
               std::string found = {}) {
        add(code, Severity::error, std::move(place), std::move(detail), std::move(expected), std::move(found));
    }
    void warning(std::string_view code, Place place, std::string detail) {
        add(code, Severity::warning, std::move(place), std::move(detail), {}, {});
    }
    void note(std::string_view code, Place place, std::string detail) {
        add(code, Severity::note, std::move(place), std::move(detail), {}, {});
    }
    [[nodiscard]] bool has_errors() const { return errors_ > 0; }
    [[nodiscard]] std::vector<Finding> take() && { return std::move(findings_); }

private:
    void add(std::string_view code, Severity severity, Place place, std::string detail, std::string expected,
             std::string found) {
        // A hostile file must not fill the memory with remarks, nor drown errors in warnings.
        constexpr std::size_t most_of_a_kind = 1000;
        auto& count = severity == Severity::error ? errors_ : others_;
        if (count < most_of_a_kind) {
            ++count;
            findings_.push_back({std::string(code), severity, std::move(place), std::move(expected), std::move(found),
                                 std::move(detail)});
        }
    }

    std::vector<Finding> findings_;
    std::size_t errors_{0}, others_{0};
};

// "line 3 of records.jsonl"
[[nodiscard]] inline Place place_in(std::string_view file, std::size_t line = 0) {
    return {std::string(file), static_cast<int>(line), 0, {}};
}

}  // namespace otkel::evidence
