#pragma once

#include <map>
#include <memory>
#include <string>

#include "gateway/adapter/running.hpp"
#include "gateway/core/port.hpp"

namespace otkel::app {

// The core, but for the operations that a system carries out itself.
class SystemOperations final : public core::Port {
public:
    explicit SystemOperations(std::unique_ptr<core::Port> core) : core_(std::move(core)) {}
    // All its operations. Errc::invalid_configuration when another system has one of them.
    [[nodiscard]] Result<void> add(adapter::Running& system);

    boost::asio::awaitable<Result<core::Reply>> call(core::Call call, Deadline deadline) override;
    boost::asio::awaitable<Result<void>> ready(Deadline deadline) override { return core_->ready(deadline); }

private:
    std::unique_ptr<core::Port> core_;
    std::map<std::string, adapter::Running*, std::less<>> systems_;  // by operation
};

}  // namespace otkel::app
