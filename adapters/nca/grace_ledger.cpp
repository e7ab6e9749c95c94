#include "adapters/nca/grace_ledger.hpp"

#include <algorithm>
#include <utility>

#include "adapters/nca/grace_lines.hpp"

namespace otkel::adapters::nca {

using adapter::GraceEntry;

std::string_view name(GraceEntry::Outcome outcome) {
    switch (outcome) {
        case GraceEntry::Outcome::open: return "open";
        case GraceEntry::Outcome::good: return "good";
        case GraceEntry::Outcome::revoked: return "revoked";
        case GraceEntry::Outcome::unknown_to_authority: return "unknown-to-authority";
    }
    return "open";
}

std::size_t GraceLedger::read(std::string_view lines) {
    std::size_t damaged = 0;
    while (!lines.empty()) {
        const auto end = lines.find('\n');
        const auto line = lines.substr(0, end);
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
        if (line.empty()) {
            continue;
        }
        if (auto read = read_grace_line(line); !read) {
            ++damaged;
        } else if (read->event == GraceLine::Event::certificate) {
            certificates_.try_emplace(read->certificate->fingerprint(), Known{read->certificate, 0});
        } else if (read->event == GraceLine::Event::settled) {
            (void)settle(read->entry);
        } else {
            Row row{std::move(read->entry), {}};
            for (const auto& fingerprint : read->path) {
                if (const auto known = certificates_.find(fingerprint); known != certificates_.end()) {
                    row.path.push_back(known->second.certificate);
                }
            }
            if (row.path.empty() || row.path.size() != read->path.size()) {
                ++damaged;
                continue;
            }
            insert(std::move(row));
        }
    }
    std::erase_if(certificates_, [](const auto& known) { return known.second.uses == 0; });
    return damaged;
}

std::string GraceLedger::snapshot() const {
    std::string lines;
    for (const auto& [fingerprint, known] : certificates_) {
        lines += certificate_line(*known.certificate);
    }
    for (const auto& row : rows_) {
        lines += accepted_line(row.entry, row.path);
        if (row.entry.outcome != GraceEntry::Outcome::open) {
            lines += settled_line(row.entry);
        }
    }
    return lines;
}

GraceLedger::Change GraceLedger::add(GraceEntry entry, const std::vector<trust::CertificatePtr>& path) {
    Change change;
    if (path.empty()) {
        return change;
    }
    for (const auto& certificate : path) {
        if (certificates_.try_emplace(certificate->fingerprint(), Known{certificate, 0}).second) {
            change.lines += certificate_line(*certificate);
        }
    }
    change.lines += accepted_line(entry, path);
    insert(Row{std::move(entry), path});
    while (rows_.size() > entries_max_) {
        if (auto dropped = make_room(); !dropped.empty()) {
            change.dropped = std::move(dropped);
        }
    }
    return change;
}

void GraceLedger::insert(Row row) {
    row.entry.subject = row.path.front()->subject();
    row.entry.fingerprint = row.path.front()->fingerprint();
    for (const auto& certificate : row.path) {
        ++certificates_.at(certificate->fingerprint()).uses;
    }
    rows_.push_back(std::move(row));
}

std::string GraceLedger::make_room() {
    auto oldest = std::find_if(rows_.begin(), rows_.end(),
                               [](const Row& row) { return row.entry.outcome != GraceEntry::Outcome::open; });
    std::string dropped;
    if (oldest == rows_.end()) {
        oldest = rows_.begin();
        dropped = oldest->entry.exchange;
    }
    release(*oldest);
    rows_.erase(oldest);
    return dropped;
}

void GraceLedger::release(const Row& row) {
    for (const auto& certificate : row.path) {
        const auto known = certificates_.find(certificate->fingerprint());
        if (--known->second.uses == 0) {
            certificates_.erase(known);
        }
    }
}

std::string GraceLedger::settle(const GraceEntry& settled) {
    const auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& one) {
        return one.entry.id == settled.id && one.entry.outcome == GraceEntry::Outcome::open;
    });
    if (row == rows_.end()) {
        return {};
    }
    row->entry.outcome = settled.outcome;
    row->entry.settled_at = settled.settled_at;
    row->entry.revoked_at = settled.revoked_at;
    row->entry.outcome_how = settled.outcome_how;
    row->entry.evidence = settled.evidence;
    return settled_line(row->entry);
}

std::vector<GraceLedger::Open> GraceLedger::open() const {
    std::vector<Open> result;
    std::map<std::string, std::size_t> places;
    for (const auto& row : rows_) {
        if (row.entry.outcome != GraceEntry::Outcome::open) {
            continue;
        }
        const auto [place, fresh] = places.emplace(row.entry.fingerprint, result.size());
        if (fresh) {
            result.push_back({{"kept since it was accepted under grace", row.path}, {}});
        }
        result[place->second].entries.push_back(row.entry);
    }
    return result;
}

std::vector<GraceEntry> GraceLedger::entries() const {
    std::vector<GraceEntry> result;
    result.reserve(rows_.size());
    std::transform(rows_.rbegin(), rows_.rend(), std::back_inserter(result), [](const Row& row) { return row.entry; });
    return result;
}

std::size_t GraceLedger::open_count() const {
    return static_cast<std::size_t>(std::count_if(
        rows_.begin(), rows_.end(), [](const Row& row) { return row.entry.outcome == GraceEntry::Outcome::open; }));
}

}  // namespace otkel::adapters::nca
