#include "gateway/cases/journal_case_file.hpp"

#include <algorithm>
#include <set>

#include "gateway/base/bytes.hpp"
#include "gateway/cases/case_bundle.hpp"
#include "gateway/cases/record_legs.hpp"
#include "gateway/crypto/digest.hpp"
#include "gateway/journal/evidence/ledger.hpp"

namespace otkel::cases {
namespace {

using adapter::CasePaper;
using adapter::CaseRecord;
using adapter::KeptRecord;

constexpr std::size_t records_read_max = 1'000;
constexpr std::size_t name_octets_max = 200;

std::string sha256(std::string_view octets) { return to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, octets)); }

bool is_file_name(std::string_view name) {
    return !name.empty() && name.size() <= name_octets_max && name != "." && name != ".." && is_valid_utf8(name) &&
           std::none_of(name.begin(), name.end(),
                        [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '/' || c == '\\' || c == '"'; });
}

Result<void> check(const CaseRecord& record) {
    if (record.case_id.empty() || record.case_id.find('/') != std::string::npos || record.number == 0 ||
        record.kind.empty()) {
        return fail(Errc::invalid_argument, "a record has a case without '/', a number from 1, and a kind");
    }
    std::set<std::string_view> names;
    for (const auto& paper : record.papers) {
        if (!is_file_name(paper.name) || paper.content_type.find_first_of("\"\r\n") != std::string::npos) {
            return fail(Errc::invalid_argument, "a paper needs a file name without folders, of at most 200 octets");
        }
        if (!names.insert(paper.name).second) {
            return fail(Errc::invalid_argument, "two papers of one record are called " + paper.name);
        }
    }
    return {};
}

// Neither when nor from where: after a crash the same is decided again a little later.
std::string digest_of(const CaseRecord& record) {
    std::string all = record.kind + "\n" + record.who + "\n" + sha256(record.content);
    for (const auto& paper : record.papers) {
        all += "\n" + paper.name + "\n" + paper.content_type + "\n" + sha256(paper.octets);
    }
    return sha256(all);
}

std::string message_id(const std::string& case_id, std::size_t number) {
    return case_id + "/" + std::to_string(number);
}

KeptRecord record_of(journal::Exchange kept, const std::string& own_key) {
    const auto [case_id, number] = record_name_of(kept.summary.message_id);
    KeptRecord found{kept.summary.id, {case_id, number, kept.summary.outcome, {}, kept.summary.accepted_at, {}, {}}};
    found.record.who = kept.history.empty() ? std::string() : kept.history.front().by;
    found.record.address = kept.summary.remote_address;
    std::copy_if(kept.keys.begin(), kept.keys.end(), std::back_inserter(found.record.keys),
                 [&](const auto& key) { return key.first != own_key; });
    auto legs = read_record_legs(std::move(kept.legs));
    found.record.content = std::move(legs.content);
    found.record.papers = std::move(legs.papers);
    for (auto& paper : found.record.papers) {
        paper.octets.clear();
    }
    return found;
}

}  // namespace

asio::awaitable<Result<ExchangeId>> JournalCaseFile::append(CaseRecord record) {
    if (auto usable = check(record); !usable) {
        co_return fail(std::move(usable.error()));
    }
    journal::Acceptance acceptance{.id = ExchangeId::fresh(clock_),
                                   .adapter = system_,
                                   .route = route(),
                                   .peer = system_,
                                   .service = "case",
                                   .message_id = message_id(record.case_id, record.number),
                                   .content_digest = digest_of(record),
                                   .remote_address = record.address,
                                   .at = record.at,
                                   .keys = std::move(record.keys),
                                   .concluded = journal::Conclusion{record.kind, record.who}};
    acceptance.keys.emplace_back(route(), record.case_id);
    if (record.number == 1) {
        acceptance.keys.emplace_back(route(), "opened");
    }
    acceptance.legs.push_back({journal::Leg::case_record, "application/json", std::move(record.content)});
    for (auto& paper : record.papers) {
        acceptance.legs.push_back(leg_of(std::move(paper)));
    }
    const auto id = acceptance.id;
    const auto there = co_await journal_.accept(std::move(acceptance));
    if (!there) {
        co_return fail(there.error());
    }
    if (!*there) {
        co_return id;
    }
    if (!(*there)->same_content) {
        co_return fail(Errc::replay_conflict, "record " + std::to_string(record.number) + " of case " + record.case_id +
                                                  " was written by somebody else meanwhile");
    }
    co_return (*there)->original;
}

asio::awaitable<Result<std::vector<KeptRecord>>> JournalCaseFile::read(std::string case_id, std::size_t first) {
    journal::Query query;
    query.key = std::pair{route(), case_id};
    query.limit = records_read_max;
    auto found = co_await journal_.find(std::move(query));
    if (!found) {
        co_return fail(found.error());
    }
    if (found->empty() || case_id == "opened") {
        co_return fail(Errc::not_found, "there is no case " + case_id);
    }
    std::erase_if(*found, [&](const auto& one) { return record_name_of(one.message_id).number < first; });
    std::sort(found->begin(), found->end(), [](const auto& a, const auto& b) {
        return record_name_of(a.message_id).number < record_name_of(b.message_id).number;
    });
    std::vector<KeptRecord> records;
    for (const auto& one : *found) {
        auto kept = co_await journal_.load(one.id);
        if (!kept) {
            co_return fail(kept.error());
        }
        records.push_back(record_of(std::move(*kept), route()));
    }
    co_return records;
}

asio::awaitable<Result<CasePaper>> JournalCaseFile::paper(ExchangeId exchange, std::string name) {
    auto kept = co_await journal_.load(exchange);
    if (!kept) {
        co_return fail(kept.error());
    }
    for (auto& leg : kept->legs) {
        if (leg.leg == journal::Leg::paper) {
            auto paper = paper_of(std::move(leg));
            if (paper.name == name) {
                co_return paper;
            }
        }
    }
    const auto& archive = kept->summary.archive;
    co_return fail(Errc::not_found,
                   "record " + exchange.text() + " has no paper called " + name +
                       (archive.empty() ? "" : " in the journal; its papers are in the archive " + archive));
}

asio::awaitable<Result<std::vector<std::string>>> JournalCaseFile::cases(
    std::optional<std::pair<std::string, std::string>> key, WallTime since, std::size_t limit) {
    journal::Query query;
    query.route = route();
    query.key = key ? std::move(*key) : std::pair{route(), std::string("opened")};
    query.since = since;
    query.limit = limit;
    const auto found = co_await journal_.find(std::move(query));
    if (!found) {
        co_return fail(found.error());
    }
    std::vector<std::string> ids;
    for (const auto& one : *found) {
        auto id = record_name_of(one.message_id).case_id;
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
            ids.push_back(std::move(id));
        }
    }
    co_return ids;
}

asio::awaitable<Result<void>> JournalCaseFile::add_exchange(CaseBundleFiles& files, ExchangeId exchange,
                                                            const crypto::Identity& exporter) {
    auto material = co_await journal_.ledger()->proof_material(exchange, journal::Ledger::every_seal);
    if (!material) {
        co_return fail(material.error());
    }
    auto kept = co_await journal_.load(exchange);
    if (!kept) {
        co_return fail(kept.error());
    }
    if (!kept->summary.archive.empty()) {
        co_return fail(Errc::storage_failed, "the messages of exchange " + exchange.text() + " are in the archive " +
                                                 kept->summary.archive + ": otkel archive restore");
    }
    auto work = [&]() -> Result<void> {
        auto proof = journal::make_proof(std::move(*material), journal::Stamps::when_there);
        if (!proof) {
            return fail(proof.error());
        }
        const evidence::BundleContent content{exchange.text(), std::move(*proof), std::move(kept->legs), {}, {}};
        auto bundle = evidence::write_bundle(content, exporter, clock_.wall());
        if (!bundle) {
            return fail(bundle.error());
        }
        files.add(kept->summary, content.legs, std::move(*bundle));
        return {};
    };
    auto added = co_await export_.workers.run(std::move(work));
    co_return added ? std::move(*added) : Result<void>(fail(added.error()));
}

asio::awaitable<Result<std::string>> JournalCaseFile::bundle(adapter::CaseBundle content) {
    if (!export_.signer || journal_.ledger() == nullptr) {
        co_return fail(Errc::invalid_configuration,
                       "no key signs what is exported: set evidence.key in the configuration of the gateway");
    }
    const auto exporter = co_await export_.workers.run(export_.signer);
    if (!exporter || !*exporter) {
        co_return fail(exporter ? exporter->error() : exporter.error());
    }
    if (export_.seal_now) {
        co_await export_.seal_now();
    }
    CaseBundleFiles files(std::move(content.told));
    for (const auto& exchange : content.exchanges) {
        if (auto added = co_await add_exchange(files, exchange, **exporter); !added) {
            co_return fail(added.error());
        }
    }
    auto work = [&] { return files.write(**exporter, clock_.wall()); };
    auto written = co_await export_.workers.run(std::move(work));
    co_return written ? std::move(*written) : Result<std::string>(fail(written.error()));
}

}  // namespace otkel::cases
