#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include <algorithm>

#include "gateway/core/embedded/database.hpp"
#include "gateway/core/embedded/marked_goods.hpp"
#include "gateway/core/embedded/sample_data.hpp"

namespace otkel::core::sample {
namespace {

// Rows in one transaction: few commits, and a write-ahead log of some megabytes only.
constexpr std::uint64_t rows_per_transaction = 50'000;

class Insert {
public:
    Insert(SQLite::Database& database, const char* table, int columns)
        : statement_(database, fmt::format("INSERT OR IGNORE INTO {} VALUES(?{})", table, marks(columns - 1))) {}

    Insert& text(const std::string& value) {
        statement_.bind(++column_, value);
        return *this;
    }
    Insert& text_or_null(const std::string& value) {
        if (value.empty()) {
            statement_.bind(++column_);
            return *this;
        }
        return text(value);
    }
    Insert& flag(bool value) {
        statement_.bind(++column_, value ? 1 : 0);
        return *this;
    }
    void run() {
        statement_.exec();
        statement_.reset();
        column_ = 0;
    }

private:
    static std::string marks(int count) {
        std::string text;
        for (int i = 0; i < count; ++i) {
            text += ", ?";
        }
        return text;
    }
    SQLite::Statement statement_;
    int column_{0};
};

template <class Add>
void in_portions(SQLite::Database& database, std::uint64_t count, Add add) {
    for (std::uint64_t begin = 0; begin < count; begin += rows_per_transaction) {
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        for (auto n = begin; n < std::min(count, begin + rows_per_transaction); ++n) {
            add(n);
        }
        transaction.commit();
    }
}

void load_participants(SQLite::Database& database, std::uint64_t count) {
    Insert insert(database, "participants", 4);
    in_portions(database, count, [&](std::uint64_t n) {
        const auto one = participant(n);
        insert.text(one.id).text(one.name_kk).text(one.name_ru).text(one.status).run();
    });
}

void load_cards(SQLite::Database& database, std::uint64_t count) {
    Insert insert(database, "cards", 14);
    in_portions(database, count, [&](std::uint64_t n) {
        const auto one = card(n);
        insert.text(one.ntin).text(one.gtin).text(one.name_kk).text(one.name_ru).text(one.tnved).text(one.brand);
        insert.text(one.origin).text(one.maker_country).text(one.maker_name).flag(one.marked);
        insert.text_or_null(one.marked_group).text(one.status).text_or_null(one.archive_reason);
        insert.text_or_null(one.archived_on).run();
    });
}

void load_codes(SQLite::Database& database, const SampleSize& size) {
    Insert codes(database, "marking_codes", 7);
    Insert aggregates(database, "aggregates", 2);
    in_portions(database, size.codes, [&](std::uint64_t n) {
        const auto one = code(n, size.cards);
        codes.text(one.record.gtin).text(one.record.serial).text(one.record.state).text_or_null(one.sub_status);
        codes.text(one.record.owner).text_or_null(one.parent).text_or_null(one.record.declaration).run();
        const auto lot = n / lot_size;
        if (n % lot_size == 0 && lot_has_pallet(lot)) {
            aggregates.text(pallet(lot)).text_or_null("").run();
            aggregates.text(carton(lot, 0)).text(pallet(lot)).run();
            aggregates.text(carton(lot, 1)).text(pallet(lot)).run();
        }
    });
}

// The groups of marked goods; messages and catalogue call them alike.
void load_reference_tables(SQLite::Database& database) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    Insert(database, "reference_tables", 2).text("marked-group").text("error").run();
    Insert entries(database, "reference_entries", 6);
    for (const auto& goods : marked_goods) {
        const std::string group(goods.group);
        entries.text("marked-group").text(group).text(group).text("").text_or_null("").flag(false).run();
    }
    transaction.commit();
}

bool loaded_before(SQLite::Database& database, const std::string& name, const std::string& size) {
    SQLite::Statement query(database, "SELECT 1 FROM loads WHERE name = ? AND size = ?");
    query.bind(1, name);
    query.bind(2, size);
    return query.executeStep();
}

void note_load(SQLite::Database& database, const std::string& name, const std::string& size) {
    SQLite::Statement insert(database, "INSERT OR REPLACE INTO loads VALUES(?, ?)");
    insert.bind(1, name);
    insert.bind(2, size);
    insert.exec();
}

}  // namespace

Result<void> load_sample_data(const std::filesystem::path& file, SampleSize size) {
    if (size.cards == 0 || size.cards > cards_max || size.participants == 0 || size.participants > participants_max) {
        return fail(Errc::invalid_argument, fmt::format("sample data have 1 to {} cards and 1 to {} participants",
                                                        cards_max, participants_max));
    }
    auto database = open_for_writing(file);
    if (!database) {
        return fail(database.error());
    }
    return guarded("loading sample data into " + file.string(), [&]() -> Result<void> {
        const auto text = fmt::format("{}/{}/{}", size.cards, size.codes, size.participants);
        if (!loaded_before(**database, "reference-tables", "1")) {
            load_reference_tables(**database);
            note_load(**database, "reference-tables", "1");
        }
        if (loaded_before(**database, "sample", text)) {
            return {};
        }
        // A load that is cut off is repeated, so it may do without waiting for the disk at each portion.
        (*database)->exec("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536");
        load_participants(**database, size.participants);
        load_cards(**database, size.cards);
        load_codes(**database, size);
        (*database)->exec("PRAGMA synchronous = FULL");
        note_load(**database, "sample", text);
        return {};
    });
}

}  // namespace otkel::core::sample
