#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "gateway/settings/section.hpp"
#include "tests/support/temporary_folder.hpp"

namespace otkel::settings {

class SettingsTest : public testing::Test {
protected:
    std::filesystem::path write(const std::string& name, const std::string& text) const {
        return folder_.write(name, text);
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

    otkel::tests::TemporaryFolder folder_;
    Complaints complaints_;
};

}  // namespace otkel::settings
