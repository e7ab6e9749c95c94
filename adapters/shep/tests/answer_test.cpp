#include "adapters/shep/errors.hpp"
#include "adapters/shep/tests/official_schemas.hpp"
#include "adapters/shep/tests/shep_fixture.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::string_view reply = R"(<c:Reply xmlns:c="urn:test:check"><Overall>PASS</Overall></c:Reply>)";

class Answer : public ShepTest {
protected:
    // Against the project's own schemas always, against the official ones where they are at hand.
    static void expect_valid(const std::string& octets) {
        static const auto own = xml::Schema::load("mappings/shep/sync-types.xsd").value();
        const auto valid = own->validate_own(octets);
        EXPECT_TRUE(valid) << valid.error().to_string() << "\n" << octets;
        if (const auto official = official_schema()) {
            const auto conforms = official->validate_own(octets);
            EXPECT_TRUE(conforms) << conforms.error().to_string() << "\n" << octets;
        }
    }

    // Opens an answer of the gateway as a participant would.
    ResponseMessage verified(const net::HttpResponse& response) {
        message_ = verifier_.verify(response.body, signing::Profile::wsse, gateway_policy());
        EXPECT_TRUE(message_) << message_.error().to_string() << "\n" << response.body;
        tree_ = xml::Tree::parse(message_->octets, {});
        return read_response(soap::content_of_body(*tree_).value(), 256).value();
    }

    net::HttpResponse answered() {
        const auto incoming = receive_good();
        EXPECT_TRUE(incoming) << incoming.error().to_string();
        auto response = gateway().answer(*incoming, {std::string(reply)});
        EXPECT_TRUE(response) << response.error().to_string();
        return std::move(*response);
    }

    Result<signing::VerifiedMessage> message_{fail(Errc::internal, {})};
    Result<xml::Tree> tree_{fail(Errc::internal, {})};
};

TEST_F(Answer, carries_the_rules_of_providers) {
    const auto response = answered();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.get("Content-Type"), "text/xml; charset=utf-8");
    const auto answer = verified(response);
    EXPECT_EQ(answer.info.message_id.size(), 36U);
    EXPECT_NE(answer.info.message_id, info().message_id);
    EXPECT_EQ(answer.info.correlation_id, info().message_id);
    EXPECT_EQ(answer.info.session_id, info().session_id);
    EXPECT_EQ(answer.info.status_code, "SCSS001");
    EXPECT_EQ(answer.info.response_date, clock_.wall());
    expect_valid(body_of(response.body));
}

TEST_F(Answer, echoes_a_session_without_braces_with_braces) {
    const auto octets =
        replaced(replaced(content("<data>" + signed_document() + "</data>"), "{1111", "1111"), "5}", "5");
    const auto incoming = receive(octets);
    ASSERT_TRUE(incoming) << incoming.error().to_string();
    const auto response = gateway().answer(*incoming, {std::string(reply)}).value();
    EXPECT_EQ(verified(response).info.session_id, info().session_id);
    expect_valid(body_of(response.body));
}

TEST_F(Answer, carries_a_business_signature_that_holds) {
    const auto answer = verified(answered());
    ASSERT_TRUE(answer.data);
    const auto business = verifier_.verify_inside(*message_, answer.data->first_child()->path(), gateway_policy());
    ASSERT_TRUE(business) << business.error().to_string();
    EXPECT_EQ(business->octets.view(), reply);
}

TEST_F(Answer, every_form_is_valid_signed_and_readable) {
    for (const auto* const form : {"children", "typed", "element", "text", "cdata", "string"}) {
        ShepTest::more_peers_.push_back({std::string("peer-") + form, nullptr,
                                         std::string("sender_id: ") + form + ", services: [CHECK], form: " + form +
                                             ", type: {name: Request, namespace: \"urn:t\"}"});
    }
    for (const std::string form : {"children", "typed", "element", "text", "cdata", "string"}) {
        auto who = info();
        who.sender_id = form;
        const auto incoming = receive(write_request(who, {"<data><a>1</a></data>", true}).octets);
        ASSERT_TRUE(incoming) << incoming.error().to_string();
        const std::string business = form == "string" ? "<a>some &lt; text</a>" : "<a><b>1</b><b>2</b></a>";
        const auto response = gateway().answer(*incoming, {business});
        ASSERT_TRUE(response) << response.error().to_string();
        const auto answer = verified(*response);
        ASSERT_TRUE(answer.data) << form;
        const auto read = recognise(*answer.data, DataForm::automatic);
        ASSERT_TRUE(read) << form;
        EXPECT_EQ(name(read->form), form == "cdata" ? "text" : form);
        // The type itself is known to the schemas of the service alone.
        const auto body = body_of(response->body);
        expect_valid(form == "typed" ? replaced(body, " xsi:type=\"t:Request\"", "") : body);
    }
}

TEST_F(Answer, a_document_with_namespaces_for_its_descendants_is_signed_right) {
    const auto incoming = receive_good();
    const std::string deep = R"(<a:A xmlns:a="urn:a" xmlns:b="urn:b"><b:B>1</b:B></a:A>)";
    const auto response = gateway().answer(*incoming, {deep});
    ASSERT_TRUE(response) << response.error().to_string();
    const auto answer = verified(*response);
    const auto business = verifier_.verify_inside(*message_, answer.data->first_child()->path(), gateway_policy());
    ASSERT_TRUE(business) << business.error().to_string();
    EXPECT_EQ(business->octets.view(), deep);
}

TEST_F(Answer, is_unsigned_for_a_participant_that_wants_no_signature) {
    customs_yaml_ += ", sign_replies: false";
    EXPECT_EQ(answered().body.find("SignatureValue></ds:Signature></wsse"), std::string::npos);
    EXPECT_EQ(answered().body.find("wsse:Security"), std::string::npos);
}

struct FaultCase {
    Errc error;
    const char* transport;
    const char* business;
};

class Fault : public Answer, public ::testing::WithParamInterface<FaultCase> {};

TEST_P(Fault, has_its_code_and_is_valid) {
    const auto incoming = receive_good();
    ASSERT_TRUE(incoming);
    Error error{GetParam().error, "what happened", Place{{}, 3, 4, "/a/b"}, {}};
    error.findings.push_back(Finding{"x", Severity::error, {}, "one", "two", "a finding with <markup>"});
    for (const bool known : {false, true}) {
        const auto response = gateway().fault(known ? &*incoming : nullptr, error, exchange_);
        EXPECT_EQ(response.status, 500);
        const auto message = verifier_.verify(response.body, signing::Profile::wsse, gateway_policy());
        ASSERT_TRUE(message) << message.error().to_string();
        const auto tree = xml::Tree::parse(message->octets, {}).value();
        const auto fault = soap::fault_of(soap::content_of_body(tree).value());
        ASSERT_TRUE(fault && fault->detail);
        const auto info = read_error_info(*fault->detail);
        ASSERT_TRUE(info);
        EXPECT_EQ(info->code, known ? GetParam().business : GetParam().transport);
        EXPECT_TRUE(fault->code == "soap:Client" || fault->code == "soap:Server") << fault->code;
        EXPECT_EQ(info->session_id, known ? "{11111111-2222-3333-4444-555555555555}" : "");
        EXPECT_EQ(fault->string, info->message);
        EXPECT_NE(info->message.find(otkel::info(GetParam().error).title.kk), std::string::npos);
        EXPECT_NE(info->message.find(otkel::info(GetParam().error).title.ru), std::string::npos);
        EXPECT_EQ(info->data.find("exchange 0198-test"), 0U);
        const auto detail = text_between(response.body, "<detail>", "</detail>");
        expect_valid(detail);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Fault,
    ::testing::Values(
        FaultCase{Errc::malformed, "SCE001", "SCE001"}, FaultCase{Errc::limit_exceeded, "SCE001", "SCE001"},
        FaultCase{Errc::forbidden_construct, "SCE001", "SCE001"}, FaultCase{Errc::not_signed, "SCE007", "SCE017"},
        FaultCase{Errc::signature_invalid, "SCE006", "SCE016"}, FaultCase{Errc::signer_untrusted, "SCE005", "SCE015"},
        FaultCase{Errc::certificate_invalid, "SCE005", "SCE015"}, FaultCase{Errc::sender_unknown, "SCE004", "SCE004"},
        FaultCase{Errc::forbidden, "SCE004", "SCE004"}, FaultCase{Errc::service_unknown, "SCE004", "SCE004"},
        FaultCase{Errc::schema_violation, "SCE001", "SCE001"}, FaultCase{Errc::mapping_failed, "SCE001", "SCE001"},
        FaultCase{Errc::replay_conflict, "SCE001", "SCE001"}, FaultCase{Errc::in_progress, "SCE909", "SCE909"},
        FaultCase{Errc::not_found, "SCE004", "SCE004"}, FaultCase{Errc::invalid_argument, "SCE001", "SCE001"},
        FaultCase{Errc::invalid_configuration, "SCE909", "SCE909"}, FaultCase{Errc::overloaded, "SCE909", "SCE909"},
        FaultCase{Errc::deadline_exceeded, "SCE909", "SCE909"}, FaultCase{Errc::unavailable, "SCE909", "SCE909"},
        FaultCase{Errc::peer_failed, "SCE909", "SCE909"}, FaultCase{Errc::in_doubt, "SCE909", "SCE909"},
        FaultCase{Errc::cancelled, "SCE909", "SCE909"}, FaultCase{Errc::storage_failed, "SCE909", "SCE909"},
        FaultCase{Errc::unsupported, "SCE004", "SCE004"}, FaultCase{Errc::internal, "SCE909", "SCE909"}),
    [](const auto& test) {
        auto text = std::string(otkel::name(test.param.error));
        std::replace(text.begin(), text.end(), '-', '_');
        return text;
    });

TEST_F(Answer, a_fault_tells_findings_up_to_the_limit_and_nothing_of_our_own_trouble) {
    adapter_yaml_ += "findings_max: 2\n";
    Error error{Errc::schema_violation, "the document breaks its schema", {}, {}};
    for (int i = 0; i < 5; ++i) {
        error.findings.push_back(Finding{"x", Severity::error, {}, "one", "two", "finding " + std::to_string(i)});
    }
    const auto body = gateway().fault(nullptr, error, exchange_).body;
    EXPECT_NE(body.find("finding 1"), std::string::npos);
    EXPECT_EQ(body.find("finding 2"), std::string::npos);
    EXPECT_NE(body.find("and 3 more"), std::string::npos);
    error.code = Errc::storage_failed;
    error.detail = "/var/lib/journal is full";
    const auto own = gateway().fault(nullptr, error, exchange_).body;
    EXPECT_EQ(own.find("journal"), std::string::npos);
    EXPECT_EQ(own.find("finding"), std::string::npos);
}

TEST_F(Answer, official_schemas_were_used) {
    if (!official_schema()) {
        GTEST_SKIP() << "the official schemas are not beside the project; only mappings/shep was checked";
    }
}

TEST(RemoteCodes, mean_what_is_published) {
    EXPECT_EQ(meaning_of("SCE004"), Errc::service_unknown);
    EXPECT_EQ(meaning_of("SCE006"), Errc::signature_invalid);
    EXPECT_EQ(meaning_of("404"), Errc::not_found);
    EXPECT_EQ(meaning_of("SCE002"), Errc::peer_failed);
    const auto error = peer_error("fault", "SCE004", std::string(3000, 'x'));
    EXPECT_EQ(error.code, Errc::peer_failed);
    EXPECT_LT(error.detail.size(), 700U);
    EXPECT_EQ(error.findings.at(0).code, "SCE004");
}

}  // namespace
}  // namespace otkel::adapters::shep
