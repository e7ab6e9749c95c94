#include "gateway/exchange/observer.hpp"

#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {

void Observer::ended(const Ending& ending) {
    exchanges(ending).add();
    for (const auto& stage_time : *ending.stages) {
        stage(stage_time.stage).observe(stage_time.took);
    }
    stage("total").observe(ending.took);
    const auto level = ending.error == nullptr ? log::Level::info : log::Level::warning;
    log::write(level, "exchange-ended",
               {{"exchange", ending.exchange},
                {"direction", name(ending.direction)},
                {"adapter", ending.adapter},
                {"route", ending.route},
                {"peer", ending.peer},
                {"outcome", ending.outcome},
                {"took_us", static_cast<std::int64_t>(ending.took.count())},
                {"traceparent", ending.trace_parent},
                {"reason", ending.error == nullptr ? std::string_view{} : std::string_view(ending.error->detail)}});
}

telemetry::Counter& Observer::exchanges(const Ending& ending) {
    std::string key;
    for (const auto part : {ending.adapter, ending.route, ending.peer, ending.outcome, name(ending.direction)}) {
        key.append(part).push_back('\n');
    }
    auto& counter = exchanges_[key];
    if (counter == nullptr) {
        counter = &metrics_.counter("otkel_exchanges_total", "Exchanges that ended, by outcome.",
                                    {{"adapter", std::string(ending.adapter)},
                                     {"route", std::string(ending.route)},
                                     {"peer", std::string(ending.peer)},
                                     {"direction", std::string(name(ending.direction))},
                                     {"outcome", std::string(ending.outcome)}});
    }
    return *counter;
}

telemetry::Durations& Observer::stage(std::string_view name) {
    const auto found = stages_.find(name);
    if (found != stages_.end()) {
        return *found->second;
    }
    auto& durations = metrics_.durations("otkel_stage_seconds", "How long each stage of an exchange took.",
                                         {{"stage", std::string(name)}});
    stages_.emplace(std::string(name), &durations);
    return durations;
}

}  // namespace otkel::exchange
