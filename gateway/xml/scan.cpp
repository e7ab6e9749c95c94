#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gateway/xml/limits.hpp"
#include "gateway/xml/scan_cursor.hpp"

namespace otkel::xml {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

class Scanner {
public:
    Scanner(std::string_view octets, const Limits& limits)
        : size_(octets.size()), limits_(limits), in_(octets, limits) {}

    Result<void> run();

private:
    bool prologue();
    bool xml_declaration();
    bool pseudo_attribute(std::string_view& word, std::string_view& value);
    bool markup();
    bool declaration_like();
    bool comment();
    bool character_data();
    bool instruction();
    bool start_tag();
    bool attribute(std::size_t& attributes, std::size_t& namespaces);
    bool attribute_value();
    bool enter(std::size_t namespaces, bool empty);
    bool end_tag();
    bool text();

    struct Declared {
        std::size_t depth;
        std::size_t count;
    };

    std::size_t size_;
    const Limits& limits_;
    ScanCursor in_;
    std::size_t depth_{0};
    std::size_t elements_{0};
    std::size_t namespaces_{0};
    // Open elements that declare namespaces; as long as the limit of namespaces at most.
    std::vector<Declared> declared_;
};

Result<void> Scanner::run() {
    if (size_ > limits_.octets) {
        return fail(Errc::limit_exceeded, "the document has " + std::to_string(size_) + " octets; the limit is " +
                                              std::to_string(limits_.octets));
    }
    bool good = prologue();
    while (good && !in_.at_end()) {
        good = in_.front() == '<' ? markup() : text();
    }
    if (good && (depth_ > 0 || elements_ == 0)) {
        good = in_.malformed(depth_ > 0 ? "the document ends inside an element" : "the document has no element");
    }
    if (!good) {
        return fail(std::move(in_.error()));
    }
    return {};
}

// Some peers put a byte order mark in front of UTF-8; it says nothing that we do not demand anyway.
bool Scanner::prologue() {
    in_.take(byte_order_mark);
    if (!in_.rest().starts_with("<?xml") || in_.rest().size() < 6 || !is_white(in_.rest()[5])) {
        return true;
    }
    in_.skip(5);
    return xml_declaration();
}

bool Scanner::xml_declaration() {
    const char* start = in_.here();
    while (true) {
        in_.skip_white();
        if (in_.take("?>")) {
            return in_.within_run(start, "the XML declaration");
        }
        const char* where = in_.here();
        std::string_view word;
        std::string_view value;
        if (!pseudo_attribute(word, value)) {
            return false;
        }
        if (word == "version" && value != "1.0") {
            return in_.refuse(Errc::forbidden_construct, "only XML 1.0 is accepted", where);
        }
        if (word == "encoding" && !equal_ignoring_case(value, "utf-8")) {
            return in_.refuse(Errc::forbidden_construct, "only the encoding UTF-8 is accepted", where);
        }
    }
}

bool Scanner::pseudo_attribute(std::string_view& word, std::string_view& value) {
    const std::size_t name_end = in_.rest().find_first_of("= \t\r\n?<>\"'");
    word = in_.rest().substr(0, name_end);
    in_.skip(word.size());
    in_.skip_white();
    const bool known = word == "version" || word == "encoding" || word == "standalone";
    if (!known || !in_.take("=")) {
        return in_.malformed("the XML declaration is malformed");
    }
    in_.skip_white();
    const char quote = in_.front();
    const std::size_t end = quote == '"' || quote == '\'' ? in_.rest().find(quote, 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
        return in_.malformed("the XML declaration is malformed");
    }
    value = in_.rest().substr(1, end - 1);
    if (value.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-") !=
        std::string_view::npos) {
        return in_.malformed("the XML declaration is malformed");
    }
    in_.skip(end + 1);
    return true;
}

bool Scanner::markup() {
    if (in_.rest().size() < 2) {
        return in_.malformed("the document ends inside a tag");
    }
    switch (in_.rest()[1]) {
        case '/': return end_tag();
        case '!': return declaration_like();
        case '?': return instruction();
        default: return start_tag();
    }
}

bool Scanner::declaration_like() {
    if (in_.rest().starts_with("<!--")) {
        return comment();
    }
    if (in_.rest().starts_with("<![CDATA[")) {
        return character_data();
    }
    if (in_.rest().starts_with("<!DOCTYPE") || in_.rest().starts_with("<!ENTITY")) {
        return in_.refuse(Errc::forbidden_construct, "a DOCTYPE is never accepted; send the document without it",
                          in_.here());
    }
    return in_.malformed("'<!' does not begin a comment or a CDATA section");
}

bool Scanner::comment() {
    const char* start = in_.here();
    in_.skip(4);
    if (!in_.until("--", "a comment", start)) {
        return false;
    }
    return in_.take(">") || in_.malformed("'--' may not stand inside a comment");
}

bool Scanner::character_data() {
    if (depth_ == 0) {
        return in_.malformed("a CDATA section stands outside the root element");
    }
    const char* start = in_.here();
    in_.skip(9);
    return in_.until("]]>", "a CDATA section", start);
}

bool Scanner::instruction() {
    const char* start = in_.here();
    if (!limits_.processing_instructions) {
        return in_.refuse(Errc::forbidden_construct, "a processing instruction is not accepted here", start);
    }
    in_.skip(2);
    const std::string_view inside = in_.rest().substr(0, in_.rest().find('?'));
    const std::string_view target = inside.substr(0, inside.find_first_of(" \t\r\n"));
    if (target.empty() || equal_ignoring_case(target, "xml")) {
        return in_.refuse(Errc::malformed, "the name of a processing instruction is missing or reserved", start);
    }
    return in_.until("?>", "a processing instruction", start);
}

bool Scanner::start_tag() {
    const char* start = in_.here();
    in_.skip(1);
    std::string_view word;
    if (!in_.name(word)) {
        return false;
    }
    if (++elements_ > limits_.elements) {
        return in_.refuse(Errc::limit_exceeded, "more than " + std::to_string(limits_.elements) + " elements", start);
    }
    if (depth_ == 0 && elements_ > 1) {
        return in_.refuse(Errc::malformed, "a second root element", start);
    }
    std::size_t attributes = 0;
    std::size_t namespaces = 0;
    while (true) {
        const char* before = in_.here();
        in_.skip_white();
        if (in_.take(">")) {
            return enter(namespaces, false);
        }
        if (in_.take("/>")) {
            return enter(namespaces, true);
        }
        if (in_.here() == before) {
            return in_.malformed(in_.at_end() ? "the document ends inside a tag"
                                              : "white space is missing inside a tag");
        }
        if (!attribute(attributes, namespaces)) {
            return false;
        }
    }
}

bool Scanner::attribute(std::size_t& attributes, std::size_t& namespaces) {
    const char* start = in_.here();
    std::string_view word;
    if (!in_.name(word)) {
        return false;
    }
    const bool declares = word.starts_with("xmlns") && (word.size() == 5 || word[5] == ':');
    if (declares) {
        if (namespaces_ + ++namespaces > limits_.namespaces_in_scope) {
            return in_.refuse(
                Errc::limit_exceeded,
                "more than " + std::to_string(limits_.namespaces_in_scope) + " namespace declarations in scope", start);
        }
    } else if (++attributes > limits_.attributes_per_element) {
        return in_.refuse(Errc::limit_exceeded,
                          "more than " + std::to_string(limits_.attributes_per_element) + " attributes in one element",
                          start);
    }
    in_.skip_white();
    if (!in_.take("=")) {
        return in_.malformed("'=' is missing after the name of an attribute");
    }
    in_.skip_white();
    const char* value = in_.here();
    if (!attribute_value()) {
        return false;
    }
    // libxml2 2.9 writes namespace names into the canonical form without escaping: the octets would say something else
    // than the document.
    if (declares && std::find(value, in_.here(), '&') != in_.here()) {
        return in_.refuse(Errc::forbidden_construct, "a reference stands in the name of a namespace", value);
    }
    return true;
}

bool Scanner::attribute_value() {
    const char quote = in_.front();
    if (quote != '"' && quote != '\'') {
        return in_.malformed("the value of an attribute is not in quotes");
    }
    in_.skip(1);
    const char* start = in_.here();
    if (!in_.content(quote) || !in_.within_run(start, "the value of an attribute")) {
        return false;
    }
    if (in_.front() != quote) {
        return in_.malformed(in_.at_end() ? "the document ends inside the value of an attribute"
                                          : "'<' stands in the value of an attribute");
    }
    in_.skip(1);
    return true;
}

bool Scanner::enter(std::size_t namespaces, bool empty) {
    if (depth_ + 1 > limits_.depth) {
        return in_.refuse(Errc::limit_exceeded, "elements are nested deeper than " + std::to_string(limits_.depth),
                          in_.here());
    }
    if (empty) {
        return true;
    }
    ++depth_;
    if (namespaces > 0) {
        namespaces_ += namespaces;
        declared_.push_back({depth_, namespaces});
    }
    return true;
}

bool Scanner::end_tag() {
    const char* start = in_.here();
    in_.skip(2);
    std::string_view word;
    if (!in_.name(word)) {
        return false;
    }
    in_.skip_white();
    if (!in_.take(">")) {
        return in_.malformed("an end tag is not closed");
    }
    if (depth_ == 0) {
        return in_.refuse(Errc::malformed, "an end tag without its start tag", start);
    }
    if (!declared_.empty() && declared_.back().depth == depth_) {
        namespaces_ -= declared_.back().count;
        declared_.pop_back();
    }
    --depth_;
    return true;
}

bool Scanner::text() {
    if (depth_ == 0) {
        in_.skip_white();
        return in_.at_end() || in_.front() == '<' || in_.malformed("text stands outside the root element");
    }
    const char* start = in_.here();
    return in_.content('<') && in_.within_run(start, "a text");
}

}  // namespace

Result<void> scan(std::string_view octets, const Limits& limits) { return Scanner{octets, limits}.run(); }

}  // namespace otkel::xml
