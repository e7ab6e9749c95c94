#include <gtest/gtest.h>

#include "gateway/base/bytes.hpp"

namespace otkel {
namespace {

// RFC 4648 section 10.
TEST(Base64, encodes_and_decodes_the_vectors_of_the_standard) {
    const std::pair<const char*, const char*> vectors[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (const auto& [octets, text] : vectors) {
        EXPECT_EQ(to_base64(octets), text);
        EXPECT_EQ(from_base64(text).value(), octets);
    }
}

TEST(Base64, skips_the_white_space_that_peers_leave_inside) {
    EXPECT_EQ(from_base64("Zm9v\r\n Ym\tFy").value(), "foobar");
}

TEST(Base64, refuses_what_is_not_base64) {
    for (const char* text : {"Zg=", "Z", "Zg==Zg==", "Zm9*", "====", "Zm9v="}) {
        EXPECT_FALSE(from_base64(text)) << text;
    }
}

}  // namespace
}  // namespace otkel
