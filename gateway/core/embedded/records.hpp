#pragma once

#include <string>
#include <vector>

// What the embedded core keeps, as plain values: for those too who never see the database.

namespace otkel::core {

struct Card {
    std::string ntin;
    std::string gtin;
    std::string name_kk;
    std::string name_ru;
    std::string tnved;
    std::string brand;
    std::string origin;
    std::string maker_country;
    std::string maker_name;
    bool marked{false};
    std::string marked_group;
    std::string status;  // ACTIVE, ARCHIVED
    std::string archive_reason;
    std::string archived_on;

    [[nodiscard]] bool archived() const { return status == "ARCHIVED"; }
};

struct CodeRecord {
    std::string gtin;
    std::string serial;
    std::string state;
    std::string owner;
    std::string declaration;  // that uses it; empty: none

    [[nodiscard]] std::string identification() const { return "01" + gtin + "21" + serial; }
};

// A table of codes of messages: what stands in XML and what in JSON.
struct ReferenceTable {
    struct Entry {
        std::string code;
        std::string word;
        std::string from;  // YYYY-MM-DD, as `to`; empty: no bound
        std::string to;
        bool to_json_only{false};  // read, never written
    };
    std::string name;
    std::string unknown;  // error, keep
    std::vector<Entry> entries;
};

}  // namespace otkel::core
