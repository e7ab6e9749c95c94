#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/xml/blocks.hpp"
#include "gateway/xml/limits.hpp"
#include "gateway/xml/markup.hpp"
#include "gateway/xml/scan_cursor.hpp"

// The one pass over raw octets behind scan() and Tree::parse(). For the .cpp files of this folder.

namespace otkel::xml {

// Why a sink refuses what it was told; no detail when it does not.
struct Refusal {
    const char* detail{nullptr};
    Errc code{Errc::malformed};
};

// Tells a sink what it reads, in document order:
//   open(name); declare(prefix, space) and attribute(name, value, references) for each; opened(); then text(octets,
//   references), white(octets), section(octets) and other elements; close(after), where the octets of the element end.
// Views are into the octets. What a sink is told may still turn out to be part of a document that is refused.
template <class Sink>
class Scanner {
public:
    Scanner(std::string_view octets, const Limits& limits, Sink& sink)
        : size_(octets.size()), limits_(limits), in_(octets, limits), sink_(sink) {}

    Result<void> run();

private:
    struct Open {
        std::string_view name;
        std::size_t namespaces;
    };
    // Deep enough for most messages; a deeper one grows.
    static constexpr std::size_t depth_at_first = 16;

    bool markup();
    bool declaration_like();
    bool section();
    bool start_tag();
    bool attributes();
    bool attribute();
    bool attribute_value(std::string_view& value, bool& references);
    bool declaration(const ScannedName& name, std::string_view value, bool references);
    bool enter(const ScannedName& name, const char* start, bool empty);
    bool end_tag();
    bool end_tag_with_white(std::string_view expected);
    bool text();
    bool too_many(std::size_t limit, const char* what, const char* where);

    std::size_t size_;
    const Limits& limits_;
    ScanCursor in_;
    Sink& sink_;
    std::vector<Open> open_;  // as long as the limit of the depth at most
    std::size_t elements_{0};
    std::size_t namespaces_{0};  // in scope
    // Of the start tag that is being read.
    std::size_t tag_attributes_{0};
    std::size_t tag_namespaces_{0};
};

template <class Sink>
Result<void> Scanner<Sink>::run() {
    if (size_ > limits_.octets) {
        return fail(Errc::limit_exceeded, "the document has " + std::to_string(size_) + " octets; the limit is " +
                                              std::to_string(limits_.octets));
    }
    open_.reserve(depth_at_first);
    bool good = read_prologue(in_);
    while (good && !in_.at_end()) {
        good = in_.front() == '<' ? markup() : text();
    }
    if (good && (!open_.empty() || elements_ == 0)) {
        good = in_.malformed(elements_ > 0 ? "the document ends inside an element" : "the document has no element");
    }
    if (!good) {
        return fail(std::move(in_.error()));
    }
    return {};
}

template <class Sink>
bool Scanner<Sink>::markup() {
    const auto rest = in_.rest();
    if (rest.size() < 2) {
        return in_.malformed("the document ends inside a tag");
    }
    switch (rest[1]) {
        case '/': return end_tag();
        case '!': return declaration_like();
        case '?': return read_instruction(in_, limits_);
        default: return start_tag();
    }
}

template <class Sink>
bool Scanner<Sink>::declaration_like() {
    if (in_.rest().starts_with("<!--")) {
        return read_comment(in_);
    }
    return in_.rest().starts_with("<![CDATA[") ? section() : refuse_declaration(in_);
}

template <class Sink>
bool Scanner<Sink>::section() {
    if (open_.empty()) {
        return in_.malformed("a CDATA section stands outside the root element");
    }
    const char* start = in_.here();
    in_.skip(9);
    const char* content = in_.here();
    if (!in_.until("]]>", "a CDATA section", start)) {
        return false;
    }
    auto octets = in_.since(content);
    octets.remove_suffix(3);
    sink_.section(octets);
    return true;
}

template <class Sink>
bool Scanner<Sink>::start_tag() {
    const char* start = in_.here();
    in_.skip(1);
    ScannedName name;
    if (!in_.name(name)) {
        return false;
    }
    if (++elements_ > limits_.elements) {
        return too_many(limits_.elements, "elements", start);
    }
    if (open_.empty() && elements_ > 1) {
        return in_.refuse(Errc::malformed, "a second root element", start);
    }
    if (name.prefix() == "xmlns") {
        return in_.refuse(Errc::malformed, "the name of an element has the prefix xmlns", start);
    }
    sink_.open(name);
    tag_attributes_ = 0;
    tag_namespaces_ = 0;
    if (!in_.take('>')) {
        if (!attributes()) {
            return false;
        }
        if (in_.take('/')) {
            return in_.take('>') ? enter(name, start, true) : in_.malformed("'>' is missing after '/'");
        }
        in_.skip(1);
    }
    return enter(name, start, false);
}

// Up to the '>' or '/' of the start tag.
template <class Sink>
bool Scanner<Sink>::attributes() {
    while (true) {
        const char* before = in_.here();
        in_.skip_white();
        if (in_.front() == '>' || in_.front() == '/') {
            return true;
        }
        if (in_.here() == before) {
            return in_.at_end() ? in_.malformed("the document ends inside a tag")
                                : in_.unexpected("white space is missing inside a tag");
        }
        if (!attribute()) {
            return false;
        }
    }
}

template <class Sink>
bool Scanner<Sink>::attribute() {
    const char* start = in_.here();
    ScannedName name;
    if (!in_.name(name)) {
        return false;
    }
    const bool declares = name.prefix() == "xmlns" || name.whole() == "xmlns";
    if (declares && namespaces_ + ++tag_namespaces_ > limits_.namespaces_in_scope) {
        return too_many(limits_.namespaces_in_scope, "namespace declarations in scope", start);
    }
    if (!declares && ++tag_attributes_ > limits_.attributes_per_element) {
        return too_many(limits_.attributes_per_element, "attributes in one element", start);
    }
    in_.skip_white();
    if (!in_.take('=')) {
        return in_.unexpected("'=' is missing after the name of an attribute");
    }
    in_.skip_white();
    std::string_view value;
    bool references = false;
    if (!attribute_value(value, references)) {
        return false;
    }
    if (declares) {
        return declaration(name, value, references);
    }
    sink_.attribute(name, value, references);
    return true;
}

template <class Sink>
bool Scanner<Sink>::attribute_value(std::string_view& value, bool& references) {
    const char quote = in_.front();
    if (quote != '"' && quote != '\'') {
        return in_.malformed("the value of an attribute is not in quotes");
    }
    in_.skip(1);
    const char* start = in_.here();
    if (!in_.value(quote, references) || !in_.within_run(start, "the value of an attribute")) {
        return false;
    }
    value = in_.since(start);
    return in_.take(quote) || in_.malformed(in_.at_end() ? "the document ends inside the value of an attribute"
                                                         : "'<' stands in the value of an attribute");
}

template <class Sink>
bool Scanner<Sink>::declaration(const ScannedName& name, std::string_view value, bool references) {
    // libxml2 2.9 writes namespace names into the canonical form without escaping: the octets would say something else
    // than the document.
    if (references) {
        return in_.refuse(Errc::forbidden_construct, "a reference stands in the name of a namespace", value.data() - 1);
    }
    const Refusal refusal = sink_.declare(name.prefix_size > 0 ? name.local() : std::string_view{}, value);
    return refusal.detail == nullptr || in_.refuse(refusal.code, refusal.detail, name.at);
}

template <class Sink>
bool Scanner<Sink>::enter(const ScannedName& name, const char* start, bool empty) {
    if (open_.size() + 1 > limits_.depth) {
        return in_.refuse(Errc::limit_exceeded, "elements are nested deeper than " + std::to_string(limits_.depth),
                          in_.here());
    }
    if (const Refusal refusal = sink_.opened(); refusal.detail != nullptr) {
        return in_.refuse(refusal.code, refusal.detail, start);
    }
    if (empty) {
        sink_.close(in_.here());
        return true;
    }
    namespaces_ += tag_namespaces_;
    open_.push_back({name.whole(), tag_namespaces_});
    return true;
}

// Whether `rest` begins with `name`, which stands further to the left in the same octets.
[[nodiscard]] inline bool same_name(std::string_view rest, std::string_view name) {
    return name.size() <= sizeof(Block) && rest.size() >= sizeof(Block)
               ? equal_in_block(rest.data(), name.data(), name.size())
               : rest.starts_with(name);
}

template <class Sink>
bool Scanner<Sink>::end_tag() {
    if (open_.empty()) {
        return in_.malformed("an end tag without its start tag");
    }
    const auto& [name, namespaces] = open_.back();
    const auto rest = in_.rest();
    const std::size_t size = name.size() + 3;
    if (rest.size() >= size && rest[size - 1] == '>' && same_name(rest.substr(2), name)) {
        in_.skip(size);
    } else if (!end_tag_with_white(name)) {
        return false;
    }
    namespaces_ -= namespaces;
    open_.pop_back();
    sink_.close(in_.here());
    return true;
}

template <class Sink>
bool Scanner<Sink>::end_tag_with_white(std::string_view expected) {
    const char* start = in_.here();
    in_.skip(2);
    ScannedName name;
    if (!in_.name(name)) {
        return false;
    }
    if (name.whole() != expected) {
        constexpr std::size_t shown = 64;
        const auto cut = [](std::string_view full) {
            return full.size() <= shown ? std::string(full) : std::string("of a long name");
        };
        return in_.refuse(Errc::malformed,
                          "the end tag " + cut(name.whole()) + " stands where " + cut(expected) + " has to end", start);
    }
    in_.skip_white();
    return in_.take('>') || in_.unexpected("an end tag is not closed");
}

template <class Sink>
bool Scanner<Sink>::text() {
    const char* start = in_.here();
    in_.skip_white();
    if (open_.empty()) {
        return in_.at_end() || in_.front() == '<' || in_.malformed("text stands outside the root element");
    }
    bool references = false;
    const bool white = in_.front() == '<';
    if ((!white && !in_.text(references)) || !in_.within_run(start, "a text")) {
        return false;
    }
    if (white) {
        sink_.white(in_.since(start));
    } else {
        sink_.text(in_.since(start), references);
    }
    return true;
}

template <class Sink>
bool Scanner<Sink>::too_many(std::size_t limit, const char* what, const char* where) {
    return in_.refuse(Errc::limit_exceeded, "more than " + std::to_string(limit) + " " + what, where);
}

}  // namespace otkel::xml
