#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/journal/evidence/seal.hpp"
#include "gateway/journal/sqlite/log_file.hpp"
#include "gateway/journal/sqlite/originals.hpp"
#include "gateway/journal/sqlite/retention_rows.hpp"
#include "gateway/journal/sqlite/sqlite_store.hpp"
#include "gateway/journal/text_list.hpp"

// The one connection that writes. All of it runs on the thread of the group writer, but for open().

namespace otkel::journal {

// What callers have made ready (compressed, digested) before they queue.
struct PreparedAcceptance {
    Acceptance record;  // its legs are in `legs`
    std::vector<PackedLeg> legs;
    MessageKey key;
    std::vector<std::int64_t> search_fingerprints;
    std::optional<Original> original;  // the answer: set when the message is a duplicate, and nothing was written
};
struct PreparedStep {
    Step record;  // its legs are in `legs`
    std::vector<PackedLeg> legs;
    std::vector<std::int64_t> search_fingerprints;
};
struct PreparedRefusal {
    Refusal record;  // its request is in `legs`
    std::vector<PackedLeg> legs;
    std::int64_t fingerprint{0};
};
struct Taking {
    std::string peer;
    WallTime now{};
    std::size_t limit{0};
    std::vector<std::int64_t> numbers;  // the answer
};

class Writer {
public:
    [[nodiscard]] static Result<std::unique_ptr<Writer>> open(const SqliteOptions& options);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    Result<void> begin();
    Result<void> commit();
    void rollback();
    // Makes durable what was committed before it was called. On any thread, beside the others.
    [[nodiscard]] Result<void> sync() const;

    // Whether the unit that failed last had changed something before.
    [[nodiscard]] bool is_half_written() const { return half_written_; }

    // Each is a unit of the group. It may be called again with the same argument, after a rollback().
    Result<void> accept(PreparedAcceptance& acceptance);
    Result<void> step(const std::vector<PreparedStep>& steps);
    Result<void> refuse(const PreparedRefusal& refusal);
    Result<void> audit(const AuditRecord& record);

    Result<void> take(Taking& taking);
    Result<void> take(const ExchangeId& id);
    Result<void> give_back(const std::vector<std::int64_t>& numbers);
    Result<void> give_back_all();
    Result<void> renew_lease(WallTime until);

    Result<void> keep_seal(const Seal& seal);
    Result<void> add_stamp(const std::string& chain, std::uint64_t number, const std::string& stamp);

    Result<void> retain(const std::function<Result<void>(RetentionRows&)>& work);

private:
    struct Parts;
    Writer(std::unique_ptr<Parts> parts, LogFile log);
    Result<void> unit(const std::function<Result<void>()>& work);
    std::unique_ptr<Parts> parts_;
    LogFile log_;
    bool half_written_{false};
};

}  // namespace otkel::journal
