#include "gateway/core/embedded/embedded_core.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>

#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/unit/core/declarations.hpp"

namespace otkel::core::test {
namespace {

using otkel::test::FakeClock;

class EmbeddedCoreTest : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(sample::load_sample_data(folder_.file(), size));
        open();
    }
    void open(std::size_t codes_max = 100'000) {
        EmbeddedOptions options{folder_.file()};
        options.codes_max = codes_max;
        auto opened = open_embedded_core(options, clock_, workers_);
        ASSERT_TRUE(opened) << opened.error().to_string();
        core_ = std::move(*opened);
    }
    [[nodiscard]] Deadline soon() const { return Deadline::after(clock_, std::chrono::seconds{10}); }
    Result<Reply> call(std::string operation, std::string key, json::value request) {
        return otkel::test::run(loop_, core_->call({std::move(operation), std::move(key), std::move(request)}, soon()));
    }
    Result<Reply> check(std::string key, json::value request) {
        return call("customs.checkDeclaration", std::move(key), std::move(request));
    }
    std::string overall(std::string key, json::value request) {
        const auto reply = check(std::move(key), std::move(request));
        return reply ? std::string(reply->json.at("overall").as_string()) : reply.error().to_string();
    }
    // Both at once, on one loop, as the gateway does it.
    std::vector<Result<Reply>> together(std::vector<Call> calls) {
        std::vector<Result<Reply>> replies(calls.size(), Result<Reply>(fail(Errc::internal, "no answer")));
        for (std::size_t i = 0; i < calls.size(); ++i) {
            asio::co_spawn(
                loop_, core_->call(std::move(calls[i]), soon()),
                [&replies, i](const std::exception_ptr&, Result<Reply> reply) { replies[i] = std::move(reply); });
        }
        loop_.restart();
        loop_.run();
        return replies;
    }
    std::string stored(const std::string& query) {
        const auto database = open_for_reading(folder_.file());
        return (*database)->execAndGet(query).getString();
    }

    TemporaryFolder folder_;
    FakeClock clock_;
    asio::io_context loop_{1};  // before the threads that wake it, which may still be in a call of it when it is idle
    async::WorkerPool workers_{{}};
    std::unique_ptr<Port> core_;
};

json::object other_number(json::object request, const char* text) {
    request["declaration"].as_object()["number"] = text;
    return request;
}

TEST_F(EmbeddedCoreTest, binds_the_codes_of_a_declaration_that_passes) {
    const auto reply = check("key-1", passing());
    ASSERT_TRUE(reply) << reply.error().to_string();
    EXPECT_EQ(reply->json.at("overall"), "PASS");
    EXPECT_EQ(reply->json.at("declaration").at("number"), number);
    EXPECT_EQ(reply->json.at("checkedAt"), "2026-07-12T04:30:00.000Z");
    EXPECT_EQ(
        stored("SELECT count(*) || min(sub_status) FROM marking_codes WHERE declaration = '50401/100726/0000001'"),
        "3CUSTOMS_CONTROL");
    EXPECT_EQ(stored("SELECT declaration || idempotency_key || overall || at FROM declaration_checks"),
              "50401/100726/0000001key-1PASS2026-07-12T04:30:00.000Z");
}

TEST_F(EmbeddedCoreTest, changes_no_code_when_the_declaration_fails) {
    auto request = passing();
    marking(request)["total"] = 7;
    EXPECT_EQ(overall("key-1", request), "FAIL");
    EXPECT_EQ(stored("SELECT count(*) FROM marking_codes WHERE declaration = '50401/100726/0000001'"), "0");
    EXPECT_EQ(stored("SELECT overall FROM declaration_checks"), "FAIL");
}

TEST_F(EmbeddedCoreTest, remarks_bind_the_codes_too) {
    auto request = passing();
    line(request, 1).erase("origin");
    EXPECT_EQ(overall("key-1", request), "PASS_WITH_REMARKS");
    EXPECT_EQ(stored("SELECT count(*) FROM marking_codes WHERE declaration = '50401/100726/0000001'"), "3");
}

TEST_F(EmbeddedCoreTest, a_later_declaration_finds_the_codes_used) {
    EXPECT_EQ(overall("key-1", passing()), "PASS");
    const auto second = check("key-2", other_number(passing(), "50401/100726/0000002"));
    const auto& found = second->json.at("items").at(0).at("findings").at(0);
    EXPECT_EQ(found.at("code"), "CODE_USED");
    EXPECT_NE(std::string(found.at("found").as_string()).find("50401/100726/0000001"), std::string::npos);
}

TEST_F(EmbeddedCoreTest, the_same_declaration_may_be_checked_again_under_a_new_key) {
    EXPECT_EQ(overall("key-1", passing()), "PASS");
    EXPECT_EQ(overall("key-2", passing()), "PASS");
    EXPECT_EQ(stored("SELECT count(*) FROM declaration_checks"), "2");
}

TEST_F(EmbeddedCoreTest, the_same_key_gets_the_same_reply_and_no_second_effect) {
    const auto first = check("key-1", passing());
    clock_.advance(std::chrono::hours{1});
    const auto second = check("key-1", passing());
    ASSERT_TRUE(second);
    EXPECT_EQ(json::serialize(second->json), json::serialize(first->json));
    EXPECT_EQ(stored("SELECT count(*) FROM declaration_checks"), "1");
}

TEST_F(EmbeddedCoreTest, the_same_key_with_another_request_is_a_conflict) {
    ASSERT_TRUE(check("key-1", passing()));
    const auto second = check("key-1", other_number(passing(), "50401/100726/0000002"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::replay_conflict);
    const auto broken = check("key-1", json::object{});
    EXPECT_EQ(broken.error().code, Errc::replay_conflict);
}

TEST_F(EmbeddedCoreTest, the_same_key_many_times_at_once_has_one_effect) {
    std::vector<Call> calls(8, Call{"customs.checkDeclaration", "key-1", passing()});
    const auto replies = together(std::move(calls));
    for (const auto& reply : replies) {
        ASSERT_TRUE(reply) << reply.error().to_string();
        EXPECT_EQ(reply->json, replies[0]->json);
    }
    EXPECT_EQ(stored("SELECT count(*) FROM declaration_checks"), "1");
}

TEST_F(EmbeddedCoreTest, of_declarations_that_race_for_a_code_exactly_one_passes) {
    std::vector<Call> calls;
    for (int i = 0; i < 8; ++i) {
        const auto own = "50401/100726/000000" + std::to_string(i);
        calls.push_back({"customs.checkDeclaration", own, other_number(passing(), own.c_str())});
    }
    int passed = 0;
    for (const auto& reply : together(std::move(calls))) {
        ASSERT_TRUE(reply) << reply.error().to_string();
        const bool pass = reply->json.at("overall") == "PASS";
        passed += pass ? 1 : 0;
        EXPECT_EQ(pass, reply->json.at("items").at(0).at("findings").as_array().empty());
    }
    EXPECT_EQ(passed, 1);
    EXPECT_EQ(stored("SELECT count(DISTINCT declaration) FROM marking_codes WHERE serial < 'KZ00000000003'"), "1");
}

TEST_F(EmbeddedCoreTest, a_wrong_request_names_every_place) {
    auto request = passing();
    request["colour"] = "red";
    line(request, 1)["tnved"] = "84";
    codes(request)[1] = 5;
    const auto reply = check("key-1", request);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::invalid_argument);
    std::vector<std::string> places;
    for (const auto& finding : reply.error().findings) {
        places.push_back(finding.place.path);
    }
    EXPECT_EQ(places, (std::vector<std::string>{"/colour", "/items/0/marking/codes/1", "/items/1/tnved"}));
}

TEST_F(EmbeddedCoreTest, a_wrong_request_leaves_its_key_free) {
    ASSERT_FALSE(check("key-1", json::object{}));
    EXPECT_EQ(overall("key-1", passing()), "PASS");
}

TEST_F(EmbeddedCoreTest, needs_a_key_of_sensible_length) {
    EXPECT_EQ(check("", passing()).error().code, Errc::invalid_argument);
    EXPECT_EQ(check(std::string(201, 'k'), passing()).error().code, Errc::invalid_argument);
}

TEST_F(EmbeddedCoreTest, too_many_codes_are_refused_before_anything_is_written) {
    open(2);
    EXPECT_EQ(check("key-1", passing()).error().code, Errc::limit_exceeded);
    EXPECT_EQ(stored("SELECT count(*) FROM operations"), "0");
}

TEST_F(EmbeddedCoreTest, an_unknown_operation_is_not_found) {
    EXPECT_EQ(call("customs.declarationStatus", "key-1", json::object{}).error().code, Errc::not_found);
}

TEST_F(EmbeddedCoreTest, nothing_happens_after_the_deadline) {
    auto late = core_->call({"customs.checkDeclaration", "key-1", passing()}, Deadline(clock_.steady()));
    EXPECT_EQ(otkel::test::run(loop_, std::move(late)).error().code, Errc::deadline_exceeded);
    EXPECT_EQ(stored("SELECT count(*) FROM operations"), "0");
}

TEST_F(EmbeddedCoreTest, finds_cards_by_either_number) {
    const auto card = sample::card(sample::archived_place);
    const auto by_ntin = call("catalogue.findCard", "", json::object{{"ntin", card.ntin}});
    ASSERT_TRUE(by_ntin) << by_ntin.error().to_string();
    const auto& found = by_ntin->json.at("cards").at(0);
    EXPECT_EQ(found.at("name").at("kk"), json::value(card.name_kk));
    EXPECT_EQ(found.at("archive").at("date"), json::value(card.archived_on));
    const auto shared = sample::card(sample::shared_gtin_place).gtin;
    EXPECT_EQ(call("catalogue.findCard", "", json::object{{"gtin", shared}})->json.at("cards").as_array().size(), 2U);
    EXPECT_TRUE(
        call("catalogue.findCard", "", json::object{{"gtin", "04899999999991"}})->json.at("cards").as_array().empty());
}

TEST_F(EmbeddedCoreTest, find_card_wants_one_number) {
    EXPECT_EQ(call("catalogue.findCard", "", json::object{}).error().code, Errc::invalid_argument);
    EXPECT_EQ(call("catalogue.findCard", "", json::object{{"ntin", "12"}}).error().findings.size(), 1U);
}

TEST_F(EmbeddedCoreTest, is_ready_while_the_file_can_be_read) {
    EXPECT_TRUE(otkel::test::run(loop_, core_->ready(soon())));
    const auto database = open_for_writing(folder_.file());
    (*database)->exec("DROP TABLE participants");
    EXPECT_EQ(otkel::test::run(loop_, core_->ready(soon())).error().code, Errc::storage_failed);
}

TEST_F(EmbeddedCoreTest, a_write_that_fails_leaves_nothing_of_its_own_and_its_group_goes_on) {
    const auto database = open_for_writing(folder_.file());
    (*database)->exec(
        "CREATE TRIGGER refuse BEFORE INSERT ON declaration_checks WHEN new.idempotency_key = 'bad' "
        "BEGIN SELECT RAISE(ABORT, 'refused'); END");
    auto other = passing();
    line(other, 0) = item_of_lot(1, 4, 3);
    const auto replies = together({{"customs.checkDeclaration", "bad", passing()},
                                   {"customs.checkDeclaration", "good", other_number(other, "50401/100726/0000002")}});
    EXPECT_EQ(replies[0].error().code, Errc::storage_failed);
    EXPECT_TRUE(replies[1]);
    EXPECT_EQ(stored("SELECT group_concat(idempotency_key) FROM operations"), "good");
    EXPECT_EQ(stored("SELECT count(*) FROM marking_codes WHERE declaration = '50401/100726/0000001'"), "0");
}

TEST(EmbeddedCore, refuses_a_file_of_a_newer_program) {
    TemporaryFolder folder;
    const FakeClock clock;
    async::WorkerPool workers({});
    {
        const auto database = open_for_writing(folder.file());
        (*database)->exec("PRAGMA user_version = 99");
    }
    EXPECT_EQ(open_embedded_core({folder.file()}, clock, workers).error().code, Errc::invalid_configuration);
}

TEST(EmbeddedCore, refuses_a_file_that_is_no_database) {
    TemporaryFolder folder;
    const FakeClock clock;
    async::WorkerPool workers({});
    EXPECT_EQ(open_embedded_core({folder.file() / "no" / "such"}, clock, workers).error().code, Errc::storage_failed);
}

// Answers one declaration in a process of its own, says so through the pipe, and waits to be killed.
void answer_and_wait(const std::filesystem::path& file, int pipe) {
    const FakeClock clock;
    asio::io_context loop(1);
    async::WorkerPool workers({});
    const auto core = open_embedded_core({file}, clock, workers);
    auto pending = (*core)->call({"customs.checkDeclaration", "key-1", passing()},
                                 Deadline::after(clock, std::chrono::seconds{10}));
    const auto reply = json::serialize(otkel::test::run(loop, std::move(pending))->json) + "\n";
    if (write(pipe, reply.data(), reply.size()) == static_cast<ssize_t>(reply.size())) {
        pause();
    }
    _exit(1);
}

TEST(EmbeddedCore, what_was_answered_survives_a_kill) {
    TemporaryFolder folder;
    ASSERT_TRUE(sample::load_sample_data(folder.file(), size));
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const auto child = fork();
    if (child == 0) {
        answer_and_wait(folder.file(), ends[1]);
    }
    close(ends[1]);
    std::string said;
    for (char c = 0; read(ends[0], &c, 1) == 1 && c != '\n';) {
        said += c;
    }
    close(ends[0]);
    ASSERT_EQ(kill(child, SIGKILL), 0);
    ASSERT_EQ(waitpid(child, nullptr, 0), child);

    const FakeClock clock;
    asio::io_context loop(1);
    async::WorkerPool workers({});
    const auto core = open_embedded_core({folder.file()}, clock, workers);
    ASSERT_TRUE(core) << core.error().to_string();
    const auto deadline = Deadline::after(clock, std::chrono::seconds{10});
    const auto again =
        otkel::test::run(loop, (*core)->call({"customs.checkDeclaration", "key-1", passing()}, deadline));
    ASSERT_TRUE(again) << again.error().to_string();
    EXPECT_EQ(json::serialize(again->json), said);
    const auto other = otkel::test::run(
        loop, (*core)->call({"customs.checkDeclaration", "key-2", other_number(passing(), "50401/100726/0000002")},
                            deadline));
    EXPECT_EQ(other->json.at("overall"), "FAIL");
}

}  // namespace
}  // namespace otkel::core::test
