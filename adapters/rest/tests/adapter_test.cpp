#include "adapters/rest/adapter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "gateway/trust/cms/cms_writer.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/pki_trust.hpp"
#include "tests/support/temporary_folder.hpp"

namespace otkel::adapters::rest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string xml_document = R"(<r:question xmlns:r="urn:test:1"><r:number>17</r:number></r:question>)";
const std::string json_document = R"({"question":{"number":"17"}})";

IdentityPtr identity(const std::string& name) {
    return std::make_shared<const signing::SigningIdentity>(
        signing::SigningIdentity::prepare(testing::pki_identity(name)).value());
}

// A gateway with a participant of each form, and what they send.
class RestTest : public ::testing::Test {
protected:
    RestTest() { identities_ = {{"business", identity("gateway-business")}}; }

    Result<std::unique_ptr<adapter::Adapter>> make() {
        complaints_ = std::make_unique<settings::Complaints>();
        const auto section = settings::Section::load(folder_.write("rest.yaml", adapter_yaml_), *complaints_);
        adapter::AdapterContext context{clock_, verifier_, identities_, limits_, section, {}, "mappings"};
        for (const auto& [id, key] : peers_) {
            auto trust = std::make_shared<trust::TrustStore>();
            if (is_anchored_) {
                trust->anchor(testing::pki_certificate("ca-classic"));
            } else {
                trust->pin(testing::pki_certificate(key));
            }
            const auto file = folder_.write(
                id + ".yaml",
                "rest: {namespace: 'urn:test:1', services: {QUESTION: question}, identity: business, " + own_ + "}\n");
            context.peers.push_back(
                {id, trust, algorithms_, settings::Section::load(file, *complaints_).section("rest")});
        }
        return RestAdapter::make(context);
    }
    adapter::Adapter& gateway() {
        if (!gateway_) {
            auto made = make();
            if (!made) {
                throw std::runtime_error(made.error().to_string());
            }
            gateway_ = std::move(*made);
        }
        return *gateway_;
    }

    static net::HttpRequest post(std::string type, std::string body, std::string target = "/rest/QUESTION") {
        net::HttpRequest request;
        request.method = "POST";
        request.target = std::move(target);
        request.headers.set("Content-Type", std::move(type));
        request.body = std::move(body);
        return request;
    }
    static std::string in_xml(const std::string& key, const std::string& document = xml_document) {
        return signing::sign_enveloped(document, *identity(key)).value();
    }
    std::string in_cms(const std::string& key, const std::string& document = json_document) const {
        trust::CmsOptions options;
        options.signing_time = clock_.wall();
        return trust::sign_cms(document, testing::pki_identity(key), options).value();
    }
    Errc refused(const net::HttpRequest& request) {
        const auto incoming = gateway().receive(request);
        EXPECT_FALSE(incoming);
        return incoming ? Errc::internal : incoming.error().code;
    }

    test::FakeClock clock_;
    tests::TemporaryFolder folder_;
    signing::Verifier verifier_{clock_, std::make_shared<trust::CertificateCache>()};
    xml::Limits limits_;
    adapter::Identities identities_;
    std::string adapter_yaml_ = "adapter: rest\n";
    std::string own_ = "form: json, url: 'http://127.0.0.1:9/norway', repeatable: [TOLD]";
    std::vector<std::string> algorithms_;
    std::vector<std::pair<std::string, std::string>> peers_{{"norway", "norway-customs-rsa"},
                                                            {"switzerland", "switzerland-customs-ec"}};
    bool is_anchored_{false};
    std::unique_ptr<settings::Complaints> complaints_;
    std::unique_ptr<adapter::Adapter> gateway_;
};

TEST_F(RestTest, takes_xml_with_an_enveloped_signature_from_the_one_who_signed_it) {
    const auto incoming = gateway().receive(post("application/xml; charset=utf-8", in_xml("switzerland-customs-ec")));
    ASSERT_TRUE(incoming) << incoming.error().to_string();
    EXPECT_EQ(incoming->peer, "switzerland");
    EXPECT_EQ(incoming->service, "QUESTION");
    EXPECT_THAT(incoming->verification, HasSubstr("ecdsa-sha256"));
    ASSERT_EQ(incoming->signatures.size(), 1U);
    EXPECT_EQ(incoming->signatures[0].peer, "switzerland");
    const auto payload = gateway().open(*incoming);
    ASSERT_TRUE(payload);
    EXPECT_EQ(payload->root.child("number")->text(), "17");
}

TEST_F(RestTest, takes_json_inside_cms_as_the_same_document) {
    const auto incoming = gateway().receive(post("application/cms", in_cms("norway-customs-rsa")));
    ASSERT_TRUE(incoming) << incoming.error().to_string();
    EXPECT_EQ(incoming->peer, "norway");
    const auto payload = gateway().open(*incoming);
    ASSERT_TRUE(payload);
    EXPECT_TRUE(payload->root.is("urn:test:1", "question"));
    EXPECT_EQ(payload->root.child("urn:test:1", "number")->text(), "17");
}

TEST_F(RestTest, takes_xml_inside_cms) {
    const auto incoming = gateway().receive(post("application/cms", in_cms("norway-customs-rsa", xml_document)));
    ASSERT_TRUE(incoming) << incoming.error().to_string();
    EXPECT_EQ(gateway().open(*incoming)->root.child("number")->text(), "17");
}

TEST_F(RestTest, knows_a_document_again_by_what_was_signed) {
    const auto first = gateway().receive(post("application/xml", in_xml("switzerland-customs-ec")));
    const auto again = gateway().receive(post("application/xml", in_xml("switzerland-customs-ec")));
    ASSERT_TRUE(first && again);
    EXPECT_EQ(first->message_id, again->message_id) << "signed once more, which ECDSA does with other octets";
    const auto other = gateway().receive(post(
        "application/xml",
        in_xml("switzerland-customs-ec", R"(<r:question xmlns:r="urn:test:1"><r:number>18</r:number></r:question>)")));
    ASSERT_TRUE(other);
    EXPECT_NE(first->message_id, other->message_id);
}

TEST_F(RestTest, reads_what_comes_from_the_journal_without_a_path) {
    auto request = post("application/cms", in_cms("norway-customs-rsa"), "/");
    request.headers = {};
    request.headers.set("Content-Type", "application/cms");
    const auto incoming = gateway().receive(request);
    ASSERT_TRUE(incoming) << incoming.error().to_string();
    EXPECT_EQ(incoming->service, "QUESTION");
}

TEST_F(RestTest, answers_in_the_form_of_the_question_signed) {
    const std::string business = R"(<r:reply xmlns:r="urn:test:1"><r:taken>yes</r:taken></r:reply>)";
    auto seen = std::make_unique<Settings>();
    Peer us;
    us.id = "gateway";
    us.space = "urn:test:1";
    auto trust = std::make_shared<trust::TrustStore>();
    trust->pin(testing::pki_certificate("gateway-business"));
    us.trust = trust;
    seen->peers.push_back(us);
    const Documents theirs(clock_, verifier_, limits_, *seen);
    for (const auto& request : {post("application/xml", in_xml("switzerland-customs-ec")),
                                post("application/cms", in_cms("norway-customs-rsa"))}) {
        const auto incoming = gateway().receive(request);
        ASSERT_TRUE(incoming);
        const auto answer = gateway().answer(*incoming, {business});
        ASSERT_TRUE(answer) << answer.error().to_string();
        EXPECT_EQ(answer->headers.get("content-type"), request.headers.get("content-type"));
        const auto opened = theirs.open(answer->headers.get("content-type"), answer->body);
        ASSERT_TRUE(opened) << opened.error().to_string();
        EXPECT_EQ(opened->tree.root().child("taken")->text(), "yes");
    }
}

TEST_F(RestTest, refuses_what_nobody_signed) {
    EXPECT_EQ(refused(post("application/xml", xml_document)), Errc::not_signed);
    EXPECT_EQ(refused(post("application/cms", json_document)), Errc::malformed);
    EXPECT_EQ(refused(post("application/json", json_document)), Errc::unsupported);
    EXPECT_EQ(refused(post("", xml_document)), Errc::unsupported);
}

TEST_F(RestTest, refuses_every_changed_document) {
    auto changed = in_xml("switzerland-customs-ec");
    changed.replace(changed.find(">17<"), 4, ">71<");
    EXPECT_EQ(refused(post("application/xml", changed)), Errc::signature_invalid);
    auto message = in_cms("norway-customs-rsa");
    message.replace(message.find("\"17\""), 4, "\"71\"");
    EXPECT_EQ(refused(post("application/cms", message)), Errc::signature_invalid);
}

TEST_F(RestTest, refuses_signers_that_nobody_has_registered) {
    EXPECT_EQ(refused(post("application/xml", in_xml("customs-business"))), Errc::signer_untrusted);
    EXPECT_EQ(refused(post("application/cms", in_cms("customs-business"))), Errc::signer_untrusted);
}

TEST_F(RestTest, refuses_algorithms_that_were_not_agreed_on) {
    algorithms_ = {"gost2015-512"};
    EXPECT_EQ(refused(post("application/xml", in_xml("switzerland-customs-ec"))), Errc::signer_untrusted);
}

TEST_F(RestTest, refuses_a_certificate_that_stands_for_two) {
    peers_.emplace_back("denmark", "norway-customs-rsa");
    EXPECT_EQ(refused(post("application/cms", in_cms("norway-customs-rsa"))), Errc::signer_untrusted);
}

TEST_F(RestTest, refuses_documents_that_were_not_granted_and_paths_of_others) {
    const std::string other = R"(<r:other xmlns:r="urn:test:1"></r:other>)";
    EXPECT_EQ(refused(post("application/xml", in_xml("switzerland-customs-ec", other))), Errc::forbidden);
    EXPECT_EQ(refused(post("application/xml", in_xml("switzerland-customs-ec", "<question></question>"))),
              Errc::forbidden);
    EXPECT_EQ(refused(post("application/xml", in_xml("switzerland-customs-ec"), "/rest/OTHER")), Errc::service_unknown);
}

TEST_F(RestTest, refuses_constructs_that_are_never_accepted) {
    EXPECT_EQ(refused(post("application/xml", "<!DOCTYPE a><a/>")), Errc::forbidden_construct);
    EXPECT_EQ(refused(post("application/cms", in_cms("norway-customs-rsa", R"({"question":{"a":1,"a":2}})"))),
              Errc::malformed);
    EXPECT_EQ(refused(post("application/cms", in_cms("norway-customs-rsa", "<!DOCTYPE a><a/>"))),
              Errc::forbidden_construct);
}

TEST_F(RestTest, tells_what_is_wrong_and_keeps_its_own_trouble_to_itself) {
    const ExchangeId exchange("01980000-0000-7000-8000-000000000001");
    const auto wrong = gateway().fault(
        nullptr,
        {Errc::mapping_failed, "two places are wrong", {}, {{"required-missing", Severity::error, {}, {}, {}, "x"}}},
        exchange);
    EXPECT_EQ(wrong.headers.get("content-type"), "application/problem+json");
    EXPECT_GE(wrong.status, 400);
    EXPECT_LT(wrong.status, 500);
    const auto body = boost::json::parse(wrong.body);
    EXPECT_EQ(body.at("detail").as_string(), "two places are wrong");
    EXPECT_EQ(body.at("findings").as_array().size(), 1U);
    const auto own = gateway().fault(nullptr, {Errc::storage_failed, "the disk of node 7 is full", {}, {}}, exchange);
    EXPECT_GE(own.status, 500);
    EXPECT_THAT(own.body, ::testing::Not(HasSubstr("disk")));
    EXPECT_THAT(own.body, HasSubstr(exchange.text()));
}

TEST_F(RestTest, describes_its_services_alone) {
    EXPECT_THAT(gateway().paths(), ElementsAre("/rest/QUESTION"));
    net::HttpRequest request;
    request.target = "/rest/QUESTION";
    const auto described = gateway().describe(request);
    ASSERT_TRUE(described);
    EXPECT_THAT(described->body, HasSubstr("application/cms"));
    request.target = "/rest/OTHER";
    EXPECT_FALSE(gateway().describe(request));
}

class RestOutbound : public RestTest {
protected:
    adapter::OutgoingMessage composed() {
        adapter::OutgoingIntent intent{"norway", "TOLD", "m-1", xml_document, clock_.wall()};
        return gateway().compose(intent).value();
    }
    Result<adapter::PeerReply> understood(int status, std::string type, std::string body) {
        net::HttpResponse response;
        response.status = status;
        response.headers.set("Content-Type", std::move(type));
        response.body = std::move(body);
        return gateway().understand(composed(), response);
    }
};

TEST_F(RestOutbound, sends_a_signed_document_in_the_form_of_the_peer) {
    const auto message = composed();
    EXPECT_EQ(message.request.method, "POST");
    EXPECT_EQ(message.request.target, "/norway/TOLD");
    EXPECT_EQ(message.request.headers.get("idempotency-key"), "m-1");
    EXPECT_EQ(message.request.headers.get("content-type"), "application/cms");
    EXPECT_THAT(message.request.body, HasSubstr(json_document));
    EXPECT_EQ(gateway().repetition("norway", "TOLD"), adapter::Repetition::safe);
    EXPECT_EQ(gateway().repetition("norway", "OTHER"), adapter::Repetition::by_person);
    EXPECT_EQ(gateway().repetition("nobody", "TOLD"), adapter::Repetition::by_person);
}

TEST_F(RestOutbound, believes_a_receipt_of_its_receiver_alone) {
    const std::string receipt = R"({"receipt":{"number":"5"}})";
    const auto good = understood(200, "application/cms", in_cms("norway-customs-rsa", receipt));
    ASSERT_TRUE(good) << good.error().to_string();
    EXPECT_EQ(good->payload->root.child("number")->text(), "5");
    EXPECT_EQ(good->message_id, "m-1");
    const auto foreign = understood(200, "application/cms", in_cms("switzerland-customs-ec", receipt));
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().code, Errc::signer_untrusted);
    EXPECT_EQ(understood(200, "application/xml", "<receipt/>").error().code, Errc::not_signed);
}

TEST_F(RestOutbound, tells_a_refusal_from_trouble_and_from_what_nobody_knows) {
    const std::string problem = R"({"title": "No such case", "detail": "the reference is not ours"})";
    const auto refusal = understood(422, "application/problem+json", problem);
    EXPECT_EQ(refusal.error().code, Errc::peer_failed);
    EXPECT_THAT(refusal.error().detail, HasSubstr("the reference is not ours"));
    EXPECT_EQ(understood(429, "", "").error().code, Errc::overloaded);
    EXPECT_EQ(understood(503, "", "").error().code, Errc::unavailable);
    EXPECT_EQ(understood(408, "", "").error().code, Errc::unavailable);
    EXPECT_EQ(understood(500, "", "").error().code, Errc::malformed) << "that is no answer";
    EXPECT_EQ(understood(204, "", "").error().code, Errc::malformed) << "a receipt is signed";
}

TEST_F(RestTest, says_what_is_wrong_with_its_settings) {
    own_ = "form: yaml, identity_: x";
    auto made = make();
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().to_string(), HasSubstr("form"));
    own_ = "form: xml";
    is_anchored_ = true;
    made = make();
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().to_string(), HasSubstr("anchor"));
    is_anchored_ = false;
    identities_.clear();
    made = make();
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().to_string(), HasSubstr("no such key"));
}

}  // namespace
}  // namespace otkel::adapters::rest
