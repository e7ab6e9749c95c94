#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

#include "gateway/soap/envelope.hpp"
#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"
#include "tests/support/texts.hpp"

// Bad input gets a clear answer and harms nothing: after every case a good message still passes.

namespace otkel::test {
namespace {

using otkel::tests::replaced;

class HostileInput : public testing::Test {
protected:
    static void SetUpTestSuite() {
        site_ = std::make_unique<Site>();
        site_->load_samples();
        gateway_ = std::make_unique<RunningGateway>(*site_);
        customs_ = std::make_unique<CustomsConsumer>(*site_);
    }
    static void TearDownTestSuite() {
        customs_.reset();
        gateway_.reset();
        site_.reset();
    }

    void TearDown() override {
        const auto answer = customs_->verified_answer(send(customs_->envelope(declaration())));
        ASSERT_TRUE(answer.is_object()) << "the gateway does not answer a good message any more";
    }

    static boost::json::value declaration() { return good_declaration(1, 3, "0000099"); }

    static net::HttpResponse send(std::string octets) {
        auto response = call(gateway_->ports().external, post_soap("/shep/sync", std::move(octets)));
        EXPECT_TRUE(response) << (response ? "" : response.error().to_string());
        return response ? std::move(*response) : net::HttpResponse{};
    }

    static void expect_fault(const net::HttpResponse& response, const std::string& code) {
        EXPECT_EQ(response.status, 500);
        EXPECT_EQ(CustomsConsumer::error_code(response), code) << response.body.substr(0, 3000);
        EXPECT_THAT(response.body, testing::HasSubstr("SendMessageFault1_SendMessageFault"));
    }

    inline static std::unique_ptr<Site> site_;
    inline static std::unique_ptr<RunningGateway> gateway_;
    inline static std::unique_ptr<CustomsConsumer> customs_;
};

TEST_F(HostileInput, that_is_not_xml_is_a_format_fault) {
    expect_fault(send("this is no XML"), "SCE001");
    expect_fault(send(""), "SCE001");
    expect_fault(send("<a><b></a>"), "SCE001");
    expect_fault(send(std::string("\0\xff\xfe<", 4)), "SCE001");
}

TEST_F(HostileInput, with_a_doctype_is_refused_before_it_is_parsed) {
    expect_fault(send("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"), "SCE001");
    const auto bomb =
        "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]>" + customs_->envelope(declaration());
    expect_fault(send(bomb), "SCE001");
}

TEST_F(HostileInput, of_a_hundred_megabytes_is_refused_by_its_length) {
    const auto answer = exchange_raw(gateway_->ports().external,
                                     "POST /shep/sync HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n"
                                     "Content-Length: 104857600\r\n\r\n" +
                                         std::string(4U << 20U, 'a'));
    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 413"));
}

TEST_F(HostileInput, ten_thousand_levels_deep_is_refused) {
    std::string deep;
    for (int i = 0; i < 10'000; ++i) {
        deep += "<a>";
    }
    for (int i = 0; i < 10'000; ++i) {
        deep += "</a>";
    }
    expect_fault(send(soap::write_envelope(deep)), "SCE001");
}

// Inclusive canonicalization of such a document costs seconds of CPU, so it must not be reached.
TEST_F(HostileInput, with_a_thousand_namespaces_costs_less_than_a_tenth_of_a_second_of_cpu) {
    std::string many = "<a";
    for (int i = 0; i < 1'000; ++i) {
        many += " xmlns:n" + std::to_string(i) + "=\"urn:n" + std::to_string(i) + "\"";
    }
    many += ">";
    for (int i = 0; i < 100; ++i) {
        many += "<b/>";
    }
    auto octets = customs_->envelope(declaration());
    octets = replaced(std::move(octets), "</data>", many + "</a></data>");
    const auto before = std::clock();
    const auto response = send(octets);
    const auto cpu_seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    expect_fault(response, "SCE001");
    EXPECT_LT(cpu_seconds, 0.1);
}

TEST_F(HostileInput, unsigned_is_refused) {
    CustomsConsumer::Options options;
    options.sign_envelope = false;
    expect_fault(send(customs_->envelope(declaration(), options)), "SCE007");
}

TEST_F(HostileInput, without_the_business_signature_is_refused) {
    CustomsConsumer::Options options;
    options.sign_business = false;
    expect_fault(send(customs_->envelope(declaration(), options)), "SCE017");
}

TEST_F(HostileInput, changed_after_signing_is_refused) {
    expect_fault(send(replaced(customs_->envelope(declaration()), "<CommodityCode>", "<CommodityCode>1")), "SCE006");
}

TEST_F(HostileInput, signed_by_a_foreign_authority_is_refused) {
    const auto foreign = site_->identity("foreign");
    const auto content = customs_->body_content(declaration(), {});
    expect_fault(send(signing::sign_envelope(content, foreign).value()), "SCE005");
    // The certificate of the bus in KeyInfo, the signature of somebody else.
    const auto other = site_->identity("gateway-transport");
    auto mixed = signing::sign_envelope(content, other).value();
    mixed = replaced(std::move(mixed), other.certificate_base64(), customs_->bus().certificate_base64());
    expect_fault(send(mixed), "SCE006");
}

TEST_F(HostileInput, signed_with_an_expired_certificate_is_refused) {
    const auto expired = site_->identity("expired-peer");
    expect_fault(send(signing::sign_envelope(customs_->body_content(declaration(), {}), expired).value()), "SCE005");
}

TEST_F(HostileInput, that_reuses_a_message_id_for_other_content_is_told_so) {
    CustomsConsumer::Options options;
    options.message_id = "used-once";
    ASSERT_TRUE(customs_->verified_answer(send(customs_->envelope(declaration(), options))).is_object());
    auto other = declaration();
    other.as_object()["declaration"].as_object()["number"] = "50401/120726/0000098";
    const auto response = send(customs_->envelope(other, options));
    EXPECT_EQ(response.status, 500);
    EXPECT_THAT(response.body, testing::HasSubstr("used-once"));
}

TEST_F(HostileInput, for_an_unknown_service_is_refused) {
    CustomsConsumer::Options options;
    options.service = "NO_SUCH_SERVICE";
    expect_fault(send(customs_->envelope(declaration(), options)), "SCE004");
}

TEST_F(HostileInput, with_a_wrong_password_or_sender_gets_one_and_the_same_answer) {
    CustomsConsumer::Options wrong_password;
    wrong_password.password = "guessed";
    CustomsConsumer::Options wrong_sender;
    wrong_sender.sender_id = "nobody";
    const auto first = send(customs_->envelope(declaration(), wrong_password));
    const auto second = send(customs_->envelope(declaration(), wrong_sender));
    EXPECT_EQ(first.status, 500);
    EXPECT_EQ(CustomsConsumer::error_code(first), CustomsConsumer::error_code(second));
    const auto message = [](const net::HttpResponse& response) {
        const auto begin = response.body.find("<errorMessage>");
        return response.body.substr(begin, response.body.find("</errorMessage>") - begin);
    };
    EXPECT_EQ(message(first), message(second));
}

// Wrapping: the signed Body is kept somewhere, and another one stands where it would be read.

struct Wrapping {
    const char* name;
    std::string (*arrange)(const std::string& head, const std::string& signed_body, const std::string& evil_body);
};

void PrintTo(const Wrapping& wrapping, std::ostream* out) { *out << wrapping.name; }

// `head` is everything from the Envelope's start tag up to and with </soap:Header>.
const Wrapping wrappings[] = {
    {"evil_body_first", [](auto& head, auto& good, auto& evil) { return head + evil + good + "</soap:Envelope>"; }},
    {"evil_body_second", [](auto& head, auto& good, auto& evil) { return head + good + evil + "</soap:Envelope>"; }},
    {"signed_body_in_the_header",
     [](auto& head, auto& good, auto& evil) {
         return replaced(head, "</soap:Header>", "<w>" + good + "</w></soap:Header>") + evil + "</soap:Envelope>";
     }},
    {"signed_body_in_security",
     [](auto& head, auto& good, auto& evil) {
         return replaced(head, "</wsse:Security>", good + "</wsse:Security>") + evil + "</soap:Envelope>";
     }},
    {"signed_body_in_an_object_of_the_signature",
     [](auto& head, auto& good, auto& evil) {
         return replaced(head, "</ds:Signature>", "<ds:Object>" + good + "</ds:Object></ds:Signature>") + evil +
                "</soap:Envelope>";
     }},
    {"signed_body_inside_the_evil_one",
     [](auto& head, auto& good, auto& evil) {
         return head + replaced(evil, "</soap:Body>", good + "</soap:Body>") + "</soap:Envelope>";
     }},
    {"evil_body_inside_a_wrapper_before",
     [](auto& head, auto& good, auto& evil) { return head + "<w>" + evil + "</w>" + good + "</soap:Envelope>"; }},
    {"signed_body_inside_a_wrapper_after",
     [](auto& head, auto& good, auto& evil) { return head + evil + "<w>" + good + "</w></soap:Envelope>"; }},
    {"nested_envelope",
     [](auto& head, auto& good, auto& evil) {
         return replaced(head, "</soap:Header>", "<soap:Envelope>" + good + "</soap:Envelope></soap:Header>") + evil +
                "</soap:Envelope>";
     }},
    {"same_id_on_both_bodies",
     [](auto& head, auto& good, auto& evil) {
         const auto id_at = good.find("wsu:Id=\"") + 8;
         const auto id = good.substr(id_at, good.find('"', id_at) - id_at);
         const auto evil_at = evil.find("wsu:Id=\"") + 8;
         auto same = evil;
         same.replace(evil_at, evil.find('"', evil_at) - evil_at, id);
         return head + same + good + "</soap:Envelope>";
     }},
};

class WrappedBody : public HostileInput, public testing::WithParamInterface<Wrapping> {};

TEST_P(WrappedBody, is_refused) {
    const auto good = customs_->envelope(declaration());
    auto other = declaration();
    other.as_object()["declaration"].as_object()["number"] = "50401/120726/0000666";
    const auto evil = customs_->envelope(other);
    const auto head_end = good.find("</soap:Header>") + std::string("</soap:Header>").size();
    ASSERT_NE(good.find("</soap:Header>"), std::string::npos) << good.substr(0, 500);
    const auto body_of = [](const std::string& envelope) {
        const auto begin = envelope.find("<soap:Body");
        const std::string end_tag = "</soap:Body>";
        return envelope.substr(begin, envelope.rfind(end_tag) + end_tag.size() - begin);
    };
    const auto octets = GetParam().arrange(good.substr(0, head_end), body_of(good), body_of(evil));
    const auto response = send(octets);
    EXPECT_EQ(response.status, 500);
    EXPECT_THAT(CustomsConsumer::error_code(response), testing::AnyOf("SCE001", "SCE006"));
    EXPECT_THAT(response.body, testing::Not(testing::HasSubstr("DeclarationCheckReply")));
}

INSTANTIATE_TEST_SUITE_P(Arrangements, WrappedBody, testing::ValuesIn(wrappings),
                         [](const auto& one) { return std::string(one.param.name); });

struct Framing {
    const char* name;
    const char* octets;
    const char* expected;
};

void PrintTo(const Framing& framing, std::ostream* out) { *out << framing.name; }

const Framing framings[] = {
    {"both_lengths",
     "POST /shep/sync HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "HTTP/1.1 400"},
    {"two_lengths", "POST /shep/sync HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
     "HTTP/1.1 400"},
    {"bare_line_feed", "POST /shep/sync HTTP/1.1\nHost: h\nContent-Length: 0\n\n", "HTTP/1.1 400"},
    {"folded_header", "POST /shep/sync HTTP/1.1\r\nHost: h\r\n  folded\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 400"},
    {"space_before_colon", "POST /shep/sync HTTP/1.1\r\nHost : h\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 400"},
    {"bad_chunk_size", "POST /shep/sync HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
     "HTTP/1.1 400"},
    {"no_host", "POST /shep/sync HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 400"},
    {"escaping_path", "GET /shep/../admin HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 400"},
    {"not_http", "\x16\x03\x01\x02", ""},
};

class BrokenFraming : public HostileInput, public testing::WithParamInterface<Framing> {};

TEST_P(BrokenFraming, is_refused_and_the_connection_closed) {
    EXPECT_THAT(exchange_raw(gateway_->ports().external, GetParam().octets), testing::StartsWith(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(Differences, BrokenFraming, testing::ValuesIn(framings),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace otkel::test
