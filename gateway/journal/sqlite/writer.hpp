#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/journal/sqlite/originals.hpp"
#include "gateway/journal/sqlite/sqlite_store.hpp"
#include "gateway/journal/sqlite/text_list.hpp"

// The one connection that writes. All of it runs on the thread of the group writer, but for open().

namespace otkel::journal {

// What callers have made ready (compressed, digested) before they queue.
struct PreparedAcceptance {
    Acceptance record;  // its legs are in `legs`
    std::vector<PackedLeg> legs;
    MessageKey key;
    std::optional<Original> original;  // the answer: set when the message is a duplicate, and nothing was written
};
struct PreparedConclusion {
    Conclusion record;
    std::vector<PackedLeg> legs;
    std::vector<std::int64_t> key_fingerprints;
};
struct PreparedRefusal {
    Refusal record;
    std::optional<PackedLeg> request;
    std::int64_t fingerprint{0};
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

    // Each is a unit of the group: undone by itself when it fails.
    Result<void> accept(PreparedAcceptance& acceptance);
    Result<void> conclude(const PreparedConclusion& conclusion);
    Result<void> refuse(const PreparedRefusal& refusal);
    Result<void> audit(const AuditRecord& record);

private:
    struct Parts;
    explicit Writer(std::unique_ptr<Parts> parts);
    Result<void> unit(const std::function<Result<void>()>& work);
    std::unique_ptr<Parts> parts_;
};

}  // namespace otkel::journal
