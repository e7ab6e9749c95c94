#include "tests/unit/mapping/samples/pattern.hpp"

#include <algorithm>
#include <set>

namespace otkel::mapping::samples {
namespace {

using Set = Pattern::Set;
using Term = Pattern::Term;
using Sequence = Pattern::Sequence;
using Alternatives = Pattern::Alternatives;

constexpr std::size_t endless = 1'000'000;

class Parser {
public:
    explicit Parser(std::u32string text) : text_(std::move(text)) {}

    std::optional<Alternatives> parse() {
        auto all = alternatives();
        return failed_ || at_ != text_.size() ? std::nullopt : std::optional{std::move(all)};
    }

private:
    [[nodiscard]] bool more() const { return at_ < text_.size() && !failed_; }
    [[nodiscard]] bool next_is(char32_t c) const { return more() && text_[at_] == c; }
    bool take(char32_t c) {
        const bool there = next_is(c);
        at_ += there ? 1 : 0;
        return there;
    }

    Alternatives alternatives() {
        Alternatives all;
        do {
            Sequence sequence;
            while (more() && !next_is(U'|') && !next_is(U')')) {
                sequence.push_back(term());
            }
            all.push_back(std::move(sequence));
        } while (take(U'|'));
        return all;
    }

    Term term() {
        Term term;
        if (take(U'(')) {
            term.inside = alternatives();
            failed_ = failed_ || !take(U')');
        } else if (take(U'[')) {
            term.set = char_class();
        } else if (take(U'\\')) {
            term.set = escape();
        } else if (take(U'.')) {
            term.set.ranges = {{0x20, 0x7e}, {0x400, 0x4ff}};
        } else {
            term.set.ranges = {{text_[at_], text_[at_]}};
            ++at_;
        }
        quantifier(term);
        return term;
    }

    void quantifier(Term& term) {
        if (take(U'?')) {
            term.least = 0;
        } else if (take(U'*')) {
            term.least = 0;
            term.most = endless;
        } else if (take(U'+')) {
            term.most = endless;
        } else if (take(U'{')) {
            term.least = number();
            term.most = !take(U',') ? term.least : next_is(U'}') ? endless : number();
            failed_ = failed_ || !take(U'}');
        }
    }

    std::size_t number() {
        std::size_t value = 0;
        while (more() && text_[at_] >= U'0' && text_[at_] <= U'9') {
            value = value * 10 + (text_[at_++] - U'0');
        }
        return value;
    }

    Set char_class() {
        Set set;
        set.negated = take(U'^');
        while (more() && !take(U']')) {
            if (take(U'\\')) {
                const auto inner = escape();
                failed_ = failed_ || inner.negated;
                set.ranges.insert(set.ranges.end(), inner.ranges.begin(), inner.ranges.end());
                continue;
            }
            failed_ = failed_ || next_is(U'[');  // subtraction
            const auto first = text_[at_++];
            const bool range = next_is(U'-') && at_ + 1 < text_.size() && text_[at_ + 1] != U']';
            if (range) {
                ++at_;
            }
            set.ranges.emplace_back(first, range && more() ? text_[at_++] : first);
        }
        return set;
    }

    Set escape() {
        if (!more()) {
            failed_ = true;
            return {};
        }
        const auto c = text_[at_++];
        static const Set digit{{{U'0', U'9'}}, false};
        static const Set word{{{U'0', U'9'}, {U'A', U'Z'}, {U'a', U'z'}, {0x410, 0x44f}}, false};
        static const Set white{{{U' ', U' '}}, false};
        static const Set begins{{{U'A', U'Z'}, {U'a', U'z'}, {U'_', U'_'}}, false};
        static const Set named{{{U'0', U'9'}, {U'A', U'Z'}, {U'a', U'z'}, {U'_', U'_'}, {U'-', U'.'}}, false};
        switch (c) {
            case U'd': return digit;
            case U'w': return word;
            case U's': return white;
            case U'i': return begins;
            case U'c': return named;
            case U'D': return {digit.ranges, true};
            case U'S': return {white.ranges, true};
            case U'W': return {word.ranges, true};
            case U'n': return {{{U'\n', U'\n'}}, false};
            case U'r': return {{{U'\r', U'\r'}}, false};
            case U't': return {{{U'\t', U'\t'}}, false};
            case U'p': return category();
            case U'P':
            case U'I':
            case U'C': failed_ = true; return {};
            default: return {{{c, c}}, false};
        }
    }

    Set category() {
        const auto end = text_.find(U'}', at_);
        if (!next_is(U'{') || end == std::u32string::npos) {
            failed_ = true;
            return {};
        }
        const auto name = text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        if (name.starts_with(U'N')) {
            return {{{U'0', U'9'}}, false};
        }
        if (name == U"Lu") {
            return {{{U'A', U'Z'}, {0x410, 0x42f}}, false};
        }
        failed_ = failed_ || !name.starts_with(U'L');
        return {{{U'A', U'Z'}, {U'a', U'z'}, {0x410, 0x44f}, {0x4d8, 0x4d9}}, false};
    }

    std::u32string text_;
    std::size_t at_{0};
    bool failed_{false};
};

char32_t character_of(const Set& set, Random& random) {
    if (!set.negated) {
        const auto& range = random.one_of(set.ranges);
        return range.first + static_cast<char32_t>(random.below(range.second - range.first + 1));
    }
    char32_t c = U'x';
    for (int i = 0; i < 100; ++i) {
        c = random.chance(0.8) ? static_cast<char32_t>(0x21 + random.below(0x5e))
                               : static_cast<char32_t>(0x410 + random.below(0x40));
        if (set.has(c)) {
            break;
        }
    }
    return c;
}

void make_one(const Alternatives& alternatives, Random& random, std::string& out);

void make_term(const Term& term, Random& random, std::string& out) {
    constexpr std::size_t some = 6;
    const auto most = term.most == endless ? term.least + some : term.most;
    for (auto count = random.between(term.least, std::max(term.least, most)); count > 0; --count) {
        if (term.inside.empty()) {
            append_utf8(out, character_of(term.set, random));
        } else {
            make_one(term.inside, random, out);
        }
    }
}

void make_one(const Alternatives& alternatives, Random& random, std::string& out) {
    for (const auto& term : random.one_of(alternatives)) {
        make_term(term, random, out);
    }
}

using Positions = std::set<std::size_t>;

Positions after(const Alternatives& alternatives, const std::u32string& text, const Positions& from);

Positions after_once(const Term& term, const std::u32string& text, const Positions& from) {
    if (!term.inside.empty()) {
        return after(term.inside, text, from);
    }
    Positions to;
    for (const auto at : from) {
        if (at < text.size() && term.set.has(text[at])) {
            to.insert(at + 1);
        }
    }
    return to;
}

Positions after(const Alternatives& alternatives, const std::u32string& text, const Positions& from) {
    Positions all;
    for (const auto& sequence : alternatives) {
        auto positions = from;
        for (const auto& term : sequence) {
            Positions reached = term.least == 0 ? positions : Positions{};
            auto step = positions;
            for (std::size_t count = 1; count <= term.most && count <= text.size() + 1 && !step.empty(); ++count) {
                step = after_once(term, text, step);
                if (count >= term.least) {
                    reached.insert(step.begin(), step.end());
                }
            }
            positions = std::move(reached);
        }
        all.insert(positions.begin(), positions.end());
    }
    return all;
}

}  // namespace

bool Set::has(char32_t c) const {
    const bool inside = std::any_of(ranges.begin(), ranges.end(),
                                    [&](const auto& range) { return c >= range.first && c <= range.second; });
    return inside != negated;
}

std::optional<Pattern> Pattern::parse(std::string_view text) {
    auto alternatives = Parser(characters_of(text)).parse();
    if (!alternatives) {
        return std::nullopt;
    }
    Pattern pattern;
    pattern.alternatives_ = std::move(*alternatives);
    return pattern;
}

std::string Pattern::make(Random& random) const {
    std::string out;
    make_one(alternatives_, random, out);
    return out;
}

bool Pattern::matches(std::string_view text) const {
    const auto characters = characters_of(text);
    return after(alternatives_, characters, {0}).contains(characters.size());
}

std::u32string characters_of(std::string_view text) {
    std::u32string characters;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        auto c = static_cast<char32_t>(size == 1 ? lead : lead & (0x7fU >> size));
        for (std::size_t k = 1; k < size && i + k < text.size(); ++k) {
            c = (c << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
        }
        characters += c;
        i += size;
    }
    return characters;
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t octet) { out += static_cast<char>(static_cast<unsigned char>(octet)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0U | (c >> 6U));
        put(0x80U | (c & 0x3fU));
    } else if (c < 0x10000) {
        put(0xe0U | (c >> 12U));
        put(0x80U | ((c >> 6U) & 0x3fU));
        put(0x80U | (c & 0x3fU));
    } else {
        put(0xf0U | (c >> 18U));
        put(0x80U | ((c >> 12U) & 0x3fU));
        put(0x80U | ((c >> 6U) & 0x3fU));
        put(0x80U | (c & 0x3fU));
    }
}

}  // namespace otkel::mapping::samples
