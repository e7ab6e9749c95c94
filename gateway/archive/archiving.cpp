#include "gateway/archive/archiving.hpp"

#include <fmt/chrono.h>

#include <set>

#include "gateway/archive/archive.hpp"
#include "gateway/archive/leftovers.hpp"
#include "gateway/base/files.hpp"
#include "gateway/journal/evidence/ledger.hpp"

namespace otkel::archive {
namespace {

Result<std::string> read_file(const std::filesystem::path& file) {
    return read_whole_file(file, archive_limits.octets, Errc::storage_failed);
}

// The name says when, so that a folder is in order, and part of the digest, so that two nodes never choose one name.
std::string name_of(WallTime at, const std::string& digest) {
    return fmt::format("{}{:%Y%m%dT%H%M%SZ}-{}{}", archive_prefix,
                       std::chrono::time_point_cast<std::chrono::seconds>(at), digest.substr(0, 12), archive_ending);
}

// What is removed from the journal must be in a file that is there.
Result<void> check_last(const std::filesystem::path& folder, const std::vector<journal::Archive>& archives) {
    if (archives.empty()) {
        return {};
    }
    const auto& last = archives.back();
    const auto octets = read_file(folder / last.name);
    if (!octets) {
        return fail(octets.error());
    }
    if (digest_of(*octets) != last.digest) {
        return fail(Errc::storage_failed, "the archive " + (folder / last.name).string() +
                                              " is not the file that was written: nothing is removed from the journal");
    }
    return {};
}

// On the disk, read again, and the same.
Result<journal::Archive> put_on_disk(const std::filesystem::path& folder, const ArchiveContent& content,
                                     const crypto::Identity& signer) {
    const auto octets = write_archive(content, signer);
    if (!octets) {
        return fail(octets.error());
    }
    journal::Archive archive{{}, digest_of(*octets), content.previous, content.at, content.bundles.size()};
    archive.name = name_of(content.at, archive.digest);
    const auto file = std::filesystem::absolute(folder / archive.name);
    if (auto written = replace_file(file, *octets); !written) {
        return fail(written.error());
    }
    const auto again = read_file(file);
    if (!again) {
        return fail(again.error());
    }
    const auto read = read_archive(*again);
    if (!read || digest_of(*again) != archive.digest) {
        return fail(Errc::storage_failed, "the archive " + file.string() + " was not read as it was written" +
                                              (read ? std::string() : ": " + read.error().detail));
    }
    return archive;
}

// CPU work: on a worker.
Result<ArchivedBundle> write_bundle(const ArchivingParts& parts, journal::ProofMaterial material,
                                    journal::Exchange exchange, WallTime now) {
    // Those that wait for a stamp are not asked for. One whose stamp is too many seals away goes without it: seals and
    // stamps stay in the journal.
    auto proof = journal::make_proof(std::move(material), journal::Stamps::when_there);
    if (!proof) {
        return fail(proof.error());
    }
    const auto& id = exchange.summary.id.text();
    const evidence::BundleContent content{id, std::move(*proof), std::move(exchange.legs), {}, {}};
    auto bundle = evidence::write_bundle(content, parts.signer, now);
    if (!bundle) {
        return fail(bundle.error());
    }
    if (bundle->size() > archive_limits.file_octets) {
        return fail(Errc::limit_exceeded, "it is larger than " + std::to_string(archive_limits.file_octets) +
                                              " octets, the most that an archive takes");
    }
    return ArchivedBundle{id, content.proof.records.size(), std::move(*bundle), content.proof.stamped};
}

asio::awaitable<Result<ArchivedBundle>> bundle_of(const ArchivingParts& parts, const ExchangeId& id, WallTime now) {
    auto material = co_await parts.store.ledger()->proof_material(id, parts.seals_max);
    if (!material) {
        co_return fail(material.error());
    }
    auto exchange = co_await parts.store.load(id);
    if (!exchange) {
        co_return fail(exchange.error());
    }
    auto work = [&] { return write_bundle(parts, std::move(*material), std::move(*exchange), now); };
    auto bundle = co_await parts.workers.run(std::move(work));
    co_return bundle ? std::move(*bundle) : Result<ArchivedBundle>(fail(bundle.error()));
}

// Fills a file. Those that cannot be archived do not stand before others.
class Gathering {
public:
    Gathering(const ArchivingParts& parts, WallTime now, ArchivingRound& round)
        : parts_(parts), now_(now), round_(round) {
        content_.at = now;
    }
    asio::awaitable<Result<ArchiveContent>> run() {
        while (has_room()) {
            const auto page = co_await parts_.store.retention()->ended_before(now_ - parts_.settings.at_hand, closed(),
                                                                              tried_.size() + parts_.exchanges_max);
            if (!page) {
                co_return fail(page.error());
            }
            if (!co_await add(*page)) {
                break;
            }
        }
        co_return std::move(content_);
    }

private:
    [[nodiscard]] bool has_room() const {
        return content_.bundles.size() < parts_.exchanges_max && octets_ <= parts_.octets_max &&
               round_.left.size() < parts_.left_max;
    }
    [[nodiscard]] journal::Closed closed() const {
        return parts_.stamps == journal::Stamps::required ? journal::Closed::stamped : journal::Closed::sealed;
    }
    // Whether one of them was new.
    asio::awaitable<bool> add(const std::vector<ExchangeId>& page) {
        bool any = false;
        for (const auto& id : page) {
            if (!has_room()) {
                break;
            }
            if (!tried_.insert(id.text()).second) {
                continue;
            }
            any = true;
            auto bundle = co_await bundle_of(parts_, id, now_);
            if (bundle) {
                octets_ += bundle->octets.size();
                round_.unstamped += bundle->stamped ? 0 : 1;
                content_.bundles.push_back(std::move(*bundle));
            } else if (!co_await is_archived(id)) {
                round_.left.push_back(bundle.error());
                round_.left.back().detail = "exchange " + id.text() + " is not archived: " + bundle.error().detail;
            }
        }
        co_return any;
    }

    // By another node meanwhile: then its messages may be gone.
    asio::awaitable<bool> is_archived(const ExchangeId& id) {
        const auto exchange = co_await parts_.store.load(id);
        co_return exchange && !exchange->summary.archive.empty();
    }

    const ArchivingParts& parts_;
    WallTime now_;
    ArchivingRound& round_;
    ArchiveContent content_;
    std::size_t octets_{0};
    std::set<std::string> tried_;
};

asio::awaitable<Result<void>> drop_all(const ArchivingParts& parts, ArchivingRound& round) {
    while (true) {
        const auto dropped = co_await parts.store.retention()->drop_legs(parts.drop_batch);
        if (!dropped) {
            co_return fail(dropped.error());
        }
        if (*dropped == 0) {
            co_return Result<void>{};
        }
        round.dropped += *dropped;
    }
}

asio::awaitable<Result<void>> archive_next(const ArchivingParts& parts, std::string previous, WallTime now,
                                           ArchivingRound& round) {
    auto content = co_await Gathering(parts, now, round).run();
    if (!content) {
        co_return fail(content.error());
    }
    if (content->bundles.empty()) {
        co_return Result<void>{};
    }
    content->previous = std::move(previous);
    auto work = [&] { return put_on_disk(parts.settings.folder, *content, parts.signer); };
    auto archive = co_await parts.workers.run(std::move(work));
    if (!archive || !*archive) {
        co_return fail(archive ? archive->error() : archive.error());
    }
    auto kept = co_await parts.store.retention()->keep_archive(**archive, held_by(*content));
    if (!kept && kept.error().code == Errc::replay_conflict) {
        remove_file(parts.settings.folder / (*archive)->name);  // another node was faster
    }
    if (!kept) {
        co_return kept;
    }
    round.file = (*archive)->name;
    round.archived = content->bundles.size();
    co_return co_await drop_all(parts, round);
}

}  // namespace

asio::awaitable<Result<ArchivingRound>> archive_round(const ArchivingParts& parts, WallTime now) {
    auto* retention = parts.store.retention();
    if (retention == nullptr || parts.store.ledger() == nullptr) {
        co_return fail(Errc::unsupported, "the journal gives nothing to archives");
    }
    ArchivingRound round;
    if (const auto tidied = co_await take_leftovers(parts, round); !tidied) {
        co_return fail(tidied.error());
    }
    const auto archives = co_await retention->archives();
    if (!archives) {
        co_return fail(archives.error());
    }
    auto look = [&] { return check_last(parts.settings.folder, *archives); };
    const auto there = co_await parts.workers.run(std::move(look));
    if (!there || !*there) {
        co_return fail(there ? there->error() : there.error());
    }
    if (const auto dropped = co_await drop_all(parts, round); !dropped) {
        co_return fail(dropped.error());
    }
    auto previous = archives->empty() ? std::string() : archives->back().digest;
    if (const auto done = co_await archive_next(parts, std::move(previous), now, round); !done) {
        co_return fail(done.error());
    }
    co_return round;
}

asio::awaitable<Result<std::size_t>> restore(journal::Retention& retention, std::string octets, std::string exchange) {
    const auto content = read_archive(octets);
    if (!content) {
        co_return fail(content.error());
    }
    std::size_t restored = 0;
    for (const auto& bundle : content->bundles) {
        if (!exchange.empty() && bundle.exchange != exchange) {
            continue;
        }
        auto legs = evidence::read_legs(bundle.octets);
        if (!legs) {
            co_return fail(legs.error());
        }
        const auto done = co_await retention.restore_legs(ExchangeId(bundle.exchange), std::move(legs->legs));
        if (!done) {
            co_return fail(done.error().code, "exchange " + bundle.exchange + ": " + done.error().detail);
        }
        ++restored;
    }
    if (restored == 0) {
        co_return fail(Errc::not_found, "the archive does not hold exchange " + exchange);
    }
    co_return restored;
}

}  // namespace otkel::archive
