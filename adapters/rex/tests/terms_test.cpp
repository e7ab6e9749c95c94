#include "adapters/rex/terms.hpp"

#include <array>

#include "adapters/rex/tests/case_records.hpp"

namespace otkel::adapters::rex {
namespace {

using boost::json::array;
using boost::json::object;
using Standing = TermStanding::Standing;

class Terms : public CaseRecords {
protected:
    TermStanding term(std::string_view name, const std::string& today) {
        auto all = terms_of(now(), calendar::parse_day(today).value()).value();
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
        EXPECT_NE(found, all.end()) << name;
        return found == all.end() ? TermStanding{} : *found;
    }
    std::string due(std::string_view name) { return calendar::to_text(term(name, "2025-03-15").due.day); }
    bool runs(std::string_view name) {
        const auto all = terms_of(now(), calendar::parse_day("2026-04-01").value()).value();
        return std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
    }
};

// Everybody uses all of their time: received, then the last days of the five steps and of the whole case.
struct Row {
    const char* received;
    std::array<const char*, 6> due;
};
constexpr std::array worst{
    Row{"2025-03-14", {"2025-03-19", "2025-03-31", "2025-04-09", "2025-04-18", "2025-04-23", "2025-04-30"}},
    Row{"2025-12-29", {"2026-01-05", "2026-01-13", "2026-01-22", "2026-02-02", "2026-02-05", "2026-02-12"}},
    Row{"2026-03-04", {"2026-03-10", "2026-03-17", "2026-03-31", "2026-04-09", "2026-04-14", "2026-04-21"}},
    Row{"2026-03-19", {"2026-03-27", "2026-04-03", "2026-04-14", "2026-04-23", "2026-04-28", "2026-05-06"}},
    Row{"2026-04-27", {"2026-04-30", "2026-05-12", "2026-05-21", "2026-06-02", "2026-06-05", "2026-06-12"}},
    Row{"2026-10-19", {"2026-10-22", "2026-10-30", "2026-11-10", "2026-11-19", "2026-11-24", "2026-12-01"}}};

TEST_F(Terms, of_the_order_end_on_the_days_of_the_calendar) {
    for (const auto& row : worst) {
        records_.clear();
        open(row.received);
        EXPECT_EQ(due(whole_case), row.due[5]);
        EXPECT_EQ(due("request-documents"), row.due[0]);
        record(row.due[0], kind::decide, {{"step", "request-documents"}});
        record(row.due[0], "request-documents");
        EXPECT_EQ(due("receive-documents"), row.due[1]);
        package(row.due[1], {"application", "origin"});
        record(row.due[1], "receive-documents");
        EXPECT_EQ(due("confirm-check"), row.due[2]);
        record(row.due[2], "confirm-check");
        EXPECT_EQ(due("conclude"), row.due[3]);
        record(row.due[3], "conclude", {{"result", "not-valid"}, {"ground", "terms-not-met"}});
        EXPECT_EQ(due("request-revocation"), row.due[4]);
        EXPECT_EQ(term("request-revocation", row.received).due.version, "kz-2026.2");
    }
}

TEST_F(Terms, warn_at_four_fifths_and_are_overdue_the_day_after) {
    open("2026-03-19");  // 30 working days end on 6 May
    EXPECT_EQ(term(whole_case, "2026-03-27").standing, Standing::running);
    EXPECT_EQ(term(whole_case, "2026-04-24").standing, Standing::running);
    EXPECT_EQ(term(whole_case, "2026-04-28").standing, Standing::nearly_over);
    EXPECT_EQ(term(whole_case, "2026-05-06").standing, Standing::nearly_over);
    EXPECT_EQ(term(whole_case, "2026-05-07").standing, Standing::overdue);
    EXPECT_EQ(term("request-documents", "2026-03-27").standing, Standing::nearly_over);
    EXPECT_EQ(term("request-documents", "2026-03-28").standing, Standing::overdue);
}

TEST_F(Terms, tell_what_was_done_in_time_and_what_was_late) {
    open("2026-03-19");
    record("2026-03-30", kind::decide, {{"step", "request-documents"}});
    record("2026-03-30", "request-documents", {{"on", "2026-03-27"}});
    EXPECT_EQ(term("request-documents", "2026-06-01").standing, Standing::met);
    records_.pop_back();
    record("2026-03-30", "request-documents");
    EXPECT_EQ(term("request-documents", "2026-06-01").standing, Standing::late);
    EXPECT_EQ(calendar::to_text(*term("request-documents", "2026-06-01").done), "2026-03-30");
}

TEST_F(Terms, of_a_revocation_run_only_when_the_registration_is_not_valid) {
    open("2026-03-19");
    record("2026-03-27", kind::decide, {{"step", "request-documents"}});
    record("2026-03-27", "request-documents");
    record("2026-04-20", "conclude", {{"result", "cannot-be-confirmed"}});
    EXPECT_FALSE(runs("request-revocation"));
    EXPECT_FALSE(runs("receive-documents"));
}

TEST_F(Terms, go_on_by_the_calendar_that_the_case_was_opened_under) {
    open("2026-08-20", "kz-2026.1");
    EXPECT_EQ(due(whole_case), "2026-10-02");
    records_.clear();
    open("2026-08-20", "kz-2026.2");
    EXPECT_EQ(due(whole_case), "2026-10-01");
}

TEST_F(Terms, are_not_guessed_beyond_the_calendar) {
    open("2027-12-20");
    EXPECT_EQ(terms_of(now(), calendar::parse_day("2027-12-21").value()).error().code, Errc::not_found);
}

}  // namespace
}  // namespace otkel::adapters::rex
