#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/adapter/adapter.hpp"
#include "gateway/adapter/adapter_context.hpp"
#include "gateway/adapter/counterpart.hpp"
#include "gateway/adapter/running.hpp"
#include "gateway/adapter/system_command.hpp"

namespace otkel::adapter {

using AdapterFactory = std::function<Result<std::unique_ptr<Adapter>>(AdapterContext context)>;
using TwinFactory = std::function<Result<std::unique_ptr<Twin>>(TwinContext context)>;

using RunningFactory = std::function<Result<std::unique_ptr<Running>>(RunningContext context)>;

using CounterpartFactory = std::function<Result<std::unique_ptr<Counterpart>>(const TwinContext& context)>;

// A system has what it needs of these; the others are empty.
struct Registration {
    AdapterFactory make_adapter;
    TwinFactory make_twin;
    RunningFactory make_running;
    CounterpartFactory make_counterpart{};
    std::vector<SystemCommand> commands{};  // "otkel <system> …"
    std::string commands_about{};
};

class AdapterRegistry {
public:
    void add(std::string system, Registration registration);
    [[nodiscard]] const Registration* find(const std::string& system) const;
    [[nodiscard]] const std::map<std::string, Registration>& all() const { return registrations_; }

private:
    std::map<std::string, Registration> registrations_;
};

// Generated from the folders of adapters/.
void register_all_adapters(AdapterRegistry& registry);

}  // namespace otkel::adapter
