#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <set>

#include "adapters/shep/tests/twin_fixture.hpp"

namespace otkel::adapters::shep {
namespace {

using adapter::Purpose;

constexpr std::string_view decision = "CUSTOMS_DECLARATION_DECISION";

// The adapter behind a listener, which takes everything over and answers what was submitted, and the twin as the bus
// between it and customs.
class AsyncTwins : public Twins {
protected:
    AsyncTwins() {
        std::filesystem::create_directories(folder_ / "samples/customs-asynchronous/pass");
        write("samples/customs-asynchronous/pass/request.xml", std::string(document));
        more_participants_ =
            "    customs-asynchronous: {sender_id: customs, service: CHECK, channel: asynchronous, form: element, key: "
            "{file: " +
            testing::pki_folder().string() + "/customs-business.p12, password_file: " + testing::pki_folder().string() +
            "/customs-business.password}}\n";
        clock_.set_steady(std::chrono::steady_clock::now());
    }

    void start(const std::string& script = {}) {
        start_gateway();
        start_twin(script);
        const auto bus = replaced(address_, "/shep/sync", "/shep/async");
        adapter_yaml_ += "asynchronous: {url: \"" + bus + "\"}\n";
        customs_yaml_ += ", asynchronous_services: {CHECK: {}, CUSTOMS_DECLARATION_DECISION: {}}";
    }

    asio::awaitable<net::HttpResponse> handle(net::HttpRequest request) override {
        EXPECT_EQ(request.path(), "/shep/async-client");
        content_types_.emplace_back(request.headers.get("Content-Type"));
        auto incoming = gateway().receive(request);
        if (!incoming) {
            co_return gateway().refuse(request, incoming.error(), exchange_);
        }
        if (refuses_) {
            co_return gateway().fault(&*incoming, Error{Errc::storage_failed, "full", {}, {}}, exchange_);
        }
        if (incoming->purpose == Purpose::submission && answers_) {
            asio::co_spawn(context_, answer(*incoming), test::rethrow);
        }
        auto reply = gateway().acknowledge(*incoming, {incoming->message_id, incoming->correlation_id});
        reply->headers.set("Otkel-Exchange", exchange_.text());
        came_.push_back(std::move(*incoming));
        co_return std::move(*reply);
    }

    asio::awaitable<void> answer(adapter::Incoming asked) {
        ++answering_;
        for (const auto purpose : {Purpose::news, Purpose::answer}) {
            const auto sent = co_await send_message({asked.peer, asked.service, new_uuid_v4(), std::string(check_reply),
                                                     clock_.wall(), purpose, asked.correlation_id});
            EXPECT_TRUE(sent) << sent.error().to_string();
        }
        --answering_;
    }
    // Some deliveries are answered after what a test looks at.
    void TearDown() override {
        run_until([this] { return answering_ == 0; });
    }

    asio::awaitable<Result<adapter::PeerReply>> send_message(adapter::OutgoingIntent intent,
                                                             std::chrono::milliseconds patience = seconds_) {
        const auto message = gateway().compose(std::move(intent)).value();
        const auto response =
            co_await client_->send(message.endpoint, message.request, Deadline::after(real_, patience));
        co_return response ? gateway().understand(message, *response)
                           : Result<adapter::PeerReply>(fail(response.error()));
    }

    Result<adapter::PeerReply> ask_later(std::chrono::milliseconds patience = seconds_) {
        return test::run(context_, send_message({"customs",
                                                 std::string(decision),
                                                 "ours-1",
                                                 std::string(status_request),
                                                 clock_.wall(),
                                                 Purpose::request,
                                                 {}},
                                                patience));
    }

    Result<adapter::TwinOutcome> play_later() {
        return test::run(context_,
                         twin_->play(folder_ / "samples/customs-asynchronous/pass", Deadline::after(clock_, seconds_)));
    }

    static asio::awaitable<void> until(std::function<bool()> reached) {
        while (!reached()) {
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        }
    }
    void run_until(std::function<bool()> reached) { test::run(context_, until(std::move(reached))); }

    std::size_t count(Purpose purpose) const {
        return static_cast<std::size_t>(
            std::count_if(came_.begin(), came_.end(), [&](const auto& one) { return one.purpose == purpose; }));
    }
    const adapter::Incoming& first(Purpose purpose) const {
        return *std::find_if(came_.begin(), came_.end(), [&](const auto& one) { return one.purpose == purpose; });
    }

    std::set<std::string> names_of_answers() const {
        std::set<std::string> names;
        for (const auto& one : came_) {
            if (one.purpose == Purpose::answer) {
                names.insert(one.message_id);
            }
        }
        return names;
    }
    std::size_t answers_to(const adapter::PeerReply& reply) const {
        return static_cast<std::size_t>(std::count_if(came_.begin(), came_.end(), [&](const auto& one) {
            return one.purpose == Purpose::answer && one.correlation_id == reply.acknowledgement->correlation_id;
        }));
    }

    static constexpr std::chrono::milliseconds seconds_{30'000};
    bool answers_{true};
    bool refuses_{false};
    std::size_t answering_{0};
    std::vector<adapter::Incoming> came_;
};

TEST_F(AsyncTwins, customs_asks_through_the_bus_and_gets_news_and_the_answer) {
    start();
    const auto outcome = play_later();
    ASSERT_TRUE(outcome) << outcome.error().to_string();
    EXPECT_TRUE(outcome->answered);
    EXPECT_TRUE(outcome->verified);
    EXPECT_EQ(outcome->http_status, 200);
    EXPECT_EQ(outcome->exchange, "0198-test");
    for (const auto* const part : {"service CHECK", "the bus has taken it over", "taken over, exchange 0198-test",
                                   "the bus tells: DELIVERED", "news of the gateway", "the answer of the gateway",
                                   "verified: business signature", "declaration 50412/120726/0000123: FAIL"}) {
        EXPECT_TRUE(tells(*outcome, part)) << part;
    }
    EXPECT_EQ(count(Purpose::submission), 1U);
    const auto payload = gateway().open(first(Purpose::submission));
    ASSERT_TRUE(payload) << payload.error().to_string();
    EXPECT_EQ(payload->tree.octets().view(), document);
    run_until([&] { return count(Purpose::delivery) == 2; });
}

// The number of a declaration happens to be base64.
TEST_F(AsyncTwins, attachments_go_through_the_bus_both_ways) {
    customs_yaml_ += ", attachments: sent, attachment_elements: [DeclarationNumber], attachment_octets_least: 15";
    more_participants_ = replaced(more_participants_, "form: element,",
                                  "form: element, attachments: sent, attachment_elements: [Number], "
                                  "attachment_octets_least: 15,");
    start();
    const auto outcome = play_later();
    ASSERT_TRUE(outcome) << outcome.error().to_string();
    EXPECT_TRUE(outcome->verified);
    EXPECT_TRUE(soap::is_multipart(content_types_.front())) << content_types_.front();
    const auto payload = gateway().open(first(Purpose::submission));
    ASSERT_TRUE(payload) << payload.error().to_string();
    EXPECT_EQ(payload->tree.octets().view(), document);
}

TEST_F(AsyncTwins, the_gateway_asks_customs_and_is_answered_under_the_name_of_the_interaction) {
    start();
    const auto reply = ask_later();
    ASSERT_TRUE(reply) << reply.error().to_string();
    ASSERT_TRUE(reply->acknowledgement);
    run_until([&] { return count(Purpose::answer) == 1 && count(Purpose::delivery) == 1; });
    const auto& answer = first(Purpose::answer);
    EXPECT_EQ(answer.correlation_id, reply->acknowledgement->correlation_id);
    EXPECT_EQ(answer.peer, "customs");
    EXPECT_EQ(answer.service, decision);
    const auto payload = gateway().open(answer);
    ASSERT_TRUE(payload) << payload.error().to_string();
    EXPECT_EQ(payload->root.child("StatusCode")->text(), "30");
    EXPECT_EQ(first(Purpose::delivery).news->message_id, reply->acknowledgement->message_id);
    EXPECT_EQ(first(Purpose::delivery).news->standing, adapter::DeliveryNews::Standing::delivered);

    const auto question = gateway().compose_question({"customs", std::string(decision), "ours-1", "", clock_.wall(),
                                                      clock_.wall(), reply->acknowledgement->message_id});
    ASSERT_TRUE(question) << question.error().to_string();
    const auto told = send(question->endpoint.to_string(), question->request);
    ASSERT_TRUE(told) << told.error().to_string();
    EXPECT_EQ(gateway().understand_standing(*question, *told)->standing, adapter::DeliveryNews::Standing::delivered);
}

TEST_F(AsyncTwins, what_is_not_brought_is_fetched_and_confirmed) {
    more_participants_ += "  fetched: [CUSTOMS_DECLARATION_DECISION]\n";
    start();
    const auto reply = ask_later();
    ASSERT_TRUE(reply) << reply.error().to_string();
    run_until([&] { return count(Purpose::delivery) == 1; });
    const auto fetch = [&] {
        const auto message = gateway().compose_collection("customs", decision, 10, clock_.wall()).value();
        return gateway().understand_collection(message, *send(message.endpoint.to_string(), message.request)).value();
    };
    auto collected = fetch();
    ASSERT_EQ(collected.size(), 1U);
    EXPECT_EQ(collected.at(0).message.purpose, Purpose::answer);
    EXPECT_EQ(collected.at(0).message.correlation_id, reply->acknowledgement->correlation_id);
    EXPECT_TRUE(gateway().open(collected.at(0).message));
    const auto confirm = [&](const Result<void>& taken) {
        const auto receipt = gateway().compose_receipt(collected.at(0).message, taken, clock_.wall()).value();
        const auto understood = gateway().understand(receipt, *send(receipt.endpoint.to_string(), receipt.request));
        EXPECT_TRUE(understood) << understood.error().to_string();
    };
    confirm(fail(Errc::storage_failed, "full"));
    EXPECT_EQ(fetch().size(), 1U) << "it was asked for again";
    confirm({});
    EXPECT_EQ(fetch().size(), 0U);
    EXPECT_EQ(count(Purpose::answer), 0U) << "nothing was brought";
}

TEST_F(AsyncTwins, taken_silently_leaves_the_gateway_in_doubt_and_the_answer_comes) {
    start("steps:\n  - {on: interaction, do: taken-silently}\n");
    const auto reply = ask_later(std::chrono::milliseconds(300));
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::in_doubt);
    run_until([&] { return count(Purpose::answer) == 1; });
}

TEST_F(AsyncTwins, an_answer_may_come_before_the_reply_to_the_request) {
    start("steps:\n  - {on: interaction, do: answer-first}\n");
    const auto reply = ask_later();
    ASSERT_TRUE(reply) << reply.error().to_string();
    ASSERT_EQ(count(Purpose::answer), 1U) << "before the reply";
    EXPECT_EQ(first(Purpose::answer).correlation_id, reply->acknowledgement->correlation_id);
}

TEST_F(AsyncTwins, an_answer_may_come_twice_and_under_another_name) {
    start("steps:\n  - {on: interaction, do: answer-twice}\n  - {on: interaction, do: answer-again}\n");
    ASSERT_TRUE(ask_later());
    run_until([&] { return count(Purpose::answer) == 2; });
    EXPECT_EQ(names_of_answers().size(), 1U);
    came_.clear();
    const auto reply = ask_later();
    ASSERT_TRUE(reply) << reply.error().to_string();
    run_until([&] { return count(Purpose::answer) == 2; });
    EXPECT_EQ(names_of_answers().size(), 2U);
    EXPECT_EQ(answers_to(*reply), 2U);
}

TEST_F(AsyncTwins, an_answer_may_belong_to_nobody) {
    start("steps:\n  - {on: interaction, do: answer-astray}\n");
    const auto reply = ask_later();
    run_until([&] { return count(Purpose::answer) == 2; });
    EXPECT_EQ(answers_to(*reply), 1U);
}

TEST_F(AsyncTwins, an_answer_may_come_late_or_never) {
    start("steps:\n  - {on: interaction, do: answer-late, delay_ms: 5000}\n  - {on: interaction, do: answer-never}\n");
    ASSERT_TRUE(ask_later());
    run_until([&] { return count(Purpose::delivery) == 1; });
    EXPECT_EQ(count(Purpose::answer), 0U);
    clock_.advance(std::chrono::seconds(6));
    run_until([&] { return count(Purpose::answer) == 1; });
    ASSERT_TRUE(ask_later());
    run_until([&] { return count(Purpose::delivery) == 2; });
    clock_.advance(std::chrono::hours(1));
    ASSERT_TRUE(ask_later()) << "the script is at an end";
    run_until([&] { return count(Purpose::answer) == 2; });
    EXPECT_EQ(count(Purpose::answer), 2U);
}

TEST_F(AsyncTwins, a_request_may_be_delivered_twice) {
    start("steps:\n  - {on: interaction, do: delivered-twice}\n");
    const auto outcome = play_later();
    ASSERT_TRUE(outcome) << outcome.error().to_string();
    EXPECT_TRUE(tells(*outcome, "by script: delivered-twice"));
    run_until([&] { return count(Purpose::submission) == 2; });
    std::set<std::string> names;
    for (const auto& one : came_) {
        if (one.purpose == Purpose::submission) {
            names.insert(one.message_id);
        }
    }
    EXPECT_EQ(names.size(), 1U) << "by which the gateway knows it again";
}

TEST_F(AsyncTwins, a_push_that_fails_comes_again_and_the_sender_is_told_in_the_end) {
    start();
    refuses_ = true;
    bool over = false;
    Result<adapter::TwinOutcome> outcome = fail(Errc::internal, "not yet");
    asio::co_spawn(
        context_,
        [&]() -> asio::awaitable<void> {
            outcome = co_await twin_->play(folder_ / "samples/customs-asynchronous/pass",
                                           Deadline::after(clock_, std::chrono::hours(1)));
            over = true;
        },
        test::rethrow);
    // Time passes whenever nothing is due.
    run_until([&] {
        clock_.advance(std::chrono::milliseconds(1));
        return over;
    });
    ASSERT_TRUE(outcome) << outcome.error().to_string();
    EXPECT_FALSE(outcome->answered);
    EXPECT_TRUE(tells(*outcome, "FAULT SCE909"));
    EXPECT_TRUE(tells(*outcome, "the bus tells: NOT_DELIVERED"));
}

TEST_F(AsyncTwins, what_is_signed_wrongly_is_refused_on_both_sides) {
    start("steps:\n  - {on: reply, do: wrong-signature}\n  - {on: request, do: unsigned}\n");
    const auto reply = ask_later();
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::signature_invalid);
    EXPECT_EQ(count(Purpose::answer), 0U);
    run_until([&] {  // the bus tries again after a while, signed this time
        clock_.advance(std::chrono::milliseconds(1));
        return count(Purpose::answer) == 1;
    });
    const auto unsigned_call = send(replaced(address_, "/shep/sync", "/shep/async"), post("<a/>"));
    ASSERT_TRUE(unsigned_call);
    EXPECT_EQ(unsigned_call->status, 500);
    EXPECT_NE(unsigned_call->body.find("sendMessageFault1_sendMessageFault"), std::string::npos);
}

TEST_F(AsyncTwins, only_a_running_twin_plays_what_is_answered_later) {
    start();
    const auto again = write("script-none.yaml", "steps: []\n");
    auto section = settings::Section::load(folder_ / "twin.yaml", twin_complaints_);
    section.set_root(folder_.path());
    adapter::TwinContext context{context_.get_executor(), clock_, verifier_, workers_, section, again,
                                 folder_ / "samples"};
    const auto idle = ShepTwin::make(context).value();
    const auto outcome = test::run(
        context_, idle->play(folder_ / "samples/customs-asynchronous/pass", Deadline::after(clock_, seconds_)));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, Errc::unsupported);
    EXPECT_NE(outcome.error().detail.find("/play?sample=customs-asynchronous/pass"), std::string::npos);
    test::run(context_, idle->stop(Deadline::after(real_, std::chrono::seconds(1))));
}

TEST(AsyncScript, words_of_an_interaction_belong_to_interactions) {
    otkel::tests::TemporaryFolder folder;
    for (const std::string text :
         {"steps:\n  - {on: interaction, do: duplicate}\n", "steps:\n  - {on: reply, do: answer-first}\n",
          "steps:\n  - {on: request, do: taken-silently}\n"}) {
        EXPECT_FALSE(load_script(folder.write("bad.yaml", text))) << text;
    }
    EXPECT_TRUE(load_script(folder.write("good.yaml", "steps:\n  - {on: interaction, do: answer-late}\n")));
}

}  // namespace
}  // namespace otkel::adapters::shep
