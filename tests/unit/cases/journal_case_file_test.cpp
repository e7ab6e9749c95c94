#include "gateway/cases/journal_case_file.hpp"

#include "tests/unit/journal/store_contract.hpp"

namespace otkel::cases {
namespace {

using adapter::CasePaper;
using adapter::CaseRecord;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class Cases : public journal::StoreContract {
protected:
    JournalCaseFile file() { return {"rex", clock_, store(), {workers_, {}, {}}}; }
    CaseRecord record(const std::string& case_id, std::size_t number, const std::string& kind) {
        clock_.advance(std::chrono::milliseconds{1});
        return {case_id, number, kind, R"({"n":1})", clock_.wall(), "dina", "10.0.0.7", {}, {}};
    }
    Result<ExchangeId> append(CaseRecord one) { return run(file().append(std::move(one))); }
    std::vector<adapter::KeptRecord> read(const std::string& case_id, std::size_t first = 1) {
        return run(file().read(case_id, first)).value();
    }
    std::vector<std::string> cases(std::optional<std::pair<std::string, std::string>> key = {}) {
        return run(file().cases(std::move(key), {}, 100)).value();
    }
};
INSTANTIATE_TEST_SUITE_P(Stores, Cases, testing::ValuesIn(journal::store_kinds()), journal::name_of_kind);

TEST_P(Cases, are_read_back_as_they_were_written_after_a_crash) {
    auto first = record("REX-2026-000001", 1, "received");
    first.keys = {{"rex-number", "KZREX0001"}};
    first.papers = {{"request.pdf", "application/pdf", "%PDF-1"}, {"өтініш №1.xml", "text/xml", "<a/>"}};
    const auto id = append(first).value();
    EXPECT_TRUE(append(record("REX-2026-000001", 2, "note")));
    restart();
    const auto records = read("REX-2026-000001");
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0].exchange, id);
    const auto& got = records[0].record;
    EXPECT_EQ(got.case_id, first.case_id);
    EXPECT_EQ(got.number, 1U);
    EXPECT_EQ(got.kind, "received");
    EXPECT_EQ(got.content, first.content);
    EXPECT_EQ(got.at, first.at);
    EXPECT_EQ(got.who, "dina");
    EXPECT_EQ(got.address, "10.0.0.7");
    EXPECT_THAT(got.keys, testing::Contains(Pair("rex-number", "KZREX0001")));
    ASSERT_EQ(got.papers.size(), 2U);
    EXPECT_EQ(got.papers[1].name, "өтініш №1.xml");
    EXPECT_EQ(got.papers[1].content_type, "text/xml");
    EXPECT_EQ(run(file().paper(id, "request.pdf")).value().octets, "%PDF-1");
    EXPECT_EQ(code(run(file().paper(id, "other.pdf"))), Errc::not_found);
    EXPECT_EQ(records[1].record.kind, "note");
    EXPECT_EQ(read("REX-2026-000001", 2).size(), 1U);
}

TEST_P(Cases, give_a_number_once) {
    EXPECT_TRUE(append(record("REX-2026-000001", 1, "received")));
    EXPECT_EQ(code(append(record("REX-2026-000001", 1, "note"))), Errc::replay_conflict);
    EXPECT_EQ(read("REX-2026-000001").size(), 1U);
}

TEST_P(Cases, take_the_same_record_again_as_the_one_that_is_there) {
    auto one = record("REX-2026-000001", 1, "received");
    const auto id = append(one).value();
    one.at += std::chrono::seconds{5};
    one.address = "10.0.0.8";
    EXPECT_EQ(append(one).value(), id);
    one.papers = {{"a.pdf", "application/pdf", "%PDF"}};
    EXPECT_EQ(code(append(one)), Errc::replay_conflict);
}

TEST_P(Cases, are_found_by_the_keys_of_their_records) {
    for (int i = 1; i <= 3; ++i) {
        auto one = record("REX-2026-00000" + std::to_string(i), 1, "received");
        one.keys = {{"country", i == 2 ? "CH" : "NO"}};
        EXPECT_TRUE(append(one));
    }
    EXPECT_TRUE(append(record("REX-2026-000001", 2, "note")));
    EXPECT_THAT(cases(), ElementsAre("REX-2026-000003", "REX-2026-000002", "REX-2026-000001"));
    EXPECT_THAT(cases(std::pair{"country", "NO"}), ElementsAre("REX-2026-000003", "REX-2026-000001"));
    EXPECT_THAT(cases(std::pair{"country", "DE"}), IsEmpty());
    EXPECT_EQ(code(run(file().read("REX-2026-000009", 1))), Errc::not_found);
}

TEST_P(Cases, leave_nothing_to_be_done_in_the_journal) {
    EXPECT_TRUE(append(record("REX-2026-000001", 1, "received")));
    EXPECT_FALSE(next_due());
    EXPECT_THAT(backlog(), IsEmpty());
}

TEST_P(Cases, refuse_names_that_are_no_file_names) {
    for (const std::string& name : {std::string(), std::string(".."), std::string("a/b"), std::string("a\"b"),
                                    std::string("a\nb"), std::string("\xff"), std::string(201, 'x')}) {
        auto one = record("REX-2026-000001", 1, "received");
        one.papers = {{name, "application/pdf", "%PDF"}};
        EXPECT_EQ(code(append(one)), Errc::invalid_argument) << name;
    }
    auto twice = record("REX-2026-000001", 1, "received");
    twice.papers = {{"a.pdf", "application/pdf", "1"}, {"a.pdf", "application/pdf", "2"}};
    EXPECT_EQ(code(append(twice)), Errc::invalid_argument);
    EXPECT_EQ(code(append(record("REX/1", 1, "received"))), Errc::invalid_argument);
    EXPECT_EQ(code(append(record("REX-1", 0, "received"))), Errc::invalid_argument);
}

}  // namespace
}  // namespace otkel::cases
