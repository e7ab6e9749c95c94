#pragma once

#include <set>
#include <utility>

#include "gateway/journal/evidence/ledger.hpp"
#include "gateway/journal/sqlite/statement.hpp"

// Seals, and the records under them, for Ledger (evidence/ledger.hpp). Throws SQLite::Exception; the owner of the
// connection guards it.

namespace otkel::journal {

// records.number: of one chain in the order of their sequence, one chain after the other.
[[nodiscard]] constexpr std::int64_t record_number(std::int64_t chain, std::int64_t sequence) {
    return (chain << 40) + sequence;
}

class LedgerReader {
public:
    explicit LedgerReader(SQLite::Database& database);

    Result<std::vector<Ledger::Unsealed>> unsealed(std::size_t limit);
    Result<std::vector<Seal>> unstamped();
    Result<ProofMaterial> proof_material(const ExchangeId& id, std::size_t seals_most);
    Result<std::vector<std::string>> chains();
    Result<std::vector<Ledger::Sealed>> sealed(const std::string& chain, std::uint64_t from_number, std::size_t limit);

private:
    using SealKey = std::pair<std::int64_t, std::int64_t>;  // number of the chain, number of the seal

    // With leaves made anew from the texts: a changed text is found by its link.
    std::vector<Leaf> leaves_of(std::int64_t chain, std::uint64_t after, std::size_t limit);
    Result<KeptSeal> kept(const Rows& rows);
    Result<void> add_run(const std::set<SealKey>& wanted, std::size_t seals_most, ProofMaterial& material);
    HashList hashes_of(std::int64_t chain, const Seal& seal);

    SQLite::Statement open_chains_, last_seal_, leaves_, hashes_, last_seals_, records_of_, seal_of_, seals_from_,
        chains_, chain_by_name_, oldest_;
};

class LedgerWriter {
public:
    explicit LedgerWriter(SQLite::Database& database);

    Result<void> keep_seal(const Seal& seal);
    Result<void> add_stamp(const std::string& chain, std::uint64_t number, const std::string& stamp);

private:
    SQLite::Statement chain_by_name_, seal_, last_seal_, insert_, stamp_, known_;
};

}  // namespace otkel::journal
