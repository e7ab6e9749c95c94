#include "gateway/app/system_operations.hpp"

namespace otkel::app {

Result<void> SystemOperations::add(adapter::Running& system) {
    for (auto& operation : system.operations()) {
        const auto [there, is_new] = systems_.try_emplace(std::move(operation), &system);
        if (!is_new) {
            return fail(Errc::invalid_configuration, "the operation " + there->first + " is carried out by " +
                                                         std::string(there->second->system()) + " and by " +
                                                         std::string(system.system()));
        }
    }
    return {};
}

boost::asio::awaitable<Result<core::Reply>> SystemOperations::call(core::Call call, Deadline deadline) {
    const auto found = systems_.find(call.operation);
    if (found == systems_.end()) {
        co_return co_await core_->call(std::move(call), deadline);
    }
    if (call.batch) {
        co_return fail(Errc::unsupported, call.operation + " takes its message whole: the route must not have batches");
    }
    adapter::Operation operation{std::move(call.operation), std::move(call.idempotency_key), std::move(call.peer),
                                 std::move(call.request)};
    auto reply = co_await found->second->perform(std::move(operation), deadline);
    if (!reply) {
        co_return fail(std::move(reply.error()));
    }
    co_return core::Reply{std::move(*reply)};
}

}  // namespace otkel::app
