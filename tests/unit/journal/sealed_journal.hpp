#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/crypto/digest.hpp"
#include "gateway/journal/evidence/proof.hpp"

// A store's half of evidence without a store: chains of records of several exchanges, seals over them, and stamps from
// whoever makes them.

namespace otkel::testing {

class SealedJournal {
public:
    using Stamping = std::function<std::string(std::string_view text)>;
    explicit SealedJournal(Stamping stamping) : stamping_(std::move(stamping)) {}

    WallTime now{std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}};

    void write(const std::string& chain, const std::string& exchange, journal::State state,
               const std::vector<journal::LegOctets>& legs = {}) {
        journal::Record record;
        record.exchange = exchange;
        record.state = state;
        record.at = now;
        record.node = chain.substr(0, chain.find('/'));
        for (const auto& leg : legs) {
            record.legs.push_back({leg.leg, leg.content_type, leg.octets.size(),
                                   crypto::digest(crypto::DigestAlgorithm::sha256, leg.octets)});
            octets[exchange].push_back(leg);
        }
        auto& end = exchanges_[exchange];
        if (end.ordinal == 0) {
            record.opening = journal::RecordOpening{journal::Direction::outbound,
                                                    "shep",
                                                    "declaration",
                                                    "customs",
                                                    "DECLARATION_CHECK",
                                                    "message-of-" + exchange,
                                                    {},
                                                    {},
                                                    {},
                                                    {}};
        }
        auto& at = chains_[chain];
        at.end.chain = chain;
        at.records.push_back(journal::append_record(std::move(record), at.end, end));
        texts_[exchange].push_back(at.records.back().text);
        now += std::chrono::seconds{1};
    }

    void seal(const std::string& chain, bool stamped) {
        auto& at = chains_[chain];
        const auto before = at.seals.empty() ? std::nullopt : std::optional(at.seals.back().seal);
        const auto seal = journal::make_seal(chain, before, unsealed(chain), now).value();
        at.seals.push_back({seal, stamped ? stamping_(seal_text(seal)) : std::string{}});
    }

    [[nodiscard]] std::vector<journal::Leaf> unsealed(const std::string& chain) {
        const auto& at = chains_[chain];
        return leaves_from(at, at.seals.empty() ? 0 : at.seals.back().seal.last);
    }
    [[nodiscard]] const std::vector<journal::KeptSeal>& seals(const std::string& chain) { return chains_[chain].seals; }
    [[nodiscard]] std::vector<journal::Leaf> records(const std::string& chain) {
        return leaves_from(chains_[chain], 0);
    }

    [[nodiscard]] journal::ProofMaterial material(const std::string& exchange) {
        journal::ProofMaterial material;
        material.records = texts_[exchange];
        for (const auto& [name, chain] : chains_) {
            bool unstamped = false;
            for (const auto& kept : chain.seals) {
                if (holds(kept.seal, exchange)) {
                    material.leaves.push_back({name, kept.seal.number, leaves_of(chain, kept.seal)});
                } else if (!unstamped) {
                    continue;
                }
                material.seals.push_back(kept);
                unstamped = kept.stamp.empty();
            }
        }
        return material;
    }

    std::map<std::string, std::vector<journal::LegOctets>> octets;  // by exchange

private:
    struct Chain {
        journal::ChainEnd end;
        std::vector<journal::WrittenRecord> records;
        std::vector<journal::KeptSeal> seals;
    };

    static std::vector<journal::Leaf> leaves_from(const Chain& chain, std::size_t from) {
        std::vector<journal::Leaf> leaves;
        for (auto i = from; i < chain.records.size(); ++i) {
            leaves.push_back({chain.records[i].sequence, chain.records[i].leaf, chain.records[i].link});
        }
        return leaves;
    }
    static journal::HashList leaves_of(const Chain& chain, const journal::Seal& seal) {
        journal::HashList leaves;
        for (auto sequence = seal.first; sequence <= seal.last; ++sequence) {
            leaves.push_back(chain.records[sequence - 1].leaf);
        }
        return leaves;
    }
    [[nodiscard]] bool holds(const journal::Seal& seal, const std::string& exchange) const {
        for (const auto& text : texts_.at(exchange)) {
            const auto record = journal::read_record(text).value();
            if (record.chain == seal.chain && seal.first <= record.sequence && record.sequence <= seal.last) {
                return true;
            }
        }
        return false;
    }

    Stamping stamping_;
    std::map<std::string, Chain> chains_;
    std::map<std::string, journal::ExchangeEnd> exchanges_;
    std::map<std::string, std::vector<std::string>> texts_;
};

}  // namespace otkel::testing
