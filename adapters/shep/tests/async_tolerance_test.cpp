#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/shep/tests/async_samples.hpp"
#include "gateway/base/finding_titles.hpp"

namespace otkel::adapters::shep {
namespace {

using samples::tree_of;

const AsyncReading reading{};

std::string in(const std::string& operation, const std::string& inside,
               const std::string& space = "http://bip.bee.kz/AsyncChannel/v10/Types") {
    const bool reply = operation.find("Response") != std::string::npos;
    const std::string middle = reply ? "response" : "request";
    return "<t:" + operation + " xmlns:t=\"" + space + "\"><" + middle + ">" + inside + "</" + middle +
           "></t:" + operation + ">";
}

std::string message(const std::string& info) {
    return "<messageInfo>" + info + "</messageInfo><messageData><data><a>1</a></data></messageData>";
}

const std::string date = "<messageDate>2026-07-12T09:30:00+05:00</messageDate>";
const std::string sender = "<sender><senderId>customs</senderId></sender>";
const std::string plain_info = "<serviceId>S</serviceId><messageType>REQUEST</messageType>" + date + sender;

std::vector<std::string> codes(const Error& error) {
    std::vector<std::string> codes;
    for (const auto& finding : error.findings) {
        codes.push_back(finding.code);
        EXPECT_TRUE(finding_title(finding.code)) << finding.code;
        EXPECT_FALSE(finding.place.path.empty()) << finding.detail;
    }
    return codes;
}

class AsyncTolerance : public ::testing::TestWithParam<std::pair<const char*, std::string>> {};

TEST_P(AsyncTolerance, is_accepted) {
    const auto tree = tree_of(in("sendMessage", message(GetParam().second)));
    const auto read = read_send_message(tree.root(), reading);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->info.service_id, "S");
    EXPECT_EQ(read->info.type, MessageType::request);
    EXPECT_EQ(to_xml_time(read->info.message_date).substr(0, 19), "2026-07-12T09:30:00");
    EXPECT_TRUE(read->info.properties.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Seen, AsyncTolerance,
    ::testing::Values(
        std::pair("route_and_date_before_type", "<serviceId>S</serviceId><routeId>R</routeId>" + date +
                                                    "<messageType>REQUEST</messageType>" + sender),
        std::pair("a_message_id_of_the_sender", "<messageId>own</messageId>" + plain_info),
        std::pair("empty_optionals", "<messageId/><correlationId/>" + plain_info + "<routeId/><sessionId/>"),
        std::pair("empty_properties", plain_info + "<properties/><properties><key/><value/></properties>"),
        std::pair("session_without_braces", plain_info + "<sessionId>11111111-2222-3333-4444-555555555555</sessionId>"),
        std::pair("odd_session", plain_info + "<sessionId>none</sessionId>"),
        std::pair("offset_without_colon",
                  "<serviceId>S</serviceId><messageType> REQUEST </messageType>"
                  "<messageDate>2026-07-12T10:30:00+0600</messageDate>" +
                      sender),
        std::pair("qualified_children",
                  "<q:serviceId xmlns:q='urn:q'>S</q:serviceId>"
                  "<messageType>REQUEST</messageType>" +
                      date + sender)),
    [](const auto& test) { return std::string(test.param.first); });

TEST(AsyncReading, a_message_without_data_is_one) {
    const auto tree = tree_of(in("sendMessage", "<messageInfo>" + plain_info + "</messageInfo><messageData/>"));
    const auto read = read_send_message(tree.root(), reading);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_FALSE(read->data);
}

TEST(AsyncReading, a_delivery_notification_may_lack_its_sender) {
    auto request = samples::delivery();
    request.sender = {};
    request.notification.error.reset();
    const auto tree = tree_of(write_delivery_notification(request).octets);
    const auto read = read_delivery_notification(tree.root(), reading);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_TRUE(read->sender.sender_id.empty());
    EXPECT_FALSE(read->notification.error);
}

TEST(AsyncReading, a_collection_may_name_the_service_only) {
    const auto tree =
        tree_of(in("getMessages", "<messageId/><requestDate/><serviceId>S</serviceId><sender/><amount/>"));
    const auto read = read_messages_request(tree.root(), reading);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_FALSE(read->request_date);
    EXPECT_EQ(read->amount, 0);
}

TEST(AsyncReading, replies_are_read_for_the_names_they_give) {
    const auto taken = tree_of(in("sendMessageResponse", "<messageId>m</messageId><responseDate/>"));
    EXPECT_EQ(read_send_message_reply(taken.root(), reading).value().message_id, "m");
    const auto standing = tree_of(in("getMessageStatusResponse", "<messageState>DELIVERED</messageState>"));
    EXPECT_EQ(read_message_status_reply(standing.root(), reading).value().state, MessageState::delivered);
    const auto confirmed = tree_of(in("sendDeliveryNotificationResponse", ""));
    EXPECT_TRUE(read_delivery_notification_reply(confirmed.root(), reading));
    const auto none = tree_of(in("getMessagesResponse", "<sessionId/><messages/>"));
    EXPECT_TRUE(read_messages_reply(none.root(), reading).value().messages.empty());
    const auto heard =
        tree_of(in("changeMassageStatusNotificationResponse", "", "http://bip.bee.kz/AsyncChannel/v10/Types/Client"));
    EXPECT_TRUE(read_change_status_reply(heard.root(), reading));
}

TEST(AsyncReading, a_message_that_cannot_be_read_takes_none_of_its_neighbours_with_it) {
    const auto bad = "<messages>" + message("<messageId>bad</messageId><serviceId>S</serviceId>") + "</messages>";
    const auto good = "<messages>" + message("<messageId>good</messageId>" + plain_info) + "</messages>";
    const auto tree = tree_of(in("getMessagesResponse", bad + good + "<messages><other/></messages>"));
    const auto read = read_messages_reply(tree.root(), reading);
    ASSERT_TRUE(read) << read.error().to_string();
    ASSERT_EQ(read->messages.size(), 3U);
    EXPECT_FALSE(read->messages[0].message);
    EXPECT_EQ(read->messages[0].message_id, "bad");
    EXPECT_EQ(read->messages[0].service_id, "S");
    EXPECT_EQ(codes(read->messages[0].message.error()).size(), 3U);
    EXPECT_TRUE(read->messages[1].message);
    EXPECT_EQ(codes(read->messages[2].message.error()).size(), 2U);
    EXPECT_TRUE(read->messages[2].message_id.empty());
}

TEST(AsyncReading, more_messages_than_the_limit_wait_for_the_next_time) {
    const auto one = "<messages>" + message(plain_info) + "</messages>";
    const auto tree = tree_of(in("getMessagesResponse", one + one + one));
    auto narrow = reading;
    narrow.messages_max = 2;
    const auto read = read_messages_reply(tree.root(), narrow);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->messages.size(), 2U);
    EXPECT_TRUE(read->more);
    EXPECT_FALSE(read_messages_reply(tree.root(), reading)->more);
}

TEST(AsyncReading, reports_all_that_is_wrong_at_once) {
    const auto tree = tree_of(in("sendMessage", message("<serviceId/><messageType>request</messageType><messageDate>"
                                                        "yesterday</messageDate><sender/>")));
    const auto read = read_send_message(tree.root(), reading);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Errc::malformed);
    EXPECT_THAT(codes(read.error()),
                ::testing::ElementsAre("empty-element", "value-not-listed", "bad-date", "missing-element"));
    EXPECT_EQ(read.error().findings[1].found, "request");
    EXPECT_THAT(read.error().findings[1].expected, ::testing::HasSubstr("NOTIFICATION"));
}

TEST(AsyncReading, reports_all_that_is_wrong_in_a_delivery_notification) {
    const auto tree = tree_of(in("sendDeliveryNotification",
                                 "<notification><messageId>m</messageId><deliveryStatus><receiveStatus>YES"
                                 "</receiveStatus><statusDate/></deliveryStatus></notification>"));
    const auto read = read_delivery_notification(tree.root(), reading);
    ASSERT_FALSE(read);
    EXPECT_THAT(codes(read.error()), ::testing::ElementsAre("missing-element", "missing-element", "value-not-listed",
                                                            "bad-date", "missing-element", "missing-element"));
}

TEST(AsyncReading, reports_all_that_is_wrong_in_a_change_of_state) {
    const auto tree =
        tree_of(in("changeMassageStatusNotification", "<notification><messageState>LOST</messageState></notification>",
                   "http://bip.bee.kz/AsyncChannel/v10/Types/Client"));
    const auto read = read_change_status(tree.root(), reading);
    ASSERT_FALSE(read);
    EXPECT_EQ(codes(read.error()).size(), 6U);
}

TEST(AsyncReading, refuses_amounts_that_are_none) {
    for (const std::string amount : {"-1", "many", "3 4", "2147483648", "1.5"}) {
        const auto tree = tree_of(in("getMessages", "<serviceId>S</serviceId><amount>" + amount + "</amount>"));
        const auto read = read_messages_request(tree.root(), reading);
        ASSERT_FALSE(read) << amount;
        EXPECT_THAT(codes(read.error()), ::testing::ElementsAre("value-out-of-bounds"));
    }
}

TEST(AsyncReading, refuses_identifiers_that_are_too_long_with_one_finding) {
    const auto tree =
        tree_of(in("getMessageStatus", "<messageId>" + std::string(257, 'x') +
                                           "</messageId><requestDate>2026-07-12T09:30:00Z</requestDate>" + sender));
    const auto read = read_message_status_request(tree.root(), reading);
    ASSERT_FALSE(read);
    EXPECT_THAT(codes(read.error()), ::testing::ElementsAre("value-too-long"));
}

TEST(AsyncReading, refuses_an_element_that_occurs_twice) {
    const auto tree = tree_of(in("sendMessage", message(plain_info + "<serviceId>T</serviceId>")));
    const auto read = read_send_message(tree.root(), reading);
    ASSERT_FALSE(read);
    EXPECT_THAT(codes(read.error()), ::testing::ElementsAre("duplicate-element"));
}

TEST(AsyncReading, a_message_that_is_nil_is_none) {
    const auto tree =
        tree_of(R"(<t:sendMessage xmlns:t="http://bip.bee.kz/AsyncChannel/v10/Types">)"
                R"(<request xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></t:sendMessage>)");
    const auto read = read_send_message(tree.root(), reading);
    ASSERT_FALSE(read);
    EXPECT_THAT(codes(read.error()), ::testing::ElementsAre("nil-unexpected"));
}

TEST(AsyncReading, each_port_has_its_own_operations) {
    const auto question = tree_of(in("getMessageStatus", ""));
    EXPECT_EQ(call_of(question.root(), AsyncPort::channel).value().operation, AsyncOperation::get_message_status);
    EXPECT_EQ(codes(call_of(question.root(), AsyncPort::client).error()).front(), "unexpected-element");
    const auto change =
        tree_of(in("changeMassageStatusNotification", "", "http://bip.bee.kz/AsyncChannel/v10/Types/Client"));
    EXPECT_FALSE(call_of(change.root(), AsyncPort::channel));
    EXPECT_TRUE(call_of(change.root(), AsyncPort::client));
}

TEST(AsyncReading, other_elements_are_refused) {
    for (const auto& octets : std::vector<std::string>{
             in("SendMessage", ""), in("sendMessage", "", "http://bip.bee.kz/SyncChannel/v10/Types"),
             std::string("<sendMessage><request/></sendMessage>"),
             in("changeMessageStatusNotification", "", "http://bip.bee.kz/AsyncChannel/v10/Types/Client"),
             in("getMessages", "", "http://bip.bee.kz/AsyncChannel/v10/Types/Client")}) {
        const auto tree = tree_of(octets);
        EXPECT_FALSE(call_of(tree.root(), AsyncPort::channel)) << octets;
        EXPECT_FALSE(call_of(tree.root(), AsyncPort::client)) << octets;
        EXPECT_FALSE(read_send_message(tree.root(), reading)) << octets;
    }
    const auto empty = tree_of(R"(<t:sendMessage xmlns:t="http://bip.bee.kz/AsyncChannel/v10/Types"/>)");
    EXPECT_THAT(codes(read_send_message(empty.root(), reading).error()), ::testing::ElementsAre("missing-element"));
}

}  // namespace
}  // namespace otkel::adapters::shep
