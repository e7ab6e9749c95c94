#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "gateway/xml/schema.hpp"
#include "tests/support/reference_data.hpp"
#include "tests/support/temporary_folder.hpp"

// The operator's own WSDL and XSD, where they lie beside the project.

namespace otkel::adapters::shep {

// A copy whose references lead to files: the schemas of the asynchronous channel look for the shared types under
// SyncChannel/, and they lie under common/.
inline void copy_official_files(const std::filesystem::path& from, const std::filesystem::path& to) {
    namespace fs = std::filesystem;
    fs::copy(from, to, fs::copy_options::recursive);
    for (const auto& entry : fs::directory_iterator(to / "wsdl/AsyncChannel/v10/Types")) {
        std::ifstream read(entry.path(), std::ios::binary);
        std::string text{std::istreambuf_iterator<char>(read), {}};
        read.close();
        const std::string wrong = "../../../SyncChannel/v10/Types/";
        for (auto at = text.find(wrong); at != std::string::npos; at = text.find(wrong, at)) {
            text.replace(at, wrong.size(), "../../../common/v10/Types/");
        }
        std::ofstream(entry.path(), std::ios::binary) << text;
    }
}

// nullptr when they are not there.
inline std::shared_ptr<const xml::Schema> official_schema() {
    static const auto schema = []() -> std::shared_ptr<const xml::Schema> {
        const auto data = otkel::testing::reference_data() / "shep";
        if (!std::filesystem::exists(data / "derived-libxml2-entry/entry.xsd")) {
            return nullptr;
        }
        const otkel::tests::TemporaryFolder folder;
        std::filesystem::copy(data / "derived-libxml2-entry", folder / "entry",
                              std::filesystem::copy_options::recursive);
        copy_official_files(data / "official", folder / "serik");
        auto loaded = xml::Schema::load(folder / "entry/entry.xsd");
        EXPECT_TRUE(loaded) << loaded.error().to_string();
        return loaded ? *loaded : nullptr;
    }();
    return schema;
}

}  // namespace otkel::adapters::shep
