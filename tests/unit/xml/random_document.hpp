#pragma once

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace otkel::xml::tests {

// A well-formed document of the shapes that tell parsers apart: prefixes bound again and undone, text in several runs,
// CDATA, comments, references, white space, letters of several octets. The same seed gives the same document.
class RandomDocument {
public:
    explicit RandomDocument(unsigned seed) : random_(seed) {}

    std::string make() {
        out_.clear();
        scopes_.assign(1, Scope{});
        if (pick(2) == 0) {
            out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        }
        element(0);
        return out_;
    }

private:
    static constexpr std::array<std::string_view, 4> prefixes{"", "p", "q", "имя"};
    static constexpr std::array<std::string_view, 4> spaces{"urn:one", "urn:two", "http://x.kz/a'b", "urn:three"};
    static constexpr std::array<std::string_view, 5> names{"a", "b", "Item", "құжат", "x-1.y"};
    using Scope = std::array<std::string_view, 4>;

    std::size_t pick(std::size_t below) { return std::uniform_int_distribution<std::size_t>{0, below - 1}(random_); }

    template <class Pieces>
    void pieces(const Pieces& from, std::size_t count) {
        for (; count > 0; --count) {
            out_ += from[pick(from.size())];
        }
    }

    void text() {
        static constexpr std::array<std::string_view, 16> plain{"x",    " ",     "\n",    "\r\n",      "\r",    "\t",
                                                                "&lt;", "&amp;", "&#13;", "&#x1F642;", "Қазақ", "]x",
                                                                ">",    "'",     "\"",    "2026"};
        switch (pick(5)) {
            case 0: out_ += "<!-- <not/> & -->"; break;
            case 1:
                out_ += "<![CDATA[";
                pieces(std::array<std::string_view, 6>{"<a>", "&amp;", "]]", "Қ", " \n", ""}, pick(3));
                out_ += "]]>";
                break;
            default: pieces(plain, pick(6));
        }
    }

    void attributes() {
        std::array<bool, names.size() * prefixes.size()> used{};
        static constexpr std::array<std::string_view, 9> values{"v",  "&lt;", "&#10;",  "\n", " ",
                                                                "\t", "Қ",    "&quot;", "'"};
        for (std::size_t i = pick(4); i > 0; --i) {
            const auto prefix = pick(prefixes.size());
            const auto name = pick(names.size());
            // Two prefixes may be bound to one namespace, so a local name is given once only.
            if (used[name] || (prefix > 0 && scopes_.back()[prefix].empty())) {
                continue;
            }
            used[name] = true;
            out_ += " " + std::string{prefixes[prefix]} + (prefix > 0 ? ":" : "") + std::string{names[name]} + "=\"";
            pieces(values, pick(4));
            out_ += '"';
        }
    }

    void element(std::size_t depth) {
        scopes_.push_back(scopes_.back());
        std::string declarations;
        for (std::size_t i = 0; i < prefixes.size(); ++i) {
            if (pick(4) == 0) {
                const bool undone = i == 0 && pick(2) == 0;
                scopes_.back()[i] = undone ? "" : spaces[pick(spaces.size())];
                declarations += (i == 0 ? " xmlns" : " xmlns:") + std::string{prefixes[i]} + "=\"" +
                                std::string{scopes_.back()[i]} + "\"";
            }
        }
        auto prefix = pick(prefixes.size());
        prefix = scopes_.back()[prefix].empty() ? 0 : prefix;
        const std::string name =
            std::string{prefixes[prefix]} + (prefix > 0 ? ":" : "") + std::string{names[pick(names.size())]};
        out_ += "<" + name + declarations;
        attributes();
        if (pick(6) == 0) {
            out_ += "/>";
        } else {
            out_ += ">";
            for (std::size_t i = pick(6); i > 0; --i) {
                if (depth < 6 && pick(2) == 0) {
                    element(depth + 1);
                } else {
                    text();
                }
            }
            out_ += "</" + name + " >";
        }
        scopes_.pop_back();
    }

    std::mt19937 random_;
    std::string out_;
    std::vector<Scope> scopes_;
};

}  // namespace otkel::xml::tests
