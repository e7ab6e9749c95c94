#include "adapters/shep/tests/async_adapter_fixture.hpp"

namespace otkel::adapters::shep {
namespace {

using adapter::DeliveryNews;
using adapter::Purpose;
using adapter::Repetition;

class AsyncOutbound : public AsyncTest {
protected:
    adapter::OutgoingMessage composed(const adapter::OutgoingIntent& intent) {
        auto message = gateway().compose(intent);
        if (!message) {
            throw std::runtime_error(message.error().to_string());
        }
        return std::move(*message);
    }
    AsyncMessage message_of(const adapter::OutgoingMessage& message) {
        body_.emplace(sent(message.request.body));
        return read_send_message(content_of(*body_), {}).value();
    }
    static std::string taken(const std::string& message_id = "m-9", const std::string& correlation_id = "c-9") {
        return enveloped(
            write_send_message_reply({message_id, correlation_id, samples::at, ""}, AsyncTypes::channel).octets);
    }
    static std::string fault(const std::string& code, AsyncOperation operation = AsyncOperation::send_message) {
        ErrorInfo info{code, "told so", "because", samples::at, {}};
        return enveloped(soap::write_fault(code, "told so", "ru", write_async_fault({operation}, info)));
    }

    std::optional<xml::Tree> body_;
};

TEST_F(AsyncOutbound, a_request_goes_to_the_bus_without_the_names_that_the_bus_gives) {
    const auto message = composed(intent());
    EXPECT_EQ(message.endpoint.to_string(), "http://127.0.0.1:9101/shep/async");
    EXPECT_EQ(message.request.target, "/shep/async");
    EXPECT_EQ(message.request.headers.get("SOAPAction"), "\"\"");
    EXPECT_EQ(message.message_id, "ours-1");
    const auto read = message_of(message);
    EXPECT_EQ(read.info.type, MessageType::request);
    EXPECT_EQ(read.info.message_id, "");
    EXPECT_EQ(read.info.correlation_id, "");
    EXPECT_EQ(read.info.service_id, "ASK");
    EXPECT_EQ(read.info.sender.sender_id, "otkel");
    EXPECT_EQ(read.info.sender.password, "p4ssw0rd");
    ASSERT_TRUE(read.data && read.data->first_child());
    EXPECT_TRUE(read.data->first_child()->child(signature_namespace, "Signature")) << "signed by us as business";
}

TEST_F(AsyncOutbound, a_bus_that_keeps_our_message_id_gets_it) {
    EXPECT_EQ(message_of(composed(intent(Purpose::request, "KEPT"))).info.message_id, "ours-1");
}

TEST_F(AsyncOutbound, names_that_we_give_are_known_before_the_reply) {
    const auto kept = composed(intent(Purpose::request, "KEPT")).names;
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->message_id, "ours-1");
    EXPECT_EQ(kept->correlation_id, "ours-1");
    const auto direct = composed(intent(Purpose::answer, "DIRECT", "c-1")).names;
    ASSERT_TRUE(direct);
    EXPECT_EQ(direct->correlation_id, "c-1");
    EXPECT_FALSE(composed(intent()).names) << "the bus gives both";
}

TEST_F(AsyncOutbound, answers_and_news_name_their_interaction) {
    const auto answer = message_of(composed(intent(Purpose::answer, "CHECK", "c-1")));
    EXPECT_EQ(answer.info.type, MessageType::response);
    EXPECT_EQ(answer.info.correlation_id, "c-1");
    EXPECT_EQ(answer.info.message_id, "");
    EXPECT_EQ(message_of(composed(intent(Purpose::news, "CHECK", "c-1"))).info.type, MessageType::notification);
    EXPECT_EQ(gateway().compose(intent(Purpose::answer, "CHECK")).error().code, Errc::invalid_argument);
    EXPECT_EQ(gateway().compose(intent(Purpose::collection, "CHECK", "c-1")).error().code, Errc::invalid_argument);
}

TEST_F(AsyncOutbound, to_a_participant_we_are_the_bus_and_give_the_names) {
    const auto answer = composed(intent(Purpose::answer, "DIRECT", "c-1"));
    EXPECT_EQ(answer.endpoint.to_string(), "http://127.0.0.1:9102/customs/");
    EXPECT_EQ(message_of(answer).info.message_id, "ours-1");
    EXPECT_EQ(message_of(answer).info.correlation_id, "c-1");
    const auto request = composed(intent(Purpose::request, "DIRECT"));
    EXPECT_EQ(message_of(request).info.correlation_id, "ours-1");
    const auto understood = gateway().understand(request, response(taken("ours-1", "")));
    ASSERT_TRUE(understood) << understood.error().to_string();
    EXPECT_EQ(understood->acknowledgement->correlation_id, "ours-1") << "what we called it, when nothing is repeated";
}

TEST_F(AsyncOutbound, a_service_that_is_not_agreed_goes_over_the_synchronous_channel_or_not_at_all) {
    const auto request = composed(intent(Purpose::request, "STATUS"));
    EXPECT_EQ(request.endpoint.path, "/bus/");
    const auto answer = gateway().compose(intent(Purpose::answer, "STATUS", "c-1"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::invalid_configuration);
    EXPECT_NE(answer.error().detail.find("asynchronous_services"), std::string::npos);
}

TEST_F(AsyncOutbound, without_an_address_nothing_is_sent) {
    adapter_yaml_ = replaced(adapter_yaml_, "asynchronous: {url: http://127.0.0.1:9101/shep/async}\n", "");
    const auto message = gateway().compose(intent());
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, Errc::invalid_configuration);
    EXPECT_FALSE(gateway().compose_collection("customs", "ASK", 5, clock_.wall()));
    EXPECT_FALSE(gateway().compose_collection("shep-bus", "ASK", 5, clock_.wall()));
}

TEST_F(AsyncOutbound, a_reply_tells_by_what_names_the_message_goes_from_now_on) {
    const auto request = composed(intent());
    const auto understood = gateway().understand(request, response(taken()));
    ASSERT_TRUE(understood) << understood.error().to_string();
    EXPECT_FALSE(understood->payload);
    ASSERT_TRUE(understood->acknowledgement);
    EXPECT_EQ(understood->acknowledgement->message_id, "m-9");
    EXPECT_EQ(understood->acknowledgement->correlation_id, "c-9");
    EXPECT_EQ(understood->signatures.at(0).peer, "shep-bus");
    EXPECT_NE(understood->verification.find("gost2015-512"), std::string::npos);
}

TEST_F(AsyncOutbound, a_reply_that_belongs_elsewhere_or_is_not_believable_says_nothing) {
    const auto answer = composed(intent(Purpose::answer, "CHECK", "c-1"));
    EXPECT_TRUE(gateway().understand(answer, response(taken("m-9", "c-1"))));
    EXPECT_EQ(gateway().understand(answer, response(taken("m-9", "c-2"))).error().code, Errc::malformed);
    const auto request = composed(intent());
    const auto octets = write_send_message_reply({"m-9", "c-9", samples::at, ""}, AsyncTypes::channel).octets;
    const std::pair<std::string, Errc> wrong[]{
        {soap::write_envelope(octets), Errc::not_signed},
        {enveloped(octets, "foreign"), Errc::signer_untrusted},
        {enveloped(octets, "customs-business"), Errc::signer_untrusted},
        {replaced(taken(), "m-9", "m-8"), Errc::signature_invalid},
        {enveloped(replaced(octets, "<messageId>m-9</messageId>", "")), Errc::malformed},
        {enveloped(write_change_status_reply(samples::change_taken()).octets), Errc::malformed},
        {"", Errc::malformed}};
    for (const auto& [body, code] : wrong) {
        const auto understood = gateway().understand(request, response(body));
        ASSERT_FALSE(understood);
        EXPECT_EQ(understood.error().code, code) << understood.error().to_string();
    }
}

TEST_F(AsyncOutbound, a_fault_is_a_refusal_and_a_full_house_is_told_apart) {
    const auto request = composed(intent());
    const auto refused = gateway().understand(request, response(fault("SCE004"), 500));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::peer_failed);
    EXPECT_EQ(refused.error().findings.at(0).code, "SCE004");
    EXPECT_EQ(refused.error().findings.at(0).found, "because");
    EXPECT_EQ(gateway().understand(request, response(fault("SCE909"), 503)).error().code, Errc::overloaded);
    EXPECT_EQ(gateway().understand(request, response("busy", 503)).error().code, Errc::overloaded);
    EXPECT_EQ(gateway().understand(request, response("<html>", 504)).error().code, Errc::malformed);
}

TEST_F(AsyncOutbound, the_bus_is_asked_under_the_name_that_it_gave) {
    adapter::Question question{"customs", "ASK", "ours-1", "c-9", clock_.wall(), clock_.wall(), "m-9"};
    const auto message = gateway().compose_question(question);
    ASSERT_TRUE(message) << message.error().to_string();
    const auto body = sent(message->request.body);
    const auto read = read_message_status_request(content_of(body), {}).value();
    EXPECT_EQ(read.message_id, "m-9");
    EXPECT_EQ(read.sender.sender_id, "otkel");
    const std::pair<MessageState, DeliveryNews::Standing> all[]{
        {MessageState::on_delivery, DeliveryNews::Standing::on_its_way},
        {MessageState::delivered, DeliveryNews::Standing::delivered},
        {MessageState::not_delivered, DeliveryNews::Standing::not_delivered},
        {MessageState::delivery_stopped, DeliveryNews::Standing::stopped}};
    for (const auto& [state, standing] : all) {
        auto told = samples::standing();
        told.state = state;
        const auto news =
            gateway().understand_standing(*message, response(enveloped(write_message_status_reply(told).octets)));
        ASSERT_TRUE(news) << news.error().to_string();
        EXPECT_EQ(news->standing, standing);
        EXPECT_EQ(news->message_id, "m-9");
        EXPECT_EQ(news->detail, std::string(word(state)) + ": S-1: refused");
    }
    const auto fault_told =
        gateway().understand_standing(*message, response(fault("SCE004", AsyncOperation::get_message_status), 500));
    ASSERT_FALSE(fault_told) << "that the bus finds nothing does not mean that it took nothing over";
    EXPECT_EQ(fault_told.error().code, Errc::peer_failed);
}

TEST_F(AsyncOutbound, what_has_no_name_at_the_bus_cannot_be_asked_about) {
    const WallTime now = clock_.wall();
    EXPECT_EQ(gateway().compose_question({"customs", "ASK", "ours-1", "", now, now, ""}).error().code,
              Errc::unsupported);
    EXPECT_EQ(gateway().compose_question({"customs", "DIRECT", "ours-1", "", now, now, "m-9"}).error().code,
              Errc::unsupported);
    EXPECT_EQ(gateway().compose_question({"customs", "STATUS", "ours-1", "", now, now, "m-9"}).error().code,
              Errc::unsupported);
    const auto kept = gateway().compose_question({"customs", "KEPT", "ours-1", "", now, now, ""});
    ASSERT_TRUE(kept) << kept.error().to_string();
    const auto body = sent(kept->request.body);
    EXPECT_EQ(read_message_status_request(content_of(body), {})->message_id, "ours-1");
}

TEST_F(AsyncOutbound, what_may_be_done_in_doubt_is_said_by_service) {
    customs_yaml_ =
        replaced(customs_yaml_, "ASK: {}", "ASK: {}, OFTEN: {repetition: safe}, ONCE: {repetition: by-person}");
    EXPECT_EQ(gateway().repetition("customs", "ASK"), Repetition::askable);
    EXPECT_EQ(gateway().repetition("customs", "OFTEN"), Repetition::safe);
    EXPECT_EQ(gateway().repetition("customs", "ONCE"), Repetition::by_person);
    EXPECT_EQ(gateway().repetition("customs", "DIRECT"), Repetition::safe);
    EXPECT_EQ(gateway().repetition("customs", "STATUS"), Repetition::safe);
    EXPECT_EQ(gateway().repetition("customs", "OTHER"), Repetition::by_person);
    EXPECT_EQ(gateway().repetition("nobody", "ASK"), Repetition::by_person);
}

class Collecting : public AsyncOutbound {
protected:
    adapter::OutgoingMessage asked() {
        return gateway().compose_collection("customs", "CHECK", 3, clock_.wall()).value();
    }
    // What the bus gives out, with one message between that cannot be read and one of a stranger.
    std::string handed_over() const {
        auto second = delivered(MessageType::response);
        second.message_id = "m-2";
        auto stranger = delivered();
        stranger.message_id = "m-4";
        stranger.sender.sender_id = "nobody";
        auto unreadable = delivered();
        unreadable.message_id = "m-3";
        const auto octets =
            write_messages_reply({samples::at,
                                  std::string(samples::session),
                                  {{delivered(), data()}, {second, data()}, {unreadable, data()}, {stranger, data()}}})
                .octets;
        const auto third = octets.find("m-3");
        return enveloped(octets.substr(0, third) + replaced(octets.substr(third), "REQUEST", "DEMAND"));
    }
};

TEST_F(Collecting, messages_that_wait_are_fetched_and_each_is_what_it_would_be_when_it_is_brought) {
    const auto message = asked();
    const auto body = sent(message.request.body);
    const auto request = read_messages_request(content_of(body), {}).value();
    EXPECT_EQ(request.service_id, "CHECK");
    EXPECT_EQ(request.amount, 3);
    EXPECT_EQ(request.sender.sender_id, "otkel");
    const auto collected = gateway().understand_collection(message, response(handed_over()));
    ASSERT_TRUE(collected) << collected.error().to_string();
    ASSERT_EQ(collected->size(), 4U);
    EXPECT_EQ(collected->at(0).message.purpose, Purpose::submission);
    EXPECT_EQ(collected->at(1).message.purpose, Purpose::answer);
    EXPECT_EQ(collected->at(1).message.message_id, "m-2");
    EXPECT_EQ(collected->at(0).message.correlation_id, "c-1");
    EXPECT_EQ(collected->at(0).message.peer, "customs");
    EXPECT_EQ(collected->at(0).message.signatures.at(0).peer, "shep-bus");
    const auto pushed = deliver(send_message(delivered()));
    EXPECT_EQ(collected->at(0).message.content_digest, pushed->content_digest);
    EXPECT_TRUE(gateway().open(collected->at(0).message));
    EXPECT_EQ(gateway().open(collected->at(2).message).error().code, Errc::malformed);
    EXPECT_EQ(collected->at(2).message.message_id, "m-3");
    EXPECT_EQ(gateway().open(collected->at(3).message).error().code, Errc::sender_unknown);
}

TEST_F(Collecting, the_journal_gives_every_one_of_them_back) {
    const auto collected = gateway().understand_collection(asked(), response(handed_over())).value();
    for (const auto& one : collected) {
        net::HttpRequest request;
        request.method = "POST";
        request.target = "";
        request.headers.set("Content-Type", one.content_type);
        request.body = one.octets;
        const auto again = gateway().receive(request);
        ASSERT_TRUE(again) << again.error().to_string();
        EXPECT_EQ(again->purpose, one.message.purpose);
        EXPECT_EQ(again->peer, one.message.peer);
        EXPECT_EQ(again->message_id, one.message.message_id);
        EXPECT_EQ(again->content_digest, one.message.content_digest);
        EXPECT_EQ(again->signatures.size(), one.message.signatures.size());
        EXPECT_EQ(gateway().open(*again).has_value(), gateway().open(one.message).has_value());
        request.target = "/shep/async-client";
        EXPECT_FALSE(gateway().receive(request)) << "nobody may hand in what we fetched";
    }
}

TEST_F(Collecting, every_one_is_confirmed_or_given_back) {
    const auto collected = gateway().understand_collection(asked(), response(handed_over())).value();
    const auto receipt = [&](std::size_t index, const Result<void>& taken) {
        const auto message = gateway().compose_receipt(collected.at(index).message, taken, clock_.wall());
        EXPECT_TRUE(message) << message.error().to_string();
        EXPECT_EQ(message->endpoint.path, "/shep/async");
        const auto understood = gateway().understand(
            *message, response(enveloped(write_delivery_notification_reply({"n-1", samples::at, ""}).octets)));
        EXPECT_TRUE(understood);
        EXPECT_EQ(understood->acknowledgement->message_id, "n-1");
        const auto body = sent(message->request.body);
        return read_delivery_notification(content_of(body), {}).value().notification;
    };
    const auto taken = receipt(0, {});
    EXPECT_EQ(taken.message_id, "m-1");
    EXPECT_EQ(taken.service_id, "CHECK");
    EXPECT_EQ(taken.receive_status, ReceiveStatus::accepted);
    EXPECT_EQ(taken.resend, ResendMessage::not_resend);
    EXPECT_FALSE(taken.error);
    const auto later = receipt(1, fail(Errc::storage_failed, "the disk is full"));
    EXPECT_EQ(later.receive_status, ReceiveStatus::not_accepted);
    EXPECT_EQ(later.resend, ResendMessage::resend);
    EXPECT_EQ(later.error->code, "SCE909");
    EXPECT_EQ(later.error->data, "") << "our own trouble is ours";
    const auto never = receipt(2, fail(gateway().open(collected.at(2).message).error()));
    EXPECT_EQ(never.message_id, "m-3");
    EXPECT_EQ(never.resend, ResendMessage::not_resend);
    EXPECT_EQ(never.error->code, "SCE001");
    EXPECT_NE(never.error->data.find("messageType"), std::string::npos) << never.error->data;
}

TEST_F(Collecting, a_message_without_a_name_is_kept_under_one_of_ours_and_cannot_be_confirmed) {
    auto nameless = delivered();
    nameless.message_id.clear();
    const auto octets = write_messages_reply({samples::at, {}, {{nameless, data()}, {nameless, data()}}}).octets;
    const auto collected = gateway().understand_collection(asked(), response(enveloped(octets))).value();
    EXPECT_EQ(collected.at(0).message.message_id.size(), 36U);
    EXPECT_NE(collected.at(0).message.message_id, collected.at(1).message.message_id);
    EXPECT_EQ(gateway().compose_receipt(collected.at(0).message, {}, clock_.wall()).error().code, Errc::malformed);
}

TEST_F(Collecting, a_collection_that_is_not_believable_brings_nothing) {
    const auto message = asked();
    EXPECT_EQ(gateway().understand_collection(message, response(replaced(handed_over(), "m-2", "m-7"))).error().code,
              Errc::signature_invalid);
    EXPECT_EQ(gateway()
                  .understand_collection(message, response(fault("SCE004", AsyncOperation::get_messages), 500))
                  .error()
                  .code,
              Errc::peer_failed);
    EXPECT_TRUE(gateway().compose_collection("shep-bus", "WHATEVER", 0, clock_.wall())) << "all waits at the bus";
}

TEST_F(AsyncOutbound, settings_with_mistakes_are_refused_with_places) {
    for (const std::string services : {"A: {partner: nobody}", "A: {repetition: often}", "A: {url: nothing}",
                                       "A: {partner: participant, repetition: askable}", "A: {by_bus: true}"}) {
        customs_yaml_ = "sender_id: customs, asynchronous_services: {" + services + "}";
        const auto made = make();
        ASSERT_FALSE(made) << services;
        EXPECT_GT(made.error().findings.at(0).place.line, 0) << services;
    }
    customs_yaml_ = "sender_id: customs";
    adapter_yaml_ += "asynchronous: {pathh: /x}\n";
    EXPECT_FALSE(make());
}

}  // namespace
}  // namespace otkel::adapters::shep
