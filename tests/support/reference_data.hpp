#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// Data from others that tests use where it lies beside the project: it is no part of it.

namespace otkel::testing {

inline const std::filesystem::path& reference_data() {
    static const std::filesystem::path folder = "../shared/data";
    return folder;
}

// "nca/xml/gost2004_enveloped.xml"
inline std::string reference_file(const std::filesystem::path& name) {
    std::ifstream stream(reference_data() / name, std::ios::binary);
    EXPECT_TRUE(stream) << name;
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace otkel::testing

// In a test or SetUp(): skips the test when this file or folder of the data is not there.
#define OTKEL_NEEDS_REFERENCE_DATA(name)                                                   \
    do {                                                                                   \
        if (!std::filesystem::exists(::otkel::testing::reference_data() / (name))) {       \
            GTEST_SKIP() << ::otkel::testing::reference_data() / (name) << " is not here"; \
        }                                                                                  \
    } while (false)
