#include "adapters/shep/tests/shep_fixture.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::string_view reply = R"(<c:Reply xmlns:c="urn:test:check"><Overall>PASS</Overall></c:Reply>)";

class Outbound : public ShepTest {
protected:
    adapter::OutgoingMessage composed() {
        auto message = gateway().compose({"customs", "STATUS", "m-77", std::string(document), clock_.wall()});
        if (!message) {
            throw std::runtime_error(message.error().to_string());
        }
        return std::move(*message);
    }

    ResponseInfo response_info() const { return {"r-1", "m-77", clock_.wall(), "SCSS001", "done", {}}; }

    static std::string response(const ResponseInfo& info, const std::string& data) {
        return write_response(info, {"<data>" + data + "</data>", true}).octets;
    }

    Result<adapter::PeerReply> understand(const std::string& body, int status = 200) {
        net::HttpResponse response;
        response.status = status;
        response.body = body;
        return gateway().understand(composed(), response);
    }

    static std::string fault(const std::string& code = "SCE004") {
        return soap::write_fault(
            code, "service unknown", "ru",
            write_error_info({code, "service unknown", "STATUS", parse_time("2026-07-12").value_or(WallTime{}), {}}));
    }
};

TEST_F(Outbound, a_request_follows_the_contract_and_is_signed) {
    const auto message = composed();
    EXPECT_EQ(message.endpoint.to_string(), "http://127.0.0.1:9101/bus/");
    EXPECT_EQ(message.request.method, "POST");
    EXPECT_EQ(message.request.target, "/bus/");
    EXPECT_EQ(message.request.headers.get("SOAPAction"), "\"\"");
    EXPECT_EQ(message.request.headers.get("Content-Type"), "text/xml; charset=utf-8");
    EXPECT_EQ(message.message_id, "m-77");
    const auto verified = verifier_.verify(message.request.body, signing::Profile::wsse, gateway_policy());
    ASSERT_TRUE(verified) << verified.error().to_string();
    const auto tree = xml::Tree::parse(verified->octets, {}).value();
    const auto request = read_request(soap::content_of_body(tree).value(), 256).value();
    EXPECT_EQ(request.info.message_id, "m-77");
    EXPECT_EQ(request.info.service_id, "STATUS");
    EXPECT_EQ(request.info.sender_id, "otkel");
    EXPECT_EQ(request.info.password, "p4ssw0rd");
    EXPECT_TRUE(request.info.session_id.empty());
    const auto business = verifier_.verify_inside(*verified, request.data->first_child()->path(), gateway_policy());
    ASSERT_TRUE(business) << business.error().to_string();
    EXPECT_EQ(business->octets.view(), document);
    const auto schema = xml::Schema::load("mappings/shep/sync-types.xsd").value();
    const auto valid = schema->validate_own(body_of(message.request.body));
    EXPECT_TRUE(valid) << valid.error().to_string();
}

TEST_F(Outbound, peer_settings_win_over_those_of_the_adapter) {
    customs_yaml_ +=
        ", url: \"https://bus.example:444/x/\", time_out_ms: 1500, route_id: R_1, key_reference: issuer-serial";
    const auto message = composed();
    EXPECT_EQ(message.endpoint.host, "bus.example");
    EXPECT_EQ(message.time_out, std::chrono::milliseconds(1500));
    EXPECT_NE(message.request.body.find("<routeId>R_1</routeId>"), std::string::npos);
    EXPECT_NE(message.request.body.find("X509IssuerSerial"), std::string::npos);
}

TEST_F(Outbound, cannot_send_to_a_peer_that_is_not_configured) {
    const auto message = gateway().compose({"nobody", "STATUS", "m", std::string(document), clock_.wall()});
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, Errc::invalid_configuration);
}

TEST_F(Outbound, an_answer_signed_by_the_bus_without_its_certificate_is_understood) {
    const auto envelope =
        enveloped(response(response_info(), signed_document(reply)), "shep-bus", signing::KeyReference::issuer_serial);
    const auto understood = understand(envelope);
    ASSERT_TRUE(understood) << understood.error().to_string();
    EXPECT_EQ(understood->message_id, "r-1");
    EXPECT_EQ(understood->status_code, "SCSS001");
    EXPECT_EQ(understood->payload->tree.octets().view(), reply);
    EXPECT_TRUE(understood->payload->schema_applies);
    EXPECT_NE(understood->signer.find("CN=Synthetic SHEP"), std::string::npos);
    EXPECT_NE(understood->payload->verification.find("Тест Кеден"), std::string::npos);
}

TEST_F(Outbound, other_success_words_are_understood_when_they_are_listed) {
    auto info = response_info();
    info.status_code = "SUCCESS";
    EXPECT_TRUE(understand(enveloped(response(info, signed_document(reply)))));
    info.status_code = "404";
    info.status_message = "nothing found";
    const auto understood = understand(enveloped(response(info, signed_document(reply))));
    ASSERT_FALSE(understood);
    EXPECT_EQ(understood.error().code, Errc::peer_failed);
    EXPECT_NE(understood.error().detail.find("404"), std::string::npos);
    EXPECT_NE(understood.error().detail.find("nothing found"), std::string::npos);
    EXPECT_EQ(understood.error().findings.at(0).code, "404");
}

TEST_F(Outbound, a_fault_is_the_failure_of_the_peer_signed_or_not) {
    for (const auto& body : {enveloped(fault()), soap::write_envelope(fault())}) {
        const auto understood = understand(body, 500);
        ASSERT_FALSE(understood);
        EXPECT_EQ(understood.error().code, Errc::peer_failed);
        EXPECT_NE(understood.error().detail.find("SCE004 (service-unknown): service unknown"), std::string::npos)
            << understood.error().detail;
        EXPECT_EQ(understood.error().findings.at(0).found, "STATUS");
    }
}

TEST_F(Outbound, a_fault_without_detail_gives_its_faultcode) {
    const auto understood = understand(soap::write_envelope(soap::write_fault("SCE909", "broken", "", "")), 500);
    ASSERT_FALSE(understood);
    EXPECT_EQ(understood.error().findings.at(0).code, "SCE909");
}

TEST_F(Outbound, an_answer_must_be_signed_by_the_bus) {
    const auto good = response(response_info(), signed_document(reply));
    EXPECT_EQ(understand(soap::write_envelope(good)).error().code, Errc::not_signed);
    EXPECT_EQ(understand(enveloped(good, "foreign")).error().code, Errc::signer_untrusted);
    EXPECT_EQ(understand(enveloped(good, "customs-business")).error().code, Errc::signer_untrusted);
    EXPECT_EQ(understand(replaced(enveloped(good), ">done<", ">gone<")).error().code, Errc::signature_invalid);
    EXPECT_EQ(understand(enveloped(response(response_info(), std::string(reply)))).error().code, Errc::not_signed)
        << "the business signature";
}

TEST_F(Outbound, an_answer_to_another_request_is_refused_unless_the_provider_numbers_in_its_own_way) {
    auto info = response_info();
    info.correlation_id = "m-1";
    const auto understood = understand(enveloped(response(info, signed_document(reply))));
    ASSERT_FALSE(understood);
    EXPECT_EQ(understood.error().code, Errc::peer_failed);
    info.correlation_id.clear();
    EXPECT_TRUE(understand(enveloped(response(info, signed_document(reply)))));
}

TEST_F(Outbound, correlation_is_not_checked_when_the_peer_is_set_so) {
    customs_yaml_ += ", check_correlation: false";
    auto info = response_info();
    info.correlation_id = "m-1";
    EXPECT_TRUE(understand(enveloped(response(info, signed_document(reply)))));
}

TEST_F(Outbound, a_page_of_a_proxy_is_told_by_its_status) {
    for (const auto& [status, code] : {std::pair(403, Errc::peer_failed), std::pair(429, Errc::overloaded),
                                       std::pair(502, Errc::malformed), std::pair(503, Errc::overloaded)}) {
        const auto understood = understand("<html><body>A page</body>", status);
        ASSERT_FALSE(understood);
        EXPECT_EQ(understood.error().code, code) << status;
        EXPECT_NE(understood.error().detail.find(std::to_string(status)), std::string::npos);
    }
    EXPECT_EQ(understand("<html>", 200).error().code, Errc::malformed);
}

TEST_F(Outbound, an_answer_without_data_is_an_empty_payload) {
    customs_yaml_ = replaced(customs_yaml_, "business_signature: required", "business_signature: none");
    const auto understood = understand(enveloped(write_response(response_info(), {}).octets));
    ASSERT_TRUE(understood) << understood.error().to_string();
    EXPECT_FALSE(understood->payload->schema_applies);
    EXPECT_EQ(understood->payload->root.child_count(), 0U);
}

}  // namespace
}  // namespace otkel::adapters::shep
