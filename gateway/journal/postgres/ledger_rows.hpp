#pragma once

#include <set>
#include <utility>

#include "gateway/journal/evidence/ledger.hpp"
#include "gateway/journal/postgres/connection.hpp"

// Seals, and the records under them, for Ledger (evidence/ledger.hpp). Private to journal/postgres/.
//
// Who closes what. A node closes its own chain. The chain of a node whose lease has ended is closed by the one that
// has taken it over for a while (nodes.closer, a row lock for the moment of taking): of several nodes one seals it and
// asks the authority for its stamp. Should two do so all the same, the number of a seal is there only once.

namespace otkel::journal::postgres {

class LedgerRows {
public:
    explicit LedgerRows(Connection& connection) : connection_(connection) {}

    // `incarnation`: of the node that asks.
    Asked<std::vector<Ledger::Unsealed>> unsealed(std::int64_t incarnation, std::size_t limit);
    Asked<std::vector<Seal>> unstamped(std::int64_t incarnation);
    Asked<void> keep_seal(const Seal& seal);
    Asked<void> add_stamp(const std::string& chain, std::uint64_t number, const std::string& stamp);
    Asked<ProofMaterial> proof_material(const ExchangeId& id, std::size_t seals_most);
    Asked<std::vector<std::string>> chains();
    Asked<std::vector<Ledger::Sealed>> sealed(const std::string& chain, std::uint64_t from_number, std::size_t limit);

private:
    using SealKey = std::pair<std::int64_t, std::int64_t>;  // incarnation, number of the seal

    Asked<std::int64_t> incarnation_of(const std::string& chain);
    Asked<std::optional<Seal>> last_seal(std::int64_t incarnation);
    Asked<Ledger::Unsealed> unsealed_of(std::int64_t incarnation, std::string chain, std::size_t limit);
    // With leaves made anew from the texts: a changed text is found by its link. The text of the first one is put into
    // `first`.
    Asked<std::vector<Leaf>> leaves_of(std::int64_t incarnation, std::uint64_t after, std::size_t limit,
                                       std::string* first = nullptr);
    Asked<HashList> hashes_of(std::int64_t incarnation, const Seal& seal);
    Asked<void> add_run(const std::set<SealKey>& wanted, std::size_t seals_most, ProofMaterial& material);

    Connection& connection_;
};

}  // namespace otkel::journal::postgres
