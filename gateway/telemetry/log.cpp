#include "gateway/telemetry/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <memory>

#include "gateway/telemetry/json_line.hpp"

namespace otkel::log {
namespace {

std::atomic<Level> least{Level::info};

// Never destroyed: other static objects may still write while the process ends.
spdlog::logger& sink() {
    static auto* const logger = [] {
        auto made = std::make_unique<spdlog::logger>("otkel", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%v");
        made->set_level(spdlog::level::trace);
        return made.release();
    }();
    return *logger;
}

}  // namespace

void set_level(Level level) { least.store(level, std::memory_order_relaxed); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (level < least.load(std::memory_order_relaxed)) {
        return;
    }
    thread_local std::string line;  // keeps its memory from one record to the next
    line.clear();
    append_json_line(line, SystemClock{}.wall(), level, event, fields);
    sink().log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace otkel::log
