#include "gateway/telemetry/log.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <thread>
#include <vector>

#include "gateway/base/bytes.hpp"
#include "gateway/telemetry/json_line.hpp"
#include "tests/support/fake_clock.hpp"

namespace otkel::log {
namespace {

std::string line(std::string_view event, std::initializer_list<Field> fields) {
    std::string text;
    append_json_line(text, test::FakeClock().wall(), Level::info, event, fields);
    return text.substr(text.find("\"event\""));
}

TEST(LogLine, holds_time_level_event_and_fields) {
    std::string text;
    append_json_line(text, test::FakeClock().wall(), Level::warning, "exchange-answered",
                     {{"peer", "toibolot"}, {"status", 200}, {"share", 0.5}, {"again", true}});
    EXPECT_EQ(text, R"({"ts":"2026-07-12T04:30:00.000Z","level":"warning","event":"exchange-answered",)"
                    R"("peer":"toibolot","status":200,"share":0.5,"again":true})");
}

TEST(LogLine, cannot_be_left_by_a_value) {
    EXPECT_EQ(line("e", {{"v", "a\"b\\c\nd\re\tf\x01\x7f"}}),
              "\"event\":\"e\",\"v\":\"a\\\"b\\\\c\\nd\\re\\tf\\u0001\\u007f\"}");
    EXPECT_EQ(line("e", {{"k\"", std::string_view("\0", 1)}}), "\"event\":\"e\",\"k\\\"\":\"\\u0000\"}");
}

TEST(LogLine, is_utf8_whatever_a_value_holds) {
    EXPECT_EQ(line("e", {{"v", "ә\xff\nқ\xd0"}}), "\"event\":\"e\",\"v\":\"ә\uFFFD\\nқ\uFFFD\"}");
    std::string all;
    for (int c = 0; c < 256; ++c) {
        all += static_cast<char>(c);
    }
    EXPECT_TRUE(is_valid_utf8(line("e", {{"v", all}})));
}

TEST(LogLine, shows_only_the_ends_of_a_personal_number) {
    EXPECT_EQ(line("e", {{"v", "serialNumber=IIN930115600078,SN=A IIN93 IIN880523600004"}}),
              "\"event\":\"e\",\"v\":\"serialNumber=IIN9301…78,SN=A IIN93 IIN8805…04\"}");
}

TEST(LogLine, cuts_long_values) {
    std::string cyrillic = "x";
    for (int i = 0; i < 5000; ++i) {
        cyrillic += "ә";
    }
    const auto text = line("e", {{"v", cyrillic}});
    EXPECT_LT(text.size(), 2200U);
    EXPECT_TRUE(is_valid_utf8(text));
}

TEST(LogLine, prints_numbers_as_json_knows_them) {
    EXPECT_EQ(
        line("e", {{"a", std::numeric_limits<double>::infinity()}, {"b", std::numeric_limits<double>::quiet_NaN()}}),
        "\"event\":\"e\",\"a\":null,\"b\":null}");
    EXPECT_EQ(line("e", {{"a", std::numeric_limits<std::int64_t>::min()}}),
              "\"event\":\"e\",\"a\":-9223372036854775808}");
}

class Log : public testing::Test {
protected:
    ~Log() override { set_level(Level::info); }
};

TEST_F(Log, writes_whole_lines_to_stderr_from_many_threads) {
    testing::internal::CaptureStderr();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([] {
            for (int i = 0; i < 100; ++i) {
                info("tick", {{"number", 7}});
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    const auto text = testing::internal::GetCapturedStderr();
    std::size_t lines = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        ASSERT_NE(end, std::string::npos);
        EXPECT_EQ(text.substr(at, 7), "{\"ts\":\"");
        EXPECT_EQ(text.substr(end - 12, 12), ",\"number\":7}");
        at = end + 1;
        ++lines;
    }
    EXPECT_EQ(lines, 400U);
}

TEST_F(Log, leaves_out_what_is_below_the_level) {
    testing::internal::CaptureStderr();
    debug("hidden", {});
    set_level(Level::debug);
    debug("shown", {});
    set_level(Level::error);
    warning("hidden", {});
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_EQ(text.find("hidden"), std::string::npos);
    EXPECT_NE(text.find("\"event\":\"shown\"}"), std::string::npos);
}

TEST_F(Log, never_reads_a_value_as_a_format) {
    testing::internal::CaptureStderr();
    info("{}", {{"v", "{0} %v %s"}});
    EXPECT_NE(testing::internal::GetCapturedStderr().find(R"("event":"{}","v":"{0} %v %s"})"), std::string::npos);
}

}  // namespace
}  // namespace otkel::log
