#include "gateway/xml/places.hpp"

#include <algorithm>
#include <limits>

#include "gateway/xml/scanner.hpp"

namespace otkel::xml {
namespace {

// What both sinks keep about the elements that are open: as much as the document is deep.
class OpenElements {
public:
    explicit OpenElements(std::string_view octets) : octets_(octets) {}

    void open(const ScannedName& name) {
        name_ = name;
        tag_read_to_ = name.at + name.whole().size();
    }
    // Behind the quote of a value.
    void value_read(std::string_view value) { tag_read_to_ = value.data() + value.size() + 1; }
    // In a tag nothing but white space and '/' is left before its '>' now.
    void opened() {
        const char* close = std::find(tag_read_to_, octets_.data() + octets_.size(), '>');
        open_.push_back({name_.local(), offset(close) + 1});
    }
    void close() { open_.pop_back(); }

    [[nodiscard]] bool none() const { return open_.empty(); }
    [[nodiscard]] std::string_view local() const { return open_.back().local; }
    [[nodiscard]] std::size_t offset(const char* at) const { return static_cast<std::size_t>(at - octets_.data()); }
    // Whether [begin, end) is all that stands in the innermost element. What follows "</" can only be its end tag.
    [[nodiscard]] bool filled_by(std::size_t begin, std::size_t end) const {
        return begin == open_.back().content_begin && octets_.substr(end).starts_with("</");
    }
    // Whether the innermost element, which ends at `end`, has no content at all.
    [[nodiscard]] bool is_empty(std::size_t end) const {
        const auto begin = open_.back().content_begin;
        return begin == end || octets_.substr(begin).starts_with("</");
    }

private:
    struct Open {
        std::string_view local;
        std::size_t content_begin;
    };
    std::string_view octets_;
    ScannedName name_;
    const char* tag_read_to_{nullptr};
    std::vector<Open> open_;
};

class NamedElements {
public:
    NamedElements(std::string_view octets, std::string_view space, std::string_view local, std::size_t most)
        : elements_(octets), space_(space), local_(local), most_(most) {}

    void open(const ScannedName& name) {
        elements_.open(name);
        name_ = name;
        attributes_.clear();
        outer_bindings_ = bindings_.size();
    }
    Refusal declare(std::string_view prefix, std::string_view space) {
        elements_.value_read(space);
        bindings_.push_back({prefix, space});
        return {};
    }
    void attribute(const ScannedName& name, std::string_view value, bool references) {
        elements_.value_read(value);
        attributes_.push_back({name.whole(), value, references});
    }
    Refusal opened() {
        elements_.opened();
        auto place = none;
        if (name_.local() == local_ && space_of(name_.prefix()) == space_ && found_.size() < most_) {
            place = found_.size();
            found_.push_back({elements_.offset(name_.at) - 1, 0, false, false, attributes_});
        }
        open_.push_back({place, outer_bindings_});
        return {};
    }
    void text(std::string_view /*octets*/, bool /*references*/) {}
    void white(std::string_view /*octets*/) {}
    void section(std::string_view /*octets*/) {}
    void close(const char* after) {
        const auto [place, outer_bindings] = open_.back();
        const auto end = elements_.offset(after);
        const bool empty = elements_.is_empty(end);
        elements_.close();
        if (place != none) {
            auto& element = found_[place];
            element.end = end;
            element.empty = empty;
            element.alone = !elements_.none() && elements_.filled_by(element.begin, end);
        }
        bindings_.resize(outer_bindings);
        open_.pop_back();
    }

    [[nodiscard]] std::vector<PlacedElement>& found() { return found_; }

private:
    static constexpr auto none = std::numeric_limits<std::size_t>::max();
    struct Binding {
        std::string_view prefix;
        std::string_view space;
    };
    struct Open {
        std::size_t place;           // in found_, or none
        std::size_t outer_bindings;  // how many were in force around it
    };

    // Empty for a prefix that nobody declared.
    [[nodiscard]] std::string_view space_of(std::string_view prefix) const {
        const auto nearest = std::find_if(bindings_.rbegin(), bindings_.rend(),
                                          [&](const Binding& one) { return one.prefix == prefix; });
        return nearest == bindings_.rend() ? std::string_view{} : nearest->space;
    }

    OpenElements elements_;
    std::string_view space_, local_;
    std::size_t most_;
    ScannedName name_;
    std::size_t outer_bindings_{0};
    std::vector<PlacedAttribute> attributes_;  // of the tag that is being read
    std::vector<Binding> bindings_;
    std::vector<Open> open_;
    std::vector<PlacedElement> found_;
};

class WholeTexts {
public:
    WholeTexts(std::string_view octets, std::size_t least) : elements_(octets), least_(least) {}

    void open(const ScannedName& name) { elements_.open(name); }
    Refusal declare(std::string_view /*prefix*/, std::string_view space) {
        elements_.value_read(space);
        return {};
    }
    void attribute(const ScannedName& /*name*/, std::string_view value, bool /*references*/) {
        elements_.value_read(value);
    }
    Refusal opened() {
        elements_.opened();
        return {};
    }
    void text(std::string_view octets, bool references) {
        const auto begin = elements_.offset(octets.data());
        if (!references && octets.size() >= least_ && elements_.filled_by(begin, begin + octets.size())) {
            found_.push_back({elements_.local(), begin, octets.size()});
        }
    }
    void white(std::string_view /*octets*/) {}
    void section(std::string_view /*octets*/) {}
    void close(const char* /*after*/) { elements_.close(); }

    [[nodiscard]] std::vector<PlacedText>& found() { return found_; }

private:
    OpenElements elements_;
    std::size_t least_;
    std::vector<PlacedText> found_;
};

}  // namespace

Result<std::vector<PlacedElement>> elements_named(std::string_view octets, std::string_view space,
                                                  std::string_view local, std::size_t most, const Limits& limits) {
    NamedElements sink(octets, space, local, most);
    if (const auto read = Scanner<NamedElements>{octets, limits, sink}.run(); !read) {
        return fail(read.error());
    }
    return std::move(sink.found());
}

Result<std::vector<PlacedText>> whole_texts(std::string_view octets, std::size_t least, const Limits& limits) {
    WholeTexts sink(octets, least);
    if (const auto read = Scanner<WholeTexts>{octets, limits, sink}.run(); !read) {
        return fail(read.error());
    }
    return std::move(sink.found());
}

}  // namespace otkel::xml
