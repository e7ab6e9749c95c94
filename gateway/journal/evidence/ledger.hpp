#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "gateway/journal/evidence/proof.hpp"

// The part of a store that makes its records evidence. Whoever implements Store implements this over the same tables:
// records are written by Store::accept(), refuse() and step(), each in the transaction of what it tells, with
// append_record(). Here they are only read, and closed by seals.

namespace otkel::journal {

class Ledger {
public:
    virtual ~Ledger() = default;

    // Records of one chain that no seal holds, in the order of their sequence from the first such one on.
    struct Unsealed {
        std::string chain;
        std::optional<Seal> before;  // the last seal of the chain
        std::vector<Leaf> records;   // one at least; leaf computed from the text as it stands there now
        WallTime oldest{};           // of the first of them
    };
    // Of this node's chain, and of chains whose node is gone: nobody adds to those, and somebody has to close them.
    // Up to `limit` records of each.
    virtual asio::awaitable<Result<std::vector<Unsealed>>> unsealed(WallTime now, std::size_t limit) = 0;

    // The next seal of its chain, on disk when it returns. The same seal again is no error. Errc::replay_conflict when
    // there is another one of that number (a node that seals a dead one's chain was faster), or when it does not follow
    // the last one (check_follows()).
    virtual asio::awaitable<Result<void>> keep_seal(Seal seal) = 0;

    // Of each chain the last seal, when it has no stamp: a stamp over it covers all before it.
    virtual asio::awaitable<Result<std::vector<Seal>>> unstamped() = 0;
    // The stamp was verified by the caller. A seal keeps the first one that it gets. Errc::not_found.
    virtual asio::awaitable<Result<void>> add_stamp(std::string chain, std::uint64_t number, std::string stamp) = 0;

    // Also of an exchange whose records are not sealed or stamped yet: make_proof() tells that. From a seal that holds
    // a record not more than `seals_most` are looked through for one with a stamp. Errc::not_found.
    static constexpr std::size_t every_seal = std::numeric_limits<std::int32_t>::max();
    virtual asio::awaitable<Result<ProofMaterial>> proof_material(ExchangeId id, std::size_t seals_most) = 0;

    // For a look through the whole store: names of all chains, and the sealed records of one in the order of its seals,
    // for check_run(), and check_sealed() with the link of the seal before.
    struct Sealed {
        KeptSeal seal;
        std::vector<Leaf> records;
    };
    virtual asio::awaitable<Result<std::vector<std::string>>> chains() = 0;
    virtual asio::awaitable<Result<std::vector<Sealed>>> sealed(std::string chain, std::uint64_t from_number,
                                                                std::size_t limit) = 0;
};

}  // namespace otkel::journal
