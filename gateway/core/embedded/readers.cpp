#include "gateway/core/embedded/readers.hpp"

#include <utility>

namespace otkel::core {

Result<std::unique_ptr<Readers::Reader>> Readers::take() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto reader = std::move(idle_.back());
            idle_.pop_back();
            return reader;
        }
    }
    auto database = open_for_reading(file_);
    if (!database) {
        return fail(database.error());
    }
    return guarded("preparing the queries",
                   [&]() -> Result<std::unique_ptr<Reader>> { return std::make_unique<Reader>(std::move(*database)); });
}

void Readers::give_back(std::unique_ptr<Reader> reader) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(reader));
}

}  // namespace otkel::core
