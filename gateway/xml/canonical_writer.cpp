#include "gateway/xml/canonical_writer.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/assert.hpp"
#include "gateway/xml/characters.hpp"

namespace otkel::xml {
namespace {

constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view replacement = "\xef\xbf\xbd";

// What an ASCII character becomes; empty for itself. `special` also marks octets that are not ASCII or not allowed.
struct Escapes {
    std::array<std::string_view, 128> word;
    std::array<bool, 256> special;
};

constexpr Escapes escapes(bool attribute) {
    Escapes table{};
    table.word['&'] = "&amp;";
    table.word['<'] = "&lt;";
    table.word['\r'] = "&#xD;";
    if (attribute) {
        table.word['"'] = "&quot;";
        table.word['\t'] = "&#x9;";
        table.word['\n'] = "&#xA;";
    } else {
        table.word['>'] = "&gt;";
    }
    for (std::size_t c = 0; c < table.special.size(); ++c) {
        table.special[c] = c >= 128 || !is_xml_character(static_cast<std::uint32_t>(c)) || !table.word[c].empty();
    }
    return table;
}

bool append_escaped(std::string& out, std::string_view value, const Escapes& table) {
    bool lossless = true;
    std::size_t from = 0;
    std::size_t at = 0;
    while (at < value.size()) {
        const auto c = static_cast<unsigned char>(value[at]);
        if (!table.special[c]) {
            ++at;
            continue;
        }
        const std::size_t size = character_size(value.substr(at));
        if (size > 1) {
            at += size;
            continue;
        }
        out.append(value, from, at - from);
        out += size == 1 ? table.word[c] : replacement;
        lossless = lossless && size == 1;
        from = ++at;
    }
    out.append(value, from);
    return lossless;
}

}  // namespace

bool append_escaped_text(std::string& out, std::string_view value) {
    static constexpr Escapes table = escapes(false);
    return append_escaped(out, value, table);
}

bool append_escaped_attribute(std::string& out, std::string_view value) {
    static constexpr Escapes table = escapes(true);
    return append_escaped(out, value, table);
}

void CanonicalWriter::declare(std::string_view prefix, std::string_view space) {
    finish_tag();
    bindings_.push_back({names_.size(), prefix.size(), space.size(), open_.size() + 1});
    names_ += prefix;
    names_ += space;
}

void CanonicalWriter::open(std::string_view prefix, std::string_view local) {
    OTKEL_ASSERT(prefix.empty() || is_bound(prefix, bindings_.size()));
    finish_tag();
    out_ += '<';
    const std::size_t name = out_.size();
    if (!prefix.empty()) {
        out_ += prefix;
        out_ += ':';
    }
    out_ += local;
    open_.push_back({name, out_.size() - name});
    write_declarations(open_.size());
    tag_open_ = true;
}

// C14N 1.0 section 2.3: namespaces before attributes, sorted by prefix, the default first; none that repeats its
// parent's.
void CanonicalWriter::write_declarations(std::size_t depth) {
    std::size_t first = bindings_.size();
    while (first > 0 && bindings_[first - 1].depth == depth) {
        --first;
    }
    const auto begin = bindings_.begin() + static_cast<std::ptrdiff_t>(first);
    if (bindings_.size() - first > 1) {
        std::sort(begin, bindings_.end(),
                  [this](const Binding& a, const Binding& b) { return prefix_of(a) < prefix_of(b); });
    }
    for (auto at = begin; at != bindings_.end(); ++at) {
        const auto prefix = prefix_of(*at);
        OTKEL_ASSERT(at == begin || prefix_of(*(at - 1)) != prefix);
        const auto space = std::string_view{names_}.substr(at->at + at->prefix_size, at->space_size);
        if (space_of(prefix, first) == space) {
            continue;
        }
        out_ += prefix.empty() ? " xmlns" : " xmlns:";
        out_ += prefix;
        out_ += "=\"";
        append_escaped_attribute(out_, space);
        out_ += '"';
    }
}

void CanonicalWriter::attribute(std::string_view prefix, std::string_view local, std::string_view value) {
    OTKEL_ASSERT(tag_open_ && (prefix.empty() || is_bound(prefix, bindings_.size())));
    Written written{out_.size(), prefix.size(), local.size()};
    out_ += ' ';
    if (!prefix.empty()) {
        out_ += prefix;
        out_ += ':';
    }
    out_ += local;
    out_ += "=\"";
    if (!append_escaped_attribute(out_, value)) {
        remember_replacement();
    }
    out_ += '"';
    const std::size_t size = out_.size() - written.at;
    const auto place = std::find_if(attributes_.begin(), attributes_.end(),
                                    [&](const Written& other) { return goes_before(written, other); });
    OTKEL_ASSERT(place == attributes_.begin() || goes_before(*(place - 1), written));
    if (place != attributes_.end()) {
        const auto octets = out_.begin();
        std::rotate(octets + static_cast<std::ptrdiff_t>(place->at), octets + static_cast<std::ptrdiff_t>(written.at),
                    out_.end());
        written.at = place->at;
        std::for_each(place, attributes_.end(), [size](Written& later) { later.at += size; });
    }
    attributes_.insert(place, written);
}

void CanonicalWriter::text(std::string_view value) {
    finish_tag();
    if (!append_escaped_text(out_, value)) {
        remember_replacement();
    }
}

void CanonicalWriter::canonical(std::string_view octets) {
    finish_tag();
    out_ += octets;
}

void CanonicalWriter::close() {
    OTKEL_ASSERT(!open_.empty());
    finish_tag();
    out_ += "</";
    out_.append(out_, open_.back().name, open_.back().name_size);
    out_ += '>';
    while (!bindings_.empty() && bindings_.back().depth >= open_.size()) {
        // Sorted by prefix, not by where they stand.
        names_.resize(std::min(names_.size(), bindings_.back().at));
        bindings_.pop_back();
    }
    open_.pop_back();
}

void CanonicalWriter::leaf(std::string_view prefix, std::string_view local, std::string_view value) {
    open(prefix, local);
    text(value);
    close();
}

Result<void> CanonicalWriter::outcome() const {
    if (replaced_at_.empty()) {
        return {};
    }
    return fail(Errc::malformed,
                "a value holds octets that are not characters of XML; remove control characters from it",
                {"", 0, 0, replaced_at_});
}

void CanonicalWriter::finish_tag() {
    if (tag_open_) {
        out_ += '>';
        attributes_.clear();
        tag_open_ = false;
    }
}

bool CanonicalWriter::is_bound(std::string_view prefix, std::size_t bindings) const {
    return prefix == "xml" || !space_of(prefix, bindings).empty();
}

std::string_view CanonicalWriter::space_of(std::string_view prefix, std::size_t bindings) const {
    for (std::size_t i = bindings; i > 0; --i) {
        const auto& binding = bindings_[i - 1];
        if (prefix_of(binding) == prefix) {
            return std::string_view{names_}.substr(binding.at + binding.prefix_size, binding.space_size);
        }
    }
    return prefix == "xml" ? xml_namespace : std::string_view{};
}

std::string_view CanonicalWriter::prefix_of(const Binding& binding) const {
    return std::string_view{names_}.substr(binding.at, binding.prefix_size);
}

std::string_view CanonicalWriter::local_of(const Written& attribute) const {
    const std::size_t skipped = attribute.prefix_size == 0 ? 1 : attribute.prefix_size + 2;
    return std::string_view{out_}.substr(attribute.at + skipped, attribute.local_size);
}

// An attribute without a prefix is in no namespace, whatever the default one is.
std::string_view CanonicalWriter::space_of(const Written& attribute) const {
    return attribute.prefix_size == 0
               ? std::string_view{}
               : space_of(std::string_view{out_}.substr(attribute.at + 1, attribute.prefix_size), bindings_.size());
}

bool CanonicalWriter::goes_before(const Written& a, const Written& b) const {
    const auto order = space_of(a).compare(space_of(b));
    return order < 0 || (order == 0 && local_of(a) < local_of(b));
}

void CanonicalWriter::remember_replacement() {
    if (!replaced_at_.empty()) {
        return;
    }
    for (const auto& element : open_) {
        replaced_at_ += '/';
        replaced_at_.append(out_, element.name, element.name_size);
    }
}

}  // namespace otkel::xml
