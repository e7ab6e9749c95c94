#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/mapping/samples/random.hpp"

namespace otkel::mapping::samples {

// A regular expression of XML Schema Part 2, appendix F, as far as schemas of messages use it: alternatives, groups,
// classes, quantifiers, \d \w \s \i \c and \p{…} (letters, digits and whatever else, roughly).
class Pattern {
public:
    // nullopt when it says more than this understands.
    [[nodiscard]] static std::optional<Pattern> parse(std::string_view text);

    [[nodiscard]] std::string make(Random& random) const;
    [[nodiscard]] bool matches(std::string_view text) const;

    struct Set {
        std::vector<std::pair<char32_t, char32_t>> ranges;
        bool negated{false};
        [[nodiscard]] bool has(char32_t c) const;
    };
    struct Term;
    using Sequence = std::vector<Term>;
    using Alternatives = std::vector<Sequence>;
    struct Term {
        Set set;              // one character of it …
        Alternatives inside;  // … or one of these, when there are any
        std::size_t least{1};
        std::size_t most{1};
    };

private:
    Alternatives alternatives_;
};

// UTF-8 to characters, and one back.
[[nodiscard]] std::u32string characters_of(std::string_view text);
void append_utf8(std::string& out, char32_t c);

}  // namespace otkel::mapping::samples
