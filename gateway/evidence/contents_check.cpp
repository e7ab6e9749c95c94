#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/digest.hpp"
#include "gateway/evidence/contents.hpp"

namespace otkel::evidence {
namespace {

using RecordLine = Contents::RecordLine;

enum class Inclusion { holds, not_sealed, changed };

Inclusion inclusion_of(const Contents& contents, const RecordLine& line) {
    const auto place = contents.seal_of(line.record);
    if (place == Contents::npos) {
        return Inclusion::not_sealed;
    }
    const auto& seal = contents.seals[place].seal;
    const auto& path = contents.proofs.at(line.record.ordinal).path;
    const auto head =
        journal::head_of_path(line.leaf, line.record.sequence - seal.first, seal.last - seal.first + 1, path);
    return head && *head == seal.head ? Inclusion::holds : Inclusion::changed;
}

void check_moved(const Contents& contents, Remarks& report) {
    for (std::size_t i = 1; i < contents.records.size(); ++i) {
        const auto& [line, leaf, record] = contents.records[i];
        const auto before = contents.records[i - 1].record.ordinal;
        if (record.ordinal < before) {
            report.error(
                "record-moved", place_in(records_file, line),
                record_name(record.ordinal) + " stands after " + record_name(before) + ": records have been moved");
        }
    }
}

std::string are_missing(std::uint64_t from, std::uint64_t until) {
    return (from == until ? record_name(static_cast<std::uint32_t>(from)) + " is"
                          : "records " + std::to_string(from) + " to " + std::to_string(until) + " are") +
           " missing: ";
}

void report_missing(std::uint32_t from, const RecordLine& next, Remarks& report) {
    report.error("record-missing", place_in(records_file, next.line),
                 are_missing(from, next.record.ordinal - 1) + "before " + record_name(next.record.ordinal) + " there " +
                     (from == 1 ? "is none" : "is " + record_name(from - 1) + " only"));
}

// What a file that was cut short lacks at its end.
void check_end(const Contents& contents, bool unfinished, Remarks& report) {
    const auto& last = contents.records.back().record;
    const auto told = "evidence.json tells of " + std::to_string(contents.told);
    if (last.ordinal < contents.told) {
        report.error("record-missing", place_in(records_file),
                     are_missing(std::uint64_t{last.ordinal} + 1, contents.told) + "the last one here is " +
                         record_name(last.ordinal) + ", and " + told);
    } else if (contents.told != 0 && last.ordinal > contents.told) {
        report.error("record-inserted", place_in(records_file),
                     "the last one here is " + record_name(last.ordinal) + ", and " + told);
    }
    if (is_final(last.state)) {
        return;
    }
    const auto detail = "the end of the exchange is missing: its last record, " + record_name(last.ordinal) +
                        ", says \"" + std::string(name(last.state)) + "\"";
    if (unfinished) {
        report.note("history-unfinished", place_in(records_file), detail);
    } else {
        report.error("history-unfinished", place_in(records_file),
                     detail +
                         ", so what came of it is not here. Whoever wants to know no more than what happened until "
                         "then says --unfinished");
    }
}

void check_follows(const Contents& contents, const RecordLine* before, const RecordLine& next, Remarks& report) {
    const auto& expected = before == nullptr ? journal::no_hash() : before->leaf;
    // A record that has been changed is named once, and not by the one after it as well.
    const bool known = before != nullptr && inclusion_of(contents, *before) != Inclusion::holds;
    if (next.record.previous != expected && !known) {
        report.error("record-not-after", place_in(records_file, next.line),
                     before == nullptr ? record_name(next.record.ordinal) + " is not the first one of its exchange"
                                       : record_name(next.record.ordinal) + " was written after another " +
                                             record_name(before->record.ordinal) + " than the one that is here",
                     to_hex(next.record.previous), to_hex(expected));
    }
}

void check_legs(const Contents& contents, const asic::Container& container, std::set<std::string>& known,
                Remarks& report) {
    for (const auto& [line, leaf, record] : contents.records) {
        for (std::size_t i = 0; i < record.legs.size(); ++i) {
            const auto& leg = record.legs[i];
            const auto name = leg_file(record.ordinal, i + 1, leg);
            const auto what = fmt::format("leg {} of {}", journal::name(leg.leg), record_name(record.ordinal));
            known.insert(name);
            const auto* file = container.find(name);
            if (file == nullptr) {
                report.error("leg-missing", place_in(name), fmt::format("{} is not here: {} is missing", what, name));
                continue;
            }
            const auto found = crypto::digest(crypto::DigestAlgorithm::sha256, file->octets);
            if (found != leg.sha256) {
                report.error("leg-changed", place_in(name), what + " has been changed: its SHA-256 is another one",
                             to_hex(leg.sha256), to_hex(found));
            }
        }
    }
}

// Seals between them may be left out, and each of those holds one record at least.
bool may_stand_after(const journal::Seal& before, const journal::Seal& seal) {
    return seal.number > before.number &&
           (seal.number == before.number + 1 || seal.first > before.last + (seal.number - before.number - 1));
}

bool is_known_kind(std::string_view name) {
    return name.starts_with("META-INF/") || name.starts_with(certificates_folder) ||
           name.starts_with(revocation_folder);
}

}  // namespace

void check_order(Contents& contents, bool unfinished, Remarks& report) {
    if (contents.records.empty()) {
        report.error("record-missing", place_in(records_file), "there is no record of this exchange");
        return;
    }
    check_moved(contents, report);
    std::sort(contents.records.begin(), contents.records.end(), [](const auto& a, const auto& b) {
        return std::pair(a.record.ordinal, a.line) < std::pair(b.record.ordinal, b.line);
    });
    const RecordLine* before = nullptr;
    for (const auto& line : contents.records) {
        const auto ordinal = line.record.ordinal;
        const auto expected = before == nullptr ? 1U : before->record.ordinal + 1;
        if (ordinal < expected) {
            report.error("record-inserted", place_in(records_file, line.line),
                         "there is a second " + record_name(ordinal) + ": one of them has been inserted");
            continue;
        }
        if (ordinal > expected) {
            report_missing(expected, line, report);
        } else {
            check_follows(contents, before, line, report);
        }
        before = &line;
    }
    check_end(contents, unfinished, report);
}

void check_inclusion(const Contents& contents, Remarks& report) {
    for (const auto& line : contents.records) {
        const auto name = record_name(line.record.ordinal);
        const auto place = place_in(records_file, line.line);
        switch (inclusion_of(contents, line)) {
            case Inclusion::holds: break;
            case Inclusion::not_sealed:
                report.error("record-not-sealed", place,
                             name + " of chain " + line.record.chain + ", sequence " +
                                 std::to_string(line.record.sequence) + ", is held by no seal that is here");
                break;
            case Inclusion::changed:
                report.error("record-changed", place,
                             name +
                                 ", its path or the head of its seal has been changed: it does not lead to what "
                                 "was sealed");
                break;
        }
    }
}

void check_seals(const Contents& contents, Remarks& report) {
    const journal::Seal* before = nullptr;
    for (const auto& [line, text, seal] : contents.seals) {
        const auto place = place_in(seals_file, line);
        if (const auto alone = journal::check_run({&seal, 1}); !alone) {
            report.error("seal-not-after", place, alone.error().detail);
        }
        if (before != nullptr && before->chain == seal.chain && !may_stand_after(*before, seal)) {
            report.error("seal-not-after", place, describe(seal) + " stands after " + describe(*before));
        } else if (before != nullptr && before->chain == seal.chain && seal.number == before->number + 1) {
            if (const auto follows = journal::check_follows(*before, seal); !follows) {
                report.error("seal-not-after", place, follows.error().detail);
            }
        }
        before = &seal;
    }
}

void check_files(const Contents& contents, const asic::Container& container, Remarks& report) {
    std::set<std::string> known{std::string(header_file), std::string(records_file), std::string(proofs_file),
                                std::string(seals_file)};
    for (const auto language : {Language::kk, Language::ru, Language::en}) {
        known.emplace(summary_file(language));
    }
    for (const auto& line : contents.seals) {
        known.insert(stamp_file(line.line));
    }
    check_legs(contents, container, known, report);
    for (const auto& file : container.files) {
        if (known.contains(file.name) || is_known_kind(file.name)) {
            continue;
        }
        if (file.name.starts_with(legs_folder)) {
            report.error("leg-added", place_in(file.name), "no record tells of a leg in " + file.name);
        } else {
            report.error("file-added", place_in(file.name), "evidence has no file " + file.name);
        }
    }
    for (const auto& [ordinal, proof] : contents.proofs) {
        const bool used =
            std::any_of(contents.records.begin(), contents.records.end(),
                        [&, wanted = ordinal](const auto& line) { return line.record.ordinal == wanted; });
        // Those beyond the last one have been told by check_order().
        if (!used &&
            (contents.records.empty() || ordinal < contents.records.back().record.ordinal || contents.told < ordinal)) {
            report.error("record-missing", place_in(proofs_file),
                         record_name(ordinal) + " is missing: there is a path of it, and not the record");
        }
    }
}

}  // namespace otkel::evidence
