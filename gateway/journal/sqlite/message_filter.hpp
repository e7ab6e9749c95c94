#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace otkel::journal {

// Which epochs may hold a message id: a Bloom filter for each epoch, all six bits of an entry in one block of 64 octets
// (one cache line). At most 2 octets of memory for each exchange; about one in a thousand epochs is asked in vain. A
// new message, the usual case, is then known to be new without a look at the disk, however large the journal is.
class MessageFilter {
public:
    void add(std::int64_t epoch, std::int64_t fingerprint);
    [[nodiscard]] bool may_hold(std::int64_t epoch, std::int64_t fingerprint) const;
    // Newest first; stops when `visit` answers false.
    void each_candidate(std::int64_t fingerprint, const std::function<bool(std::int64_t epoch)>& visit) const;

    // The bits of one epoch, to be kept on disk; empty when nothing was added.
    [[nodiscard]] std::string bits(std::int64_t epoch) const;
    // False when these are no bits of a filter.
    bool restore(std::int64_t epoch, std::string bits);

private:
    std::vector<std::string> epochs_;
};

}  // namespace otkel::journal
