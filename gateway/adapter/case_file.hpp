#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/base/result.hpp"

// Cases that go on for weeks: what happened in each, record after record, on disk before anything follows from it. A
// case is what its records say; nothing else is kept of it, so that a gateway that was killed goes on where the last
// record ends, and its evidence (docs/evidence.md) is the evidence of the case.

namespace otkel::adapter {

// A document of a record, octet for octet. The name is its file name: no folder, no control characters.
struct CasePaper {
    std::string name, content_type, octets;
};

struct CaseRecord {
    std::string case_id;    // "REX-2026-000017"
    std::size_t number{0};  // in the case, from 1, without gaps
    std::string kind;       // "documents-requested": what it is found by, and its outcome in the journal
    std::string content;    // JSON
    WallTime at{};
    std::string who;                                          // a person with role, or the system itself
    std::string address;                                      // IP from which it came; empty: from within
    std::vector<std::pair<std::string, std::string>> keys{};  // to search by: {"rex-number", "…"}
    std::vector<CasePaper> papers{};
};

// As it stands on disk; without the octets of its papers, which paper() gives.
struct KeptRecord {
    ExchangeId exchange;  // under which the journal has it
    CaseRecord record;
};

// A whole case in one file: what its journal proves, and what people read.
struct CaseBundle {
    std::string case_id;
    std::vector<ExchangeId> exchanges;  // of its records, and of the messages that it sent and got
    std::string told;                   // what the case came to, as JSON (gateway/cases/case_bundle.hpp)
};

// Thread rules as of journal::Store: on the I/O thread, resumes there.
class CaseFile {
public:
    virtual ~CaseFile() = default;
    // The number is given once: of two that decide something on the same state of a case, one learns that the other was
    // first (Errc::replay_conflict). The same record once more, after a crash say, is the one that is there. Errors of
    // the journal otherwise: storage_failed and overloaded leave it open whether it was kept; append again.
    virtual boost::asio::awaitable<Result<ExchangeId>> append(CaseRecord record) = 0;
    // In order of their numbers, from `first` on. Errc::not_found: no such case.
    virtual boost::asio::awaitable<Result<std::vector<KeptRecord>>> read(std::string case_id,
                                                                         std::size_t first = 1) = 0;
    virtual boost::asio::awaitable<Result<CasePaper>> paper(ExchangeId exchange, std::string name) = 0;
    // Cases that were opened since, newest first; `key`: those that have a record with it.
    virtual boost::asio::awaitable<Result<std::vector<std::string>>> cases(
        std::optional<std::pair<std::string, std::string>> key, WallTime since, std::size_t limit) = 0;
    // A signed container (docs/evidence.md). Errc::not_found names an exchange that is not there; storage_failed: its
    // messages are in an archive; invalid_configuration: no key signs it.
    virtual boost::asio::awaitable<Result<std::string>> bundle(CaseBundle content) = 0;
};

}  // namespace otkel::adapter
