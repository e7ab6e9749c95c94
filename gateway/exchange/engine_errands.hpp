#pragma once

#include "gateway/adapter/running.hpp"
#include "gateway/exchange/engine.hpp"

namespace otkel::exchange {

// What systems ask for by themselves is carried out as what the core asks for is.
class EngineErrands final : public adapter::Errands {
public:
    explicit EngineErrands(Engine& engine) : engine_(engine) {}
    asio::awaitable<Result<adapter::Standing>> hand_over(adapter::Errand errand) override;

private:
    Engine& engine_;
};

}  // namespace otkel::exchange
