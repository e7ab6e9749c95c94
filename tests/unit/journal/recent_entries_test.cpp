#include "gateway/journal/sqlite/recent_entries.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "tests/unit/journal/journal_fixture.hpp"

namespace otkel::journal {
namespace {

using ::testing::ElementsAre;

// Entries of message ids and of keys that are appended first and moved to their tables by the thousand.
class Recent : public JournalTest {
protected:
    ExchangeId accepted_with_key(int number) {
        auto one = message("m" + std::to_string(number));
        one.keys = {{"gtin", key_of(number)}, {"lot", "same"}};
        return accepted(std::move(one));
    }
    static std::string key_of(int number) { return "0487" + std::to_string(1000 + number); }
    Query by_key(int number) {
        Query query;
        query.key = {"gtin", key_of(number)};
        return query;
    }
    int entries(const std::string& table) {
        SQLite::Database database(options_.file.string(), SQLite::OPEN_READONLY);
        return database.execAndGet("SELECT count(*) FROM " + table).getInt();
    }
};

constexpr int three_each = 3;
constexpr int enough = static_cast<int>(RecentEntries::most) / three_each + 20;  // some are moved, the newest are not

TEST_F(Recent, are_moved_when_there_are_a_thousand) {
    for (int i = 0; i < enough; ++i) {
        accepted_with_key(i);
    }
    EXPECT_EQ(entries("message_ids") + entries("search_keys"), RecentEntries::most);
    EXPECT_EQ(entries("recent_entries"), three_each * enough - RecentEntries::most);
}

TEST_F(Recent, and_moved_ones_are_found_once_each_newest_first) {
    std::vector<ExchangeId> ids;
    for (int i = 0; i < enough; ++i) {
        ids.push_back(accepted_with_key(i));
    }
    for (const int i : {0, 100, enough - 1}) {
        EXPECT_THAT(found(by_key(i)), ElementsAre(ids[static_cast<std::size_t>(i)])) << i;
    }
    Query all;
    all.key = {"lot", "same"};
    all.limit = enough;
    auto newest_first = ids;
    std::reverse(newest_first.begin(), newest_first.end());
    EXPECT_EQ(found(all), newest_first);
}

TEST_F(Recent, and_moved_ones_tell_a_duplicate_also_after_a_restart) {
    for (int i = 0; i < enough; ++i) {
        accepted_with_key(i);
    }
    const auto is_known = [&](int i) { return accept(message("m" + std::to_string(i))).value().has_value(); };
    for (int round = 0; round < 2; ++round) {
        EXPECT_TRUE(is_known(0));
        EXPECT_TRUE(is_known(enough - 1));
        reopen();
    }
}

TEST_F(Recent, are_moved_with_what_they_belong_to_or_not_at_all) {
    for (int i = 0; i < static_cast<int>(RecentEntries::most) / three_each; ++i) {
        accepted_with_key(i);
    }
    ASSERT_EQ(entries("message_ids"), 0);
    // The next one would move them; its transaction is undone.
    store();
    reopen();
    {
        SQLite::Database database(options_.file.string(), SQLite::OPEN_READWRITE);
        database.exec(
            "CREATE TRIGGER no_records BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'no records now'); END");
    }
    EXPECT_FALSE(accept(message("new")));
    EXPECT_EQ(entries("message_ids"), 0);
    EXPECT_EQ(entries("recent_entries"), static_cast<int>(RecentEntries::most) / three_each * three_each);
    SQLite::Database(options_.file.string(), SQLite::OPEN_READWRITE).exec("DROP TRIGGER no_records");
    EXPECT_TRUE(accept(message("m0")).value().has_value());
    EXPECT_FALSE(accept(message("new")).value());
}

}  // namespace
}  // namespace otkel::journal
