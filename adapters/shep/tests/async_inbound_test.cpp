#include "adapters/shep/tests/async_adapter_fixture.hpp"

namespace otkel::adapters::shep {
namespace {

using adapter::DeliveryNews;
using adapter::Purpose;

class AsyncInbound : public AsyncTest {};

Errc code_of(const Result<adapter::Incoming>& incoming) {
    EXPECT_FALSE(incoming);
    return incoming ? Errc::internal : incoming.error().code;
}

TEST_F(AsyncInbound, what_the_bus_delivers_is_received_under_the_names_of_the_bus) {
    const std::pair<MessageType, Purpose> all[]{{MessageType::request, Purpose::submission},
                                                {MessageType::response, Purpose::answer},
                                                {MessageType::notification, Purpose::news},
                                                {MessageType::update, Purpose::news}};
    for (const auto& [type, purpose] : all) {
        const auto incoming = deliver(send_message(delivered(type)));
        ASSERT_TRUE(incoming) << incoming.error().to_string();
        EXPECT_EQ(incoming->purpose, purpose);
        EXPECT_EQ(incoming->peer, "customs");
        EXPECT_EQ(incoming->service, "CHECK");
        EXPECT_EQ(incoming->message_id, "m-1");
        EXPECT_EQ(incoming->correlation_id, "c-1");
        EXPECT_EQ(incoming->content_digest.size(), 64U);
        EXPECT_EQ(incoming->signatures.at(0).peer, "shep-bus");
        const auto payload = gateway().open(*incoming);
        ASSERT_TRUE(payload) << payload.error().to_string();
        EXPECT_TRUE(payload->root.is("urn:test:check", "Check"));
        EXPECT_NE(payload->verification.find("CN=Тест Кеден"), std::string::npos) << payload->verification;
    }
}

TEST_F(AsyncInbound, a_delivery_is_acknowledged_with_the_names_that_it_came_with_and_in_its_namespace) {
    for (const auto types : {AsyncTypes::channel, AsyncTypes::client}) {
        const auto incoming = deliver(send_message(delivered(), types));
        ASSERT_TRUE(incoming) << incoming.error().to_string();
        const auto reply = gateway().acknowledge(*incoming, {"other", "other"});
        ASSERT_TRUE(reply) << reply.error().to_string();
        EXPECT_EQ(reply->status, 200);
        const auto body = sent(reply->body);
        const auto content = content_of(body);
        EXPECT_EQ(content.space(), namespace_of({AsyncOperation::send_message, types}));
        const auto read = read_send_message_reply(content, {}).value();
        EXPECT_EQ(read.message_id, "m-1");
        EXPECT_EQ(read.correlation_id, "c-1");
        EXPECT_EQ(read.session_id, samples::session);
    }
}

TEST_F(AsyncInbound, as_the_bus_we_name_what_its_sender_did_not_name_and_the_same_octets_get_the_same_names) {
    const auto octets = enveloped(send_message(direct()));
    auto request = post(octets);
    request.target = "/shep/async";
    const auto first = gateway().receive(request);
    ASSERT_TRUE(first) << first.error().to_string();
    EXPECT_EQ(first->purpose, Purpose::submission);
    EXPECT_EQ(first->message_id.size(), 36U);
    EXPECT_EQ(first->correlation_id.size(), 36U);
    EXPECT_NE(first->message_id, first->correlation_id);
    const auto again = gateway().receive(request);
    EXPECT_EQ(again->message_id, first->message_id);
    EXPECT_EQ(again->correlation_id, first->correlation_id);
    auto later = direct();
    later.message_date += std::chrono::seconds(1);
    EXPECT_NE(call(send_message(later))->message_id, first->message_id);

    const auto reply = gateway().acknowledge(*first, {"named", "chain"});
    const auto body = sent(reply->body);
    const auto read = read_send_message_reply(content_of(body), {}).value();
    EXPECT_EQ(read.message_id, "named");
    EXPECT_EQ(read.correlation_id, "chain");
}

TEST_F(AsyncInbound, a_name_that_the_sender_gave_to_its_message_is_kept) {
    auto info = direct();
    info.message_id = "theirs";
    info.correlation_id = "not theirs to give";
    const auto incoming = call(send_message(info));
    ASSERT_TRUE(incoming) << incoming.error().to_string();
    EXPECT_EQ(incoming->message_id, "theirs");
    EXPECT_NE(incoming->correlation_id, "not theirs to give");
    const auto answer = call(send_message(direct(MessageType::response)));
    ASSERT_TRUE(answer) << answer.error().to_string();
    EXPECT_EQ(answer->purpose, Purpose::answer);
    EXPECT_EQ(answer->correlation_id, "c-1");
}

TEST_F(AsyncInbound, a_later_message_without_its_interaction_is_refused_with_the_place) {
    auto info = delivered(MessageType::response);
    info.correlation_id.clear();
    const auto incoming = deliver(send_message(info));
    EXPECT_EQ(code_of(incoming), Errc::malformed);
    EXPECT_EQ(incoming.error().findings.at(0).code, "missing-element");
    EXPECT_FALSE(call(send_message([&] {
        auto without = direct(MessageType::notification);
        without.correlation_id.clear();
        return without;
    }())));
}

TEST_F(AsyncInbound, the_journal_gives_back_what_came_without_knowing_the_path) {
    for (const auto& octets : {send_message(delivered()), send_message(direct()),
                               write_change_status(samples::change()).octets, content("<data></data>")}) {
        auto request = post(enveloped(octets));
        const bool ours = octets.find("DIRECT") != std::string::npos;
        const bool sync = octets.find("requestInfo") != std::string::npos;
        request.target = sync ? "/shep/sync" : ours ? "/shep/async" : "/shep/async-client";
        if (sync) {
            request.body = enveloped(replaced(octets, "<senderId>customs</senderId>",
                                              "<senderId>customs</senderId><password>p4ssw0rd</password>"));
        }
        const auto first = gateway().receive(request);
        ASSERT_TRUE(first) << first.error().to_string();
        for (const std::string none : {"", "/"}) {
            request.target = none;
            const auto again = gateway().receive(request);
            ASSERT_TRUE(again) << again.error().to_string();
            EXPECT_EQ(again->purpose, first->purpose);
            EXPECT_EQ(again->message_id, first->message_id);
            EXPECT_EQ(again->correlation_id, first->correlation_id);
            EXPECT_EQ(again->content_digest, first->content_digest);
        }
    }
}

TEST_F(AsyncInbound, every_path_takes_its_own_operations_only) {
    const auto message = enveloped(send_message(delivered()));
    const auto request = enveloped(content("<data>" + signed_document() + "</data>"));
    const std::pair<std::string, std::string> wrong[]{
        {"/shep/sync", message},
        {"/shep/async", request},
        {"/shep/async-client", request},
        {"/shep/async", enveloped(write_change_status(samples::change()).octets)},
        {"/shep/async-client", enveloped(write_message_status_request(samples::question()).octets)},
        {"/shep/async-client", enveloped(write_messages_request(samples::collection()).octets)},
        {"/shep/async-client", enveloped(write_delivery_notification(samples::delivery()).octets)}};
    for (const auto& [path, octets] : wrong) {
        auto sent_there = post(octets);
        sent_there.target = path;
        EXPECT_EQ(code_of(gateway().receive(sent_there)), Errc::malformed) << path;
    }
    EXPECT_EQ(code_of(call(send_message(delivered()))), Errc::sender_unknown) << "without the password";
    auto through_us = delivered();
    through_us.sender.password = "p4ssw0rd";
    EXPECT_EQ(code_of(call(send_message(through_us))), Errc::forbidden) << "a service that goes through the bus";
    auto delivered_to_us = delivered(MessageType::request, "DIRECT");
    EXPECT_EQ(code_of(deliver(send_message(delivered_to_us))), Errc::forbidden);
}

TEST_F(AsyncInbound, a_service_must_be_agreed_and_granted) {
    EXPECT_EQ(code_of(deliver(send_message(delivered(MessageType::request, "OTHER")))), Errc::forbidden);
    EXPECT_EQ(code_of(deliver(send_message(delivered(MessageType::request, "ASK")))), Errc::forbidden);
    EXPECT_TRUE(deliver(send_message(delivered(MessageType::response, "ASK")))) << "an answer needs no grant";
}

TEST_F(AsyncInbound, a_password_that_the_bus_hands_on_must_hold) {
    auto info = delivered();
    info.sender.password = "p4ssw0rd";
    EXPECT_TRUE(deliver(send_message(info)));
    info.sender.password = "wrong";
    EXPECT_EQ(code_of(deliver(send_message(info))), Errc::sender_unknown);
    info.sender = {"nobody", ""};
    EXPECT_EQ(code_of(deliver(send_message(info))), Errc::sender_unknown);
    auto own = direct();
    own.sender.password = "wrong";
    EXPECT_EQ(code_of(call(send_message(own))), Errc::sender_unknown);
}

TEST_F(AsyncInbound, without_a_password_only_the_bus_speaks_for_a_participant) {
    customs_yaml_ += ", transport_signer: own";
    EXPECT_TRUE(deliver(send_message(delivered())));
    EXPECT_EQ(code_of(deliver(send_message(delivered()), "customs-business")), Errc::sender_unknown);
    auto info = delivered();
    info.sender.password = "p4ssw0rd";
    EXPECT_TRUE(deliver(send_message(info), "customs-business"));
}

TEST_F(AsyncInbound, the_transport_signature_is_demanded_and_checked_on_both_ports) {
    for (const std::string path : {"/shep/async", "/shep/async-client"}) {
        const bool client = path == "/shep/async-client";
        const auto octets = client ? send_message(delivered()) : send_message(direct());
        const auto with = [&](std::string body) {
            auto request = post(std::move(body));
            request.target = path;
            return gateway().receive(request);
        };
        EXPECT_TRUE(with(enveloped(octets)));
        EXPECT_EQ(code_of(with(soap::write_envelope(octets))), Errc::not_signed);
        EXPECT_EQ(code_of(with(replaced(enveloped(octets), "REQUEST", "UPDATE"))), Errc::signature_invalid);
        EXPECT_EQ(code_of(with(enveloped(octets, "foreign"))), Errc::signer_untrusted);
        EXPECT_EQ(code_of(with(enveloped(octets, "customs-business"))), Errc::signer_untrusted);
        EXPECT_EQ(code_of(with("<html>")), Errc::malformed);
        EXPECT_EQ(code_of(with(enveloped(replaced(octets, "REQUEST", "DEMAND")))), Errc::malformed);
    }
}

TEST_F(AsyncInbound, the_business_signature_is_that_of_the_synchronous_channel) {
    const auto with = [&](const std::string& data) {
        const auto incoming = deliver(write_send_message(delivered(), {data, true}).octets);
        EXPECT_TRUE(incoming);
        const auto payload = gateway().open(*incoming);
        EXPECT_FALSE(payload);
        return std::pair(payload.error().code, fault_code(&*incoming, payload.error()));
    };
    EXPECT_EQ(with("<data>" + std::string(document) + "</data>"), std::pair(Errc::not_signed, std::string("SCE017")));
    EXPECT_EQ(with("<data>" + replaced(signed_document(), "0123", "0124") + "</data>"),
              std::pair(Errc::signature_invalid, std::string("SCE016")));
    EXPECT_EQ(with("<data>" + signed_document(document, "foreign") + "</data>"),
              std::pair(Errc::signer_untrusted, std::string("SCE015")));
    const auto empty = write_send_message(delivered(), {}).octets;
    const auto without_data = deliver(replaced(empty, "<data></data>", ""));
    ASSERT_TRUE(without_data) << without_data.error().to_string();
    EXPECT_EQ(gateway().open(*without_data).error().code, Errc::malformed);
}

TEST_F(AsyncInbound, a_change_of_state_is_news_from_the_bus_about_a_message_of_ours) {
    const auto incoming = deliver(write_change_status(samples::change()).octets);
    ASSERT_TRUE(incoming) << incoming.error().to_string();
    EXPECT_EQ(incoming->purpose, Purpose::delivery);
    EXPECT_EQ(incoming->peer, "shep-bus");
    EXPECT_TRUE(incoming->between);
    EXPECT_EQ(incoming->message_id, "n-1");
    ASSERT_TRUE(incoming->news);
    EXPECT_EQ(incoming->news->message_id, "m-1");
    EXPECT_EQ(incoming->news->standing, DeliveryNews::Standing::stopped);
    EXPECT_EQ(incoming->news->detail, "S-1: stopped: SCE001: wrong");
    const auto reply = gateway().acknowledge(*incoming, {});
    const auto body = sent(reply->body);
    EXPECT_EQ(read_change_status_reply(content_of(body), {})->session_id, samples::session);

    auto same_again = samples::change();
    same_again.request_date += std::chrono::minutes(1);
    EXPECT_EQ(deliver(write_change_status(same_again).octets)->content_digest, incoming->content_digest);
    EXPECT_EQ(code_of(deliver(write_change_status(samples::change()).octets, "customs-business")),
              Errc::signer_untrusted)
        << "a participant says nothing about messages";
    const std::pair<MessageState, DeliveryNews::Standing> all[]{
        {MessageState::on_delivery, DeliveryNews::Standing::on_its_way},
        {MessageState::delivered, DeliveryNews::Standing::delivered},
        {MessageState::not_delivered, DeliveryNews::Standing::not_delivered}};
    for (const auto& [state, standing] : all) {
        auto change = samples::change();
        change.notification.state = state;
        EXPECT_EQ(deliver(write_change_status(change).octets)->news->standing, standing);
    }
}

TEST_F(AsyncInbound, a_participant_asks_how_its_message_stands) {
    auto asked = samples::question();
    asked.sender.password = "p4ssw0rd";
    const auto incoming = call(write_message_status_request(asked).octets);
    ASSERT_TRUE(incoming) << incoming.error().to_string();
    EXPECT_EQ(incoming->purpose, Purpose::question);
    EXPECT_EQ(incoming->peer, "customs");
    EXPECT_EQ(incoming->message_id, "m-1");
    const auto reply = gateway().answer_question(*incoming, {"m-1", DeliveryNews::Standing::delivered, false, "taken"});
    ASSERT_TRUE(reply) << reply.error().to_string();
    const auto body = sent(reply->body);
    const auto read = read_message_status_reply(content_of(body), {}).value();
    EXPECT_EQ(read.state, MessageState::delivered);
    EXPECT_EQ(read.status.message, "taken");
    const auto unknown = gateway().answer_question(*incoming, {"m-1", DeliveryNews::Standing::unknown, false, ""});
    ASSERT_FALSE(unknown);
    const auto fault = gateway().fault(&*incoming, unknown.error(), exchange_);
    EXPECT_NE(fault.body.find("getMessageStatusFault1_getMessageStatusFault"), std::string::npos) << fault.body;
    EXPECT_EQ(gateway().acknowledge(*incoming, {}).error().code, Errc::unsupported);
}

TEST_F(AsyncInbound, a_participant_fetches_what_waits_and_confirms_it) {
    auto asked = samples::collection();
    asked.service_id = "DIRECT";
    asked.sender.password = "p4ssw0rd";
    const auto incoming = call(write_messages_request(asked).octets);
    ASSERT_TRUE(incoming) << incoming.error().to_string();
    EXPECT_EQ(incoming->purpose, Purpose::collection);
    EXPECT_EQ(incoming->service, "DIRECT");
    EXPECT_EQ(incoming->message_id, "m-1");
    EXPECT_EQ(incoming->correlation_id, "c-1");
    EXPECT_EQ(incoming->most, 7U);
    const auto reply =
        gateway().hand_over(*incoming, {{"DIRECT", "m-2", "c-1", std::string(document), Purpose::answer, clock_.wall()},
                                        {"DIRECT", "m-3", "c-1", std::string(document), Purpose::news, clock_.wall()}});
    ASSERT_TRUE(reply) << reply.error().to_string();
    const auto body = sent(reply->body);
    const auto read = read_messages_reply(content_of(body), {}).value();
    ASSERT_EQ(read.messages.size(), 2U);
    EXPECT_EQ(read.messages.at(0).message->info.type, MessageType::response);
    EXPECT_EQ(read.messages.at(1).message->info.type, MessageType::notification);
    EXPECT_EQ(read.messages.at(1).message_id, "m-3");
    asked.service_id = "CHECK";
    EXPECT_EQ(code_of(call(write_messages_request(asked).octets)), Errc::forbidden) << "it waits at the bus";

    auto confirmed = samples::delivery();
    confirmed.sender.password = "p4ssw0rd";
    const auto receipt = call(write_delivery_notification(confirmed).octets);
    ASSERT_TRUE(receipt) << receipt.error().to_string();
    EXPECT_EQ(receipt->purpose, Purpose::receipt);
    EXPECT_EQ(receipt->news->message_id, "m-1");
    EXPECT_EQ(receipt->news->standing, DeliveryNews::Standing::not_delivered);
    EXPECT_TRUE(receipt->news->send_again);
    EXPECT_EQ(receipt->news->detail, "SCE001: wrong");
    const auto taken = gateway().acknowledge(*receipt, {});
    const auto taken_body = sent(taken->body);
    EXPECT_EQ(read_delivery_notification_reply(content_of(taken_body), {})->notification_id, receipt->message_id);
}

TEST_F(AsyncInbound, a_sender_that_is_left_out_is_known_by_its_own_signature) {
    customs_yaml_ += ", transport_signer: own";
    auto asked = samples::collection();
    asked.service_id = "DIRECT";
    asked.sender = {};
    EXPECT_EQ(call(write_messages_request(asked).octets, "customs-business")->peer, "customs");
    EXPECT_EQ(code_of(call(write_messages_request(asked).octets)), Errc::sender_unknown) << "the bus is nobody";
}

TEST_F(AsyncInbound, a_signature_that_could_be_of_two_participants_names_no_sender) {
    customs_yaml_ += ", transport_signer: own";
    more_peers_.push_back({"other", pinned({"customs-business"}), "sender_id: other, transport_signer: own"});
    auto confirmed = samples::delivery();
    confirmed.sender = {};
    EXPECT_EQ(code_of(call(write_delivery_notification(confirmed).octets, "customs-business")), Errc::sender_unknown);
}

TEST_F(AsyncInbound, faults_are_those_of_the_port_that_was_called) {
    const Error error{Errc::malformed, "wrong", {}, {}};
    const auto refused_at = [&](const std::string& path) {
        net::HttpRequest request;
        request.target = path;
        const auto response = gateway().refuse(request, error, exchange_);
        EXPECT_EQ(response.status, 500);
        const auto body = sent(response.body);
        const auto fault = soap::fault_of(content_of(body)).value();
        // Copies: what is read lives no longer than this.
        return std::pair(std::string(fault.detail->first_child()->space()),
                         std::string(fault.detail->first_child()->local()));
    };
    EXPECT_EQ(refused_at("/shep/sync").second, "SendMessageFault1_SendMessageFault");
    EXPECT_EQ(refused_at("/shep/async"),
              std::pair(std::string(async_types_namespace), std::string("sendMessageFault1_sendMessageFault")));
    EXPECT_EQ(refused_at("/shep/async-client").first, async_client_types_namespace);
    const auto incoming = deliver(write_change_status(samples::change()).octets);
    const auto fault = gateway().fault(&*incoming, error, exchange_);
    EXPECT_NE(fault.body.find("changeMassageStatusNotificationFault1_changeMassageStatusNotificationFault"),
              std::string::npos);
    EXPECT_NE(fault.body.find(samples::session), std::string::npos);
}

TEST_F(AsyncInbound, both_ports_are_described_at_their_addresses) {
    EXPECT_EQ(gateway().paths(), (std::vector<std::string>{"/shep/sync", "/shep/async", "/shep/async-client"}));
    for (const auto& [path, word] : {std::pair("/shep/async", "getMessageStatus"),
                                     std::pair("/shep/async-client", "changeMassageStatusNotification")}) {
        net::HttpRequest request;
        request.target = std::string(path) + "?wsdl";
        request.headers.set("Host", "gateway.example");
        const auto described = gateway().describe(request);
        ASSERT_TRUE(described);
        EXPECT_EQ(described->status, 200);
        EXPECT_NE(described->body.find("http://gateway.example" + std::string(path)), std::string::npos);
        EXPECT_NE(described->body.find(word), std::string::npos);
    }
}

TEST_F(AsyncInbound, what_was_not_asked_for_is_not_answered) {
    const auto incoming = deliver(send_message(delivered()));
    EXPECT_EQ(gateway().answer(*incoming, {std::string(document)}).error().code, Errc::unsupported);
    EXPECT_EQ(gateway().answer_question(*incoming, {}).error().code, Errc::unsupported);
    EXPECT_EQ(gateway().hand_over(*incoming, {}).error().code, Errc::unsupported);
    EXPECT_EQ(gateway().compose_receipt(*incoming, {}, clock_.wall()).error().code, Errc::unsupported);
}

}  // namespace
}  // namespace otkel::adapters::shep
