#include <array>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/der.hpp"

namespace otkel::crypto::der {
namespace {

Failure damaged(std::string_view what, std::string_view reason) {
    return fail(Errc::malformed, std::string(what) + ": " + std::string(reason));
}

std::uint8_t octet_at(std::string_view octets, std::size_t at) { return static_cast<std::uint8_t>(octets[at]); }

struct Header {
    std::size_t octets{0};
    std::size_t content{0};
};

// X.690 sections 8.1.3 and 10.1: the definite form, in as few octets as possible.
Result<Header> read_header(std::string_view octets, std::string_view what) {
    if (octets.size() < 2) {
        return damaged(what, "the octets end where an element should begin");
    }
    if ((octet_at(octets, 0) & 0x1fU) == 0x1fU) {
        return damaged(what, "tags of more than one octet are not expected");
    }
    const std::size_t first = octet_at(octets, 1);
    if (first < 0x80U) {
        return Header{2, first};
    }
    const std::size_t count = first & 0x7fU;
    if (count == 0 || count > 4 || octets.size() < 2 + count) {
        return damaged(what, "the length is indefinite, too large or cut off");
    }
    std::size_t length = 0;
    for (std::size_t i = 0; i < count; ++i) {
        length = (length << 8U) | octet_at(octets, 2 + i);
    }
    if (length < 0x80U || (count > 1 && (length >> (8U * (count - 1))) == 0)) {
        return damaged(what, "the length is not in its shortest form");
    }
    return Header{2 + count, length};
}

}  // namespace

std::optional<std::uint8_t> Reader::next_tag() const {
    return rest_.empty() ? std::nullopt : std::optional(octet_at(rest_, 0));
}

Result<Element> Reader::next(std::string_view what) {
    const auto header = read_header(rest_, what);
    if (!header) {
        return fail(header.error());
    }
    if (rest_.size() - header->octets < header->content) {
        return damaged(what, "the octets end inside the element");
    }
    const auto size = header->octets + header->content;
    const Element element{octet_at(rest_, 0), rest_.substr(header->octets, header->content), rest_.substr(0, size)};
    rest_.remove_prefix(size);
    return element;
}

Result<Element> Reader::next(std::uint8_t tag, std::string_view what) {
    if (const auto found = next_tag(); found && *found != tag) {
        return damaged(what, "tag 0x" + to_hex(std::string_view(reinterpret_cast<const char*>(&tag), 1)) +
                                 " is expected, 0x" + to_hex(rest_.substr(0, 1)) + " was found");
    }
    return next(what);
}

std::optional<Element> Reader::next_if(std::uint8_t tag) {
    if (next_tag() != tag) {
        return std::nullopt;
    }
    auto element = next("an optional element");
    return element ? std::optional(*element) : std::nullopt;
}

Result<void> Reader::finish(std::string_view what) const {
    if (!at_end()) {
        return damaged(what, "something follows that does not belong to it");
    }
    return {};
}

Result<Element> single(std::string_view octets, std::uint8_t tag, std::string_view what) {
    Reader reader(octets);
    auto element = reader.next(tag, what);
    if (!element) {
        return element;
    }
    if (const auto finished = reader.finish(what); !finished) {
        return fail(finished.error());
    }
    return element;
}

Result<std::string> oid_text(const Element& element) {
    constexpr std::string_view what = "an object identifier";
    if (element.tag != tag::object_identifier || element.content.empty()) {
        return damaged(what, "another element or nothing was found");
    }
    std::string text;
    std::uint64_t arc = 0;
    bool within = false;
    for (std::size_t i = 0; i < element.content.size(); ++i) {
        const auto octet = octet_at(element.content, i);
        if ((!within && octet == 0x80U) || arc > (UINT64_MAX >> 7U)) {
            return damaged(what, "an arc is too large or begins with zeros");
        }
        arc = (arc << 7U) | (octet & 0x7fU);
        within = (octet & 0x80U) != 0;
        if (within) {
            continue;
        }
        if (text.empty()) {  // X.690 section 8.19.4: the first two arcs share a number
            const std::uint64_t root = arc < 80 ? arc / 40 : 2;
            text = std::to_string(root) + "." + std::to_string(arc - root * 40);
        } else {
            text += "." + std::to_string(arc);
        }
        arc = 0;
    }
    if (within) {
        return damaged(what, "the last arc is cut off");
    }
    return text;
}

Result<WallTime> time(const Element& element) {
    constexpr std::string_view what = "a time";
    const bool utc = element.tag == tag::utc_time;
    if (!utc && element.tag != tag::generalized_time) {
        return damaged(what, "neither UTCTime nor GeneralizedTime");
    }
    const auto text = element.content;
    const std::size_t year_digits = utc ? 2 : 4;
    // RFC 5280 section 4.1.2.5: seconds are present, the zone is Z, no fraction.
    if (text.size() != year_digits + 11 || text.back() != 'Z') {
        return damaged(what, "'" + std::string(text.substr(0, 32)) + "' does not end in seconds and Z");
    }
    std::array<int, 6> parts{};  // year, month, day, hour, minute, second
    std::size_t at = 0;
    for (std::size_t part = 0; part < parts.size(); ++part) {
        for (std::size_t digit = 0; digit < (part == 0 ? year_digits : 2); ++digit, ++at) {
            if (text[at] < '0' || text[at] > '9') {
                return damaged(what, "'" + std::string(text) + "' holds something other than digits");
            }
            parts[part] = parts[part] * 10 + (text[at] - '0');
        }
    }
    if (utc) {
        parts[0] += parts[0] < 50 ? 2000 : 1900;
    }
    const std::chrono::year_month_day date{std::chrono::year{parts[0]},
                                           std::chrono::month{static_cast<unsigned>(parts[1])},
                                           std::chrono::day{static_cast<unsigned>(parts[2])}};
    if (!date.ok() || parts[3] > 23 || parts[4] > 59 || parts[5] > 59) {
        return damaged(what, "'" + std::string(text) + "' is not in any calendar");
    }
    return WallTime{std::chrono::sys_days{date}} + std::chrono::hours{parts[3]} + std::chrono::minutes{parts[4]} +
           std::chrono::seconds{parts[5]};
}

}  // namespace otkel::crypto::der
