#include "gateway/journal/postgres/ledger_rows.hpp"

#include <array>

#include "gateway/base/write_points.hpp"
#include "gateway/journal/postgres/rows.hpp"
#include "gateway/journal/postgres/statements.hpp"

namespace otkel::journal::postgres {
namespace {

std::int64_t stored(std::uint64_t number) { return static_cast<std::int64_t>(number); }

tl::unexpected<Refused> refused(Errc code, std::string detail) {
    return tl::unexpected(Refused{Trouble::refused, Error{code, std::move(detail), {}, {}}});
}

Asked<Seal> seal_in(const std::string& body) {
    auto seal = read_seal(body);
    if (!seal) {
        return refused(Errc::storage_failed, "a seal has changed in the journal: " + seal.error().detail);
    }
    return std::move(*seal);
}

// Of the columns body, stamp.
Asked<KeptSeal> kept(const Rows& rows, int row) {
    auto seal = seal_in(rows.text(row, 0));
    if (!seal) {
        return tl::unexpected(std::move(seal.error()));
    }
    return KeptSeal{std::move(*seal), rows.is_null(row, 1) ? std::string{} : rows.text(row, 1)};
}

}  // namespace

Asked<std::int64_t> LedgerRows::incarnation_of(const std::string& chain) {
    auto found = connection_.ask(sql::chain_by_name, Parameters(as_text(chain)));
    if (!found) {
        return tl::unexpected(std::move(found.error()));
    }
    if (found->empty()) {
        return refused(Errc::not_found, "the journal has no chain " + chain);
    }
    return found->number(0, 0);
}

Asked<std::optional<Seal>> LedgerRows::last_seal(std::int64_t incarnation) {
    auto rows = connection_.ask(sql::last_seal, Parameters(incarnation));
    if (!rows) {
        return tl::unexpected(std::move(rows.error()));
    }
    if (rows->empty()) {
        return std::optional<Seal>{};
    }
    auto seal = seal_in(rows->text(0, 0));
    if (!seal) {
        return tl::unexpected(std::move(seal.error()));
    }
    return std::optional(std::move(*seal));
}

Asked<std::vector<Leaf>> LedgerRows::leaves_of(std::int64_t incarnation, std::uint64_t after, std::size_t limit,
                                               std::string* first) {
    auto rows = connection_.ask(sql::leaves, Parameters(incarnation, stored(after), stored(limit)));
    if (!rows) {
        return tl::unexpected(std::move(rows.error()));
    }
    std::vector<Leaf> leaves;
    leaves.reserve(static_cast<std::size_t>(rows->size()));
    for (int i = 0; i < rows->size(); ++i) {
        leaves.push_back(
            {static_cast<std::uint64_t>(rows->number(i, 0)), leaf_hash(rows->text(i, 2)), rows->text(i, 1)});
    }
    if (first != nullptr && !rows->empty()) {
        *first = rows->text(0, 2);
    }
    return leaves;
}

Asked<Ledger::Unsealed> LedgerRows::unsealed_of(std::int64_t incarnation, std::string chain, std::size_t limit) {
    Ledger::Unsealed open;
    open.chain = std::move(chain);
    auto before = last_seal(incarnation);
    if (!before) {
        return tl::unexpected(std::move(before.error()));
    }
    open.before = std::move(*before);
    std::string first;
    auto records = leaves_of(incarnation, open.before ? open.before->last : 0, limit, &first);
    if (!records) {
        return tl::unexpected(std::move(records.error()));
    }
    open.records = std::move(*records);
    // One whose text no longer reads is told by its link when the seal is made.
    const auto oldest = read_record(first);
    open.oldest = oldest ? oldest->at : WallTime{};
    return open;
}

Asked<std::vector<Ledger::Unsealed>> LedgerRows::unsealed(std::int64_t incarnation, std::size_t limit) {
    const std::array commands{Command{&sql::take_closing, Parameters(incarnation)},
                              Command{&sql::open_chains, Parameters(incarnation)}};
    auto answers = connection_.ask_all(commands);
    if (!answers) {
        return tl::unexpected(std::move(answers.error()));
    }
    const auto& chains = answers->at(1);
    std::vector<Ledger::Unsealed> all;
    for (int i = 0; i < chains.size(); ++i) {
        auto open = unsealed_of(chains.number(i, 0), chains.text(i, 1), limit);
        if (!open) {
            return tl::unexpected(std::move(open.error()));
        }
        // Whoever closed it a moment ago was faster.
        if (!open->records.empty()) {
            all.push_back(std::move(*open));
        }
    }
    return all;
}

Asked<std::vector<Seal>> LedgerRows::unstamped(std::int64_t incarnation) {
    const std::array commands{Command{&sql::take_closing, Parameters(incarnation)},
                              Command{&sql::unstamped, Parameters(incarnation)}};
    auto answers = connection_.ask_all(commands);
    if (!answers) {
        return tl::unexpected(std::move(answers.error()));
    }
    std::vector<Seal> seals;
    for (int i = 0; i < answers->at(1).size(); ++i) {
        auto seal = seal_in(answers->at(1).text(i, 0));
        if (!seal) {
            return tl::unexpected(std::move(seal.error()));
        }
        seals.push_back(std::move(*seal));
    }
    return seals;
}

// Between the look at the last seal and the insertion another node may have been faster: then the number is there.
Asked<void> LedgerRows::keep_seal(const Seal& seal) {
    const auto incarnation = incarnation_of(seal.chain);
    if (!incarnation) {
        return tl::unexpected(incarnation.error());
    }
    const auto body = seal_text(seal);
    auto before = last_seal(*incarnation);
    if (!before) {
        return tl::unexpected(std::move(before.error()));
    }
    const bool is_next = !*before || (*before)->number < seal.number;
    const auto fits = *before ? check_follows(**before, seal) : check_run({&seal, 1});
    if (is_next && (!fits || (!*before && seal.number != 1))) {
        return refused(Errc::replay_conflict,
                       fits ? describe(seal) + " is not the first of its chain" : fits.error().detail);
    }
    const std::array commands{Command{&sql::keep_seal, Parameters(*incarnation, stored(seal.number), stored(seal.first),
                                                                  stored(seal.last), Blob{body})},
                              Command{&sql::seal_body, Parameters(*incarnation, stored(seal.number))}};
    reached(WritePoint::seal_written);  // as far as it goes: the statement is its own transaction
    auto answers = is_next ? connection_.ask_all(commands) : connection_.ask_all(std::span(commands).subspan(1));
    if (!answers) {
        return tl::unexpected(std::move(answers.error()));
    }
    if (answers->back().empty() || answers->back().text(0, 0) != body) {
        return refused(Errc::replay_conflict, "there is another " + describe(seal) + " already");
    }
    return {};
}

Asked<void> LedgerRows::add_stamp(const std::string& chain, std::uint64_t number, const std::string& stamp) {
    const auto incarnation = incarnation_of(chain);
    if (!incarnation) {
        return tl::unexpected(incarnation.error());
    }
    const std::array commands{Command{&sql::add_stamp, Parameters(*incarnation, stored(number), Blob{stamp})},
                              Command{&sql::seal_body, Parameters(*incarnation, stored(number))}};
    auto answers = connection_.ask_all(commands);
    if (!answers) {
        return tl::unexpected(std::move(answers.error()));
    }
    if (answers->at(1).empty()) {
        return refused(Errc::not_found, "the journal has no seal " + std::to_string(number) + " of chain " + chain);
    }
    return {};
}

Asked<HashList> LedgerRows::hashes_of(std::int64_t incarnation, const Seal& seal) {
    auto rows = connection_.ask(sql::hashes, Parameters(incarnation, stored(seal.first), stored(seal.last)));
    if (!rows) {
        return tl::unexpected(std::move(rows.error()));
    }
    HashList hashes;
    hashes.reserve(static_cast<std::size_t>(rows->size()));
    for (int i = 0; i < rows->size(); ++i) {
        hashes.push_back(rows->is_null(i, 0) ? leaf_hash(rows->text(i, 1)) : rows->text(i, 0));
    }
    return hashes;
}

// Every wanted seal, and from each on to the first that is stamped.
Asked<void> LedgerRows::add_run(const std::set<SealKey>& wanted, std::size_t seals_most, ProofMaterial& material) {
    std::set<SealKey> added;
    for (const auto& key : wanted) {
        auto rows = connection_.ask(sql::seals_to_stamp, Parameters(key.first, key.second, stored(seals_most)));
        if (!rows) {
            return tl::unexpected(std::move(rows.error()));
        }
        for (int i = 0; i < rows->size(); ++i) {
            auto one = kept(*rows, i);
            if (!one) {
                return tl::unexpected(std::move(one.error()));
            }
            const SealKey this_one{key.first, stored(one->seal.number)};
            if (!added.insert(this_one).second) {
                continue;
            }
            if (wanted.contains(this_one)) {
                auto hashes = hashes_of(key.first, one->seal);
                if (!hashes) {
                    return tl::unexpected(std::move(hashes.error()));
                }
                material.leaves.push_back({one->seal.chain, one->seal.number, std::move(*hashes)});
            }
            material.seals.push_back(std::move(*one));
        }
    }
    return {};
}

Asked<ProofMaterial> LedgerRows::proof_material(const ExchangeId& id, std::size_t seals_most) {
    auto records = connection_.ask(sql::proof_records, Parameters(as_text(id.text())));
    if (!records) {
        return tl::unexpected(std::move(records.error()));
    }
    if (records->empty()) {
        return refused(Errc::not_found, "the journal has no records of an exchange " + id.text());
    }
    ProofMaterial material;
    std::set<SealKey> wanted;
    for (int i = 0; i < records->size(); ++i) {
        material.records.push_back(records->text(i, 0));
        if (!records->is_null(i, 2)) {
            wanted.emplace(records->number(i, 1), records->number(i, 2));
        }
    }
    if (auto added = add_run(wanted, seals_most, material); !added) {
        return tl::unexpected(std::move(added.error()));
    }
    return material;
}

Asked<std::vector<std::string>> LedgerRows::chains() {
    auto rows = connection_.ask(sql::chains, Parameters{});
    if (!rows) {
        return tl::unexpected(std::move(rows.error()));
    }
    std::vector<std::string> names;
    names.reserve(static_cast<std::size_t>(rows->size()));
    for (int i = 0; i < rows->size(); ++i) {
        names.push_back(rows->text(i, 0));
    }
    return names;
}

Asked<std::vector<Ledger::Sealed>> LedgerRows::sealed(const std::string& chain, std::uint64_t from_number,
                                                      std::size_t limit) {
    const auto incarnation = incarnation_of(chain);
    if (!incarnation) {
        return tl::unexpected(incarnation.error());
    }
    auto rows = connection_.ask(sql::seals_from, Parameters(*incarnation, stored(from_number), stored(limit)));
    if (!rows) {
        return tl::unexpected(std::move(rows.error()));
    }
    std::vector<Ledger::Sealed> all;
    for (int i = 0; i < rows->size(); ++i) {
        auto seal = kept(*rows, i);
        if (!seal) {
            return tl::unexpected(std::move(seal.error()));
        }
        auto records = leaves_of(*incarnation, seal->seal.first - 1, seal->seal.last - seal->seal.first + 1);
        if (!records) {
            return tl::unexpected(std::move(records.error()));
        }
        all.push_back({std::move(*seal), std::move(*records)});
    }
    return all;
}

}  // namespace otkel::journal::postgres
