#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapter/running.hpp"

namespace otkel::adapters::nca {

[[nodiscard]] std::string_view name(adapter::GraceEntry::Outcome outcome);

// What was accepted under grace, and the lines of JSON that keep it. No I/O. Bounded: the oldest settled entry makes
// room, and only when none is settled the oldest open one.
class GraceLedger {
public:
    explicit GraceLedger(std::size_t entries_max) : entries_max_(entries_max) {}

    // What an earlier run has written; lines that a crash cut off are left out. Gives their number.
    std::size_t read(std::string_view lines);
    // Everything anew, for a file that has grown with what is no longer here.
    [[nodiscard]] std::string snapshot() const;

    struct Change {
        std::string lines;    // to be appended
        std::string dropped;  // the exchange of an open entry that had to make room; empty: none
    };
    [[nodiscard]] Change add(adapter::GraceEntry entry, const std::vector<trust::CertificatePtr>& path);
    // Empty when there is no such open entry.
    [[nodiscard]] std::string settle(const adapter::GraceEntry& settled);

    struct Open {
        trust::TrustStore::Path path;
        std::vector<adapter::GraceEntry> entries;
    };
    [[nodiscard]] std::vector<Open> open() const;                    // by leaf
    [[nodiscard]] std::vector<adapter::GraceEntry> entries() const;  // newest first
    [[nodiscard]] std::size_t open_count() const;

private:
    struct Row {
        adapter::GraceEntry entry;
        std::vector<trust::CertificatePtr> path;
    };
    struct Known {
        trust::CertificatePtr certificate;
        std::size_t uses{0};
    };
    void read_line(std::string_view line);
    void insert(Row row);
    std::string make_room();
    void release(const Row& row);

    std::size_t entries_max_;
    std::deque<Row> rows_;  // in the order of acceptance
    std::map<std::string, Known> certificates_;
};

}  // namespace otkel::adapters::nca
