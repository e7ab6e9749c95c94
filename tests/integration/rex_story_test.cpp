#include "tests/integration/rex_world.hpp"

#include "adapters/rex/condition.hpp"
#include "adapters/rex/terms.hpp"

// Stories of order 358-НҚ, day by day.

namespace otkel::test {
namespace {

using adapter::Standing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class RexStories : public RexWorld {
protected:
    std::vector<std::string> kinds() {
        std::vector<std::string> all;
        for (const auto& one : now().records) {
            all.push_back(one.record.kind);
        }
        return all;
    }
    void until_checked() {
        open();
        set_day("2026-03-27");
        must(take("request-documents"));
        set_day("2026-04-03");
        ASSERT_TRUE(send_documents({"application", "origin"}, "documents-1"));
        must(look());
        set_day("2026-04-14");
        must(take("confirm-check", {{"asShown", true}}));
    }
    void until_concluded_as_not_valid() {
        until_checked();
        set_day("2026-04-23");
        must(take("conclude", {{"result", "not-valid"}, {"ground", "undertakings-not-met"}}));
    }
    std::string standing(std::string_view term) {
        const auto terms = terms_of(now(), calendar::local_day(clock_.wall())).value();
        for (const auto& one : terms) {
            if (one.name == term) {
                return std::string(name(one.standing));
            }
        }
        return "none";
    }
};

TEST_F(RexStories, a_clean_case_goes_from_the_request_to_the_reply) {
    open();
    EXPECT_EQ(id_, "REX-2026-000001");
    EXPECT_EQ(state(), "received");
    EXPECT_EQ(show().at("due").as_string(), "2026-05-06");
    EXPECT_EQ(show().at("calendar").as_string(), "kz-2026.1") << "the version published before March";

    set_day("2026-03-27");
    must(take("request-documents"));
    EXPECT_EQ(state(), "documents-requested");
    const auto& asked = far_.delivered.begin()->second;
    EXPECT_EQ(asked.route, "rex-documents");
    EXPECT_EQ(asked.request.at("documents").as_array().size(), 2U);
    EXPECT_EQ(asked.request.at("papers").as_array().size(), 2U) << "the letter and its signature";

    set_day("2026-04-03");
    const auto receipt = send_documents({"application", "origin"}, "documents-1");
    ASSERT_TRUE(receipt) << receipt.error().to_string();
    EXPECT_THAT(receipt->at("missing").as_array(), IsEmpty());
    must(look());
    EXPECT_EQ(state(), "documents-received");
    EXPECT_EQ(registry_.asked, 1);

    set_day("2026-04-14");
    EXPECT_FALSE(take("confirm-check")) << "only an officer confirms";
    must(take("confirm-check", {{"asShown", true}}));
    set_day("2026-04-23");
    must(take("conclude", {{"result", "valid"}}));
    set_day("2026-04-24");
    must(take("reply"));
    EXPECT_EQ(far_.of_route("rex-reply"), 1U);
    EXPECT_EQ(standing("whole-case"), "met");
    must(take("close"));
    EXPECT_TRUE(now().is_over());
    EXPECT_THAT(kinds(), ElementsAre("receive", "decide", "request-documents", "package", "receive-documents",
                                     "registry", "confirm-check", "conclude", "decide", "reply", "close"));
    for (const auto& term : {"request-documents", "receive-documents", "confirm-check", "conclude"}) {
        EXPECT_EQ(standing(term), "met") << term;
    }
    const auto pdf = paper(now(), 8, "conclusion.pdf");
    EXPECT_TRUE(pdf.starts_with("%PDF"));
    EXPECT_FALSE(paper(now(), 8, "conclusion.pdf.p7s").empty());
    const auto record = now().records[7].record;
    EXPECT_EQ(record.who, "dina");
    EXPECT_EQ(record.address, "10.0.0.7");
    if (const char* folder = std::getenv("OTKEL_KEEP_PAPERS")) {
        std::filesystem::create_directories(folder);
        for (const auto& [number, file] :
             {std::pair{2U, "documents-request.pdf"}, std::pair{8U, "conclusion.pdf"}, std::pair{9U, "reply.pdf"}}) {
            std::ofstream(std::filesystem::path(folder) / file) << paper(now(), number, file);
        }
    }
}

TEST_F(RexStories, documents_that_are_late_are_warned_about_and_overdue_once) {
    open();
    set_day("2026-03-27");
    must(take("request-documents"));
    set_day("2026-04-02");  // four of five days
    must(look());
    must(look());
    set_day("2026-04-04");
    must(look());
    must(look());
    EXPECT_THAT(kinds(), ElementsAre("receive", "decide", "request-documents", "warn", "overdue"));
    EXPECT_EQ(standing("receive-documents"), "overdue");
    EXPECT_EQ(running_->rounds().overdue(), 1U);
    ASSERT_TRUE(send_documents({"application", "origin"}, "documents-1"));
    must(look());
    EXPECT_EQ(state(), "documents-received");
    EXPECT_EQ(standing("receive-documents"), "late");
}

TEST_F(RexStories, documents_that_are_incomplete_are_asked_for_again) {
    open();
    set_day("2026-03-20");
    must(take("request-documents"));
    set_day("2026-03-27");
    const auto receipt = send_documents({"application"}, "documents-1");
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->at("missing").at(0).at("kind").as_string(), "origin");
    must(look());
    EXPECT_EQ(state(), "documents-requested");
    EXPECT_EQ(show().at("missing").at(0).as_string(), "origin");
    must(take("request-missing"));
    EXPECT_EQ(far_.of_route("rex-documents"), 2U);
    EXPECT_EQ(far_.delivered.rbegin()->second.request.at("documents").as_array().size(), 1U);
    ASSERT_TRUE(send_documents({"origin"}, "documents-2"));
    must(look());
    EXPECT_EQ(state(), "documents-received");
}

TEST_F(RexStories, a_package_that_comes_twice_is_kept_once) {
    open();
    must(take("request-documents"));
    const auto once = send_documents({"application"}, "documents-1");
    const auto twice = send_documents({"application"}, "documents-1");
    ASSERT_TRUE(once && twice);
    EXPECT_EQ(json::serialize(*once), json::serialize(*twice));
    EXPECT_EQ(rex::array_at(now().facts, "packages").size(), 1U);
}

TEST_F(RexStories, a_representative_needs_a_power_of_attorney) {
    open();
    must(take("request-documents"));
    auto applied = application();
    applied["representative"] = json::object{{"name", "Arman Synaq"}};
    const auto receipt = send_documents({"application", "origin"}, "documents-1", applied);
    ASSERT_TRUE(receipt) << receipt.error().to_string();
    EXPECT_EQ(receipt->at("missing").at(0).at("kind").as_string(), "power-of-attorney");
    must(look());
    EXPECT_EQ(state(), "documents-requested");
    ASSERT_TRUE(send_documents({"power-of-attorney"}, "documents-2", applied));
    must(look());
    EXPECT_EQ(state(), "documents-received");
}

TEST_F(RexStories, documents_that_never_come_leave_it_unconfirmed) {
    open();
    set_day("2026-03-27");
    must(take("request-documents"));
    set_day("2026-04-28");
    EXPECT_FALSE(take("conclude", {{"result", "valid"}}));
    must(take("conclude", {{"result", "cannot-be-confirmed"}}));
    must(take("reply"));
    EXPECT_EQ(far_.delivered.rbegin()->second.request.at("result").as_string(), "cannot-be-confirmed");
}

TEST_F(RexStories, what_is_not_valid_is_revoked_and_the_registry_is_asked_until_it_shows_it) {
    until_concluded_as_not_valid();
    EXPECT_EQ(standing("request-revocation"), "running");
    EXPECT_FALSE(take("close"));
    set_day("2026-04-24");
    must(take("request-revocation"));
    EXPECT_EQ(far_.delivered.rbegin()->second.request.at("ground").as_string(), "undertakings-not-met");
    must(take("reply"));
    EXPECT_EQ(state(), "replied");
    const auto asked = registry_.asked;
    must(look());
    EXPECT_EQ(registry_.asked, asked) << "not before the time of the next question";
    for (int hours = 0; hours < 3; ++hours) {
        clock_.advance(std::chrono::hours{1});
        must(look());
    }
    EXPECT_EQ(registry_.asked, asked + 3);
    EXPECT_FALSE(take("close")) << "the registry does not show it";
    registry_.status = "2";
    clock_.advance(std::chrono::hours{1});
    must(look());
    EXPECT_THAT(kinds(), Contains("record-revocation"));
    must(take("close"));
    EXPECT_TRUE(now().is_over());
    if (const char* folder = std::getenv("OTKEL_KEEP_PAPERS")) {
        for (const auto& one : now().records) {
            for (const auto& each : one.record.papers) {
                if (each.name == "revocation-appeal.pdf") {
                    std::ofstream(std::filesystem::path(folder) / each.name)
                        << paper(now(), one.record.number, each.name);
                }
            }
        }
    }
}

TEST_F(RexStories, requests_of_other_countries_are_refused_with_the_reason) {
    const auto refused = run(running_->desk().open({request("1", "DE"), {}, "letter", {}, {}}, {"dina", "10.0.0.7"}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::forbidden);
    EXPECT_THAT(refused.error().detail, HasSubstr("names NO, CH only"));
    EXPECT_EQ(ask(request("1", "CH")).error().code, Errc::forbidden) << "Norway asks for Norway";
    EXPECT_EQ(ask(request(), "m", "somebody").error().code, Errc::forbidden);
    EXPECT_TRUE(ask(request("1", "CH"), "m2", "switzerland-customs"));
}

TEST_F(RexStories, the_same_request_opens_one_case) {
    const auto once = ask(request());
    const auto again = ask(request());
    EXPECT_EQ(once->at("case").as_string(), again->at("case").as_string());
    const auto other_message = ask(request(), "message-2");
    EXPECT_EQ(other_message.error().code, Errc::replay_conflict);
    EXPECT_THAT(other_message.error().detail, HasSubstr("REX-2026-000001"));
    EXPECT_EQ(ask(request("2026/118"), "message-3")->at("case").as_string(), "REX-2026-000002");
}

TEST_F(RexStories, a_registry_that_is_down_is_asked_later_and_an_officer_can_look_himself) {
    registry_.is_down = true;
    open();
    must(take("request-documents"));
    ASSERT_TRUE(send_documents({"application", "origin"}, "documents-1"));
    must(look());
    EXPECT_EQ(state(), "documents-received");
    EXPECT_THAT(kinds(), Not(Contains("registry")));
    EXPECT_FALSE(take("confirm-check", {{"asShown", true}})) << "the registry's rows are missing";
    EXPECT_FALSE(add("registry", {{"status", "valid"}, {"number", "KZREX050640003525"}})) << "without its page";
    must(add("registry",
             {{"status", "valid"},
              {"number", "KZREX050640003525"},
              {"name", "Dala bal LLP"},
              {"address", "Almaty, Abai 10"},
              {"country", "KZ"},
              {"validFrom", "2023-05-02"}},
             {{"page.png", "image/png", "\x89PNG"}}));
    must(take("confirm-check", {{"asShown", true}}));
    EXPECT_EQ(state(), "checked");
}

TEST_F(RexStories, a_registry_that_comes_back_is_asked_by_itself) {
    registry_.is_down = true;
    open();
    must(take("request-documents"));
    ASSERT_TRUE(send_documents({"application", "origin"}, "documents-1"));
    must(look());
    registry_.is_down = false;
    clock_.advance(std::chrono::hours{1});
    must(look());
    EXPECT_THAT(kinds(), Contains("registry"));
}

TEST_F(RexStories, a_correction_keeps_what_was_there) {
    open();
    auto corrected = request("2026/711");
    auto data = rex::data_of(now().records[0].record);
    data["request"] = corrected;
    EXPECT_FALSE(add("correct", {{"record", 1}, {"data", data}})) << "without a reason";
    EXPECT_FALSE(add("correct", {{"record", 9}, {"data", data}, {"reason", "misread"}}));
    must(add("correct", {{"record", 1}, {"data", data}, {"reason", "the reference was misread"}}));
    EXPECT_EQ(show().at("reference").as_string(), "2026/711");
    EXPECT_THAT(now().records[0].record.content, HasSubstr("2026/117")) << "history is kept";
    data["calendar"] = "kz-1900.1";
    EXPECT_FALSE(add("correct", {{"record", 1}, {"data", data}, {"reason", "what follows is no case"}}));
}

TEST_F(RexStories, a_paper_that_cannot_be_delivered_is_told_once_and_may_go_another_way) {
    far_.state = Standing::State::parked;
    far_.reason = "nobody answers";
    open();
    must(take("request-documents"));
    must(look());
    EXPECT_EQ(state(), "received");
    EXPECT_THAT(kinds(), ElementsAre("receive", "decide", "note"));
    EXPECT_FALSE(take("request-documents")) << "it is on its way";
    set_day("2026-03-24");
    must(take("request-documents", {{"on", "2026-03-23"}, {"receipt", "by courier"}}));
    EXPECT_EQ(state(), "documents-requested");
}

TEST_F(RexStories, documents_that_come_before_the_receipt_of_their_request_change_nothing_that_was_sent) {
    open();
    far_.state = Standing::State::under_way;
    must(take("request-documents"));
    must(look());
    EXPECT_EQ(state(), "received");
    ASSERT_TRUE(send_documents({"application", "origin"}, "documents-1"));
    far_.state = Standing::State::answered;
    must(look());
    EXPECT_EQ(state(), "documents-received");
    EXPECT_EQ(far_.delivered.size(), 1U);
    EXPECT_EQ(far_.delivered.begin()->second.request.at("documents").as_array().size(), 2U)
        << "as they were missing when they were asked for";
}

TEST_F(RexStories, without_routes_papers_are_written_and_go_by_post) {
    routes_ = "routes: {}";
    restart();
    open();
    must(take("request-documents", {{"on", "2026-03-19"}}));
    EXPECT_EQ(state(), "documents-requested");
    EXPECT_THAT(far_.delivered, IsEmpty());
    EXPECT_TRUE(paper(now(), 2, "documents-request.pdf").starts_with("%PDF"));
}

TEST_F(RexStories, two_officers_at_once_do_not_both_decide) {
    open();
    const auto seen = now();
    const rex::Actor dina{"dina", "10.0.0.7"}, arman{"arman", "10.0.0.8"};
    EXPECT_TRUE(run(running_->desk().append(seen, {"note", {{"text", "one"}}}, dina)));
    EXPECT_EQ(run(running_->desk().append(seen, {"note", {{"text", "two"}}}, arman)).error().code,
              Errc::replay_conflict);
}

// The whole of a case with a revocation, killed at the n-th record for every n: whoever was not told asks again, and
// the case ends the same.
TEST_F(RexStories, a_kill_between_any_two_steps_loses_and_doubles_nothing) {
    const auto again = [&](const std::function<bool()>& act) {
        for (int tries = 0; tries < 3; ++tries) {
            if (act()) {
                return true;
            }
            restart();
        }
        return false;
    };
    std::vector<std::string> whole;
    for (std::size_t killed_at = 0;; ++killed_at) {
        id_.clear();
        far_.delivered.clear();
        registry_.status = "0";
        set_day("2026-03-19");
        std::filesystem::remove_all(folder_.path());
        std::filesystem::create_directories(folder_.path());
        restart();
        file_->records_left = killed_at;
        ASSERT_TRUE(again([&] {
            const auto opened = ask(request());
            if (opened) {
                id_ = opened->at("case").as_string().c_str();
            }
            return opened.has_value();
        }));
        const auto step = [&](const std::string& name, const json::object& data = {}) {
            return again([&] {
                const auto before = run(running_->desk().read(id_)).value();
                const bool is_taken = before.counts.contains(name);
                const bool is_decided = before.pending && before.pending->step == name;
                return is_taken || is_decided ? look().has_value() : take(name, data).has_value();
            });
        };
        ASSERT_TRUE(step("request-documents"));
        ASSERT_TRUE(again([&] { return send_documents({"application", "origin"}, "documents-1").has_value(); }));
        ASSERT_TRUE(again([&] { return look().has_value(); }));
        ASSERT_TRUE(step("confirm-check", {{"asShown", true}}));
        ASSERT_TRUE(step("conclude", {{"result", "not-valid"}, {"ground", "activity-ended"}}));
        ASSERT_TRUE(step("request-revocation"));
        registry_.status = "2";
        clock_.advance(std::chrono::hours{2});
        ASSERT_TRUE(again([&] { return look().has_value(); }));
        ASSERT_TRUE(step("reply"));
        ASSERT_TRUE(step("close"));
        EXPECT_TRUE(now().is_over());
        if (whole.empty()) {
            whole = kinds();
        }
        EXPECT_EQ(kinds(), whole) << "killed at record " << killed_at + 1;
        EXPECT_EQ(far_.delivered.size(), 3U);
        if (file_->records_left > 100) {
            break;  // the last one was not killed
        }
        if (killed_at == whole.size()) {
            break;
        }
    }
}

}  // namespace
}  // namespace otkel::test
