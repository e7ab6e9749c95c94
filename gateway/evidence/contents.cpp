#include "gateway/evidence/contents.hpp"

#include <functional>

namespace otkel::evidence {
namespace {

// Of records and paths of one exchange: it has a record for each of its tries and answers. Seals may be many more.
constexpr std::size_t lines_max = 10'000;
constexpr std::size_t seals_max = 150'000;

using Read = std::function<void(std::size_t line, std::string_view text)>;

// One document a line, each line ended; no empty ones.
void each_line(const asic::Container& container, std::string_view name, Remarks& report, const Read& read) {
    const auto* file = container.find(name);
    if (file == nullptr) {
        report.error("evidence-part-missing", place_in(name), "the file has no " + std::string(name));
        return;
    }
    std::string_view rest(file->octets);
    for (std::size_t line = 1; !rest.empty(); ++line) {
        const auto most = name == seals_file ? seals_max : lines_max;
        if (line > most) {
            report.error("evidence-unreadable", place_in(name, line),
                         std::string(name) + " has more than " + std::to_string(most) + " lines");
            return;
        }
        const auto end = rest.find('\n');
        read(line, rest.substr(0, end));
        if (end == std::string_view::npos) {
            report.error("evidence-unreadable", place_in(name, line),
                         "the last line is not ended: something is cut off");
            return;
        }
        rest.remove_prefix(end + 1);
    }
}

void unreadable(Remarks& report, std::string_view file, std::size_t line, const Error& error) {
    report.error("evidence-unreadable", place_in(file, line),
                 "line " + std::to_string(line) + " of " + std::string(file) + " has been changed: " + error.detail);
}

void read_record_line(std::size_t line, std::string_view text, Contents& contents, Remarks& report) {
    auto record = journal::read_record(text);
    if (!record) {
        unreadable(report, records_file, line, record.error());
    } else if (record->exchange != contents.exchange) {
        report.error("record-foreign", place_in(records_file, line),
                     record_name(record->ordinal) + " in line " + std::to_string(line) + " is of another exchange",
                     contents.exchange, record->exchange);
    } else {
        contents.records.push_back({line, journal::leaf_hash(text), std::move(*record)});
    }
}

void read_proof_line(std::size_t line, std::string_view text, Contents& contents, Remarks& report) {
    auto proof = read_proof(text);
    if (!proof) {
        unreadable(report, proofs_file, line, proof.error());
    } else if (const auto ordinal = proof->ordinal; !contents.proofs.try_emplace(ordinal, std::move(*proof)).second) {
        report.error("evidence-unreadable", place_in(proofs_file, line),
                     "there is a second path for " + record_name(ordinal));
    }
}

}  // namespace

std::string record_name(std::uint32_t ordinal) { return "record " + std::to_string(ordinal); }

std::size_t Contents::seal_of(const journal::Record& record) const {
    const auto proof = proofs.find(record.ordinal);
    const auto place = proof == proofs.end() ? places.end() : places.find({record.chain, proof->second.seal});
    if (place == places.end()) {
        return npos;
    }
    const auto& seal = seals[place->second].seal;
    return seal.first <= record.sequence && record.sequence <= seal.last ? place->second : npos;
}

Contents read_contents(const asic::Container& container, Remarks& report) {
    Contents contents;
    if (const auto* header = container.find(header_file)) {
        auto read = read_header(header->octets);
        if (!read) {
            report.error("evidence-unreadable", place_in(header_file), read.error().detail);
        } else {
            contents.exchange = std::move(read->exchange);
            contents.told = read->records;
        }
    } else {
        report.error("evidence-part-missing", place_in(header_file), "the file has no " + std::string(header_file));
    }
    each_line(container, records_file, report,
              [&](std::size_t line, std::string_view text) { read_record_line(line, text, contents, report); });
    each_line(container, proofs_file, report,
              [&](std::size_t line, std::string_view text) { read_proof_line(line, text, contents, report); });
    each_line(container, seals_file, report, [&](std::size_t line, std::string_view text) {
        auto seal = journal::read_seal(text);
        if (!seal) {
            unreadable(report, seals_file, line, seal.error());
        } else {
            contents.places.try_emplace({seal->chain, seal->number}, contents.seals.size());
            contents.seals.push_back({line, std::string(text), std::move(*seal)});
        }
    });
    return contents;
}

}  // namespace otkel::evidence
