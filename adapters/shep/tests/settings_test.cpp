#include "adapters/shep/tests/shep_fixture.hpp"

namespace otkel::adapters::shep {
namespace {

class ShepSettings : public ShepTest {
protected:
    // The complaint about `key`: each has its file and line.
    void expect_complaint(const std::string& part) {
        const auto made = make();
        ASSERT_FALSE(made) << "nothing was complained about";
        EXPECT_EQ(made.error().code, Errc::invalid_configuration);
        bool found = false;
        for (const auto& finding : made.error().findings) {
            found = found || (finding.to_string().find(part) != std::string::npos && finding.place.line > 0);
        }
        EXPECT_TRUE(found) << made.error().to_string();
    }
};

TEST_F(ShepSettings, the_fixture_is_a_valid_configuration) { EXPECT_TRUE(make()); }

TEST_F(ShepSettings, unknown_keys_are_complained_about) {
    customs_yaml_ += ", sender: x";
    expect_complaint("sender");
}

TEST_F(ShepSettings, unknown_words_are_complained_about) {
    customs_yaml_ = replaced(customs_yaml_, "form: element", "form: elements");
    expect_complaint("form");
}

TEST_F(ShepSettings, a_key_that_does_not_exist) {
    customs_yaml_ = replaced(customs_yaml_, "business_identity: business", "business_identity: nothing");
    expect_complaint("no such key");
}

TEST_F(ShepSettings, a_password_file_that_does_not_exist) {
    customs_yaml_ += ", password_file: nowhere";
    expect_complaint("password");
}

TEST_F(ShepSettings, a_bus_that_does_not_exist) {
    adapter_yaml_ = replaced(adapter_yaml_, "bus: shep-bus", "bus: other");
    expect_complaint("no such peer");
}

TEST_F(ShepSettings, two_peers_with_one_sender_id) {
    more_peers_.push_back({"again", pinned({"foreign"}), "sender_id: customs"});
    expect_complaint("another peer has the same sender id");
}

TEST_F(ShepSettings, a_business_signature_needs_a_form_that_can_carry_it) {
    customs_yaml_ = replaced(customs_yaml_, "form: element", "form: children");
    expect_complaint("no document element");
}

TEST_F(ShepSettings, attachments_that_are_sent_are_named) {
    customs_yaml_ += ", attachments: sent";
    expect_complaint("nothing says which elements become some");
}

TEST_F(ShepSettings, attachments_need_a_form_that_has_elements) {
    customs_yaml_ = replaced(customs_yaml_, "form: element", "form: text");
    customs_yaml_ += ", attachments: sent, attachment_elements: [Scan]";
    expect_complaint("the document travels as text");
}

TEST_F(ShepSettings, attachments_have_three_words) {
    customs_yaml_ += ", attachments: always";
    expect_complaint("accepted");
}

TEST_F(ShepSettings, attachments_have_limits) {
    adapter_yaml_ += "attachments_max: 0\n";
    expect_complaint("1000");
}

TEST_F(ShepSettings, form_typed_needs_a_type) {
    more_peers_.push_back({"typed", pinned({"foreign"}), "sender_id: t, form: typed"});
    expect_complaint("xsi:type");
}

TEST_F(ShepSettings, a_business_signature_needs_somebody_to_trust) {
    more_peers_.push_back({"trustless", nullptr, "sender_id: t, business_signature: required"});
    expect_complaint("no certificate is trusted");
}

TEST_F(ShepSettings, an_anchor_needs_the_organisation_whose_signatures_count) {
    const auto anchored = std::make_shared<trust::TrustStore>();
    anchored->anchor(otkel::testing::pki_certificate("ca"));
    more_peers_.push_back({"anchored", anchored, "sender_id: a, business_signature: required"});
    expect_complaint("business_signer_bin");
    more_peers_.back().own += ", business_signer_bin: \"490140002386\", transport_signer: own";
    expect_complaint("signer_bin");
    more_peers_.back().own += ", signer_bin: \"490140002386\"";
    EXPECT_TRUE(make());
}

TEST_F(ShepSettings, signed_answers_need_an_identity) {
    adapter_yaml_ = replaced(adapter_yaml_, "identity: transport\n", "");
    expect_complaint("identity");
}

TEST_F(ShepSettings, without_a_bus_participants_must_sign_for_themselves) {
    adapter_yaml_ = replaced(adapter_yaml_, "bus: shep-bus\n", "");
    expect_complaint("transport_signer");
}

TEST_F(ShepSettings, a_bad_address_is_complained_about) {
    customs_yaml_ += ", url: \"ftp://x\"";
    expect_complaint("ftp://x");
}

class Description : public ShepTest {
protected:
    std::optional<net::HttpResponse> get(const std::string& query, const std::string& host = "gate.example:8080") {
        net::HttpRequest request;
        request.target = "/shep/sync" + query;
        request.headers.set("Host", host);
        return gateway().describe(request);
    }
};

TEST_F(Description, the_wsdl_tells_the_address_at_which_it_was_asked) {
    const auto wsdl = get("?wsdl");
    ASSERT_TRUE(wsdl);
    EXPECT_EQ(wsdl->status, 200);
    EXPECT_NE(wsdl->body.find(R"(location="http://gate.example:8080/shep/sync")"), std::string::npos);
    EXPECT_NE(wsdl->body.find(R"(location="http://gate.example:8080/shep/sync?wsdl=sync-channel-interface.wsdl")"),
              std::string::npos);
    const auto interface = get("?wsdl=sync-channel-interface.wsdl");
    EXPECT_NE(interface->body.find(R"(schemaLocation="http://gate.example:8080/shep/sync?xsd=sync-types.xsd")"),
              std::string::npos);
    EXPECT_EQ(get("?xsd=common-types.xsd")->status, 200);
}

TEST_F(Description, a_setting_wins_over_the_host) {
    adapter_yaml_ += "public_url: https://public.example/shep/sync\n";
    EXPECT_NE(get("?wsdl")->body.find(R"(location="https://public.example/shep/sync")"), std::string::npos);
}

TEST_F(Description, a_host_that_is_none_is_not_repeated) {
    const auto wsdl = get("?wsdl", "x\"><evil");
    EXPECT_EQ(wsdl->body.find("evil"), std::string::npos);
}

TEST_F(Description, gives_only_its_own_files) {
    EXPECT_EQ(get("?xsd=../customs/declaration-check.xsd")->status, 404);
    EXPECT_EQ(get("?wsdl=nothing")->status, 404);
    EXPECT_FALSE(get(""));
    EXPECT_FALSE(get("?other"));
}

TEST(Wsdl, is_read_by_zeep) {
    if (std::system("/usr/bin/python3 -c 'import zeep' 2>/dev/null") != 0) {
        GTEST_SKIP() << "python3-zeep is not installed";
    }
    EXPECT_EQ(std::system("/usr/bin/python3 -c \""
                          "import zeep\n"
                          "client = zeep.Client('mappings/shep/sync-channel.wsdl')\n"
                          "info = {'messageId': 'm', 'serviceId': 's', 'messageDate': '2026-07-12T09:30:00+05:00',"
                          " 'sender': {'senderId': 'a'}}\n"
                          "client.create_message(client.service, 'SendMessage',"
                          " request={'requestInfo': info, 'requestData': {'data': None}})\""),
              0);
}

}  // namespace
}  // namespace otkel::adapters::shep
