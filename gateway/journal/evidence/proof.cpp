#include "gateway/journal/evidence/proof.hpp"

#include <algorithm>

namespace otkel::journal {
namespace {

bool holds(const Seal& seal, const Record& record) {
    return seal.chain == record.chain && seal.first <= record.sequence && record.sequence <= seal.last;
}

std::string record_name(const Record& record) {
    return "record " + std::to_string(record.ordinal) + " of exchange " + record.exchange;
}

// From the first of these on. Seals of other chains stand before and after those of this one.
bool is_stamped_later(std::span<const KeptSeal> from) {
    const auto& first = from.front().seal;
    auto number = first.number;
    for (const auto& kept : from) {
        if (kept.seal.chain != first.chain || kept.seal.number != number++) {
            return false;
        }
        if (!kept.stamp.empty()) {
            return true;
        }
    }
    return false;
}

Result<HashList> path_of(const Record& record, const std::string& text, const Seal& seal,
                         const ProofMaterial& material) {
    const auto found = std::find_if(material.leaves.begin(), material.leaves.end(), [&](const auto& one) {
        return one.chain == seal.chain && one.number == seal.number;
    });
    const auto index = static_cast<std::size_t>(record.sequence - seal.first);
    const bool whole = found != material.leaves.end() && found->leaves.size() == seal.last - seal.first + 1;
    if (!whole || found->leaves[index] != leaf_hash(text) || tree_head(found->leaves) != seal.head) {
        return fail(Errc::storage_failed, record_name(record) +
                                              " or one of its neighbours has changed in the journal " + "since " +
                                              describe(seal) + " was made");
    }
    return inclusion_path(found->leaves, index);
}

Result<Proof::Member> member(std::string text, const ProofMaterial& material, Stamps stamps, bool& all_stamped) {
    const auto record = read_record(text);
    if (!record) {
        return fail(Errc::storage_failed, "a record has changed in the journal: " + record.error().detail);
    }
    const std::span seals(material.seals);
    const auto found =
        std::find_if(seals.begin(), seals.end(), [&](const auto& kept) { return holds(kept.seal, *record); });
    if (found == seals.end()) {
        return fail(Errc::unavailable,
                    record_name(*record) + " is not sealed yet: ask again after the next seal has been made");
    }
    const auto from = static_cast<std::size_t>(found - seals.begin());
    const bool stamped = is_stamped_later(seals.subspan(from));
    if (!stamped && stamps == Stamps::required) {
        return fail(Errc::unavailable, describe(found->seal) + ", which holds " + record_name(*record) +
                                           ", has no time stamp yet: ask again when the authority has answered");
    }
    auto path = path_of(*record, text, found->seal, material);
    if (!path) {
        return fail(path.error());
    }
    all_stamped = all_stamped && stamped;
    return Proof::Member{std::move(text), found->seal.number, std::move(*path)};
}

// Seals that hold no record lead to a stamp, and to nothing without one. There may be a hundred thousand.
void keep_holding(const std::vector<ProofMaterial::Leaves>& holding, std::vector<KeptSeal>& seals) {
    std::erase_if(seals, [&](const auto& kept) {
        return std::none_of(holding.begin(), holding.end(), [&](const auto& one) {
            return one.chain == kept.seal.chain && one.number == kept.seal.number;
        });
    });
}

}  // namespace

Result<Proof> make_proof(ProofMaterial material, Stamps stamps) {
    if (material.records.empty()) {
        return fail(Errc::not_found, "the journal has no record of this exchange");
    }
    Proof proof;
    for (auto& text : material.records) {
        auto made = member(std::move(text), material, stamps, proof.stamped);
        if (!made) {
            return fail(made.error());
        }
        proof.records.push_back(std::move(*made));
    }
    if (!proof.stamped) {
        keep_holding(material.leaves, material.seals);
    }
    proof.seals = std::move(material.seals);
    return proof;
}

}  // namespace otkel::journal
