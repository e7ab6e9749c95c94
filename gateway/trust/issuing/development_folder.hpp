#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace otkel::trust::issuing {

// Files that become visible together: they are written into a folder that nobody else can enter, which gets its name
// when all are there, and is removed otherwise. Private to trust/issuing/, sources only.
class DevelopmentFolder {
public:
    enum class Readers : std::uint8_t { owner, everybody };

    explicit DevelopmentFolder(const std::filesystem::path& final_place);
    ~DevelopmentFolder();
    DevelopmentFolder(const DevelopmentFolder&) = delete;
    DevelopmentFolder& operator=(const DevelopmentFolder&) = delete;

    [[nodiscard]] Result<void> open() const;
    [[nodiscard]] Result<void> write(const std::string& name, std::string_view content, Readers readers) const;
    // The first of two processes wins: it is no error when a folder with this `marker` stands there already.
    [[nodiscard]] Result<void> publish(std::string_view marker) const;

private:
    std::filesystem::path final_place_, path_;
};

[[nodiscard]] std::string pem(std::string_view label, std::string_view der);

}  // namespace otkel::trust::issuing
