#include "gateway/archive/archiving.hpp"

#include <fmt/chrono.h>

#include <system_error>

#include "gateway/archive/archive.hpp"
#include "gateway/base/files.hpp"
#include "gateway/journal/evidence/ledger.hpp"

namespace otkel::archive {
namespace {

Result<std::string> read_file(const std::filesystem::path& file) {
    return read_whole_file(file, archive_limits.octets, Errc::storage_failed);
}

asio::awaitable<Result<evidence::BundleContent>> content_of(journal::Store& store, const ExchangeId& id) {
    auto material = co_await store.ledger()->proof_material(id);
    if (!material) {
        co_return fail(material.error());
    }
    auto proof = journal::make_proof(std::move(*material));
    if (!proof) {
        co_return fail(proof.error());
    }
    auto exchange = co_await store.load(id);
    if (!exchange) {
        co_return fail(exchange.error());
    }
    co_return evidence::BundleContent{id.text(), std::move(*proof), std::move(exchange->legs), {}, {}};
}

// The name says when, so that a folder is in order, and part of the digest, so that two nodes never choose one name.
std::string name_of(WallTime at, const std::string& digest) {
    return fmt::format("archive-{:%Y%m%dT%H%M%SZ}-{}.asice", std::chrono::time_point_cast<std::chrono::seconds>(at),
                       digest.substr(0, 12));
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

asio::awaitable<Result<ArchiveContent>> gather(const ArchivingParts& parts, const std::vector<ExchangeId>& ids,
                                               WallTime now, ArchivingRound& round) {
    ArchiveContent content;
    content.at = now;
    std::size_t octets = 0;
    for (const auto& id : ids) {
        auto exchange = co_await content_of(parts.store, id);
        if (exchange) {
            auto work = [&exchange, &parts, now] { return evidence::write_bundle(*exchange, parts.signer, now); };
            auto bundle = co_await parts.workers.run(std::move(work));
            if (!bundle) {
                co_return fail(bundle.error());
            }
            if (*bundle) {
                octets += (*bundle)->size();
                content.bundles.push_back({id.text(), exchange->proof.records.size(), std::move(**bundle)});
            } else {
                round.left.push_back(bundle->error());
            }
        } else {
            round.left.push_back(exchange.error());
        }
        if (octets > parts.octets_max) {
            break;
        }
    }
    co_return content;
}

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

// The file is the journal's from here on, or it is thrown away when another node was faster.
asio::awaitable<Result<void>> hand_over(const ArchivingParts& parts, const ArchiveContent& content,
                                        const journal::Archive& archive) {
    std::vector<journal::Archived> held;
    for (const auto& bundle : content.bundles) {
        held.push_back({ExchangeId(bundle.exchange), bundle.records});
    }
    auto kept = co_await parts.store.retention()->keep_archive(archive, std::move(held));
    if (!kept && kept.error().code == Errc::replay_conflict) {
        std::error_code ignored;
        std::filesystem::remove(parts.settings.folder / archive.name, ignored);
    }
    co_return kept;
}

asio::awaitable<Result<void>> archive_these(const ArchivingParts& parts, const std::vector<ExchangeId>& ids,
                                            std::string previous, WallTime now, ArchivingRound& round) {
    auto content = co_await gather(parts, ids, now, round);
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
    auto kept = co_await hand_over(parts, *content, **archive);
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
    const auto archives = co_await retention->archives();
    if (!archives) {
        co_return fail(archives.error());
    }
    auto look = [&] { return check_last(parts.settings.folder, *archives); };
    const auto there = co_await parts.workers.run(std::move(look));
    if (!there || !*there) {
        co_return fail(there ? there->error() : there.error());
    }
    ArchivingRound round;
    if (const auto dropped = co_await drop_all(parts, round); !dropped) {
        co_return fail(dropped.error());
    }
    const auto ids = co_await retention->ended_before(now - parts.settings.at_hand, parts.exchanges_max);
    if (!ids) {
        co_return fail(ids.error());
    }
    const auto done =
        co_await archive_these(parts, *ids, archives->empty() ? std::string() : archives->back().digest, now, round);
    if (!done) {
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
