#include <gtest/gtest.h>

#include "gateway/identifiers/identifier.hpp"

namespace otkel::identifiers {
namespace {

struct Row {
    Kind kind;
    std::string text;
    std::string canonical;  // empty: refused
};

TEST(Codes, are_checked_and_written_in_one_way) {
    const Row rows[] = {
        {Kind::tnved, "2710", "2710"},
        {Kind::tnved, "2710198200", "2710198200"},
        {Kind::tnved, "271", ""},
        {Kind::tnved, "27101982001", ""},
        {Kind::tnved, "0010198200", ""},
        {Kind::tnved, "2710 19 820 0", ""},
        {Kind::tnved_line, "2710198200", "2710198200"},
        {Kind::tnved_line, "271019820", ""},
        {Kind::oked, "46711", "46711"},
        {Kind::oked, "4671", ""},
        {Kind::kato, "710000000", "710000000"},
        {Kind::kato, "71000000", ""},
        {Kind::country, "kz", "KZ"},
        {Kind::country, "NO", "NO"},
        {Kind::country, "ZW", "ZW"},
        {Kind::country, "AD", "AD"},
        {Kind::country, "XX", ""},
        {Kind::country, "KAZ", ""},
        {Kind::country, "K", ""},
        {Kind::country, "КZ", ""},
        {Kind::country, "D ", ""},
        {Kind::currency, "kzt", "KZT"},
        {Kind::currency, "ZWL", "ZWL"},
        {Kind::currency, "KZZ", ""},
        {Kind::currency, "EDA", ""},
        {Kind::language, "KK", "kk"},
        {Kind::language, "ru", "ru"},
        {Kind::language, "en", "en"},
        {Kind::language, "kz", ""},
        {Kind::language, "kaz", ""},
        {Kind::rex_number, "INREX987654321GF001", "INREX987654321GF001"},
        {Kind::rex_number, "inrex1", "INREX1"},
        {Kind::rex_number, "KZREX" + std::string(30, '7'), "KZREX" + std::string(30, '7')},
        {Kind::rex_number, "KZREX" + std::string(31, '7'), ""},
        {Kind::rex_number, "KZREX", ""},
        {Kind::rex_number, "KZREY123", ""},
        {Kind::rex_number, "1ZREX123", ""},
        {Kind::rex_number, "KZREX-12", ""},
        {Kind::uuid, "{0198F2A0-7C3D-7B1E-9A55-0242AC120002}", "0198f2a0-7c3d-7b1e-9a55-0242ac120002"},
        {Kind::uuid, "0198f2a0-7c3d-7b1e-9a55-0242ac120002", "0198f2a0-7c3d-7b1e-9a55-0242ac120002"},
        {Kind::uuid, "0198f2a07c3d7b1e9a550242ac120002", ""},
        {Kind::uuid, "0198f2a0-7c3d-7b1e-9a55-0242ac12000g", ""},
        {Kind::uuid, "0198f2a0-7c3d-7b1e-9a550-242ac120002", ""},
        {Kind::uuid, "{0198f2a0-7c3d-7b1e-9a55-0242ac120002", ""},
    };
    for (const auto& row : rows) {
        const auto checked = check(row.kind, row.text);
        EXPECT_EQ(checked ? *checked : "", row.canonical) << name(row.kind) << ' ' << row.text;
    }
}

int accepted(Kind kind, std::string code, std::size_t at) {
    if (at == code.size()) {
        return check(kind, code) ? 1 : 0;
    }
    int count = 0;
    for (char letter = 'A'; letter <= 'Z'; ++letter) {
        code[at] = letter;
        count += accepted(kind, code, at + 1);
    }
    return count;
}

TEST(Codes, of_every_list_are_all_found) {
    EXPECT_EQ(accepted(Kind::country, "AA", 0), 249);
    EXPECT_EQ(accepted(Kind::language, "AA", 0), 184);
    EXPECT_EQ(accepted(Kind::currency, "AAA", 0), 183);
}

TEST(DeclarationNumber, has_office_day_and_serial) {
    const auto number = parse_declaration_number("55301/120726/0001234");
    ASSERT_TRUE(number);
    EXPECT_EQ(number->office, "55301");
    EXPECT_EQ(number->year, 2026);
    EXPECT_EQ(number->month, 7);
    EXPECT_EQ(number->day, 12);
    EXPECT_EQ(number->serial, "0001234");
}

TEST(DeclarationNumber, knows_offices_of_the_union_and_cyrillic_serials) {
    for (const auto* text : {"10/010126/1", "10702070/290224/Ж012345", "55301/120726/яАб", "55301/120726/B00000z"}) {
        EXPECT_EQ(check(Kind::declaration_number, text).value_or("refused"), text);
    }
}

TEST(DeclarationNumber, refuses_what_breaks_a_part) {
    for (const auto* text :
         {"", "55301", "55301/120726", "5530/120726/1", "55301/1207026/1", "55301/300226/1", "55301/290223/1",
          "55301/001326/1", "55301/120726/", "55301/120726/12345678", "55301/120726/ЖЖЖЖЖЖЖЖ", "55301/120726/12-3",
          "55301/120726/Ё1", "55301/120726/1/2", "5530a/120726/1", "55301/120726/\xd0"}) {
        EXPECT_FALSE(check(Kind::declaration_number, text)) << text;
    }
}

TEST(Kind, has_one_name_each_way) {
    for (int i = 0; i <= static_cast<int>(Kind::uuid); ++i) {
        const auto kind = static_cast<Kind>(i);
        EXPECT_EQ(kind_of(name(kind)), kind) << name(kind);
    }
    EXPECT_EQ(name(Kind::marking_code), "marking-code");
    EXPECT_FALSE(kind_of("marking_code"));
}

}  // namespace
}  // namespace otkel::identifiers
