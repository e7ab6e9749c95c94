#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/result.hpp"
#include "gateway/xml/characters.hpp"
#include "gateway/xml/limits.hpp"

namespace otkel::xml {

// The pieces that scan() is made of: reads raw octets from left to right. Every step returns false after refuse(),
// which remembers the first reason.
class ScanCursor {
public:
    ScanCursor(std::string_view octets, const Limits& limits) : all_(octets), rest_(octets), limits_(limits) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }
    [[nodiscard]] const char* here() const { return rest_.data(); }
    // The next octet; NUL, which no document may hold, at the end.
    [[nodiscard]] char front() const { return rest_.empty() ? '\0' : rest_.front(); }

    void skip(std::size_t octets) { rest_.remove_prefix(octets); }
    void skip_white() {
        while (!rest_.empty() && is_white(rest_.front())) {
            rest_.remove_prefix(1);
        }
    }
    bool take(std::string_view word) {
        const bool there = rest_.starts_with(word);
        rest_.remove_prefix(there ? word.size() : 0);
        return there;
    }

    [[nodiscard]] bool name(std::string_view& word);
    // Characters and references up to `stop` or a '<', neither of which is taken.
    [[nodiscard]] bool content(char stop);
    // Everything up to `mark`, which is taken too; `what` is named when it never comes. `start` is where it began.
    [[nodiscard]] bool until(std::string_view mark, std::string_view what, const char* start);
    // Whether what was read since `start` keeps the limit of one run.
    [[nodiscard]] bool within_run(const char* start, std::string_view what);

    bool refuse(Errc code, std::string detail, const char* where);
    bool malformed(std::string detail) { return refuse(Errc::malformed, std::move(detail), here()); }
    [[nodiscard]] Error& error() { return *error_; }

private:
    bool reference();
    bool character_reference();
    bool bad_character();

    std::string_view all_;
    std::string_view rest_;
    const Limits& limits_;
    std::optional<Error> error_;
};

}  // namespace otkel::xml
