#include <algorithm>

#include "gateway/asic/asic.hpp"
#include "gateway/evidence/bundle.hpp"
#include "gateway/evidence/layout.hpp"
#include "gateway/evidence/summary.hpp"

namespace otkel::evidence {
namespace {

using asic::AsicFile;

Result<std::vector<journal::Record>> records_of(const BundleContent& content) {
    std::vector<journal::Record> records;
    for (const auto& member : content.proof.records) {
        auto record = journal::read_record(member.text);
        if (!record) {
            return fail(Errc::storage_failed, "record " + std::to_string(records.size() + 1) + " of exchange " +
                                                  content.exchange + ": " + record.error().detail);
        }
        records.push_back(std::move(*record));
    }
    return records;
}

// By its digest and not by its place: a store keeps the same octets once, however often they were sent.
class LegOctetsByDigest {
public:
    explicit LegOctetsByDigest(const std::vector<journal::LegOctets>& legs) {
        for (const auto& leg : legs) {
            known_.emplace_back(crypto::digest(crypto::DigestAlgorithm::sha256, leg.octets), &leg);
        }
    }
    [[nodiscard]] const std::string* find(const journal::RecordLeg& wanted) const {
        const auto found = std::find_if(known_.begin(), known_.end(), [&](const auto& one) {
            return one.first == wanted.sha256 && one.second->leg == wanted.leg;
        });
        return found == known_.end() ? nullptr : &found->second->octets;
    }

private:
    std::vector<std::pair<std::string, const journal::LegOctets*>> known_;
};

Result<void> add_legs(const BundleContent& content, const std::vector<journal::Record>& records,
                      std::vector<AsicFile>& files) {
    const LegOctetsByDigest legs(content.legs);
    for (const auto& record : records) {
        for (std::size_t i = 0; i < record.legs.size(); ++i) {
            const auto& leg = record.legs[i];
            const auto* octets = legs.find(leg);
            if (octets == nullptr) {
                return fail(Errc::storage_failed, "record " + std::to_string(record.ordinal) + " of exchange " +
                                                      content.exchange + " tells of leg " + std::string(name(leg.leg)) +
                                                      ", and the journal does not have its octets");
            }
            files.push_back({leg_file(record.ordinal, i + 1, leg), *octets});
        }
    }
    return {};
}

void add_lines(const journal::Proof& proof, const std::vector<journal::Record>& records_read,
               std::vector<AsicFile>& files) {
    AsicFile records{std::string(records_file), {}};
    AsicFile proofs{std::string(proofs_file), {}};
    AsicFile seals{std::string(seals_file), {}};
    for (std::size_t i = 0; i < proof.records.size(); ++i) {
        const auto& member = proof.records[i];
        records.octets += member.text + "\n";
        proofs.octets += proof_text({records_read[i].ordinal, member.seal, member.path}) + "\n";
    }
    std::vector<AsicFile> stamps;
    for (std::size_t i = 0; i < proof.seals.size(); ++i) {
        const auto& kept = proof.seals[i];
        seals.octets += seal_text(kept.seal) + "\n";
        if (!kept.stamp.empty()) {
            stamps.push_back({stamp_file(i + 1), kept.stamp});
        }
    }
    files.push_back(std::move(records));
    files.push_back(std::move(proofs));
    files.push_back(std::move(seals));
    std::move(stamps.begin(), stamps.end(), std::back_inserter(files));
}

void add_folder(std::string_view folder, const std::vector<AsicFile>& given, std::vector<AsicFile>& files) {
    for (const auto& file : given) {
        files.push_back({std::string(folder) + file.name, file.octets});
    }
}

}  // namespace

Result<std::string> write_bundle(const BundleContent& content, const crypto::Identity& exporter, WallTime now,
                                 const asic::Limits& limits) {
    const auto records = records_of(content);
    if (!records) {
        return fail(records.error());
    }
    std::vector<AsicFile> files{{std::string(header_file), header_text({content.exchange, records->size()})}};
    for (const auto language : {Language::kk, Language::ru, Language::en}) {
        files.push_back({std::string(summary_file(language)), summary(*records, content.proof.seals, language)});
    }
    add_lines(content.proof, *records, files);
    if (auto added = add_legs(content, *records, files); !added) {
        return fail(added.error());
    }
    add_folder(certificates_folder, content.certificates, files);
    add_folder(revocation_folder, content.revocation, files);
    return asic::write_asic_e(files, exporter, now, limits);
}

}  // namespace otkel::evidence
