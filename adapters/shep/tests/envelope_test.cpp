#include "adapters/shep/envelope.hpp"

#include <gtest/gtest.h>

#include "gateway/base/clock.hpp"
#include "gateway/base/text.hpp"
#include "tests/support/sealed.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::size_t octets_max = 256;

xml::Tree tree_of(std::string octets) { return xml::Tree::parse(tests::sealed(std::move(octets)), {}).value(); }

MessageInfo full_info() {
    return {.message_id = "m-1",
            .correlation_id = "c-1",
            .service_id = "SERVICE",
            .message_date = parse_time("2026-07-12T09:30:00+05:00").value(),
            .route_id = "R_1",
            .sender_id = "customs",
            .password = "p<&>",
            .properties = {{"CONNECTOR_CLIENT", "true"}, {"second", ""}},
            .session_id = "{11111111-2222-3333-4444-555555555555}"};
}

std::string request(const std::string& info) {
    return R"(<t:SendMessage xmlns:t="http://bip.bee.kz/SyncChannel/v10/Types"><request><requestInfo>)" + info +
           "</requestInfo><requestData><data><a>1</a></data></requestData></request></t:SendMessage>";
}

const std::string plain_info =
    "<messageId>m-1</messageId><serviceId>S</serviceId><messageDate>2026-07-12T09:30:00+05:00</messageDate>"
    "<sender><senderId>customs</senderId></sender>";

TEST(Envelope, a_request_reads_back_as_it_was_written) {
    const auto info = full_info();
    const auto tree = tree_of(write_request(info, {"<data><a>1</a></data>", true}).octets);
    const auto read = read_request(tree.root(), octets_max);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->info.message_id, info.message_id);
    EXPECT_EQ(read->info.correlation_id, info.correlation_id);
    EXPECT_EQ(read->info.service_id, info.service_id);
    EXPECT_EQ(read->info.message_date, info.message_date);
    EXPECT_EQ(read->info.route_id, info.route_id);
    EXPECT_EQ(read->info.sender_id, info.sender_id);
    EXPECT_EQ(read->info.password, info.password);
    EXPECT_EQ(read->info.session_id, info.session_id);
    ASSERT_EQ(read->info.properties.size(), 2U);
    EXPECT_EQ(read->info.properties[0].key, "CONNECTOR_CLIENT");
    EXPECT_EQ(read->info.properties[0].value, "true");
    ASSERT_TRUE(read->data);
    EXPECT_EQ(read->data->first_child()->text(), "1");
}

TEST(Envelope, a_response_reads_back_as_it_was_written) {
    const ResponseInfo info{"r-1",     "m-1",  parse_time("2026-07-12T09:30:00+05:00").value(),
                            "SCSS001", "done", "{11111111-2222-3333-4444-555555555555}"};
    const auto tree = tree_of(write_response(info, {}).octets);
    const auto read = read_response(tree.root(), octets_max);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->info.message_id, "r-1");
    EXPECT_EQ(read->info.correlation_id, "m-1");
    EXPECT_EQ(read->info.response_date, info.response_date);
    EXPECT_EQ(read->info.status_code, "SCSS001");
    EXPECT_EQ(read->info.status_message, "done");
    EXPECT_EQ(read->info.session_id, info.session_id);
    EXPECT_FALSE(read->data);
}

TEST(Envelope, writes_the_offset_of_kazakhstan) {
    const auto octets = write_request(full_info(), {}).octets;
    EXPECT_NE(octets.find("+05:00</messageDate>"), std::string::npos) << octets;
}

TEST(Envelope, only_the_outermost_element_is_qualified) {
    const auto octets = write_request(full_info(), {"<data></data>", true}).octets;
    EXPECT_EQ(octets.find("<typ:SendMessage xmlns:typ="), 0U);
    EXPECT_EQ(octets.find("<typ:", 1), std::string::npos);
    EXPECT_EQ(octets.find("xmlns", octets.find("xmlns") + 1), std::string::npos);
}

TEST(Envelope, a_long_status_message_is_cut_between_characters) {
    std::string text;
    for (int i = 0; i < 300; ++i) {
        text += "ә";
    }
    const auto octets = write_response({"r", "m", {}, "SCSS001", text, {}}, {}).octets;
    const auto tree = tree_of(octets);
    const auto message = read_response(tree.root(), octets_max).value().info.status_message;
    EXPECT_EQ(message.size(), 2 * status_message_max);
}

class Tolerance : public testing::TestWithParam<std::pair<const char*, std::string>> {};

TEST_P(Tolerance, is_accepted) {
    const auto tree = tree_of(request(GetParam().second));
    const auto read = read_request(tree.root(), octets_max);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->info.message_id, "m-1");
    EXPECT_EQ(read->info.service_id, "S");
    EXPECT_EQ(to_xml_time(read->info.message_date).substr(0, 19), "2026-07-12T09:30:00");
    EXPECT_TRUE(read->info.properties.empty());
}

std::string with_date(const std::string& date) {
    return "<messageId>m-1</messageId><serviceId>S</serviceId><messageDate>" + date +
           "</messageDate><sender><senderId>customs</senderId></sender>";
}

INSTANTIATE_TEST_SUITE_P(
    Seen, Tolerance,
    testing::Values(std::pair("wrong_order",
                              "<messageId>m-1</messageId><messageDate>2026-07-12T09:30:00+05:00</messageDate>"
                              "<serviceId>S</serviceId><sender><senderId>customs</senderId></sender>"),
                    std::pair("empty_correlation", plain_info + "<correlationId/>"),
                    std::pair("empty_route", plain_info + "<routeId/>"),
                    std::pair("empty_session", plain_info + "<sessionId/>"),
                    std::pair("empty_properties", plain_info + "<properties/>"),
                    std::pair("empty_property", plain_info + "<properties><key/><value/></properties>"),
                    std::pair("session_without_braces",
                              plain_info + "<sessionId>11111111-2222-3333-4444-555555555555</sessionId>"),
                    std::pair("odd_session", plain_info + "<sessionId>none</sessionId>"),
                    std::pair("offset_without_colon", with_date("2026-07-12T10:30:00+0600")),
                    std::pair("no_offset", with_date("2026-07-12T09:30:00")),
                    std::pair("nanoseconds", with_date("2026-07-12T09:30:00.123456789+05:00")),
                    std::pair("utc", with_date("2026-07-12T04:30:00Z")),
                    std::pair("white_space", with_date("\n  2026-07-12T09:30:00+05:00\n")),
                    std::pair("qualified_children",
                              std::string("<q:messageId xmlns:q='urn:q'>m-1</q:messageId><serviceId>S</serviceId>"
                                          "<messageDate>2026-07-12T09:30:00+05:00</messageDate>"
                                          "<q:sender xmlns:q='urn:q'><q:senderId>customs</q:senderId></q:sender>"))),
    [](const auto& test) { return std::string(test.param.first); });

TEST(Envelope, data_is_found_in_any_namespace) {
    for (const std::string data :
         {R"(<d:data xmlns:d="http://bip.bee.kz/SyncChannel/v10/Interfaces"><a>1</a></d:data>)",
          R"(<data xmlns="http://www.w3.org/2001/XMLSchema-instance" type="xsd:string">text</data>)"}) {
        const auto octets =
            R"(<t:SendMessage xmlns:t="http://bip.bee.kz/SyncChannel/v10/Types"><request><requestInfo>)" + plain_info +
            "</requestInfo><requestData>" + data + "</requestData></request></t:SendMessage>";
        const auto tree = tree_of(octets);
        const auto read = read_request(tree.root(), octets_max);
        ASSERT_TRUE(read) << read.error().to_string();
        EXPECT_TRUE(read->data) << data;
    }
}

TEST(Envelope, a_response_may_lack_message_id_session_and_date) {
    const auto tree =
        tree_of(R"(<t:SendMessageResponse xmlns:t="http://bip.bee.kz/SyncChannel/v10/Types"><response><responseInfo>)"
                "<status><code>SCSS001</code><message/></status></responseInfo><responseData/></response></"
                "t:SendMessageResponse>");
    const auto read = read_response(tree.root(), octets_max);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_TRUE(read->info.message_id.empty());
    EXPECT_EQ(read->info.status_code, "SCSS001");
}

TEST(Envelope, reports_all_that_is_missing_at_once_with_places) {
    const auto tree = tree_of(request("<messageId/><messageDate>yesterday</messageDate><sender/>"));
    const auto read = read_request(tree.root(), octets_max);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Errc::malformed);
    ASSERT_EQ(read.error().findings.size(), 4U) << read.error().to_string();
    EXPECT_EQ(read.error().findings[0].code, "empty-element");
    EXPECT_EQ(read.error().findings[1].expected, "<serviceId>");
    EXPECT_EQ(read.error().findings[2].found, "yesterday");
    EXPECT_NE(read.error().findings[3].place.path.find("sender"), std::string::npos);
}

TEST(Envelope, refuses_an_element_that_occurs_twice) {
    const auto tree = tree_of(request(plain_info + "<messageId>m-2</messageId>"));
    const auto read = read_request(tree.root(), octets_max);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().findings[0].code, "duplicate-element");
}

TEST(Envelope, refuses_identifiers_that_are_too_long) {
    const auto tree = tree_of(request(plain_info + "<correlationId>" + std::string(257, 'x') + "</correlationId>"));
    const auto read = read_request(tree.root(), octets_max);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().findings[0].code, "value-too-long");
}

TEST(Envelope, refuses_more_properties_than_anybody_needs_with_one_finding) {
    std::string many = plain_info;
    for (int i = 0; i < 1000; ++i) {
        many += "<properties><key>" + std::string(200, 'k') + "</key><value></value></properties>";
    }
    const auto tree = tree_of(request(many));
    const auto read = read_request(tree.root(), octets_max);
    ASSERT_FALSE(read);
    EXPECT_LE(read.error().findings.size(), 101U);
    EXPECT_EQ(read.error().findings.back().code, "too-many-properties");
}

TEST(Envelope, refuses_other_elements_in_the_body) {
    for (const std::string octets : {"<SendMessage><request/></SendMessage>",
                                     R"(<t:sendMessage xmlns:t="http://bip.bee.kz/SyncChannel/v10/Types"/>)",
                                     R"(<t:SendMessage xmlns:t="http://bip.bee.kz/SyncChannel/v10/Types"/>)"}) {
        const auto tree = tree_of(octets);
        const auto read = read_request(tree.root(), octets_max);
        ASSERT_FALSE(read) << octets;
        EXPECT_EQ(read.error().code, Errc::malformed);
    }
}

TEST(Envelope, error_info_reads_back_as_it_was_written) {
    const ErrorInfo error{"SCE006", "wrong", "data", parse_time("2026-07-12T09:30:00+05:00").value(),
                          "{11111111-2222-3333-4444-555555555555}"};
    const auto tree = tree_of("<detail>" + write_error_info(error) + "</detail>");
    const auto read = read_error_info(tree.root());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->code, error.code);
    EXPECT_EQ(read->message, error.message);
    EXPECT_EQ(read->data, error.data);
    EXPECT_EQ(read->date, error.date);
    EXPECT_EQ(read->session_id, error.session_id);
}

TEST(SessionId, gets_its_braces) {
    EXPECT_EQ(normalised_session_id("11111111-2222-3333-4444-55555555AbCd"), "{11111111-2222-3333-4444-55555555AbCd}");
    EXPECT_EQ(normalised_session_id(" {11111111-2222-3333-4444-555555555555} "),
              "{11111111-2222-3333-4444-555555555555}");
    EXPECT_EQ(normalised_session_id(""), "");
    EXPECT_EQ(normalised_session_id("{11111111-2222-3333-4444-555555555555"), "");
    EXPECT_EQ(normalised_session_id("11111111-2222-3333-4444-55555555555g"), "");
}

}  // namespace
}  // namespace otkel::adapters::shep
