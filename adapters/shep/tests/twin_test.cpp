#include "adapters/shep/tests/twin_fixture.hpp"

namespace otkel::adapters::shep {
namespace {

TEST_F(Twins, plays_a_sample_and_tells_what_happened) {
    start_gateway();
    start_twin();
    const auto outcome = play();
    ASSERT_TRUE(outcome) << outcome.error().to_string();
    EXPECT_TRUE(outcome->answered);
    EXPECT_TRUE(outcome->verified);
    EXPECT_EQ(outcome->http_status, 200);
    EXPECT_EQ(outcome->exchange, "0198-test");
    EXPECT_TRUE(tells(*outcome, "declaration 50412/120726/0000123: FAIL"));
    EXPECT_TRUE(tells(*outcome, "goods line 1: FAIL"));
    EXPECT_TRUE(tells(*outcome, "error TNVED_DIFFERS tnved, expected 6403, found 6402"));
    EXPECT_TRUE(tells(*outcome, "қате"));
    EXPECT_TRUE(tells(*outcome, "ошибка"));
    EXPECT_TRUE(tells(*outcome, "verified: business signature"));
}

TEST_F(Twins, answers_the_gateway_as_customs_through_the_bus) {
    start_twin();
    const auto reply = ask();
    ASSERT_TRUE(reply) << reply.error().to_string();
    EXPECT_EQ(reply->payload->root.child("StatusCode")->text(), "30");
    EXPECT_EQ(reply->payload->root.child("DecidedAt")->text(), "2026-07-12T18:00:00+05:00");
    const auto schema = xml::Schema::load("mappings/customs/declaration-status.xsd");
    if (schema) {
        const auto valid = (*schema)->validate(reply->payload->tree.octets());
        EXPECT_TRUE(valid) << valid.error().to_string();
    }
}

// The number of a declaration happens to be base64.
TEST_F(Twins, speaks_with_attachments_where_it_is_said_so) {
    customs_yaml_ += ", attachments: sent, attachment_elements: DeclarationNumber, attachment_octets_least: 15";
    more_participants_ =
        "      attachments: sent\n      attachment_elements: Number\n      attachment_octets_least: 15\n";
    start_gateway();
    start_twin();
    const auto outcome = play();
    ASSERT_TRUE(outcome) << outcome.error().to_string();
    EXPECT_TRUE(outcome->verified) << "the answer has attachments, too";
    ASSERT_EQ(content_types_.size(), 1U);
    EXPECT_TRUE(soap::is_multipart(content_types_[0])) << content_types_[0];

    const auto asking =
        gateway().compose({"customs", "CUSTOMS_DECLARATION_STATUS", "m-1", std::string(status_request), clock_.wall()});
    ASSERT_TRUE(asking) << asking.error().to_string();
    EXPECT_TRUE(soap::is_multipart(asking->request.headers.get("Content-Type")));
    const auto reply = ask();
    ASSERT_TRUE(reply) << reply.error().to_string();
    EXPECT_EQ(reply->payload->root.child("StatusCode")->text(), "30");
}

TEST_F(Twins, answers_an_unknown_service_and_a_bad_request_with_faults) {
    start_twin();
    const auto unknown = ask(status_request, "NOTHING");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, Errc::peer_failed);
    EXPECT_EQ(unknown.error().findings.at(0).code, "SCE004");
    const auto bad = ask("<a></a>");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().findings.at(0).code, "SCE001");
}

TEST_F(Twins, can_be_driven_over_http) {
    start_gateway();
    start_twin();
    net::HttpRequest request;
    request.method = "POST";
    // The fake clock stands still, and so would the deadline of the control request: real time rules the client.
    clock_.set_steady(std::chrono::steady_clock::now());
    const auto played = send(control_, request);
    ASSERT_TRUE(played) << played.error().to_string();
    EXPECT_EQ(played->status, 200) << played->body;
    EXPECT_NE(played->body.find("\"verified\":true"), std::string::npos) << played->body;
    for (const std::string sample : {"../etc", "customs", "customs/../../x", "/customs", ""}) {
        const auto refused = send(replaced(control_, "customs/pass", sample), request);
        ASSERT_TRUE(refused) << refused.error().to_string();
        EXPECT_EQ(refused->status, 400) << sample;
    }
}

struct Case {
    const char* word;
    const char* expected;  // what the story of the request holds
};

class Misbehaving : public Twins, public ::testing::WithParamInterface<Case> {};

TEST_P(Misbehaving, request_is_real_and_the_gateway_copes) {
    start_gateway();
    start_twin(std::string("steps:\n  - {on: request, do: ") + GetParam().word + "}\n");
    const auto first = play();
    ASSERT_TRUE(first) << first.error().to_string();
    EXPECT_TRUE(tells(*first, GetParam().expected)) << first->reply;
    const auto second = play();
    ASSERT_TRUE(second) << second.error().to_string();
    EXPECT_TRUE(second->answered) << "after its script a twin behaves well";
    ASSERT_GE(requests_.size(), 2U);
    EXPECT_NE(requests_.front(), requests_.back());
}

INSTANTIATE_TEST_SUITE_P(Script, Misbehaving,
                         ::testing::Values(Case{"wrong-order", "status SCSS001"},
                                           Case{"empty-optionals", "status SCSS001"},
                                           Case{"odd-prefixes", "status SCSS001"},
                                           Case{"wrong-signature", "FAULT SCE006"}, Case{"unsigned", "FAULT SCE007"},
                                           Case{"duplicate", "sent twice"}, Case{"changed-duplicate", "FAULT SCE001"}),
                         [](const auto& test) {
                             std::string text = test.param.word;
                             std::replace(text.begin(), text.end(), '-', '_');
                             return text;
                         });

TEST_F(Twins, misbehaving_octets_are_what_the_words_say) {
    start_gateway();
    start_twin("steps:\n  - {do: wrong-order}\n  - {do: empty-optionals}\n  - {do: odd-prefixes}\n");
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(play());
    }
    EXPECT_LT(requests_.at(0).find("<messageDate>"), requests_.at(0).find("<serviceId>"));
    EXPECT_NE(requests_.at(1).find("<properties></properties>"), std::string::npos);
    EXPECT_EQ(requests_.at(2).find("<SOAP-ENV:Envelope"), 0U);
    EXPECT_NE(requests_.at(2).find("<soap:Body"), std::string::npos);
}

class MisbehavingReply : public Twins, public ::testing::WithParamInterface<std::pair<const char*, Errc>> {};

TEST_P(MisbehavingReply, is_understood_or_refused_as_it_should_be) {
    start_twin(std::string("steps:\n  - {on: reply, do: ") + GetParam().first + "}\n");
    const auto reply = ask();
    if (GetParam().second == Errc::internal) {
        EXPECT_TRUE(reply) << reply.error().to_string();
    } else {
        ASSERT_FALSE(reply);
        EXPECT_EQ(reply.error().code, GetParam().second);
    }
    EXPECT_TRUE(ask());
}

INSTANTIATE_TEST_SUITE_P(Script, MisbehavingReply,
                         ::testing::Values(std::pair("wrong-order", Errc::internal),
                                           std::pair("empty-optionals", Errc::internal),
                                           std::pair("odd-prefixes", Errc::internal),
                                           std::pair("wrong-signature", Errc::signature_invalid),
                                           std::pair("unsigned", Errc::not_signed)),
                         [](const auto& test) {
                             std::string text = test.param.first;
                             std::replace(text.begin(), text.end(), '-', '_');
                             return text;
                         });

TEST_F(Twins, silence_leaves_the_gateway_in_doubt) {
    start_twin("steps:\n  - {on: reply, do: silence}\n");
    clock_.set_steady(std::chrono::steady_clock::now());
    const auto message =
        gateway().compose({"customs", "CUSTOMS_DECLARATION_STATUS", "m-1", std::string(status_request), clock_.wall()});
    const auto response = send(address_, message->request, std::chrono::milliseconds(200));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::in_doubt);
}

TEST(TwinScript, takes_steps_in_turn_and_by_occasion) {
    TwinScript script(
        {{Occasion::request, Misbehaviour::slow, 2, {}}, {Occasion::reply, Misbehaviour::silence, 1, {}}});
    EXPECT_EQ(script.next(Occasion::reply).misbehaviour, Misbehaviour::silence);
    EXPECT_EQ(script.next(Occasion::reply).misbehaviour, Misbehaviour::none);
    EXPECT_EQ(script.next(Occasion::request).misbehaviour, Misbehaviour::slow);
    EXPECT_EQ(script.next(Occasion::request).misbehaviour, Misbehaviour::slow);
    EXPECT_EQ(script.next(Occasion::request).misbehaviour, Misbehaviour::none);
}

TEST_F(Twins, a_script_with_mistakes_is_refused_with_places) {
    for (const std::string text : {"steps:\n  - {do: dance}\n", "steps:\n  - {on: reply, do: duplicate}\n",
                                   "steps:\n  - {do: slow, time: 3}\n", "step: []\n"}) {
        const auto script = load_script(write("bad.yaml", text));
        ASSERT_FALSE(script) << text;
        EXPECT_GT(script.error().findings.at(0).place.line, 0) << text;
    }
}

}  // namespace
}  // namespace otkel::adapters::shep
