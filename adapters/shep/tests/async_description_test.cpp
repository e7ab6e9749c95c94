#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "adapters/shep/service_description.hpp"
#include "adapters/shep/tests/async_samples.hpp"
#include "adapters/shep/tests/official_schemas.hpp"
#include "gateway/soap/envelope.hpp"

// The descriptions of both ports, read by a SOAP library that is not ours: it writes every message for us to read, and
// reads those that we write.

namespace otkel::adapters::shep {
namespace {

using samples::tree_of;

const AsyncReading reading{};

net::HttpRequest get(const std::string& target) {
    net::HttpRequest request;
    request.target = target;
    request.headers.set("Host", "gate.example:8080");
    return request;
}

TEST(AsyncDescription, tells_the_address_at_which_it_was_asked) {
    for (const auto& [port, path, name] :
         {std::tuple(Port::async_channel, "/shep/async", "async-channel-interface.wsdl"),
          std::tuple(Port::async_channel_client, "/in/async", "async-client-interface.wsdl")}) {
        const auto description = ServiceDescription::load("mappings/shep", {}, port);
        ASSERT_TRUE(description) << description.error().to_string();
        const auto address = "http://gate.example:8080" + std::string(path);
        const auto wsdl = description->answer(get(std::string(path) + "?wsdl"));
        ASSERT_TRUE(wsdl);
        EXPECT_THAT(wsdl->body, ::testing::HasSubstr("soap:address location=\"" + address + "\""));
        EXPECT_THAT(wsdl->body, ::testing::HasSubstr("location=\"" + address + "?wsdl=" + name + "\""));
        EXPECT_EQ(wsdl->body.find("localhost"), std::string::npos);
        const auto interface = description->answer(get(std::string(path) + "?wsdl=" + name));
        EXPECT_THAT(interface->body, ::testing::HasSubstr("schemaLocation=\"" + address + "?xsd=async-types.xsd\""));
        for (const auto* const part : {"async-types.xsd", "async-message-types.xsd", "common-types.xsd"}) {
            EXPECT_EQ(description->answer(get(std::string(path) + "?xsd=" + part))->status, 200) << part;
        }
        EXPECT_EQ(description->answer(get(std::string(path) + "?xsd=sync-types.xsd"))->status, 404);
        EXPECT_FALSE(description->answer(get(std::string(path))));
    }
}

// Arguments: folder of the WSDL, names of both files, folder to write to. Children of soap:Body are written there as
// <port>.<operation>.xml; <port>.<operation>.reply.xml are envelopes to be read.
constexpr std::string_view script = R"(
import sys
from lxml import etree
import zeep

folder, channel, client, out = sys.argv[1:5]
date = "2026-07-12T09:30:00+05:00"
session = "{11111111-2222-3333-4444-555555555555}"
sender = {"senderId": "customs", "password": "x"}
properties = [{"key": "k", "value": "v"}]
error = {"errorCode": "SCE001", "errorMessage": "wrong", "errorDate": date,
         "subError": {"errorCode": "SCE006", "errorMessage": "deeper", "errorDate": date}}
info = {"correlationId": "c-1", "serviceId": "SERVICE", "messageType": "UPDATE", "routeId": "R", "messageDate": date,
        "sender": sender, "properties": properties}
message = {"messageInfo": info, "messageData": {"data": "text"}}
status = {"statusCode": "S", "statusMessage": "text", "statusDate": date}
asked = {
    "channel": {
        "sendMessage": message,
        "sendDeliveryNotification": {
            "notification": {"messageId": "m-1", "serviceId": "SERVICE", "notificationDate": date, "deliveryStatus": {
                "receiveStatus": "MESSAGE_NOT_ACCTEPTED", "statusDate": date, "resendMessage": "RESEND",
                "error": error}},
            "requestDate": date, "sender": sender},
        "getMessageStatus": {"messageId": "m-1", "requestDate": date, "sender": sender, "properties": properties},
        "getMessages": {"serviceId": "SERVICE", "requestDate": date, "sender": sender, "amount": 5}},
    "client": {
        "sendMessage": message,
        "changeMassageStatusNotification": {
            "notification": {"notificationId": "n-1", "messageId": "m-1", "notificationDate": date,
                             "messageState": "NOT_DELIVERED", "status": status, "error": error},
            "requestDate": date, "sessionId": session}}}
for port, file in {"channel": channel, "client": client}.items():
    service = zeep.Client(folder + "/" + file).service
    binding = service._binding
    assert sorted(binding._operations) == sorted(asked[port]), binding._operations
    for operation, request in asked[port].items():
        envelope = zeep.Client(folder + "/" + file).create_message(service, operation, request=request)
        body = envelope.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
        with open(f"{out}/{port}.{operation}.xml", "wb") as written:
            written.write(etree.tostring(body[0]))
        with open(f"{out}/{port}.{operation}.reply.xml", "rb") as reply:
            read = binding.get(operation).process_reply(etree.fromstring(reply.read()))
        print(port, operation, zeep.helpers.serialize_object(read, dict))
)";

class Zeep : public ::testing::Test {
protected:
    void SetUp() override {
        if (std::system("/usr/bin/python3 -c 'import zeep' 2>/dev/null") != 0) {
            GTEST_SKIP() << "python3-zeep is not installed";
        }
        write_reply("channel.sendMessage", write_send_message_reply(samples::taken(), AsyncTypes::channel));
        write_reply("channel.sendDeliveryNotification", write_delivery_notification_reply(samples::delivery_taken()));
        write_reply("channel.getMessageStatus", write_message_status_reply(samples::standing()));
        write_reply("channel.getMessages", write_messages_reply(samples::collected()));
        write_reply("client.sendMessage", write_send_message_reply(samples::taken(), AsyncTypes::channel));
        write_reply("client.changeMassageStatusNotification", write_change_status_reply(samples::change_taken()));
    }

    void write_reply(const std::string& name, const BodyContent& content) const {
        folder_.write(name + ".reply.xml", soap::write_envelope(content.octets));
    }

    std::string content(const std::string& name) const {
        std::ifstream file(folder_ / name, std::ios::binary);
        EXPECT_TRUE(file) << name;
        return {std::istreambuf_iterator<char>(file), {}};
    }

    void run(const std::filesystem::path& wsdl, const std::string& channel, const std::string& client) {
        const auto program = folder_.write("talk.py", script);
        const auto command = "/usr/bin/python3 " + program.string() + " " + wsdl.string() + " " + channel + " " +
                             client + " " + folder_.path().string() + " > " + (folder_ / "out").string() + " 2>&1";
        ASSERT_EQ(std::system(command.c_str()), 0) << content("out");
    }

    xml::Tree written(const std::string& name) const { return tree_of(content(name + ".xml")); }

    void expect_understood() {
        const auto sent = written("channel.sendMessage");
        const auto message = read_send_message(sent.root(), reading);
        ASSERT_TRUE(message) << message.error().to_string();
        EXPECT_EQ(message->info.type, MessageType::update);
        EXPECT_EQ(message->info.correlation_id, "c-1");
        const auto confirmed = written("channel.sendDeliveryNotification");
        const auto delivery = read_delivery_notification(confirmed.root(), reading);
        ASSERT_TRUE(delivery) << delivery.error().to_string();
        EXPECT_EQ(delivery->notification.resend, ResendMessage::resend);
        EXPECT_EQ(delivery->notification.error->sub_error.at(0).code, "SCE006");
        const auto asked = written("channel.getMessageStatus");
        EXPECT_EQ(read_message_status_request(asked.root(), reading).value().message_id, "m-1");
        const auto fetched = written("channel.getMessages");
        EXPECT_EQ(read_messages_request(fetched.root(), reading).value().amount, 5);
        const auto pushed = written("client.sendMessage");
        EXPECT_EQ(call_of(pushed.root(), AsyncPort::client).value().types, AsyncTypes::channel);
        const auto changed = written("client.changeMassageStatusNotification");
        const auto change = read_change_status(changed.root(), reading);
        ASSERT_TRUE(change) << change.error().to_string();
        EXPECT_EQ(change->notification.state, MessageState::not_delivered);

        const auto out = content("out");
        EXPECT_THAT(out, ::testing::HasSubstr("channel sendMessage {'messageId': 'm-1', 'correlationId': 'c-1'"));
        EXPECT_THAT(out, ::testing::HasSubstr("'notificationId': 'n-1'"));
        EXPECT_THAT(out, ::testing::HasSubstr("'messageState': 'NOT_DELIVERED'"));
        EXPECT_THAT(out, ::testing::HasSubstr("'value': 'RR_P50.06'"));
    }

    otkel::tests::TemporaryFolder folder_;
};

TEST_F(Zeep, talks_by_our_description_of_both_ports) {
    run("mappings/shep", "async-channel.wsdl", "async-client.wsdl");
    if (!HasFatalFailure()) {
        expect_understood();
    }
}

TEST_F(Zeep, talks_with_us_by_the_official_description) {
    OTKEL_NEEDS_REFERENCE_DATA("shep/official");
    copy_official_files(otkel::testing::reference_data() / "shep/official", folder_ / "official");
    run(folder_ / "official/wsdl/AsyncChannel/v10/Interfaces", "AsyncChannelHttp_Service.wsdl",
        "AsyncChannelClientHttp_Service.wsdl");
    if (!HasFatalFailure()) {
        expect_understood();
    }
}

}  // namespace
}  // namespace otkel::adapters::shep
