#include "gateway/journal/sqlite/message_filter.hpp"

#include "gateway/journal/fingerprint.hpp"

namespace otkel::journal {
namespace {

constexpr std::size_t octets_per_exchange = 2;
constexpr std::size_t block_octets = 64;
constexpr std::size_t filter_octets = static_cast<std::size_t>(epoch_size) * octets_per_exchange;

constexpr unsigned probes = 6;      // near the best number for 16 bits an entry
constexpr unsigned probe_bits = 9;  // a bit among the 512 of a block

// Eight bits of the fingerprint choose the block.
std::size_t block_of(std::int64_t fingerprint) { return static_cast<std::uint64_t>(fingerprint) >> 56U; }

struct Bit {
    std::size_t octet;
    char mask;
};

Bit bit_of(std::int64_t fingerprint, unsigned probe) {
    const auto bit = static_cast<std::uint64_t>(fingerprint) >> probe * probe_bits & 511U;
    return {bit / 8, static_cast<char>(1U << (bit % 8))};
}

bool holds(const char* block, std::int64_t fingerprint) {
    for (unsigned i = 0; i < probes; ++i) {
        const auto bit = bit_of(fingerprint, i);
        if ((block[bit.octet] & bit.mask) == 0) {
            return false;
        }
    }
    return true;
}

}  // namespace

void MessageFilter::grow(std::size_t epochs) {
    static_assert(block_count * block_octets == filter_octets);
    if (epochs_ >= epochs) {
        return;
    }
    for (auto& block : blocks_) {
        block.resize(epochs * block_octets);
    }
    epochs_ = epochs;
}

void MessageFilter::add(std::int64_t epoch, std::int64_t fingerprint) {
    const auto index = static_cast<std::size_t>(epoch);
    grow(index + 1);
    char* block = blocks_.at(block_of(fingerprint)).data() + index * block_octets;
    for (unsigned i = 0; i < probes; ++i) {
        const auto bit = bit_of(fingerprint, i);
        block[bit.octet] = static_cast<char>(block[bit.octet] | bit.mask);
    }
}

bool MessageFilter::may_hold(std::int64_t epoch, std::int64_t fingerprint) const {
    const auto index = static_cast<std::size_t>(epoch);
    return index < epochs_ && holds(blocks_.at(block_of(fingerprint)).data() + index * block_octets, fingerprint);
}

void MessageFilter::each_candidate(std::int64_t fingerprint, const std::function<bool(std::int64_t)>& visit) const {
    const char* const first = blocks_.at(block_of(fingerprint)).data();
    for (auto index = epochs_; index-- > 0;) {
        if (holds(first + index * block_octets, fingerprint) && !visit(static_cast<std::int64_t>(index))) {
            return;
        }
    }
}

std::string MessageFilter::bits(std::int64_t epoch) const {
    const auto index = static_cast<std::size_t>(epoch);
    std::string all;
    if (index < epochs_) {
        for (const auto& block : blocks_) {
            all.append(block, index * block_octets, block_octets);
        }
    }
    return all;
}

bool MessageFilter::restore(std::int64_t epoch, const std::string& bits) {
    if (epoch < 0 || (!bits.empty() && bits.size() != filter_octets)) {
        return false;
    }
    const auto index = static_cast<std::size_t>(epoch);
    grow(index + 1);
    for (std::size_t i = 0; i < bits.size() / block_octets; ++i) {
        bits.copy(blocks_.at(i).data() + index * block_octets, block_octets, i * block_octets);
    }
    return true;
}

}  // namespace otkel::journal
