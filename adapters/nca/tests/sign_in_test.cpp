#include "adapters/nca/sign_in.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "adapters/nca/tests/nca_fixture.hpp"
#include "gateway/signing/signer.hpp"
#include "gateway/trust/cms/cms_writer.hpp"

namespace otkel::adapters::nca {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

class Login : public NcaTest {
protected:
    void start(const std::string& more = {}) {
        start_twin();
        start_running(authorities_yaml() + "sign_in: {enabled: true" + more + "}\n");
    }

    net::HttpResponse call(const std::string& method, const std::string& path, std::string body = {},
                           const std::string& token = {}, const std::string& language = "en",
                           const std::string& address = "10.0.0.1") {
        net::HttpRequest request;
        request.method = method;
        request.target = "/participants/" + path;
        request.body = std::move(body);
        request.remote_address = address;
        request.headers.set("Accept-Language", language);
        if (!token.empty()) {
            request.headers.set("Authorization", "Bearer " + token);
        }
        return test::run(context_, running_->handle(std::move(request)));
    }

    struct Issued {
        std::string nonce, text;
    };
    Issued challenge() {
        const auto response = call("POST", "challenge");
        EXPECT_EQ(response.status, 200) << response.body;
        const auto object = json::parse(response.body).as_object();
        return {std::string(object.at("nonce").as_string()), std::string(object.at("text").as_string())};
    }
    static std::string sign(const std::string& text, const std::string& name) {
        const auto identity = signing::SigningIdentity::prepare(testing::pki_identity(name));
        return signing::sign_enveloped(text, identity.value()).value();
    }
    std::string sign_cms(const std::string& text, const std::string& name, bool detached) const {
        trust::CmsOptions options;
        options.detached = detached;
        options.signing_time = clock_.wall();
        return trust::sign_cms(text, testing::pki_identity(name), options).value();
    }
    static std::string xml_body(const std::string& nonce, const std::string& xml) {
        return json::serialize(json::object{{"nonce", nonce}, {"xml", xml}});
    }
    static std::string cms_body(const std::string& nonce, const std::string& cms) {
        return json::serialize(json::object{{"nonce", nonce}, {"cms", to_base64(cms)}});
    }
    net::HttpResponse login(const std::string& name) {
        const auto issued = challenge();
        return call("POST", "login", xml_body(issued.nonce, sign(issued.text, name)));
    }
    static std::string token_of(const net::HttpResponse& response) {
        EXPECT_EQ(response.status, 200) << response.body;
        return std::string(json::parse(response.body).as_object().at("token").as_string());
    }
    // Whatever the reason was, the same octets.
    static void expect_refused(const net::HttpResponse& response) {
        EXPECT_EQ(response.status, 401) << response.body;
        const auto object = json::parse(response.body).as_object();
        EXPECT_EQ(object.at("code").as_string(), "sign-in-refused") << response.body;
        EXPECT_EQ(object.at("title").as_string(), "The sign-in was refused");
        EXPECT_EQ(object.size(), 5U) << response.body;
    }
};

TEST_F(Login, by_a_signed_document) {
    start();
    const auto response = login("person");
    const auto token = token_of(response);
    EXPECT_EQ(response.headers.get("cache-control"), "no-store");
    const auto me = call("GET", "me", {}, token);
    ASSERT_EQ(me.status, 200) << me.body;
    const auto holder = json::parse(me.body).as_object().at("holder").as_object();
    EXPECT_EQ(holder.at("iin").as_string(), "910211500004");
    EXPECT_EQ(holder.at("use").as_string(), "signing");
    EXPECT_GE(twin_->calls(Operation::ocsp), 1U);
}

TEST_F(Login, by_cms_attached_and_detached) {
    start();
    for (const bool detached : {false, true}) {
        const auto issued = challenge();
        const auto cms = sign_cms(issued.text, "head", detached);
        const auto token = token_of(call("POST", "login", cms_body(issued.nonce, cms)));
        const auto me = call("GET", "me", {}, token);
        EXPECT_NE(me.body.find("490140000002"), std::string::npos) << me.body;
    }
}

TEST_F(Login, the_text_to_sign_names_the_nonce_the_system_and_the_time) {
    start(", system: Өткел & co");
    const auto issued = challenge();
    EXPECT_EQ(issued.text, "<login><nonce>" + issued.nonce + "</nonce><system>Өткел &amp; co</system><time>" +
                               to_xml_time(clock_.wall()) + "</time></login>");
    EXPECT_EQ(call("POST", "login", xml_body(issued.nonce, sign(issued.text, "person"))).status, 200);
}

TEST_F(Login, a_nonce_is_used_once) {
    start();
    const auto issued = challenge();
    const auto body = xml_body(issued.nonce, sign(issued.text, "person"));
    EXPECT_EQ(call("POST", "login", body).status, 200);
    expect_refused(call("POST", "login", body));
}

TEST_F(Login, a_failed_attempt_uses_the_nonce_up) {
    start();
    const auto issued = challenge();
    expect_refused(call("POST", "login", xml_body(issued.nonce, "<login/>")));
    expect_refused(call("POST", "login", xml_body(issued.nonce, sign(issued.text, "person"))));
}

TEST_F(Login, a_nonce_expires) {
    start(", challenge_time_ms: 1000");
    const auto issued = challenge();
    clock_.advance(2s);
    expect_refused(call("POST", "login", xml_body(issued.nonce, sign(issued.text, "person"))));
}

TEST_F(Login, a_nonce_of_nobody_is_refused) {
    start();
    const auto issued = challenge();
    const auto nonce = std::string(issued.nonce.size(), 'a');
    expect_refused(call("POST", "login", xml_body(nonce, sign(issued.text, "person"))));
}

TEST_F(Login, a_signature_over_something_else_is_refused) {
    start();
    const auto first = challenge();
    const auto second = challenge();
    expect_refused(call("POST", "login", xml_body(second.nonce, sign(first.text, "person"))));
    const auto third = challenge();
    expect_refused(call("POST", "login", cms_body(third.nonce, sign_cms(first.text, "person", false))));
    const auto fourth = challenge();
    expect_refused(call("POST", "login", cms_body(fourth.nonce, sign_cms(first.text, "person", true))));
    const auto fifth = challenge();
    const auto wrapped = "<other>" + fifth.text + "</other>";
    expect_refused(call("POST", "login", xml_body(fifth.nonce, sign(wrapped, "person"))));
}

TEST_F(Login, a_tampered_document_is_refused) {
    start();
    const auto issued = challenge();
    auto signed_text = sign(issued.text, "person");
    signed_text.replace(signed_text.find("<system>otkel"), 13, "<system>Otkel");
    expect_refused(call("POST", "login", xml_body(issued.nonce, signed_text)));
    const auto again = challenge();
    auto cms = sign_cms(again.text, "person", true);
    cms.back() = static_cast<char>(cms.back() ^ 1);
    expect_refused(call("POST", "login", cms_body(again.nonce, cms)));
}

TEST_F(Login, an_unsigned_document_is_refused) {
    start();
    const auto issued = challenge();
    expect_refused(call("POST", "login", xml_body(issued.nonce, issued.text)));
}

TEST_F(Login, a_signer_of_another_authority_is_refused) {
    start();
    expect_refused(login("foreign"));
    expect_refused(login("expired-peer"));
    const auto issued = challenge();
    expect_refused(call("POST", "login", cms_body(issued.nonce, sign_cms(issued.text, "foreign", false))));
}

TEST_F(Login, two_signers_are_one_too_many) {
    start();
    const auto issued = challenge();
    trust::CmsOptions options;
    options.signing_time = clock_.wall();
    const auto one = sign_cms(issued.text, "person", false);
    const auto two = trust::add_cms_signer(one, std::nullopt, testing::pki_identity("head"), options).value();
    expect_refused(call("POST", "login", cms_body(issued.nonce, two)));
}

TEST_F(Login, a_revoked_certificate_is_refused) {
    start();
    expect_refused(login("revoked-person"));
    expect_refused(login("suspended-person"));
}

TEST_F(Login, while_nobody_can_say_whether_it_is_revoked_one_may_try_later) {
    start(", revocation: {mode: ocsp}");
    misbehave(Operation::ocsp, Misbehaviour::http_500);
    const auto response = login("person");
    EXPECT_EQ(response.status, 503) << response.body;
    EXPECT_TRUE(response.headers.has("retry-after"));
    EXPECT_NE(response.body.find("\"unavailable\""), std::string::npos) << response.body;
}

TEST_F(Login, under_grace_is_remembered) {
    start(", revocation: {mode: ocsp, grace_without_answer: true}");
    misbehave(Operation::ocsp, Misbehaviour::http_500);
    EXPECT_EQ(login("person").status, 200);
    ASSERT_EQ(running_->grace_list().size(), 1U);
    EXPECT_EQ(running_->grace_list()[0].peer, "participants");
}

TEST_F(Login, role_and_use_are_those_configured) {
    start(", roles: [head], uses: [signing]");
    EXPECT_EQ(login("head").status, 200);
    expect_refused(login("person"));
    expect_refused(login("employee"));
}

TEST_F(Login, a_certificate_for_another_use_is_refused) {
    start(", uses: [authentication]");
    expect_refused(login("person"));
}

TEST_F(Login, a_token_ends) {
    start(", token_time_ms: 60000");
    const auto token = token_of(login("person"));
    EXPECT_EQ(call("GET", "me", {}, token).status, 200);
    clock_.advance(61s);
    EXPECT_EQ(call("GET", "me", {}, token).status, 401);
    const auto next = token_of(login("person"));
    EXPECT_EQ(call("POST", "logout", {}, next).status, 204);
    EXPECT_EQ(call("GET", "me", {}, next).status, 401);
    EXPECT_EQ(call("POST", "logout", {}, next).status, 401);
}

TEST_F(Login, without_a_token_nobody_is_known) {
    start();
    for (const auto* token : {"", "x", "Bearer", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
        const auto response = call("GET", "me", {}, token);
        EXPECT_EQ(response.status, 401);
        EXPECT_EQ(response.headers.get("www-authenticate"), "Bearer");
    }
}

TEST_F(Login, of_one_certificate_the_oldest_token_ends) {
    start(", tokens_per_holder_max: 2");
    const auto first = token_of(login("person"));
    const auto second = token_of(login("person"));
    const auto third = token_of(login("person"));
    EXPECT_EQ(call("GET", "me", {}, first).status, 401);
    EXPECT_EQ(call("GET", "me", {}, second).status, 200);
    EXPECT_EQ(call("GET", "me", {}, third).status, 200);
}

TEST_F(Login, what_is_no_login_is_malformed_in_the_same_words) {
    start(", body_octets_max: 2000");
    std::set<std::string> answers;
    for (const std::string& body :
         {std::string(), std::string("{"), std::string("[]"), std::string("{\"nonce\":1}"),
          std::string("{\"nonce\":\"a\"}"), std::string("{\"nonce\":\"a\",\"xml\":\"x\",\"cms\":\"eA==\"}"),
          std::string("{\"nonce\":\"a\",\"cms\":\"!\"}"), std::string(3000, ' '), std::string(1500, '[')}) {
        const auto response = call("POST", "login", body);
        EXPECT_EQ(response.status, 400) << body;
        answers.insert(response.body);
    }
    EXPECT_EQ(answers.size(), 1U);
}

TEST_F(Login, the_answer_is_in_the_language_asked_for) {
    start();
    EXPECT_NE(call("GET", "me", {}, {}, "kk").body.find("Алдымен жүйеге кіріңіз"), std::string::npos);
    EXPECT_NE(call("GET", "me", {}, {}, "ru").body.find("Сначала выполните вход"), std::string::npos);
    EXPECT_NE(call("GET", "me", {}, {}, "en").body.find("Sign in first"), std::string::npos);
}

TEST_F(Login, other_methods_are_refused) {
    start();
    EXPECT_EQ(call("DELETE", "challenge").status, 405);
    EXPECT_EQ(call("GET", "login").status, 405);
    EXPECT_EQ(call("GET", "logout").status, 405);
    EXPECT_EQ(call("POST", "me").headers.get("allow"), "GET");
}

TEST_F(Login, a_flood_of_challenges_is_bounded) {
    start(", challenges_max: 5, requests_per_minute: 1000, challenge_time_ms: 60000");
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(call("GET", "challenge").status, 200);
    }
    const auto response = call("GET", "challenge");
    EXPECT_EQ(response.status, 503);
    EXPECT_TRUE(response.headers.has("retry-after"));
    clock_.advance(61s);
    EXPECT_EQ(call("GET", "challenge").status, 200);
}

TEST_F(Login, one_address_has_its_allowance_and_not_that_of_others) {
    start(", requests_per_minute: 3, addresses_max: 2");
    const auto from = [&](const std::string& address) {
        return call("GET", "challenge", {}, {}, "en", address).status;
    };
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(from("10.0.0.1"), 200);
    }
    EXPECT_EQ(from("10.0.0.1"), 429);
    EXPECT_EQ(from("10.0.0.2"), 200);
    // The table is full: these share one allowance.
    EXPECT_EQ(from("10.0.0.3"), 200);
    EXPECT_EQ(from("10.0.0.4"), 200);
    EXPECT_EQ(from("10.0.0.5"), 200);
    EXPECT_EQ(from("10.0.0.6"), 429);
    clock_.advance(61s);
    EXPECT_EQ(from("10.0.0.1"), 200);
    EXPECT_EQ(from("10.0.0.6"), 200);
}

TEST_F(Login, outcomes_are_counted) {
    const auto counted = [&](const std::string& outcome) {
        return metrics_.text().find("otkel_sign_ins_total{outcome=" + outcome + "\n") != std::string::npos;
    };
    start();
    for (const auto* outcome :
         {"accepted", "rate-limited", "sign-in-refused", "malformed", "overloaded", "unavailable"}) {
        EXPECT_TRUE(counted("\"" + std::string(outcome) + "\"} 0")) << "before the first: " << outcome;
    }
    EXPECT_EQ(login("person").status, 200);
    expect_refused(login("revoked-person"));
    EXPECT_EQ(call("POST", "login", "no JSON").status, 400);
    EXPECT_TRUE(counted("\"accepted\"} 1")) << metrics_.text();
    EXPECT_TRUE(counted("\"sign-in-refused\"} 1"));
    EXPECT_TRUE(counted("\"malformed\"} 1"));
    EXPECT_TRUE(counted("\"overloaded\"} 0"));
}

TEST_F(Login, paths_are_there_only_when_it_is_enabled) {
    start_all();
    EXPECT_TRUE(running_->paths().empty());
    stop_running();
    start_running(authorities_yaml() + "sign_in: {enabled: true}\n");
    EXPECT_EQ(running_->paths().size(), 4U);
}

}  // namespace
}  // namespace otkel::adapters::nca
