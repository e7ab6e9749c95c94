#include "gateway/soap/multipart.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "gateway/base/ascii.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/soap/media_type.hpp"

namespace otkel::soap {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t boundary_octets_max = 70;

std::string part_name(std::size_t number) { return "part " + std::to_string(number) + " of the message"; }

Failure malformed(std::size_t part, std::string_view what) {
    return fail(Errc::malformed, part_name(part) + " " + std::string(what));
}

Failure too_much(std::size_t part, std::string_view what, std::size_t limit) {
    return fail(Errc::limit_exceeded,
                part_name(part) + " has more than " + std::to_string(limit) + " octets" + std::string(what));
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

bool is_control(char c) {
    const auto octet = static_cast<unsigned char>(c);
    return (octet < 0x20 && c != '\t') || octet == 0x7f;
}

bool is_graphic(char c) { return c > ' ' && c <= '~'; }

// RFC 5322 section 2.2: printable ASCII without the colon.
bool is_field_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return is_graphic(c) && c != ':'; });
}

// The three fields that count here.
struct Fields {
    std::optional<std::string> id, type, encoding;

    std::optional<std::string>* named(std::string_view name) {
        return name == "content-id"                  ? &id
               : name == "content-type"              ? &type
               : name == "content-transfer-encoding" ? &encoding
                                                     : nullptr;
    }
};

Result<Fields> read_fields(std::string_view header, std::size_t part) {
    Fields fields;
    std::optional<std::string>* last = nullptr;
    bool any = false;
    while (!header.empty()) {
        const auto end = header.find(line_end);
        const auto line = header.substr(0, end);
        header.remove_prefix(end == std::string_view::npos ? header.size() : end + line_end.size());
        if (std::any_of(line.begin(), line.end(), is_control)) {
            return malformed(part, "has a control character in its header");
        }
        if (!line.empty() && is_blank(line.front())) {  // RFC 5322 section 2.2.3: the line before goes on
            if (!any) {
                return malformed(part, "has a header that begins with white space");
            }
            if (last != nullptr) {
                last->emplace(without_blanks(**last + " " + std::string(without_blanks(line))));
            }
            continue;
        }
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !is_field_name(line.substr(0, colon))) {
            return malformed(part, "has a line in its header that is no field; \"Name: value\" was expected");
        }
        any = true;
        last = fields.named(ascii::lower_case(line.substr(0, colon)));
        if (last == nullptr) {
            continue;
        }
        if (*last) {
            return malformed(part, "has the header field " + std::string(line.substr(0, colon)) + " twice");
        }
        *last = without_blanks(line.substr(colon + 1));
    }
    return fields;
}

// RFC 2045 section 7; some write it without its angle brackets, so they do not count.
Result<std::string> read_id(std::string_view value, std::size_t part) {
    if (value.size() > 2 && value.front() == '<' && value.back() == '>') {
        value = value.substr(1, value.size() - 2);
    }
    const bool plain =
        std::all_of(value.begin(), value.end(), [](char c) { return is_graphic(c) && c != '<' && c != '>'; });
    if (value.empty() || !plain) {
        return malformed(part, "has a Content-ID that is none; <name@domain> was expected");
    }
    return std::string(value);
}

Result<void> decode(Part& part, const std::optional<std::string>& encoding, std::size_t number) {
    constexpr std::array<std::string_view, 3> as_it_stands{"7bit", "8bit", "binary"};
    const auto word = ascii::lower_case(encoding.value_or("7bit"));
    if (word == "base64") {
        auto decoded = from_base64(part.encoded);
        if (!decoded) {
            return malformed(number, "is not the base64 that its Content-Transfer-Encoding promises");
        }
        part.decoded = std::move(*decoded);
        part.is_base64 = true;
    } else if (std::find(as_it_stands.begin(), as_it_stands.end(), word) == as_it_stands.end()) {
        return malformed(number, "has the Content-Transfer-Encoding " + told_name(word) +
                                     "; binary, 8bit, 7bit or base64 was expected");
    }
    return {};
}

Result<Part> read_part(std::string_view text, std::size_t number, const MultipartLimits& limits) {
    const bool without_header = text.starts_with(line_end);
    const auto looked_at = text.substr(0, limits.header_octets_max + 2 * line_end.size());
    const auto end = without_header ? 0 : looked_at.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        return looked_at.size() < text.size() ? too_much(number, " in its header", limits.header_octets_max)
                                              : malformed(number, "has no empty line between header and content");
    }
    auto fields = read_fields(text.substr(0, end), number);
    if (!fields) {
        return fail(fields.error());
    }
    Part part;
    part.encoded = text.substr(end + (without_header ? 1 : 2) * line_end.size());
    part.content_type = fields->type.value_or("");
    if (fields->id) {
        auto id = read_id(*fields->id, number);
        if (!id) {
            return fail(id.error());
        }
        part.content_id = std::move(*id);
    }
    if (ascii::lower_case(part.content_type).starts_with("multipart/")) {
        return malformed(number, "is made of parts itself; every attachment stands in a part of its own");
    }
    if (auto decoded = decode(part, fields->encoding, number); !decoded) {
        return fail(decoded.error());
    }
    if (part.octets().size() > limits.part_octets_max) {
        return too_much(number, "", limits.part_octets_max);
    }
    return part;
}

class BodyReader {
public:
    BodyReader(std::string_view body, std::string_view boundary)
        : rest_(body), delimiter_("--" + std::string(boundary)), on_new_line_(std::string(line_end) + delimiter_) {}

    // To behind the first boundary.
    Result<void> begin() {
        if (!rest_.starts_with(delimiter_)) {
            const auto found = rest_.find(on_new_line_);
            if (found == std::string_view::npos) {
                return fail(Errc::malformed,
                            "the boundary that the Content-Type names begins no line of the message; lines end with "
                            "CR LF");
            }
            rest_.remove_prefix(found + line_end.size());
        }
        rest_.remove_prefix(delimiter_.size());
        return {};
    }

    enum class Line { part, end };
    // What a boundary is followed by in its line. RFC 2046 lets a line with more in it count as a boundary, others read
    // it as content: it is refused.
    Result<Line> rest_of_line() {
        const bool ends = rest_.starts_with("--");
        rest_.remove_prefix(ends ? 2 : 0);
        while (!rest_.empty() && is_blank(rest_.front())) {
            rest_.remove_prefix(1);
        }
        if (ends && rest_.empty()) {
            return Line::end;
        }
        if (!rest_.starts_with(line_end)) {
            return fail(Errc::malformed, rest_.empty() ? "the message ends in the line of a boundary"
                                                       : "a line begins with the boundary and goes on after it");
        }
        rest_.remove_prefix(line_end.size());
        return ends ? Line::end : Line::part;
    }

    // Header and content of a part; to behind the boundary after it.
    Result<std::string_view> part(std::size_t number) {
        const auto end = rest_.find(on_new_line_);
        if (end == std::string_view::npos) {
            return malformed(number, "has no end: the closing boundary of the message is missing");
        }
        const auto text = rest_.substr(0, end);
        if (text.starts_with(delimiter_) || text.empty()) {
            return malformed(number, "is empty; a header and an empty line were expected");
        }
        rest_.remove_prefix(end + on_new_line_.size());
        return text;
    }

private:
    std::string_view rest_;
    std::string delimiter_;
    std::string on_new_line_;
};

}  // namespace

std::string told_name(std::string_view name) {
    constexpr std::size_t shown = 80;
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~'; });
    return !plain                ? "(a name of other than printable characters)"
           : name.size() > shown ? "\"" + std::string(name.substr(0, shown)) + "…\""
                                 : "\"" + std::string(name) + "\"";
}

bool is_boundary(std::string_view text) {
    constexpr std::string_view others = "'()+_,-./:=? ";
    const auto fits = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               others.find(c) != std::string_view::npos;
    };
    return !text.empty() && text.size() <= boundary_octets_max && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), fits);
}

Result<std::vector<Part>> read_parts(std::string_view body, std::string_view boundary, const MultipartLimits& limits) {
    BodyReader in(body, boundary);
    if (auto begun = in.begin(); !begun) {
        return fail(begun.error());
    }
    std::vector<Part> parts;
    while (true) {
        const auto line = in.rest_of_line();
        if (!line) {
            return fail(line.error());
        }
        if (*line == BodyReader::Line::end) {
            return parts;
        }
        if (parts.size() == limits.parts_max) {
            return fail(Errc::limit_exceeded,
                        "the message has more than " + std::to_string(limits.parts_max) + " parts");
        }
        const auto number = parts.size() + 1;
        const auto text = in.part(number);
        if (!text) {
            return fail(text.error());
        }
        auto part = read_part(*text, number, limits);
        if (!part) {
            return fail(part.error());
        }
        parts.push_back(std::move(*part));
    }
}

}  // namespace otkel::soap
