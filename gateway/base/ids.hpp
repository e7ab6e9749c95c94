#pragma once

#include <compare>
#include <string>
#include <utility>

#include "gateway/base/clock.hpp"

namespace otkel {

// UUID version 7 (RFC 9562): sorts by time of birth. Thread safe.
[[nodiscard]] std::string new_uuid_v7(WallTime now);
// UUID version 4, for identifiers that must not tell the time.
[[nodiscard]] std::string new_uuid_v4();

// Names one exchange: one conversation with one peer. Everything (journal, evidence, logs, traces) hangs on it.
class ExchangeId {
public:
    ExchangeId() = default;  // of nothing; Asio makes one before a result is there
    explicit ExchangeId(std::string text) : text_(std::move(text)) {}
    [[nodiscard]] static ExchangeId fresh(const Clock& clock) { return ExchangeId(new_uuid_v7(clock.wall())); }
    [[nodiscard]] const std::string& text() const { return text_; }
    auto operator<=>(const ExchangeId&) const = default;

private:
    std::string text_;
};

}  // namespace otkel
