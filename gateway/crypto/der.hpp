#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"

// DER (X.690) by hand, for what OpenSSL does not read or write because of an algorithm it does not know. Reading is
// strict: definite, shortest lengths, tags below 31; nothing is allocated.

namespace otkel::crypto::der {

namespace tag {
inline constexpr std::uint8_t boolean = 0x01, integer = 0x02, bit_string = 0x03, octet_string = 0x04, null = 0x05,
                              object_identifier = 0x06, enumerated = 0x0a, utf8_string = 0x0c, printable_string = 0x13,
                              ia5_string = 0x16, utc_time = 0x17, generalized_time = 0x18, sequence = 0x30, set = 0x31;
// [n], constructed and primitive.
[[nodiscard]] constexpr std::uint8_t context(unsigned n) { return static_cast<std::uint8_t>(0xa0U | n); }
[[nodiscard]] constexpr std::uint8_t context_primitive(unsigned n) { return static_cast<std::uint8_t>(0x80U | n); }
}  // namespace tag

struct Element {
    std::uint8_t tag{0};
    std::string_view content;
    std::string_view whole;  // tag, length and content
};

// Elements one after another: of a file, or of the content of a constructed element. Views live as long as the octets.
class Reader {
public:
    explicit Reader(std::string_view octets) : rest_(octets) {}
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::optional<std::uint8_t> next_tag() const;  // without moving
    // Errc::malformed: what stands there is not an element. `what` names what was expected, for the error.
    [[nodiscard]] Result<Element> next(std::string_view what);
    [[nodiscard]] Result<Element> next(std::uint8_t tag, std::string_view what);
    [[nodiscard]] std::optional<Element> next_if(std::uint8_t tag);  // nullopt also when it is damaged
    // Errc::malformed when something follows.
    [[nodiscard]] Result<void> finish(std::string_view what) const;

private:
    std::string_view rest_;
};

// The one element that the octets consist of.
[[nodiscard]] Result<Element> single(std::string_view octets, std::uint8_t tag, std::string_view what);
[[nodiscard]] Result<std::string> oid_text(const Element& element);  // "1.2.398.3"
[[nodiscard]] Result<WallTime> time(const Element& element);         // UTCTime and GeneralizedTime, in UTC

[[nodiscard]] std::string element(std::uint8_t tag, std::string_view content);
[[nodiscard]] std::string sequence(std::initializer_list<std::string_view> parts);
[[nodiscard]] std::string sequence_of(const std::vector<std::string>& parts);
[[nodiscard]] std::string set_of(std::vector<std::string> parts);  // in the order that DER asks for
[[nodiscard]] std::string oid(std::string_view dotted);
[[nodiscard]] std::string integer(std::uint64_t value);
// Big-endian octets of a number that is not negative, leading zeros allowed.
[[nodiscard]] std::string integer_of(std::string_view octets);
[[nodiscard]] std::string bit_string(std::string_view octets);  // whole octets
[[nodiscard]] std::string octet_string(std::string_view octets);
[[nodiscard]] std::string boolean(bool value);
[[nodiscard]] std::string null();
// UTCTime until 2049, GeneralizedTime after (RFC 5280 section 4.1.2.5); whole seconds.
[[nodiscard]] std::string time(WallTime time);
[[nodiscard]] std::string generalized_time(WallTime time);

}  // namespace otkel::crypto::der
