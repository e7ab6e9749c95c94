#include "gateway/core/embedded/sample_data.hpp"

#include <gtest/gtest.h>

#include <set>

#include "gateway/core/embedded/marked_goods.hpp"
#include "gateway/identifiers/identifier.hpp"
#include "tests/unit/core/declarations.hpp"

namespace otkel::core::test {
namespace {

using identifiers::check;
using identifiers::Kind;

TEST(SampleData, has_valid_numbers_of_participants) {
    std::set<std::string> ids;
    for (std::uint64_t n = 0; n < 5'000; ++n) {
        const auto one = sample::participant(n);
        EXPECT_TRUE(check(n % 10 == 9 ? Kind::iin : Kind::bin, one.id)) << one.id;
        EXPECT_TRUE(ids.insert(one.id).second) << one.id;
    }
}

TEST(SampleData, has_valid_numbers_of_cards) {
    std::set<std::string> ntins;
    for (std::uint64_t n = 0; n < 2'000; ++n) {
        const auto card = sample::card(n);
        EXPECT_TRUE(check(Kind::gtin, card.gtin)) << card.gtin;
        EXPECT_TRUE(check(Kind::ntin, card.ntin)) << card.ntin;
        EXPECT_TRUE(check(Kind::tnved_line, card.tnved)) << card.tnved;
        EXPECT_TRUE(check(Kind::country, card.origin)) << card.origin;
        EXPECT_TRUE(ntins.insert(card.ntin).second);
        EXPECT_TRUE(card.gtin.starts_with("0487") && card.gtin.size() == 14);
    }
}

TEST(SampleData, has_valid_codes_and_aggregates) {
    for (std::uint64_t n = 0; n < 2'000; ++n) {
        const auto text = sample::code(n, 300).record.identification();
        EXPECT_TRUE(check(Kind::marking_code, text)) << text;
    }
    for (std::uint64_t lot = 0; lot < 200; ++lot) {
        EXPECT_TRUE(check(Kind::sscc, sample::pallet(lot)));
        EXPECT_TRUE(check(Kind::sscc, sample::carton(lot, 1)));
    }
}

TEST(SampleData, marks_what_the_dated_list_names) {
    for (std::uint64_t n = 0; n < sample::row; ++n) {
        const auto card = sample::card(n);
        bool listed = false;
        for (const auto& entry : marked_goods) {
            listed = listed || (card.tnved.starts_with(entry.prefix) && entry.from <= "2026-07-10" && !entry.partial);
        }
        EXPECT_EQ(card.marked, listed) << card.tnved;
    }
}

TEST(SampleData, spreads_lots_over_active_marked_cards_only) {
    for (const std::uint64_t cards : {1U, 13U, 19U, 20U, 27U, 300U}) {
        for (std::uint64_t lot = 0; lot < 500; ++lot) {
            const auto n = sample::card_of_lot(lot, cards);
            ASSERT_LT(n, cards);
            const auto card = sample::card(n);
            ASSERT_TRUE(card.marked && !card.archived());
        }
    }
}

std::int64_t count(const std::filesystem::path& file, const std::string& of) {
    const auto database = open_for_reading(file);
    return (*database)->execAndGet("SELECT count(*) FROM " + of).getInt64();
}

TEST(SampleData, loads_what_was_asked_for) {
    TemporaryFolder folder;
    ASSERT_TRUE(sample::load_sample_data(folder.file(), {40, 900, 24}));
    EXPECT_EQ(count(folder.file(), "cards"), 40);
    EXPECT_EQ(count(folder.file(), "marking_codes"), 900);
    EXPECT_EQ(count(folder.file(), "participants"), 24);
    EXPECT_EQ(
        count(folder.file(), "marking_codes WHERE parent IS NOT NULL AND parent NOT IN (SELECT sscc FROM aggregates)"),
        0);
    EXPECT_GT(count(folder.file(), "aggregates WHERE parent IS NOT NULL"), 0);
}

TEST(SampleData, loading_again_grows_and_keeps_what_was_done) {
    TemporaryFolder folder;
    ASSERT_TRUE(sample::load_sample_data(folder.file(), {40, 100, 24}));
    {
        const auto database = open_for_writing(folder.file());
        (*database)->exec("UPDATE marking_codes SET declaration = 'X' WHERE serial = 'KZ00000000000'");
    }
    ASSERT_TRUE(sample::load_sample_data(folder.file(), {40, 100, 24}));
    ASSERT_TRUE(sample::load_sample_data(folder.file(), {40, 200, 24}));
    EXPECT_EQ(count(folder.file(), "marking_codes"), 200);
    EXPECT_EQ(count(folder.file(), "marking_codes WHERE declaration = 'X'"), 1);
}

TEST(SampleData, refuses_numbers_that_would_repeat) {
    TemporaryFolder folder;
    EXPECT_EQ(sample::load_sample_data(folder.file(), {40, 100, 0}).error().code, Errc::invalid_argument);
    EXPECT_EQ(sample::load_sample_data(folder.file(), {sample::cards_max + 1, 1, 1}).error().code,
              Errc::invalid_argument);
}

}  // namespace
}  // namespace otkel::core::test
