#include "gateway/journal/sqlite/message_filter.hpp"

#include "gateway/journal/fingerprint.hpp"

namespace otkel::journal {
namespace {

constexpr std::size_t octets_per_exchange = 2;
constexpr std::size_t block_octets = 64;
constexpr std::size_t filter_octets = static_cast<std::size_t>(epoch_size) * octets_per_exchange;
constexpr std::size_t blocks = filter_octets / block_octets;
static_assert(blocks == 256, "eight bits of the fingerprint choose the block");

constexpr unsigned probes = 6;      // near the best number for 16 bits an entry
constexpr unsigned probe_bits = 9;  // a bit among the 512 of a block

// Calls visit(octet, mask) for each bit of an entry.
template <class Visit>
void each_bit(std::int64_t fingerprint, const Visit& visit) {
    const auto bits = static_cast<std::uint64_t>(fingerprint);
    const std::size_t block = (bits >> 56U) * block_octets;
    for (unsigned i = 0; i < probes; ++i) {
        const auto bit = bits >> (i * probe_bits) & 511U;
        visit(block + bit / 8, static_cast<char>(1U << (bit % 8)));
    }
}

}  // namespace

void MessageFilter::add(std::int64_t epoch, std::int64_t fingerprint) {
    const auto index = static_cast<std::size_t>(epoch);
    if (epochs_.size() <= index) {
        epochs_.resize(index + 1);
    }
    auto& filter = epochs_[index];
    filter.resize(filter_octets);
    each_bit(fingerprint,
             [&filter](std::size_t octet, char mask) { filter[octet] = static_cast<char>(filter[octet] | mask); });
}

bool MessageFilter::may_hold(std::int64_t epoch, std::int64_t fingerprint) const {
    const auto index = static_cast<std::size_t>(epoch);
    if (index >= epochs_.size() || epochs_[index].empty()) {
        return false;
    }
    bool all = true;
    each_bit(fingerprint, [&all, &filter = epochs_[index]](std::size_t octet, char mask) {
        all = all && (filter[octet] & mask) != 0;
    });
    return all;
}

void MessageFilter::each_candidate(std::int64_t fingerprint, const std::function<bool(std::int64_t)>& visit) const {
    for (auto epoch = static_cast<std::int64_t>(epochs_.size()) - 1; epoch >= 0; --epoch) {
        if (may_hold(epoch, fingerprint) && !visit(epoch)) {
            return;
        }
    }
}

std::string MessageFilter::bits(std::int64_t epoch) const {
    const auto index = static_cast<std::size_t>(epoch);
    return index < epochs_.size() ? epochs_[index] : std::string();
}

bool MessageFilter::restore(std::int64_t epoch, std::string bits) {
    if (epoch < 0 || (!bits.empty() && bits.size() != filter_octets)) {
        return false;
    }
    const auto index = static_cast<std::size_t>(epoch);
    if (epochs_.size() <= index) {
        epochs_.resize(index + 1);
    }
    epochs_[index] = std::move(bits);
    return true;
}

}  // namespace otkel::journal
