#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// The two indexes by text (message ids; business keys and correlation ids) hold 64-bit fingerprints, cut into epochs:
// runs of exchanges in the order of their acceptance. An index over the texts themselves would be hit at a random page
// by every insert, and the insert rate would fall as the journal grows; within an epoch the pages stay few and hot. A
// search asks every epoch, newest first: some microseconds each, 122 of them for a million exchanges. A hit is compared
// with the text in the exchange's own row.

namespace otkel::journal {

constexpr int epoch_bits = 13;
constexpr std::int64_t epoch_size = std::int64_t{1} << epoch_bits;

[[nodiscard]] constexpr std::int64_t epoch_of(std::int64_t exchange_number) { return exchange_number >> epoch_bits; }

// From SHA-256, so that a peer cannot choose message ids that collide. Stored: never change them.
[[nodiscard]] std::int64_t message_fingerprint(std::string_view message_id);
[[nodiscard]] std::int64_t key_fingerprint(std::string_view name, std::string_view value);
[[nodiscard]] std::int64_t correlation_fingerprint(std::string_view correlation_id);

}  // namespace otkel::journal
