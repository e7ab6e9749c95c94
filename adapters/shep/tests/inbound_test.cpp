#include "adapters/shep/tests/shep_fixture.hpp"

namespace otkel::adapters::shep {
namespace {

class Inbound : public ShepTest {
protected:
    Errc refused(std::string_view octets, const std::string& key = "shep-bus") {
        const auto incoming = receive(octets, key);
        EXPECT_FALSE(incoming);
        return incoming ? Errc::internal : incoming.error().code;
    }
    std::string good_content() const { return content("<data>" + signed_document() + "</data>"); }
};

TEST_F(Inbound, a_request_is_received_with_all_that_the_engine_needs) {
    const auto incoming = receive_good();
    ASSERT_TRUE(incoming) << incoming.error().to_string();
    EXPECT_EQ(incoming->peer, "customs");
    EXPECT_EQ(incoming->service, "CHECK");
    EXPECT_EQ(incoming->message_id, info().message_id);
    EXPECT_EQ(incoming->content_digest.size(), 64U);
    EXPECT_NE(incoming->signer.find("CN=Synthetic SHEP"), std::string::npos) << incoming->signer;
    EXPECT_NE(incoming->signer.find("sha256:"), std::string::npos);
    EXPECT_EQ(incoming->verification.find("gost2015-512 over soap:Body"), 0U) << incoming->verification;
}

TEST_F(Inbound, business_data_is_the_signed_document_without_its_signature) {
    const auto incoming = receive_good();
    ASSERT_TRUE(incoming);
    const auto payload = gateway().open(*incoming);
    ASSERT_TRUE(payload) << payload.error().to_string();
    EXPECT_TRUE(payload->root.is("urn:test:check", "Check"));
    EXPECT_TRUE(payload->schema_applies);
    EXPECT_EQ(payload->tree.octets().view(), document);
    EXPECT_NE(payload->verification.find("CN=Тест Кеден"), std::string::npos) << payload->verification;
}

TEST_F(Inbound, every_key_reference_and_algorithm_of_the_bus_is_understood) {
    using enum signing::KeyReference;
    for (const auto* const key : {"shep-bus", "shep-bus-rsa", "shep-bus-ec"}) {
        for (const auto reference : {key_identifier, binary_security_token, issuer_serial, x509_certificate}) {
            const auto incoming = gateway().receive(post(enveloped(good_content(), key, reference)));
            EXPECT_TRUE(incoming) << incoming.error().to_string();
        }
    }
}

TEST_F(Inbound, content_types_of_the_bus_are_accepted_and_others_refused) {
    for (const auto* const type : {"text/xml", "text/xml; charset=utf-8", "application/xml; charset=\"UTF-8\"",
                                   "Text/XML;charset=utf-8;action=\"\""}) {
        EXPECT_TRUE(gateway().receive(post(enveloped(good_content()), type))) << type;
    }
    for (const auto* const type : {"", "application/json", "application/soap+xml", "text/xml; charset=windows-1251"}) {
        const auto incoming = gateway().receive(post(enveloped(good_content()), type));
        ASSERT_FALSE(incoming) << type;
        EXPECT_EQ(fault_code(nullptr, incoming.error()), "SCE001");
    }
    auto get = post(enveloped(good_content()));
    get.method = "PUT";
    EXPECT_FALSE(gateway().receive(get));
}

TEST_F(Inbound, the_transport_signature_is_demanded_and_checked) {
    const auto missing = gateway().receive(post(soap::write_envelope(good_content())));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, Errc::not_signed);
    EXPECT_EQ(fault_code(nullptr, missing.error()), "SCE007");

    const auto wrong = gateway().receive(post(replaced(enveloped(good_content()), ">CHECK<", ">CHECK2<")));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, Errc::signature_invalid);
    EXPECT_EQ(fault_code(nullptr, wrong.error()), "SCE006");

    const auto foreign = gateway().receive(post(enveloped(good_content(), "foreign")));
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().code, Errc::signer_untrusted);
    EXPECT_EQ(fault_code(nullptr, foreign.error()), "SCE005");
}

TEST_F(Inbound, a_participant_may_not_sign_envelopes_unless_it_is_said_so) {
    EXPECT_EQ(refused(good_content(), "customs-business"), Errc::signer_untrusted);
}

TEST_F(Inbound, a_participant_that_signs_for_itself_is_matched_with_its_sender_id) {
    customs_yaml_ += ", transport_signer: own";
    more_peers_.push_back({"other", pinned({"expired-peer", "gateway-transport-ec"}),
                           "sender_id: other, services: [CHECK], transport_signer: own"});
    EXPECT_TRUE(receive(good_content(), "customs-business"));
    EXPECT_TRUE(receive(good_content(), "shep-bus")) << "the bus may speak for everybody";
    EXPECT_EQ(refused(good_content(), "gateway-transport-ec"), Errc::signer_untrusted) << "of another participant";
    EXPECT_TRUE(receive(replaced(good_content(), ">customs<", ">other<"), "gateway-transport-ec"));
}

TEST_F(Inbound, the_certificate_of_the_envelope_must_carry_the_registered_bin) {
    bus_yaml_ = "signer_bin: \"490140009999\"";
    EXPECT_EQ(refused(good_content()), Errc::signer_untrusted);
}

TEST_F(Inbound, an_unknown_sender_and_a_wrong_password_get_the_same_answer) {
    customs_yaml_ += ", password_file: secret";
    const auto with = [&](const std::string& sender, const std::string& password) {
        auto who = info();
        who.sender_id = sender;
        who.password = password;
        const auto incoming = receive(write_request(who, {"<data>" + signed_document() + "</data>", true}).octets);
        return incoming ? std::string("accepted") : gateway().fault(nullptr, incoming.error(), exchange_).body;
    };
    EXPECT_EQ(with("customs", "p4ssw0rd"), "accepted");
    const auto detail = [&](const std::string& body) { return text_between(body, "<faultcode>", "<errorDate>"); };
    const auto unknown = with("nobody", "p4ssw0rd");
    EXPECT_NE(unknown, "accepted");
    EXPECT_EQ(detail(unknown), detail(with("customs", "wrong")));
    EXPECT_EQ(detail(unknown), detail(with("customs", "")));
    EXPECT_EQ(detail(unknown), detail(with("nobody", "")));
    EXPECT_NE(detail(unknown).find("SCE004"), std::string::npos);
    EXPECT_EQ(unknown.find("p4ssw0rd"), std::string::npos);
}

TEST_F(Inbound, a_service_must_be_granted) {
    const auto incoming = receive(replaced(good_content(), ">CHECK<", ">OTHER<"));
    ASSERT_FALSE(incoming);
    EXPECT_EQ(incoming.error().code, Errc::forbidden);
    EXPECT_EQ(fault_code(nullptr, incoming.error()), "SCE004");
}

TEST_F(Inbound, a_message_sent_again_has_the_same_digest_and_a_changed_one_another) {
    const auto first = receive_good().value();
    auto again = good_content();
    again = replaced(again, "{11111111-2222", "{99999999-2222");
    EXPECT_EQ(receive(again).value().content_digest, first.content_digest);
    const auto other =
        receive(content("<data>" + signed_document(replaced(std::string(document), "0123", "0124")) + "</data>"));
    EXPECT_NE(other.value().content_digest, first.content_digest);
}

TEST_F(Inbound, a_missing_wrong_or_foreign_business_signature_has_its_own_code) {
    const auto code_of = [&](const std::string& data) {
        const auto incoming = receive(content("<data>" + data + "</data>"));
        EXPECT_TRUE(incoming) << incoming.error().to_string();
        const auto payload = gateway().open(*incoming);
        EXPECT_FALSE(payload);
        return payload ? std::string{} : fault_code(&*incoming, payload.error());
    };
    EXPECT_EQ(code_of(std::string(document)), "SCE017");
    EXPECT_EQ(code_of(replaced(signed_document(), "0123<", "0124<")), "SCE016");
    EXPECT_EQ(code_of(signed_document(document, "foreign")), "SCE015");
    EXPECT_EQ(code_of(signed_document(document, "shep-bus")), "SCE015") << "the bus is not customs";
}

TEST_F(Inbound, the_business_certificate_must_carry_the_registered_bin) {
    customs_yaml_ += ", business_signer_bin: \"490140009999\"";
    const auto incoming = receive_good();
    ASSERT_TRUE(incoming);
    const auto payload = gateway().open(*incoming);
    ASSERT_FALSE(payload);
    EXPECT_EQ(payload.error().code, Errc::signer_untrusted);
}

TEST_F(Inbound, a_signed_document_as_text_or_cdata_is_verified) {
    customs_yaml_ = replaced(customs_yaml_, "form: element", "form: text");
    for (const auto form : {DataForm::text, DataForm::cdata}) {
        const auto data = write_data(form, {}, signed_document()).value();
        const auto incoming = receive(content(data.octets));
        ASSERT_TRUE(incoming) << incoming.error().to_string();
        const auto payload = gateway().open(*incoming);
        ASSERT_TRUE(payload) << payload.error().to_string();
        EXPECT_EQ(payload->tree.octets().view(), document);
        EXPECT_TRUE(payload->schema_applies);
        EXPECT_FALSE(payload->verification.empty());
    }
    const auto unsigned_text = receive(content(write_data(DataForm::text, {}, document).value().octets));
    const auto payload = gateway().open(*unsigned_text);
    ASSERT_FALSE(payload);
    EXPECT_EQ(fault_code(&*unsigned_text, payload.error()), "SCE017");
}

TEST_F(Inbound, each_form_is_opened_without_a_business_signature_too) {
    customs_yaml_ = "sender_id: customs, services: [CHECK]";
    const auto opened = [&](const std::string& data) {
        const auto incoming = receive(content(data));
        EXPECT_TRUE(incoming) << incoming.error().to_string();
        auto payload = gateway().open(*incoming);
        EXPECT_TRUE(payload) << payload.error().to_string();
        return std::move(*payload);
    };
    EXPECT_EQ(opened("<data>" + std::string(document) + "</data>").tree.octets().view(), document);
    EXPECT_EQ(opened("<data>" + signed_document() + "</data>").tree.octets().view(), document);
    EXPECT_EQ(opened(write_data(DataForm::text, {}, signed_document()).value().octets).tree.octets().view(), document);
    const auto declared = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + std::string(document);
    EXPECT_TRUE(opened(write_data(DataForm::text, {}, declared).value().octets).root.is("urn:test:check", "Check"));
    const auto children = opened("<data><Number>1</Number><Other></Other></data>");
    EXPECT_FALSE(children.schema_applies);
    EXPECT_EQ(children.root.child("Number")->text(), "1");
    const auto string = opened("<data>{4: text}</data>");
    EXPECT_FALSE(string.schema_applies);
    EXPECT_EQ(string.root.text(), "{4: text}");
}

TEST_F(Inbound, lines_of_business_data_are_those_of_the_received_message) {
    customs_yaml_ = "sender_id: customs, services: [CHECK]";
    const auto octets = content("<data>\n\n" + std::string(document) + "</data>");
    const auto incoming = receive(octets);
    ASSERT_TRUE(incoming);
    EXPECT_EQ(gateway().open(*incoming).value().root.place().line, 3);
}

TEST_F(Inbound, text_that_hides_a_doctype_is_refused) {
    customs_yaml_ = "sender_id: customs, services: [CHECK]";
    const auto incoming = receive(content("<data>&lt;!DOCTYPE a []>&lt;a/></data>"));
    ASSERT_TRUE(incoming);
    const auto payload = gateway().open(*incoming);
    ASSERT_FALSE(payload);
    EXPECT_EQ(payload.error().code, Errc::forbidden_construct);
}

TEST_F(Inbound, a_request_without_data_is_malformed) {
    const auto incoming = receive(write_request(info(), {}).octets);
    ASSERT_TRUE(incoming);
    EXPECT_EQ(gateway().open(*incoming).error().code, Errc::malformed);
}

TEST_F(Inbound, unsigned_envelopes_are_for_those_whose_policy_says_so) {
    more_peers_.push_back({"plain", nullptr, "sender_id: plain, services: [CHECK], transport_signature: none"});
    auto who = info();
    who.sender_id = "plain";
    const auto raw =
        soap::write_envelope(write_request(who, {"<data>" + std::string(document) + "</data>", true}).octets);
    const auto incoming = gateway().receive(post(raw));
    ASSERT_TRUE(incoming) << incoming.error().to_string();
    EXPECT_EQ(incoming->signer, "unsigned by policy");
    EXPECT_TRUE(gateway().open(*incoming));
    const auto customs = gateway().receive(post(soap::write_envelope(good_content())));
    ASSERT_FALSE(customs);
    EXPECT_EQ(customs.error().code, Errc::not_signed);
}

TEST_F(Inbound, hostile_octets_end_as_errors) {
    for (const std::string raw : {"", "not xml", "<a/>", "<!DOCTYPE a><a/>",
                                  "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"/>"}) {
        const auto incoming = gateway().receive(post(raw));
        ASSERT_FALSE(incoming) << raw;
        EXPECT_FALSE(fault_code(nullptr, incoming.error()).empty());
    }
}

}  // namespace
}  // namespace otkel::adapters::shep
