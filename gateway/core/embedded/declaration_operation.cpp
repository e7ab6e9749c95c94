#include "gateway/core/embedded/declaration_operation.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "gateway/core/embedded/savepoint.hpp"
#include "gateway/crypto/key.hpp"

namespace otkel::core {
namespace {

// A check made on the writer's own view cannot be overtaken, so the second round settles it.
constexpr int rounds_max = 2;

Result<bool> answered_before(DeclarationOperation& operation, Register& records) {
    const auto stored = records.operation(operation.key);
    if (!stored) {
        return false;
    }
    if (stored->request_digest != operation.digest) {
        return fail(Errc::replay_conflict,
                    "the idempotency key " + operation.key + " was used before with another request: use a new key");
    }
    operation.reply = Reply{boost::json::parse(stored->reply)};
    return true;
}

Result<void> check(DeclarationOperation& operation, Register& records) {
    const auto today = to_utc_text(operation.clock.wall()).substr(0, 10);
    auto result = check_declaration(operation.declaration, records, operation.limits, today);
    if (!result) {
        return fail(result.error());
    }
    operation.check = std::move(*result);
    return {};
}

bool bind_codes(const DeclarationOperation& operation, Register& records) {
    if (operation.check.overall == Verdict::fail) {
        return true;
    }
    const auto& declaration = operation.declaration;
    return std::all_of(operation.check.codes.begin(), operation.check.codes.end(), [&](const CodeRecord& code) {
        return records.bind_code(code, declaration.importer, declaration.number);
    });
}

void store(DeclarationOperation& operation, Register& records) {
    const auto at = to_utc_text(operation.clock.wall());
    auto json = to_json(operation.check, operation.declaration.number, at);
    records.add_operation(operation.key, check_declaration_name, operation.digest, boost::json::serialize(json), at);
    records.add_declaration_check(operation.declaration.number, operation.key, name(operation.check.overall), at);
    operation.reply = Reply{std::move(json)};
}

}  // namespace

DeclarationOperation::DeclarationOperation(Call call, CheckLimits check_limits, const Clock& a_clock)
    : key(std::move(call.idempotency_key)), request(std::move(call.request)), limits(check_limits), clock(a_clock) {}

Result<void> prepare(DeclarationOperation& operation, Register& records) {
    operation.digest = crypto::digest(crypto::DigestAlgorithm::sha256, std::string(check_declaration_name) + "\n" +
                                                                           boost::json::serialize(operation.request));
    const auto answered = answered_before(operation, records);
    if (!answered || *answered) {
        return answered ? Result<void>{} : Result<void>(fail(answered.error()));
    }
    auto declaration = parse_declaration(operation.request);
    if (!declaration) {
        return fail(declaration.error());
    }
    operation.declaration = std::move(*declaration);
    return check(operation, records);
}

Result<void> record(DeclarationOperation& operation, Register& records) {
    const auto answered = answered_before(operation, records);
    if (!answered || *answered) {
        return answered ? Result<void>{} : Result<void>(fail(answered.error()));
    }
    for (int round = 0; round < rounds_max; ++round) {
        {
            Savepoint unit(records);
            if (bind_codes(operation, records)) {
                store(operation, records);
                unit.keep();
                return {};
            }
        }
        const auto checked = check(operation, records);
        if (!checked) {
            return checked;
        }
    }
    return fail(Errc::internal, "the codes of declaration " + operation.declaration.number +
                                    " passed the check and could not be bound");
}

}  // namespace otkel::core
