#include "adapters/shep/tests/async_adapter_fixture.hpp"
#include "gateway/soap/mtom.hpp"

namespace otkel::adapters::shep {
namespace {

const std::string scan_octets = "%PDF-1.7\r\n" + std::string(20'000, 's') + std::string("\0\xff", 2);
const soap::Packing packing{{"Scan"}, 1000, 64};

std::string package() {
    return R"(<c:Package xmlns:c="urn:test:check"><Name>Шарт № 1</Name><Scan>)" + to_base64(scan_octets) +
           "</Scan></c:Package>";
}

class ShepAttachments : public AsyncTest {
protected:
    // Of customs, which has a password here.
    std::string asking(const std::string& business) const {
        auto with_password = info();
        with_password.password = "p4ssw0rd";
        return write_request(with_password, {"<data>" + signed_document(business) + "</data>", true}).octets;
    }
    std::string package_content() const { return asking(package()); }

    static net::HttpRequest with_attachments(const std::string& envelope, const std::string& path = "/shep/sync") {
        auto packed = soap::pack(envelope, packing);
        EXPECT_TRUE(soap::is_multipart(packed.content_type));
        auto request = post(std::move(packed.body), std::move(packed.content_type));
        request.target = path;
        return request;
    }

    static net::HttpResponse reply_with_attachments(const std::string& envelope) {
        auto packed = soap::pack(envelope, packing);
        auto made = response(std::move(packed.body));
        made.headers.set("Content-Type", std::move(packed.content_type));
        return made;
    }

    // Neither length nor base64 changes: nothing but the signature can tell.
    static std::string changed(std::string body) { return replaced(std::move(body), "sssss", "sssst"); }

    adapter::OutgoingMessage composed(const std::string& business) {
        auto message = gateway().compose({"customs", "STATUS", "m-77", business, clock_.wall()});
        EXPECT_TRUE(message) << message.error().to_string();
        return std::move(message.value());
    }

    std::string reply_envelope(const std::string& key = "shep-bus") const {
        const ResponseInfo info{"r-1", "m-77", clock_.wall(), "SCSS001", "done", {}};
        return enveloped(write_response(info, {"<data>" + signed_document(package()) + "</data>", true}).octets, key);
    }
};

TEST_F(ShepAttachments, the_signature_of_an_envelope_covers_them_whatever_its_key) {
    for (const auto* const key : {"shep-bus", "shep-bus-rsa", "shep-bus-ec"}) {
        const auto inline_one = gateway().receive(post(enveloped(package_content(), key)));
        const auto incoming = gateway().receive(with_attachments(enveloped(package_content(), key)));
        ASSERT_TRUE(incoming) << key << ": " << incoming.error().to_string();
        EXPECT_EQ(incoming->peer, "customs");
        EXPECT_EQ(incoming->content_digest, inline_one->content_digest) << "the same message on another way";
        const auto payload = gateway().open(*incoming);
        ASSERT_TRUE(payload) << payload.error().to_string();
        EXPECT_EQ(payload->tree.octets().view(), package());
        EXPECT_NE(payload->verification.find("CN=Тест Кеден"), std::string::npos);
    }
}

TEST_F(ShepAttachments, one_octet_of_an_attachment_that_was_changed_breaks_the_signature) {
    for (const auto* const key : {"shep-bus", "shep-bus-rsa"}) {
        auto request = with_attachments(enveloped(package_content(), key));
        request.body = changed(std::move(request.body));
        const auto incoming = gateway().receive(request);
        ASSERT_FALSE(incoming);
        EXPECT_EQ(incoming.error().code, Errc::signature_invalid);
        EXPECT_EQ(fault_code(nullptr, incoming.error()), "SCE006");
    }
}

TEST_F(ShepAttachments, the_business_signature_covers_them_too) {
    const auto changed_inside = replaced(package_content(), "c3Nzc3Nzc3Nzc3Nz", "c3Nzc3Nzc3Nzc3N0");
    const auto incoming = gateway().receive(with_attachments(enveloped(changed_inside)));
    ASSERT_TRUE(incoming) << "the bus signed it: " << incoming.error().to_string();
    EXPECT_EQ(gateway().open(*incoming).error().code, Errc::signature_invalid);
}

TEST_F(ShepAttachments, a_message_that_cannot_be_taken_apart_gets_a_fault_that_says_why) {
    auto request = with_attachments(enveloped(package_content()));
    request.body = replaced(std::move(request.body), "Content-ID: <1@", "Content-ID: <2@");
    const auto incoming = gateway().receive(request);
    ASSERT_FALSE(incoming);
    EXPECT_EQ(fault_code(nullptr, incoming.error()), "SCE001");
    EXPECT_NE(gateway().fault(nullptr, incoming.error(), exchange_).body.find("which no attachment has"),
              std::string::npos);
}

TEST_F(ShepAttachments, limits_count_the_envelope_as_it_is_without_attachments) {
    limits_.octets = enveloped(package_content()).size() - 1;
    const auto request = with_attachments(enveloped(package_content()));
    ASSERT_LT(request.body.size(), limits_.octets);
    EXPECT_EQ(gateway().receive(request).error().code, Errc::limit_exceeded);
}

TEST_F(ShepAttachments, limits_of_the_adapter_are_kept) {
    adapter_yaml_ += "attachments_max: 1\nattachment_octets_max: 20012\n";
    const auto two = [](const std::string& scan) {
        return "<c:Package xmlns:c=\"urn:test:check\"><Scan>" + to_base64(scan_octets) + "</Scan>" + scan +
               "</c:Package>";
    };
    const auto receive_package = [&](const std::string& document) {
        return gateway().receive(with_attachments(enveloped(asking(document))));
    };
    EXPECT_TRUE(receive_package(two("")));
    EXPECT_EQ(receive_package(two("<Scan>" + to_base64(scan_octets) + "</Scan>")).error().code, Errc::limit_exceeded);
    EXPECT_EQ(receive_package(replaced(two(""), to_base64(scan_octets), to_base64(scan_octets + "x"))).error().code,
              Errc::limit_exceeded);
}

TEST_F(ShepAttachments, are_refused_from_participants_with_whom_none_are_agreed) {
    customs_yaml_ += ", attachments: none";
    const auto incoming = gateway().receive(with_attachments(enveloped(package_content())));
    ASSERT_FALSE(incoming);
    EXPECT_EQ(incoming.error().code, Errc::forbidden);
    EXPECT_TRUE(gateway().receive(post(enveloped(package_content()))));
    const auto reply = gateway().understand(composed(std::string(document)), reply_with_attachments(reply_envelope()));
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::malformed);
}

TEST_F(ShepAttachments, the_journal_gives_a_message_back_with_them) {
    for (const auto* const path : {"/shep/sync", "/shep/async-client"}) {
        const bool sync = path == std::string_view("/shep/sync");
        const auto octets = sync ? package_content()
                                 : write_send_message(delivered(), {"<data>" + signed_document(package()) + "</data>"},
                                                      AsyncTypes::channel)
                                       .octets;
        auto request = with_attachments(enveloped(octets), path);
        const auto first = gateway().receive(request);
        ASSERT_TRUE(first) << first.error().to_string();
        net::HttpRequest kept;
        kept.method = "POST";
        kept.headers.set("Content-Type", std::string(request.headers.get("Content-Type")));
        kept.body = request.body;
        const auto again = gateway().receive(kept);
        ASSERT_TRUE(again) << again.error().to_string();
        EXPECT_EQ(again->purpose, first->purpose);
        EXPECT_EQ(again->content_digest, first->content_digest);
        EXPECT_EQ(gateway().open(*again)->tree.octets().view(), package());
    }
}

TEST_F(ShepAttachments, what_was_fetched_with_them_comes_back_from_the_journal) {
    const auto message = gateway().compose_collection("customs", "CHECK", 3, clock_.wall());
    ASSERT_TRUE(message) << message.error().to_string();
    AsyncMessageInfo second = delivered();
    second.message_id = "m-2";
    const BodyContent data{"<data>" + signed_document(package()) + "</data>"};
    const auto all = enveloped(
        write_messages_reply({samples::at, std::string(samples::session), {{delivered(), data}, {second, data}}})
            .octets);
    auto response = reply_with_attachments(all);
    // What a hostile partner might write, so that one message is read as another.
    response.headers.set("Content-Type", std::string(response.headers.get("Content-Type")) + "; part=1; of=customs");
    const auto collected = gateway().understand_collection(*message, response);
    ASSERT_TRUE(collected) << collected.error().to_string();
    ASSERT_EQ(collected->size(), 2U);
    for (const auto& one : *collected) {
        EXPECT_EQ(one.octets, response.body) << "the evidence is what was received";
        net::HttpRequest kept;
        kept.method = "POST";
        kept.headers.set("Content-Type", one.content_type);
        kept.body = one.octets;
        const auto again = gateway().receive(kept);
        ASSERT_TRUE(again) << again.error().to_string();
        EXPECT_EQ(again->message_id, one.message.message_id);
        EXPECT_EQ(again->content_digest, one.message.content_digest);
        EXPECT_EQ(gateway().open(*again)->tree.octets().view(), package());
    }
}

TEST_F(ShepAttachments, nobody_outside_says_which_part_of_the_journal_a_message_is) {
    const auto request = post(enveloped(package_content()), "text/xml; charset=utf-8; part=1; of=shep-bus");
    const auto incoming = gateway().receive(request);
    ASSERT_FALSE(incoming);
    EXPECT_EQ(incoming.error().code, Errc::malformed);
}

TEST_F(ShepAttachments, are_sent_where_they_are_agreed_and_the_signature_is_that_of_the_whole) {
    customs_yaml_ += ", attachments: sent, attachment_elements: [Scan]";
    const auto message = composed(package());
    const std::string content_type(message.request.headers.get("Content-Type"));
    ASSERT_TRUE(soap::is_multipart(content_type)) << content_type;
    EXPECT_NE(message.request.body.find(scan_octets), std::string::npos);
    const auto whole = soap::unpack(content_type, message.request.body, {});
    ASSERT_TRUE(whole) << whole.error().to_string();
    const auto body = sent(*whole);
    const auto request = read_request(content_of(body), 256).value();
    EXPECT_EQ(request.data->first_child()->child("Scan")->text(), to_base64(scan_octets));
    const auto small = composed(std::string(document));
    EXPECT_EQ(small.request.headers.get("Content-Type"), "text/xml; charset=utf-8");
}

TEST_F(ShepAttachments, the_least_size_of_one_can_be_set) {
    customs_yaml_ += ", attachments: sent, attachment_elements: Scan, attachment_octets_least: 20013";
    EXPECT_EQ(composed(package()).request.headers.get("Content-Type"), "text/xml; charset=utf-8");
}

TEST_F(ShepAttachments, nothing_is_sent_with_them_unless_it_is_said_so) {
    EXPECT_EQ(composed(package()).request.headers.get("Content-Type"), "text/xml; charset=utf-8");
}

TEST_F(ShepAttachments, answers_are_sent_with_them_too) {
    customs_yaml_ += ", attachments: sent, attachment_elements: [Scan]";
    const auto incoming = gateway().receive(with_attachments(enveloped(package_content())));
    ASSERT_TRUE(incoming) << incoming.error().to_string();
    const auto response = gateway().answer(*incoming, {package()});
    ASSERT_TRUE(response) << response.error().to_string();
    const auto whole = soap::unpack(response->headers.get("Content-Type"), response->body, {});
    ASSERT_TRUE(whole) << whole.error().to_string();
    EXPECT_TRUE(verifier_.verify(*whole, signing::Profile::wsse, gateway_policy()));
}

TEST_F(ShepAttachments, an_answer_is_understood_with_them_and_must_hold) {
    for (const auto* const key : {"shep-bus", "shep-bus-rsa"}) {
        auto response = reply_with_attachments(reply_envelope(key));
        const auto understood = gateway().understand(composed(std::string(document)), response);
        ASSERT_TRUE(understood) << understood.error().to_string();
        EXPECT_EQ(understood->payload->tree.octets().view(), package());
        response.body = changed(std::move(response.body));
        EXPECT_EQ(gateway().understand(composed(std::string(document)), response).error().code,
                  Errc::signature_invalid);
    }
}

}  // namespace
}  // namespace otkel::adapters::shep
