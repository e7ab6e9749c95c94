#include "gateway/journal/sqlite/sqlite_ledger.hpp"

#include "gateway/base/write_points.hpp"

namespace otkel::journal {

// With one process that writes, every chain but its own is of one that is gone: whatever is open may be closed.
asio::awaitable<Result<std::vector<Ledger::Unsealed>>> SqliteLedger::unsealed(WallTime /*now*/, std::size_t limit) {
    auto work = [limit](LedgerReader& reader) { return reader.unsealed(limit); };
    co_return co_await reading(std::move(work));
}

asio::awaitable<Result<void>> SqliteLedger::keep_seal(Seal seal) {
    auto unit = [writer = parts_.writer, seal = std::move(seal)] { return writer->keep_seal(seal); };
    auto kept = co_await parts_.write(std::move(unit));
    reached(WritePoint::seal_kept);
    co_return kept;
}

asio::awaitable<Result<std::vector<Seal>>> SqliteLedger::unstamped() {
    auto work = [](LedgerReader& reader) { return reader.unstamped(); };
    co_return co_await reading(std::move(work));
}

asio::awaitable<Result<void>> SqliteLedger::add_stamp(std::string chain, std::uint64_t number, std::string stamp) {
    auto unit = [writer = parts_.writer, chain = std::move(chain), number, stamp = std::move(stamp)] {
        return writer->add_stamp(chain, number, stamp);
    };
    co_return co_await parts_.write(std::move(unit));
}

asio::awaitable<Result<ProofMaterial>> SqliteLedger::proof_material(ExchangeId id, std::size_t seals_most) {
    auto work = [id = std::move(id), seals_most](LedgerReader& reader) {
        return reader.proof_material(id, seals_most);
    };
    co_return co_await reading(std::move(work));
}

asio::awaitable<Result<std::vector<std::string>>> SqliteLedger::chains() {
    auto work = [](LedgerReader& reader) { return reader.chains(); };
    co_return co_await reading(std::move(work));
}

asio::awaitable<Result<std::vector<Ledger::Sealed>>> SqliteLedger::sealed(std::string chain, std::uint64_t from_number,
                                                                          std::size_t limit) {
    auto work = [chain = std::move(chain), from_number, limit](LedgerReader& reader) {
        return reader.sealed(chain, from_number, limit);
    };
    co_return co_await reading(std::move(work));
}

}  // namespace otkel::journal
