#include "gateway/journal/packed_leg.hpp"

#include <zstd.h>

#include <memory>

#include "gateway/crypto/key.hpp"

namespace otkel::journal {
namespace {

// More than any limit of a message: a changed size must not ask for all memory.
constexpr std::int64_t largest_leg = std::int64_t{1} << 30;

struct FreeCompressor {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

// A context keeps its tables from one message to the next; making one costs more than compressing 4 KiB.
ZSTD_CCtx* compressor() {
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(ZSTD_createCCtx());
    return context.get();
}

std::string compressed(const std::string& octets, int level) {
    std::string out(ZSTD_compressBound(octets.size()), '\0');
    const auto size = ZSTD_compressCCtx(compressor(), out.data(), out.size(), octets.data(), octets.size(), level);
    if (ZSTD_isError(size) != 0U || size >= octets.size()) {
        return octets;
    }
    out.resize(size);
    out.shrink_to_fit();
    return out;
}

Failure changed(const PackedLeg& packed, const std::string& exchange, const std::string& what) {
    return fail(Errc::storage_failed, "the journal's octets of exchange " + exchange + ", leg " +
                                          std::string(name(packed.leg)) + ", have changed on the disk: " + what +
                                          ". Take this message from a backup");
}

}  // namespace

PackedLeg pack(const LegOctets& leg, int compression_level) {
    return {leg.leg, leg.content_type, crypto::digest(crypto::DigestAlgorithm::sha256, leg.octets),
            static_cast<std::int64_t>(leg.octets.size()), compressed(leg.octets, compression_level)};
}

std::vector<PackedLeg> pack(const std::vector<LegOctets>& legs, int compression_level) {
    std::vector<PackedLeg> packed;
    packed.reserve(legs.size());
    for (const auto& leg : legs) {
        packed.push_back(pack(leg, compression_level));
    }
    return packed;
}

Result<LegOctets> unpack(PackedLeg packed, const std::string& exchange) {
    if (packed.size < 0 || packed.size > largest_leg) {
        return changed(packed, exchange, "the size is impossible");
    }
    std::string octets;
    if (static_cast<std::int64_t>(packed.octets.size()) == packed.size) {
        octets = std::move(packed.octets);
    } else {
        octets.resize(static_cast<std::size_t>(packed.size));
        const auto size = ZSTD_decompress(octets.data(), octets.size(), packed.octets.data(), packed.octets.size());
        if (ZSTD_isError(size) != 0U) {
            return changed(packed, exchange, ZSTD_getErrorName(size));
        }
        octets.resize(size);
    }
    if (crypto::digest(crypto::DigestAlgorithm::sha256, octets) != packed.sha256) {
        return changed(packed, exchange, "the SHA-256 differs");
    }
    return LegOctets{packed.leg, std::move(packed.content_type), std::move(octets)};
}

Result<std::vector<LegOctets>> unpack(std::vector<PackedLeg> packed, const std::string& exchange) {
    std::vector<LegOctets> legs;
    for (auto& leg : packed) {
        auto octets = unpack(std::move(leg), exchange);
        if (!octets) {
            return fail(octets.error());
        }
        legs.push_back(std::move(*octets));
    }
    return legs;
}

}  // namespace otkel::journal
