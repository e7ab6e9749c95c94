#include "adapters/rex/case.hpp"

#include "adapters/rex/condition.hpp"
#include "adapters/rex/tests/case_records.hpp"

namespace otkel::adapters::rex {
namespace {

using boost::json::array;
using boost::json::object;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Cases : public CaseRecords {
protected:
    void until_documents_are_asked_for() {
        open("2026-03-19");
        record("2026-03-26", kind::decide, {{"step", "request-documents"}});
        record("2026-03-27", "request-documents");
    }
    void until_checked() {
        until_documents_are_asked_for();
        package("2026-04-03", {"application", "origin"});
        record("2026-04-03", "receive-documents");
        record("2026-04-14", "confirm-check", {{"rows", array{}}});
    }
    void until_concluded(const std::string& result, const std::string& ground = {}) {
        until_checked();
        record("2026-04-23", "conclude", {{"result", result}, {"ground", ground}});
    }
};

TEST_F(Cases, begin_with_the_request) {
    open("2026-03-19");
    const auto one = now();
    EXPECT_EQ(one.id, "REX-2026-000001");
    EXPECT_EQ(one.state, "received");
    EXPECT_EQ(one.definition->name, "order-358-2021");
    EXPECT_EQ(one.calendar->version(), "kz-2026.2");
    EXPECT_EQ(text_at(one.facts, "received"), "2026-03-19");
    EXPECT_EQ(one.next_number(), 2U);
}

TEST_F(Cases, wait_for_the_receiver_of_a_paper_that_was_decided) {
    open("2026-03-19");
    EXPECT_EQ(why_not("request-documents"), "");
    record("2026-03-20", kind::decide, {{"step", "request-documents"}});
    EXPECT_EQ(now().state, "received");
    ASSERT_TRUE(now().pending);
    EXPECT_EQ(now().pending->errand, "documents-request");
    EXPECT_THAT(why_not("request-documents"), HasSubstr("on its way"));
    record("2026-03-20", "request-documents", {{"receipt", "17"}});
    EXPECT_EQ(now().state, "documents-requested");
    EXPECT_FALSE(now().pending);
}

TEST_F(Cases, name_the_steps_that_can_be_taken_instead) {
    open("2026-03-19");
    EXPECT_THAT(why_not("conclude"), HasSubstr("steps that do: request-documents"));
    EXPECT_THAT(why_not("fly"), HasSubstr("steps that do: request-documents"));
}

TEST_F(Cases, go_on_when_all_documents_have_come) {
    until_documents_are_asked_for();
    EXPECT_THAT(why_not("receive-documents"), HasSubstr("documents-complete"));
    package("2026-04-02", {"application"});
    EXPECT_THAT(missing_documents(*now().definition, now().facts), ElementsAre("origin"));
    EXPECT_THAT(why_not("receive-documents"), HasSubstr("documents-complete"));
    EXPECT_EQ(why_not("request-missing"), "");
    record("2026-04-02", kind::decide, {{"step", "request-missing"}});
    record("2026-04-02", "request-missing");
    EXPECT_EQ(now().state, "documents-requested");
    package("2026-04-07", {"origin"});
    EXPECT_THAT(missing_documents(*now().definition, now().facts), IsEmpty());
    EXPECT_THAT(why_not("request-missing"), HasSubstr("documents-incomplete"));
    EXPECT_EQ(why_not("receive-documents"), "");
}

TEST_F(Cases, ask_for_the_power_of_attorney_of_a_representative) {
    until_documents_are_asked_for();
    package("2026-04-02", {"application", "origin"}, {{"representative", object{{"name", "Arman Synaq"}}}});
    EXPECT_THAT(missing_documents(*now().definition, now().facts), ElementsAre("power-of-attorney"));
    package("2026-04-03", {"power-of-attorney"});
    EXPECT_EQ(why_not("receive-documents"), "");
}

TEST_F(Cases, are_checked_by_an_officer_row_by_row) {
    until_documents_are_asked_for();
    package("2026-04-03", {"application", "origin"});
    record("2026-04-03", "receive-documents");
    EXPECT_THAT(why_not("confirm-check"), HasSubstr("sheet-confirmed"));
    EXPECT_THAT(why_not("confirm-check", {{"rows", array{object{{"what", "exporter-name"}}}}}),
                HasSubstr("the officer's own verdict"));
    EXPECT_EQ(why_not("confirm-check", {{"rows", array{object{{"what", "exporter-name"}, {"confirmed", "agrees"}}}}}),
              "");
}

TEST_F(Cases, are_concluded_with_one_of_the_grounds_of_the_order) {
    until_checked();
    EXPECT_EQ(why_not("conclude", {{"result", "valid"}}), "");
    EXPECT_EQ(why_not("conclude", {{"result", "cannot-be-confirmed"}}), "");
    EXPECT_THAT(why_not("conclude", {{"result", "not-valid"}}), HasSubstr("one of the order's grounds"));
    EXPECT_THAT(why_not("conclude", {{"result", "not-valid"}, {"ground", "bad-weather"}}), HasSubstr("ground"));
    EXPECT_EQ(why_not("conclude", {{"result", "not-valid"}, {"ground", "activity-ended"}}), "");
    EXPECT_THAT(why_not("conclude", {{"result", "perhaps"}}), HasSubstr("data.result"));
}

TEST_F(Cases, without_documents_can_only_be_concluded_as_not_confirmed) {
    until_documents_are_asked_for();
    EXPECT_THAT(why_not("conclude", {{"result", "valid"}}), HasSubstr("cannot-be-confirmed"));
    EXPECT_EQ(why_not("conclude", {{"result", "cannot-be-confirmed"}}), "");
}

TEST_F(Cases, ask_for_revocation_only_of_what_is_not_valid) {
    until_concluded("valid");
    EXPECT_THAT(why_not("request-revocation"), HasSubstr("result-not-valid"));
    EXPECT_THAT(why_not("fly"), AllOf(HasSubstr("steps that do: reply"), Not(HasSubstr("request-revocation"))));
    EXPECT_EQ(why_not("reply"), "");
}

TEST_F(Cases, are_closed_when_the_registry_shows_the_revocation_that_was_asked_for) {
    until_concluded("not-valid", "activity-ended");
    record("2026-04-24", kind::decide, {{"step", "request-revocation"}});
    record("2026-04-24", "request-revocation");
    EXPECT_EQ(now().state, "revocation-requested");
    record("2026-04-25", kind::decide, {{"step", "reply"}});
    record("2026-04-25", "reply");
    EXPECT_EQ(now().state, "replied");
    EXPECT_THAT(why_not("close"), HasSubstr("revocation-settled"));
    EXPECT_THAT(why_not("request-revocation"), HasSubstr("revocation-not-requested"));
    record("2026-04-26", kind::registry, {{"status", "valid"}});
    EXPECT_THAT(why_not("record-revocation"), HasSubstr("registry-shows-revoked"));
    record("2026-04-28", kind::registry, {{"status", "revoked"}});
    EXPECT_EQ(why_not("record-revocation"), "");
    record("2026-04-28", "record-revocation");
    EXPECT_EQ(why_not("close"), "");
    record("2026-04-28", "close");
    EXPECT_TRUE(now().is_over());
    EXPECT_THAT(why_not("reply"), HasSubstr("none: it is closed"));
}

TEST_F(Cases, keep_what_was_corrected_and_go_by_the_correction) {
    open("2026-03-19");
    record("2026-03-20", kind::correct,
           {{"record", 1},
            {"reason", "the country was misread"},
            {"data", object{{"definition", "order-358-2021"},
                            {"calendar", "kz-2026.2"},
                            {"on", "2026-03-18"},
                            {"request", object{{"authority", object{{"country", "CH"}}}}}}}});
    const auto one = now();
    EXPECT_EQ(text_at(object_at(object_at(one.facts, "request"), "authority"), "country"), "CH");
    EXPECT_EQ(one.days.find("receive")->second, calendar::parse_day("2026-03-18").value());
    EXPECT_THAT(one.records.front().record.content, HasSubstr("\"NO\""));
}

TEST_F(Cases, are_not_read_when_a_record_does_not_follow) {
    open("2026-03-19");
    record("2026-03-20", "conclude");
    EXPECT_EQ(read().error().code, Errc::malformed);
    EXPECT_THAT(read().error().detail, HasSubstr("record 2"));
    records_.pop_back();
    record("2026-03-20", kind::note);
    records_.erase(records_.begin());
    EXPECT_THAT(read().error().detail, HasSubstr("a number is missing"));
    records_.clear();
    EXPECT_EQ(read().error().code, Errc::not_found);
    open("2026-03-19", "kz-1900.1");
    EXPECT_THAT(read().error().detail, HasSubstr("kz-1900.1"));
}

}  // namespace
}  // namespace otkel::adapters::rex
