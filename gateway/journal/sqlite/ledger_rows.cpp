#include "gateway/journal/sqlite/ledger_rows.hpp"

#include <limits>

namespace otkel::journal {
namespace {

Result<Seal> seal_in(std::string_view body) {
    auto seal = read_seal(body);
    if (!seal) {
        return fail(Errc::storage_failed, "a seal has changed in the journal: " + seal.error().detail);
    }
    return seal;
}

std::int64_t stored(std::uint64_t number) { return static_cast<std::int64_t>(number); }

}  // namespace

LedgerReader::LedgerReader(SQLite::Database& database)
    : open_chains_(database,
                   "SELECT incarnation, chain FROM nodes WHERE "
                   "coalesce((SELECT sequence FROM records WHERE number > incarnation << 40 "
                   "AND number < (incarnation + 1) << 40 ORDER BY number DESC LIMIT 1), 0) > "
                   "coalesce((SELECT max(last) FROM seals WHERE seals.chain = incarnation), 0) ORDER BY incarnation"),
      last_seal_(database, "SELECT body, stamp FROM seals WHERE chain = ? ORDER BY number DESC LIMIT 1"),
      leaves_(database,
              "SELECT sequence, link, body FROM records WHERE number > ? AND number < ? ORDER BY number LIMIT ?"),
      hashes_(database, "SELECT leaf FROM records WHERE number BETWEEN ? AND ? ORDER BY number"),
      last_seals_(database,
                  "SELECT body, stamp FROM nodes JOIN seals ON seals.chain = incarnation AND seals.number = "
                  "(SELECT max(number) FROM seals AS all_of_chain WHERE all_of_chain.chain = incarnation) "
                  "WHERE stamp IS NULL ORDER BY incarnation"),
      records_of_(database,
                  "SELECT body, chain, sequence FROM records WHERE exchange = "
                  "(SELECT number FROM exchanges WHERE id = ?) ORDER BY ordinal"),
      seal_of_(database, "SELECT number FROM seals WHERE chain = ? AND last >= ? ORDER BY last LIMIT 1"),
      seals_from_(database, "SELECT body, stamp FROM seals WHERE chain = ? AND number >= ? ORDER BY number LIMIT ?"),
      chains_(database, "SELECT chain FROM nodes ORDER BY incarnation"),
      chain_by_name_(database, "SELECT incarnation FROM nodes WHERE chain = ?"),
      oldest_(database, "SELECT body FROM records WHERE number > ? AND number < ? ORDER BY number LIMIT 1") {}

Result<KeptSeal> LedgerReader::kept(const Rows& rows) {
    auto seal = seal_in(rows.view(0));
    if (!seal) {
        return fail(seal.error());
    }
    return KeptSeal{std::move(*seal), rows.is_null(1) ? std::string{} : std::string(rows.view(1))};
}

std::vector<Leaf> LedgerReader::leaves_of(std::int64_t chain, std::uint64_t after, std::size_t limit) {
    std::vector<Leaf> leaves;
    Rows rows(leaves_, record_number(chain, stored(after)), record_number(chain + 1, 0), stored(limit));
    while (rows.next()) {
        std::string link(rows.view(1));
        leaves.push_back({static_cast<std::uint64_t>(rows.number(0)), leaf_hash(rows.view(2)), std::move(link)});
    }
    return leaves;
}

Result<std::vector<Ledger::Unsealed>> LedgerReader::unsealed(std::size_t limit) {
    std::vector<Ledger::Unsealed> open;
    Rows chains(open_chains_);
    while (chains.next()) {
        const auto chain = chains.number(0);
        Ledger::Unsealed one;
        one.chain = chains.text(1);
        if (Rows last(last_seal_, chain); last.next()) {
            auto seal = seal_in(last.view(0));
            if (!seal) {
                return fail(seal.error());
            }
            one.before = std::move(*seal);
        }
        const std::uint64_t after = one.before ? one.before->last : 0;
        one.records = leaves_of(chain, after, limit);
        // One whose text no longer reads is told by its link when the seal is made.
        if (Rows oldest(oldest_, record_number(chain, stored(after)), record_number(chain + 1, 0)); oldest.next()) {
            const auto record = read_record(oldest.view(0));
            one.oldest = record ? record->at : WallTime{};
        }
        open.push_back(std::move(one));
    }
    return open;
}

Result<std::vector<Seal>> LedgerReader::unstamped() {
    std::vector<Seal> seals;
    Rows rows(last_seals_);
    while (rows.next()) {
        auto seal = seal_in(rows.view(0));
        if (!seal) {
            return fail(seal.error());
        }
        seals.push_back(std::move(*seal));
    }
    return seals;
}

HashList LedgerReader::hashes_of(std::int64_t chain, const Seal& seal) {
    HashList leaves;
    Rows rows(hashes_, record_number(chain, stored(seal.first)), record_number(chain, stored(seal.last)));
    while (rows.next()) {
        leaves.emplace_back(rows.view(0));
    }
    return leaves;
}

// Every wanted seal, and from each on to the first that is stamped.
Result<void> LedgerReader::add_run(const std::set<SealKey>& wanted, std::size_t seals_most, ProofMaterial& material) {
    std::set<SealKey> added;
    for (const auto& key : wanted) {
        Rows rows(seals_from_, key.first, key.second, stored(seals_most));
        for (auto number = key.second; rows.next(); ++number) {
            auto seal = kept(rows);
            if (!seal) {
                return fail(seal.error());
            }
            const bool stamped = !seal->stamp.empty();
            if (added.insert({key.first, number}).second) {
                if (wanted.contains({key.first, number})) {
                    material.leaves.push_back({seal->seal.chain, seal->seal.number, hashes_of(key.first, seal->seal)});
                }
                material.seals.push_back(std::move(*seal));
            }
            if (stamped) {
                break;
            }
        }
    }
    return {};
}

Result<ProofMaterial> LedgerReader::proof_material(const ExchangeId& id, std::size_t seals_most) {
    ProofMaterial material;
    std::set<SealKey> wanted;
    Rows rows(records_of_, id.text());
    while (rows.next()) {
        material.records.push_back(rows.text(0));
        const auto chain = rows.number(1);
        if (Rows seal(seal_of_, chain, rows.number(2)); seal.next()) {
            wanted.emplace(chain, seal.number(0));
        }
    }
    if (material.records.empty()) {
        return fail(Errc::not_found, "the journal has no records of an exchange " + id.text());
    }
    if (auto added = add_run(wanted, seals_most, material); !added) {
        return fail(added.error());
    }
    return material;
}

Result<std::vector<std::string>> LedgerReader::chains() {
    std::vector<std::string> names;
    Rows rows(chains_);
    while (rows.next()) {
        names.push_back(rows.text(0));
    }
    return names;
}

Result<std::vector<Ledger::Sealed>> LedgerReader::sealed(const std::string& chain, std::uint64_t from_number,
                                                         std::size_t limit) {
    std::vector<Ledger::Sealed> all;
    Rows found(chain_by_name_, chain);
    if (!found.next()) {
        return fail(Errc::not_found, "the journal has no chain " + chain);
    }
    const auto number = found.number(0);
    Rows rows(seals_from_, number, stored(from_number), stored(limit));
    while (rows.next()) {
        auto seal = kept(rows);
        if (!seal) {
            return fail(seal.error());
        }
        const auto count = seal->seal.last - seal->seal.first + 1;
        auto records = leaves_of(number, seal->seal.first - 1, count);
        all.push_back({std::move(*seal), std::move(records)});
    }
    return all;
}

LedgerWriter::LedgerWriter(SQLite::Database& database)
    : chain_by_name_(database, "SELECT incarnation FROM nodes WHERE chain = ?"),
      seal_(database, "SELECT body FROM seals WHERE chain = ? AND number = ?"),
      last_seal_(database, "SELECT body FROM seals WHERE chain = ? ORDER BY number DESC LIMIT 1"),
      insert_(database, "INSERT INTO seals(chain, number, first, last, body) VALUES (?, ?, ?, ?, ?)"),
      stamp_(database, "UPDATE seals SET stamp = ? WHERE chain = ? AND number = ? AND stamp IS NULL"),
      known_(database, "SELECT 1 FROM seals WHERE chain = ? AND number = ?") {}

Result<void> LedgerWriter::keep_seal(const Seal& seal) {
    Rows found(chain_by_name_, seal.chain);
    if (!found.next()) {
        return fail(Errc::not_found, "the journal has no chain " + seal.chain);
    }
    const auto chain = found.number(0);
    const auto body = seal_text(seal);
    if (Rows same(seal_, chain, stored(seal.number)); same.next()) {
        return same.view(0) == body ? Result<void>{}
                                    : fail(Errc::replay_conflict, "there is another " + describe(seal) + " already");
    }
    std::optional<Seal> before;
    if (Rows last(last_seal_, chain); last.next()) {
        auto read = seal_in(last.view(0));
        if (!read) {
            return fail(read.error());
        }
        before = std::move(*read);
    }
    const auto fits = before ? check_follows(*before, seal) : check_run({&seal, 1});
    if (!fits || (!before && seal.number != 1)) {
        return fail(Errc::replay_conflict,
                    fits ? describe(seal) + " is not the first of its chain" : fits.error().detail);
    }
    execute(insert_, chain, stored(seal.number), stored(seal.first), stored(seal.last), body);
    return {};
}

Result<void> LedgerWriter::add_stamp(const std::string& chain, std::uint64_t number, const std::string& stamp) {
    Rows found(chain_by_name_, chain);
    const auto incarnation = found.next() ? std::optional{found.number(0)} : std::nullopt;
    if (!incarnation || !Rows(known_, *incarnation, stored(number)).next()) {
        return fail(Errc::not_found, "the journal has no seal " + std::to_string(number) + " of chain " + chain);
    }
    execute(stamp_, Blob{stamp}, *incarnation, stored(number));
    return {};
}

}  // namespace otkel::journal
