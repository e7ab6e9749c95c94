#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapter/case_file.hpp"
#include "gateway/asic/container.hpp"
#include "gateway/evidence/bundle.hpp"

// A case that goes on for weeks, with all it sent and got, in one file that proves itself: an ASiC-E container (ETSI EN
// 319 162-1), signed by whoever exported it.
//
//   case.json                   what the case came to; "records" are [{"number", "kind", "who", "at", "exchange",
//                               "data", …}], and "data" is that of the record's content
//   papers/2-letter.pdf         papers of record 2, for people
//   exchanges/0198….asice       the evidence of one exchange each (evidence/bundle.hpp): of every record, and of the
//                               messages
//
// What is proved stands on the bundles of the exchanges; the records of case.json and the papers are held against them.
// What else case.json tells (terms, the comparison) follows from the records and proves nothing; that no record is
// missing at the end stands on the word of whoever exported it.

namespace otkel::cases {

inline constexpr std::string_view case_file_name = "case.json";
// A case has some dozens of records, and exchanges with them.
inline constexpr asic::Limits case_bundle_limits{.octets = 256UL * 1024 * 1024,
                                                 .entries = 2'000,
                                                 .file_octets = 64UL * 1024 * 1024,
                                                 .total_octets = 512UL * 1024 * 1024};

// The files of a container, in their order. CPU work.
class CaseBundleFiles {
public:
    explicit CaseBundleFiles(std::string told);
    // One exchange as it was loaded, and its evidence. Those of records bring their papers.
    void add(const journal::Summary& summary, const std::vector<journal::LegOctets>& legs, std::string bundle);
    [[nodiscard]] Result<std::string> write(const crypto::Identity& exporter, WallTime now) const;

private:
    std::vector<asic::AsicFile> files_;
};

struct CaseBundleReport {
    std::string case_id;
    std::size_t records{0};
    std::vector<evidence::BundleReport> exchanges;
    std::string exporter;           // subject of who signed the container
    std::vector<Finding> findings;  // of the case; those of an exchange stand in its report

    [[nodiscard]] bool valid() const;
};

[[nodiscard]] bool is_case_bundle(const asic::Container& container);
// No I/O. What does not fit stands in the report: a record that is missing, was inserted or says something else than
// its exchange, a paper that is another one. Errors are about files that are no such container.
[[nodiscard]] Result<CaseBundleReport> verify_case_bundle(std::string_view zip, const evidence::BundlePolicy& policy);

}  // namespace otkel::cases
