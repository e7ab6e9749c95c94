#include "gateway/soap/media_type.hpp"

#include <algorithm>

#include "gateway/base/ascii.hpp"

namespace otkel::soap {
namespace {

constexpr bool is_token(char c) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return ascii::is_letter(c) || ascii::is_digit(c) || others.find(c) != std::string_view::npos;
}

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_printable(char c) { return c == '\t' || (c >= ' ' && c <= '~'); }

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    void skip_blanks() {
        while (!rest_.empty() && is_blank(rest_.front())) {
            rest_.remove_prefix(1);
        }
    }
    bool take(char c) {
        const bool there = !rest_.empty() && rest_.front() == c;
        rest_.remove_prefix(there ? 1 : 0);
        return there;
    }
    // Empty when there is none.
    std::string_view token() {
        const auto* const end = std::find_if_not(rest_.begin(), rest_.end(), is_token);
        const auto found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
        rest_.remove_prefix(found.size());
        return found;
    }
    // Behind its first quotation mark.
    std::optional<std::string> quoted() {
        std::string value;
        while (!rest_.empty() && is_printable(rest_.front())) {
            char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '"') {
                return value;
            }
            if (c == '\\') {
                if (rest_.empty() || !is_printable(rest_.front())) {
                    return std::nullopt;
                }
                c = rest_.front();
                rest_.remove_prefix(1);
            }
            value += c;
        }
        return std::nullopt;
    }
    std::optional<std::string> value() {
        if (take('"')) {
            return quoted();
        }
        // With '/' or '@' it ought to be in quotation marks; without them it can be read in one way only, and some
        // write it so.
        const auto* const end = std::find_if(rest_.begin(), rest_.end(), [](char c) {
            return is_blank(c) || !is_printable(c) || c == ';' || c == ',' || c == '"' || c == '\\';
        });
        const std::string word(rest_.begin(), end);
        rest_.remove_prefix(word.size());
        return word.empty() ? std::nullopt : std::optional(word);
    }

private:
    std::string_view rest_;
};

Failure malformed(const char* what) {
    return fail(Errc::malformed, std::string("the Content-Type cannot be read: ") + what);
}

}  // namespace

std::optional<std::string_view> MediaType::parameter(std::string_view wanted) const {
    const auto found =
        std::find_if(parameters.begin(), parameters.end(), [&](const auto& one) { return one.first == wanted; });
    return found == parameters.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

Result<MediaType> read_media_type(std::string_view value) {
    Reader in(value);
    in.skip_blanks();
    const auto type = in.token();
    const bool divided = in.take('/');
    const auto subtype = in.token();
    if (type.empty() || !divided || subtype.empty()) {
        return malformed("a type and a subtype were expected, like text/xml");
    }
    MediaType read{ascii::lower_case(type) + "/" + ascii::lower_case(subtype), {}};
    for (in.skip_blanks(); !in.at_end(); in.skip_blanks()) {
        if (!in.take(';')) {
            return malformed("a semicolon was expected before a parameter");
        }
        in.skip_blanks();
        if (in.at_end()) {
            break;  // a semicolon at the end is common
        }
        auto name = ascii::lower_case(in.token());
        if (name.empty() || !in.take('=')) {
            return malformed("a parameter has no name or no value");
        }
        auto text = in.value();
        if (!text) {
            return malformed("the value of a parameter is neither a word nor in quotation marks");
        }
        if (read.parameter(name)) {
            return malformed("a parameter is given twice");
        }
        read.parameters.emplace_back(std::move(name), std::move(*text));
    }
    return read;
}

std::string write_media_type(const MediaType& type) {
    auto text = type.name;
    for (const auto& [name, value] : type.parameters) {
        text += "; " + name + "=\"";
        for (const char c : value) {
            text += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
        }
        text += '"';
    }
    return text;
}

}  // namespace otkel::soap
