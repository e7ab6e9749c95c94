#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace otkel::journal {

// Which epochs may hold a message id: a Bloom filter for each epoch, all six bits of an entry in one block of 64 octets
// (one cache line). 2 octets of memory for each exchange, up to 4 while it grows; about one in a thousand epochs is
// asked in vain. A new message, the usual case, is then known to be new without a look at the disk, however large the
// journal is.
//
// A message asks the same block of every epoch: they lie side by side, so that a question reads one run of memory, 8
// KiB of it for a million exchanges.
class MessageFilter {
public:
    void add(std::int64_t epoch, std::int64_t fingerprint);
    [[nodiscard]] bool may_hold(std::int64_t epoch, std::int64_t fingerprint) const;
    // Newest first; stops when `visit` answers false.
    void each_candidate(std::int64_t fingerprint, const std::function<bool(std::int64_t epoch)>& visit) const;

    // The bits of one epoch, to be kept on disk.
    [[nodiscard]] std::string bits(std::int64_t epoch) const;
    // False when these are no bits of a filter; empty ones are of an epoch without messages.
    bool restore(std::int64_t epoch, const std::string& bits);

private:
    static constexpr std::size_t block_count = 256;

    void grow(std::size_t epochs);

    std::array<std::string, block_count> blocks_;  // each: 64 octets of the first epoch, of the second, ...
    std::size_t epochs_{0};
};

}  // namespace otkel::journal
