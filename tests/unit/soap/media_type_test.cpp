#include "gateway/soap/media_type.hpp"

#include <gtest/gtest.h>

namespace otkel::soap {
namespace {

TEST(MediaTypes, are_read_with_their_parameters) {
    const auto read =
        read_media_type(R"( Multipart/Related;TYPE="application/xop+xml" ; boundary=a-b ;start="<a \"b\\c;d>"; )");
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->name, "multipart/related");
    EXPECT_EQ(read->parameter("type"), "application/xop+xml");
    EXPECT_EQ(read->parameter("boundary"), "a-b");
    EXPECT_EQ(read->parameter("start"), R"(<a "b\c;d>)");
    EXPECT_EQ(read->parameter("charset"), std::nullopt);
    EXPECT_EQ(read_media_type("text/xml")->name, "text/xml");
    EXPECT_EQ(read_media_type("a/b; c=\"\"")->parameter("c"), "");
}

TEST(MediaTypes, that_readers_could_understand_differently_are_refused) {
    for (const auto* const value :
         {"", "text", "text/", "/xml", "text / xml", "text/xml charset=utf-8", "text/xml; charset", "text/xml; =a",
          "text/xml; a=", "text/xml; a =b", "text/xml; a=b c", "text/xml; a=\"b", "text/xml; a=\"b\\", "text/xml;;a=b",
          "text/xml; a=\"b\"c", "text/xml; a=b; A=c", "text/xml; a=\"\x01\"", "text/xml (x)", "text/xml, text/plain"}) {
        EXPECT_FALSE(read_media_type(value)) << value;
    }
    EXPECT_NE(read_media_type("a/b; c=d; c=d").error().detail.find("twice"), std::string::npos);
}

}  // namespace
}  // namespace otkel::soap
