#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/der.hpp"

namespace otkel::crypto::der {
namespace {

char octet(std::uint64_t value) { return static_cast<char>(static_cast<unsigned char>(value & 0xffU)); }

void append_length(std::string& out, std::size_t length) {
    if (length < 0x80) {
        out += octet(length);
        return;
    }
    std::string digits;
    for (auto rest = length; rest != 0; rest >>= 8U) {
        digits.insert(digits.begin(), octet(rest));
    }
    out += octet(0x80U | digits.size());
    out += digits;
}

void append_arc(std::string& out, std::uint64_t arc) {
    std::string digits(1, octet(arc & 0x7fU));
    for (arc >>= 7U; arc != 0; arc >>= 7U) {
        digits.insert(digits.begin(), octet(0x80U | (arc & 0x7fU)));
    }
    out += digits;
}

struct Calendar {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<std::chrono::seconds> clock;
};

Calendar calendar_of(WallTime time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto day = std::chrono::floor<std::chrono::days>(seconds);
    return {std::chrono::year_month_day{day}, std::chrono::hh_mm_ss{seconds - day}};
}

std::string digits_of(const Calendar& calendar) {
    return fmt::format("{:02}{:02}{:02}{:02}{:02}Z", static_cast<unsigned>(calendar.date.month()),
                       static_cast<unsigned>(calendar.date.day()), calendar.clock.hours().count(),
                       calendar.clock.minutes().count(), calendar.clock.seconds().count());
}

}  // namespace

std::string element(std::uint8_t tag, std::string_view content) {
    std::string out;
    out.reserve(content.size() + 6);
    out += static_cast<char>(tag);
    append_length(out, content.size());
    out += content;
    return out;
}

std::string sequence(std::initializer_list<std::string_view> parts) {
    std::string content;
    for (const auto part : parts) {
        content += part;
    }
    return element(tag::sequence, content);
}

std::string sequence_of(const std::vector<std::string>& parts) {
    std::string content;
    for (const auto& part : parts) {
        content += part;
    }
    return element(tag::sequence, content);
}

// X.690 section 11.6: ordered by their encodings.
std::string set_of(std::vector<std::string> parts) {
    std::sort(parts.begin(), parts.end());
    std::string content;
    for (const auto& part : parts) {
        content += part;
    }
    return element(tag::set, content);
}

std::string oid(std::string_view dotted) {
    std::vector<std::uint64_t> arcs;
    const auto* at = dotted.data();
    const auto* end = at + dotted.size();
    while (at != end) {
        std::uint64_t arc = 0;
        const auto read = std::from_chars(at, end, arc);
        OTKEL_ASSERT(read.ec == std::errc{} && (read.ptr == end || *read.ptr == '.'));
        arcs.push_back(arc);
        at = read.ptr == end ? end : read.ptr + 1;
    }
    OTKEL_ASSERT(arcs.size() >= 2);
    std::string content;
    append_arc(content, arcs[0] * 40 + arcs[1]);
    for (std::size_t i = 2; i < arcs.size(); ++i) {
        append_arc(content, arcs[i]);
    }
    return element(tag::object_identifier, content);
}

std::string integer(std::uint64_t value) {
    std::string octets;
    for (; value != 0; value >>= 8U) {
        octets.insert(octets.begin(), octet(value));
    }
    return integer_of(octets);
}

std::string integer_of(std::string_view octets) {
    const auto first = std::min(octets.find_first_not_of('\0'), octets.size());
    std::string content(octets.substr(first));
    // X.690 section 8.3: two's complement, so that a set first bit asks for a zero octet before it.
    if (content.empty() || (static_cast<unsigned char>(content.front()) & 0x80U) != 0) {
        content.insert(content.begin(), '\0');
    }
    return element(tag::integer, content);
}

std::string bit_string(std::string_view octets) {
    return element(tag::bit_string, std::string(1, '\0') + std::string(octets));
}

std::string octet_string(std::string_view octets) { return element(tag::octet_string, octets); }

std::string boolean(bool value) { return element(tag::boolean, std::string(1, octet(value ? 0xff : 0))); }

std::string null() { return element(tag::null, {}); }

std::string time(WallTime time) {
    const auto calendar = calendar_of(time);
    const int year = static_cast<int>(calendar.date.year());
    if (year < 1950 || year > 2049) {
        return generalized_time(time);
    }
    return element(tag::utc_time, fmt::format("{:02}", year % 100) + digits_of(calendar));
}

std::string generalized_time(WallTime time) {
    const auto calendar = calendar_of(time);
    return element(tag::generalized_time,
                   fmt::format("{:04}", static_cast<int>(calendar.date.year())) + digits_of(calendar));
}

}  // namespace otkel::crypto::der
