#include <gtest/gtest.h>

#include "gateway/identifiers/identifier.hpp"

namespace otkel::identifiers {
namespace {

// "gtin tnved !bin": the kinds in order, near misses marked.
std::string kinds(std::string_view text) {
    std::string line;
    for (const auto& candidate : identify(text)) {
        line += line.empty() ? "" : " ";
        line += candidate.valid ? "" : "!";
        line += name(candidate.kind);
    }
    return line;
}

TEST(Identify, offers_every_kind_with_the_most_specific_first) {
    const std::pair<const char*, const char*> rows[] = {
        {"930115500001", "iin !gtin"},
        {"490140000002", "bin !gtin"},
        {"930115500002", "!iin !gtin"},
        {"0200000000011", "ntin gtin"},
        {"0200000000012", "!ntin !gtin"},
        {"4871234567890", "gtin"},
        {"4871234567891", "!gtin"},
        {"0040000000001", "xtin !gtin"},
        {"2710198200", "tnved-line tnved"},
        {"710000000", "tnved kato"},
        {"46711", "tnved oked"},
        {"kz", "country"},
        {"kk", "language"},
        {"KZT", "currency"},
        {"INREX987654321GF001", "rex-number aggregate-code"},
        {"55301/120726/0001234", "declaration-number aggregate-code"},
        {"55301/320726/0001234", "aggregate-code !declaration-number"},
        {"348700000000000013", "sscc aggregate-code"},
        {"00348700000000000013", "aggregate-code"},
        {"00348700000000000014", "!aggregate-code"},
        {"0104870000000012215abcdefghijkl", "marking-code"},
        {"0104870000000013215abcdefghijkl", "!marking-code"},
        {"0198f2a0-7c3d-7b1e-9a55-0242ac12000", ""},
        {"0198f2a0-7c3d-7b1e-9a55-0242ac12000x", "!uuid"},
        {"hello", ""},
        {"", ""},
    };
    for (const auto& [text, expected] : rows) {
        EXPECT_EQ(kinds(text), expected) << text;
    }
}

TEST(Identify, ignores_space_around_the_value) { EXPECT_EQ(kinds(" KZT\n"), "currency"); }

std::string first_remark(std::string_view text) {
    const auto candidates = identify(text);
    return candidates.empty() ? "none" : candidates.front().remark;
}

TEST(Identify, tells_what_the_number_says) {
    EXPECT_EQ(first_remark("930115500001"), "born 2093-01-15, male, check digit right");
    EXPECT_EQ(first_remark("930115600913"), "born 2093-01-15, female, check digit after the second pass");
    EXPECT_EQ(first_remark("490140000002"),
              "registered in month 01 of year ..49, resident firm, head office, check digit right");
    EXPECT_EQ(first_remark("4871234567890"), "GTIN-13, prefix of GS1 Kazakhstan, check digit right");
    EXPECT_EQ(first_remark("0104870000000012215abcdefghijkl"),
              "GTIN 04870000000012, serial of 13 characters, no proof (91, 92, 93), as in documents");
    EXPECT_EQ(first_remark("55301/120726/0001234"), "customs office 55301, registered 2026-07-12, serial 0001234");
    EXPECT_EQ(first_remark("inrex987654321gf001"), "registered exporter of IN");
    EXPECT_EQ(first_remark("4871234567891"), "check digit is 1, expected 0");
}

TEST(Identify, gives_the_canonical_form) { EXPECT_EQ(identify("kzt").front().canonical, "KZT"); }

}  // namespace
}  // namespace otkel::identifiers
