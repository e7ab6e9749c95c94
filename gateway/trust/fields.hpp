#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/crypto/der.hpp"

// Private to trust/.

namespace otkel::trust {

// The fields of one structure, read in order. The first thing that is wrong stays; after it every field reads as empty
// and at_end() is true, so that a structure is read without a branch after each field.
class Fields {
public:
    explicit Fields(std::string_view octets, std::string_view structure) : reader_(octets), structure_(structure) {}

    crypto::der::Element next(std::uint8_t tag, std::string_view what);
    crypto::der::Element any(std::string_view what);
    std::optional<crypto::der::Element> next_if(std::uint8_t tag);
    std::string oid(std::string_view what);
    std::uint64_t number(std::string_view what);   // an INTEGER that is not negative and fits
    std::string natural(std::string_view what);    // an INTEGER that is not negative: octets without leading zeros
    std::string algorithm(std::string_view what);  // the identifier; parameters are absent, NULL or a SEQUENCE
    std::string plain_algorithm(std::string_view what);  // the same, but parameters are absent or NULL

    [[nodiscard]] bool has_failed() const { return error_.has_value(); }
    [[nodiscard]] bool at_end() const { return error_ || reader_.at_end(); }
    [[nodiscard]] bool next_is(std::uint8_t tag) const { return !error_ && reader_.next_tag() == tag; }
    void refuse(Error error);
    void refuse(std::string detail);  // Errc::malformed
    // The outcome of a structure inside this one.
    void include(const Result<void>& inner);
    // Errc::malformed also when something is left.
    [[nodiscard]] Result<void> finish();

private:
    crypto::der::Reader reader_;
    std::string_view structure_;
    std::optional<Error> error_;
};

// Octets of an INTEGER without leading zeros; nullopt when it is negative or empty.
[[nodiscard]] std::optional<std::string> natural_octets(std::string_view integer_content);

}  // namespace otkel::trust
