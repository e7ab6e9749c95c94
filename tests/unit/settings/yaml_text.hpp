#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gateway/settings/section.hpp"

namespace otkel::settings {

// A folder of its own for each test, gone afterwards.
class SettingsTest : public testing::Test {
protected:
    SettingsTest() {
        std::string pattern = testing::TempDir() + "/otkel-settings-XXXXXX";
        folder_ = mkdtemp(pattern.data());
    }
    ~SettingsTest() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return folder_ / name;
    }
    Section load(const std::string& text) { return Section::load(write("a.yaml", text), complaints_); }

    // The complaints, each as "line:column: detail; expected …, found …", one a line.
    std::string complained() const {
        std::string text;
        for (const auto& finding : complaints_.findings()) {
            auto copy = finding;
            EXPECT_EQ(copy.place.file, (folder_ / "a.yaml").string());
            copy.place.file.clear();
            text += copy.to_string() + "\n";
        }
        return text;
    }

    std::filesystem::path folder_;
    Complaints complaints_;
};

}  // namespace otkel::settings
