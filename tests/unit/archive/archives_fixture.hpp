#pragma once

#include <gtest/gtest.h>

#include <random>

#include "gateway/archive/archive.hpp"
#include "gateway/archive/archiving.hpp"
#include "gateway/base/files.hpp"
#include "gateway/journal/evidence/ledger.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/evidence/evidence_fixture.hpp"
#include "tests/unit/journal/store_contract.hpp"

namespace otkel::archive {

using journal::name_of_kind;
using journal::store_kinds;
using otkel::testing::evidence_pki;
using otkel::testing::exporter;

// A journal of any kind, and a folder of archives.
class ArchivesOfStore : public journal::StoreContract {
protected:
    // Octets that no other has, of any length.
    std::string some_octets() {
        std::string octets(std::uniform_int_distribution<std::size_t>(0, 5000)(random_), '\0');
        for (auto& octet : octets) {
            octet = static_cast<char>(random_());
        }
        return octets;
    }
    ExchangeId ended(const std::string& message_id) {
        const auto id = accepted(message(message_id, "request" + some_octets()));
        EXPECT_TRUE(step(answer(id, "reply" + some_octets())));
        return id;
    }
    void seal_all(bool stamp = true) {
        auto& ledger = *store().ledger();
        const auto all = run(ledger.unsealed(clock_.wall(), 1000)).value();
        for (const auto& open : all) {
            const auto seal = journal::make_seal(open.chain, open.before, open.records, clock_.wall()).value();
            ASSERT_TRUE(run(ledger.keep_seal(seal)));
            if (stamp) {
                ASSERT_TRUE(run(ledger.add_stamp(seal.chain, seal.number,
                                                 otkel::testing::token_over(evidence_pki().stamping, seal_text(seal),
                                                                            clock_.wall() + std::chrono::seconds{1}))));
            }
        }
    }
    WallTime later() { return clock_.wall() + std::chrono::hours{24 * 94}; }
    std::filesystem::path archives() { return folder_.path() / "archive"; }
    ArchivingParts parts() {
        ArchivingParts parts{store(), workers_, exporter(), {.folder = archives()}};
        parts.exchanges_max = exchanges_max_;
        parts.stamps = stamps_;
        return parts;
    }
    Result<ArchivingRound> round() { return run(archive_round(parts(), later())); }
    // A file as a process leaves it that dies before keep_archive().
    std::string written_only(const std::vector<ExchangeId>& ids, const std::string& previous = "") {
        ArchiveContent content{previous, clock_.wall(), {}};
        for (const auto& id : ids) {
            auto proof = journal::make_proof(run(store().ledger()->proof_material(id, 4096)).value()).value();
            const auto records = proof.records.size();
            const evidence::BundleContent bundle{id.text(), std::move(proof), load(id).legs, {}, {}};
            content.bundles.push_back(
                {id.text(), records, evidence::write_bundle(bundle, exporter(), clock_.wall()).value(), true});
        }
        const auto name = "archive-20260101T000000Z-" + std::to_string(++left_) + ".asice";
        EXPECT_TRUE(replace_file(archives() / name, write_archive(content, exporter()).value()));
        return name;
    }
    bool is_there(const std::string& name) { return std::filesystem::exists(archives() / name); }
    std::string read(const std::string& name) {
        return read_whole_file(folder_.path() / "archive" / name, archive_limits.octets, Errc::not_found).value();
    }

    std::mt19937 random_{20261122};
    otkel::tests::TemporaryFolder folder_;
    std::size_t exchanges_max_{500};
    journal::Stamps stamps_{journal::Stamps::required};
    int left_{0};
};

}  // namespace otkel::archive
