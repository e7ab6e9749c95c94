#include "gateway/archive/leftovers.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>

#include "gateway/base/files.hpp"
#include "gateway/journal/evidence/ledger.hpp"

namespace otkel::archive {
namespace {

namespace fs = std::filesystem;

// No node writes a file for so long.
constexpr std::chrono::hours writing_most{1};
// As replace_file() calls a file that is not whole yet.
constexpr std::string_view part_ending = ".new";

struct Leftover {
    std::string name;
    std::string digest;
    ArchiveContent content;
    std::vector<std::vector<journal::LegOctets>> legs;  // of the bundles, in their order
};

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& file : files_in(folder, archive_ending)) {
        auto name = file.filename().string();
        if (name.starts_with(archive_prefix)) {
            names.push_back(std::move(name));
        }
    }
    return names;
}

// Parts of archives (replace_file()) of a process that is gone.
void remove_parts(const fs::path& folder) {
    const auto now = fs::file_time_type::clock::now();
    for (const auto& file : files_in(folder, part_ending)) {
        std::error_code unknown;
        const auto written = fs::last_write_time(file, unknown);
        if (!unknown && file.filename().string().starts_with(archive_prefix) && now - written > writing_most) {
            remove_file(file);
        }
    }
}

Result<Leftover> read_leftover(const fs::path& folder, std::string name) {
    const auto octets = read_whole_file(folder / name, archive_limits.octets, Errc::storage_failed);
    if (!octets) {
        return fail(octets.error());
    }
    auto content = read_archive(*octets);
    if (!content) {
        return fail(content.error());
    }
    Leftover leftover{std::move(name), digest_of(*octets), std::move(*content), {}};
    for (const auto& bundle : leftover.content.bundles) {
        auto legs = evidence::read_legs(bundle.octets);
        if (!legs) {
            return fail(legs.error());
        }
        leftover.legs.push_back(std::move(legs->legs));
    }
    return leftover;
}

// Every exchange of it is the journal's, with these messages.
asio::awaitable<Result<void>> check_ours(const ArchivingParts& parts, const Leftover& leftover) {
    for (std::size_t i = 0; i < leftover.legs.size(); ++i) {
        const auto& exchange = leftover.content.bundles[i].exchange;
        const auto material = co_await parts.store.ledger()->proof_material(ExchangeId(exchange), 1);
        if (!material) {
            co_return fail(material.error());
        }
        const auto held = leftover.content.bundles[i].records;
        if (material->records.size() < held) {
            co_return fail(Errc::replay_conflict, "the journal has fewer records of exchange " + exchange);
        }
        const std::vector<std::string> records(material->records.begin(),
                                               material->records.begin() + static_cast<std::ptrdiff_t>(held));
        auto compare = [&] { return journal::check_restored(records, leftover.legs[i]); };
        const auto same = co_await parts.workers.run(std::move(compare));
        if (!same || !*same) {
            const auto& error = same ? same->error() : same.error();
            co_return fail(error.code, "exchange " + exchange + ": " + error.detail);
        }
    }
    co_return Result<void>{};
}

// Whether it is the journal's now. It cannot become it any more when another archive has its place in the chain, or
// when one of its exchanges went on: then all that it holds is in the journal, or in another archive.
asio::awaitable<Result<bool>> take_over(const ArchivingParts& parts, const Leftover& leftover) {
    auto kept =
        co_await parts.store.retention()->keep_archive({leftover.name, leftover.digest, leftover.content.previous,
                                                        leftover.content.at, leftover.content.bundles.size()},
                                                       held_by(leftover.content));
    if (!kept && kept.error().code != Errc::replay_conflict) {
        co_return fail(kept.error());
    }
    co_return kept.has_value();
}

// The place in the chain that it was made for: it is the last one's, or was once. Another one was never the journal's.
bool has_place(const Leftover& leftover, const std::vector<journal::Archive>& archives) {
    return leftover.content.previous.empty() || std::any_of(archives.begin(), archives.end(), [&](const auto& one) {
               return one.digest == leftover.content.previous;
           });
}

asio::awaitable<Result<void>> take(const ArchivingParts& parts, std::string name, ArchivingRound& round) {
    const auto file = parts.settings.folder / name;
    auto read = [&] { return read_leftover(parts.settings.folder, std::move(name)); };
    const auto leftover = co_await parts.workers.run(std::move(read));
    if (std::error_code unknown; !fs::exists(file, unknown)) {
        co_return Result<void>{};  // another node threw it away
    }
    if (!leftover || !*leftover) {
        round.strange.push_back(leftover ? leftover->error() : leftover.error());
        round.strange.back().place.file = file.string();
        co_return Result<void>{};
    }
    // Asked for after the file was seen: a file that another node has just made the journal's is among them.
    const auto archives = co_await parts.store.retention()->archives();
    if (!archives) {
        co_return fail(archives.error());
    }
    const auto ours = co_await check_ours(parts, **leftover);
    if (!ours || !has_place(**leftover, *archives)) {
        round.strange.push_back(ours ? Error{Errc::replay_conflict, "it follows an archive that is not here", {}, {}}
                                     : ours.error());
        round.strange.back().place.file = file.string();
        co_return Result<void>{};
    }
    const auto taken = co_await take_over(parts, **leftover);
    if (!taken) {
        co_return fail(taken.error());
    }
    if (!*taken) {
        remove_file(file);
    }
    (*taken ? round.taken_over : round.removed).push_back((*leftover)->name);
    co_return Result<void>{};
}

}  // namespace

std::vector<journal::Archived> held_by(const ArchiveContent& content) {
    std::vector<journal::Archived> held;
    held.reserve(content.bundles.size());
    for (const auto& bundle : content.bundles) {
        held.push_back({ExchangeId(bundle.exchange), bundle.records});
    }
    return held;
}

void remove_file(const fs::path& file) {
    std::error_code ignored;  // what is still there is met by the next round
    fs::remove(file, ignored);
}

asio::awaitable<Result<void>> take_leftovers(const ArchivingParts& parts, ArchivingRound& round) {
    auto list = [&] {
        remove_parts(parts.settings.folder);
        return names_in(parts.settings.folder);
    };
    auto names = co_await parts.workers.run(std::move(list));
    if (!names) {
        co_return fail(names.error());
    }
    const auto archives = co_await parts.store.retention()->archives();
    if (!archives) {
        co_return fail(archives.error());
    }
    for (const auto& known : *archives) {
        std::erase(*names, known.name);
    }
    for (auto& name : *names) {  // names tell times: in the order of their making
        if (auto taken = co_await take(parts, std::move(name), round); !taken) {
            co_return taken;
        }
    }
    co_return Result<void>{};
}

}  // namespace otkel::archive
