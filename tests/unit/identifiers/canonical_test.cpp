#include <gtest/gtest.h>

#include <random>

#include "gateway/identifiers/identifier.hpp"

namespace otkel::identifiers {
namespace {

TEST(CanonicalIdentifier, is_what_the_whole_check_gives_back) {
    std::mt19937 random(7);
    const auto digits = [&](std::size_t count) {
        std::string text;
        while (text.size() < count) {
            text += static_cast<char>('0' + random() % 10);
        }
        return text;
    };
    const auto closed = [&](std::string text) { return text + gs1_check_digit(text); };
    std::size_t canonical = 0;
    for (int i = 0; i < 20'000; ++i) {
        const auto gtin = random() % 2 == 0 ? closed(digits(13)) : digits(14);
        auto code = "01" + gtin + "21";
        const std::size_t serial = 11 + random() % 4;
        for (std::size_t k = 0; k < serial; ++k) {
            code += static_cast<char>('!' + random() % 94);
        }
        for (const auto& [kind, text] : {std::pair{Kind::gtin, gtin},
                                         {Kind::gtin, closed(digits(random() % 14))},
                                         {Kind::ntin, closed("0200" + digits(8))},
                                         {Kind::sscc, closed(digits(17))},
                                         {Kind::marking_code, code},
                                         {Kind::marking_code, code + "93" + digits(4)}}) {
            const auto checked = check(kind, text);
            if (is_canonical(kind, text)) {
                ++canonical;
                ASSERT_TRUE(checked) << text << checked.error().detail;
                ASSERT_EQ(*checked, text);
            }
        }
    }
    EXPECT_GT(canonical, 40'000U);
}

TEST(CanonicalIdentifier, promises_nothing_of_what_is_written_otherwise) {
    for (const auto& [kind, text] : {std::pair{Kind::gtin, ""},
                                     {Kind::gtin, "04870000000013"},
                                     {Kind::marking_code, "(01)04870000000012(21)1"},
                                     {Kind::marking_code, ""},
                                     {Kind::country, "kz"},
                                     {Kind::ntin, "0200"}}) {
        EXPECT_FALSE(is_canonical(kind, text)) << text;
    }
}

}  // namespace
}  // namespace otkel::identifiers
