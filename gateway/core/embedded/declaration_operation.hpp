#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/core/embedded/declaration_check.hpp"
#include "gateway/core/port.hpp"

// customs.checkDeclaration in two steps. prepare() reads, on any connection and beside others; record() writes, on the
// writer's connection, and settles what has changed in between. Both throw what SQLiteCpp throws.

namespace otkel::core {

inline constexpr auto check_declaration_name = "customs.checkDeclaration";

struct DeclarationOperation {
    DeclarationOperation(Call call, CheckLimits check_limits, const Clock& a_clock);

    std::string key;
    boost::json::value request;
    CheckLimits limits;
    const Clock& clock;

    // Made by prepare().
    std::string digest;
    Declaration declaration;
    DeclarationCheck check;

    std::optional<Reply> reply;  // by prepare() when the key was answered before, else by record()
};

[[nodiscard]] Result<void> prepare(DeclarationOperation& operation, Register& records);
// Inside a transaction. When it fails, it has undone what it wrote.
[[nodiscard]] Result<void> record(DeclarationOperation& operation, Register& records);

}  // namespace otkel::core
