#include "gateway/base/ids.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "tests/support/fake_clock.hpp"

namespace otkel {
namespace {

// RFC 9562 sections 5.4 and 5.7.
TEST(Uuid, has_the_form_version_and_variant_of_the_standard) {
    const std::regex v7("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    const std::regex v4("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    test::FakeClock clock;
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(std::regex_match(new_uuid_v7(clock.wall()), v7));
        EXPECT_TRUE(std::regex_match(new_uuid_v4(), v4));
    }
}

// RFC 9562 appendix A.6: 2022-02-22T19:22:22Z.
TEST(Uuid, of_version_7_begins_with_the_milliseconds_of_its_birth) {
    const WallTime birth{std::chrono::milliseconds{0x017F22E279B0}};
    EXPECT_EQ(new_uuid_v7(birth).substr(0, 14), "017f22e2-79b0-");
}

TEST(Uuid, of_version_7_sorts_by_time) {
    test::FakeClock clock;
    std::string before = new_uuid_v7(clock.wall());
    for (int i = 0; i < 1000; ++i) {
        clock.advance(std::chrono::milliseconds{1 + i});
        const auto next = new_uuid_v7(clock.wall());
        EXPECT_LT(before, next);
        before = next;
    }
}

TEST(Uuid, never_comes_twice) {
    test::FakeClock clock;
    std::set<std::string> ids;
    for (int i = 0; i < 10000; ++i) {
        ids.insert(new_uuid_v7(clock.wall()));
        ids.insert(new_uuid_v4());
    }
    EXPECT_EQ(ids.size(), 20000U);
}

TEST(ExchangeIds, compare_by_their_text) {
    test::FakeClock clock;
    const auto one = ExchangeId::fresh(clock);
    EXPECT_EQ(one, ExchangeId(one.text()));
    EXPECT_NE(one, ExchangeId::fresh(clock));
}

}  // namespace
}  // namespace otkel
