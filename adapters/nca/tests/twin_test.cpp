#include "adapters/nca/twin.hpp"

#include "adapters/nca/tests/nca_fixture.hpp"
#include "gateway/trust/revocation/crl.hpp"
#include "gateway/trust/revocation/ocsp.hpp"

namespace otkel::adapters::nca {
namespace {

using namespace std::chrono_literals;

class Twin : public NcaTest {
protected:
    Result<net::HttpResponse> send(const std::string& method, const std::string& path, std::string body = {}) {
        net::HttpRequest request;
        request.method = method;
        request.target = path;
        request.body = std::move(body);
        return test::run(context_, client_->send(net::Endpoint::parse(url("/")).value(), std::move(request), soon()));
    }
    Result<TwinScript> script(const std::string& yaml) const { return load_script(write("script.yaml", yaml)); }
};

TEST_F(Twin, serves_certificates_and_lists) {
    start_twin();
    EXPECT_EQ(send("GET", "/cert/ca.cer")->body, testing::pki_certificate("ca")->der());
    const auto full = trust::Crl::from_der(send("GET", "/crl/ca.crl")->body);
    ASSERT_TRUE(full) << full.error().to_string();
    EXPECT_EQ((*full)->number(), 14U);
    EXPECT_EQ((*full)->size(), 1U);
    const auto delta = trust::Crl::from_der(send("GET", "/crl/ca-delta.crl")->body);
    ASSERT_TRUE(delta) << delta.error().to_string();
    EXPECT_EQ((*delta)->base_number(), 14U);
    EXPECT_EQ(send("GET", "/nothing")->status, 404);
    EXPECT_EQ(send("GET", "/crl/.crl")->status, 404);
}

TEST_F(Twin, answers_as_the_national_authority_does) {
    start_twin();
    const auto question = trust::make_ocsp_question(testing::pki_certificate("person"), testing::pki_certificate("ca"));
    const auto answer = send("POST", "/ocsp/ca", question.der);
    EXPECT_EQ(answer->headers.get("content-type"), "application/ocsp-response");
    const auto status = trust::read_ocsp_answer(answer->body, question, clock_.wall(), {});
    ASSERT_TRUE(status) << status.error().to_string();
    EXPECT_EQ(status->state, trust::RevocationState::good);
    EXPECT_FALSE(status->next_update);
    EXPECT_FALSE(trust::read_ocsp_answer(send("POST", "/ocsp/ca", "nonsense")->body, question, clock_.wall(), {}));
    EXPECT_FALSE(
        trust::read_ocsp_answer(send("POST", "/ocsp/nobody", question.der)->body, question, clock_.wall(), {}));
}

TEST_F(Twin, has_nothing_to_play) {
    start_twin();
    const auto played = test::run(context_, twin_->play("samples", soon()));
    ASSERT_FALSE(played);
    EXPECT_EQ(played.error().code, Errc::unsupported);
}

TEST_F(Twin, hangs_up_and_is_there_again) {
    start_twin();
    misbehave(Operation::certificate, Misbehaviour::close, 1);
    EXPECT_FALSE(send("GET", "/cert/ca.cer"));
    const auto again = send("GET", "/cert/ca.cer");
    ASSERT_TRUE(again) << again.error().to_string();
    EXPECT_EQ(again->status, 200);
}

TEST_F(Twin, follows_its_script_by_operation_and_call) {
    start_twin();
    const auto loaded = script(
        "steps:\n  - {on: crl, do: http-500, after: 1, times: 2}\n  - {on: certificate, do: empty}\n"
        "  - {on: delta-crl, do: garbage, times: 2}\n");
    ASSERT_TRUE(loaded) << loaded.error().to_string();
    twin_->follow(*loaded);
    EXPECT_EQ(send("GET", "/crl/ca.crl")->status, 200);
    EXPECT_EQ(send("GET", "/crl/ca.crl")->status, 500);
    EXPECT_EQ(send("GET", "/crl/ca.crl")->status, 500);
    EXPECT_EQ(send("GET", "/crl/ca.crl")->status, 200);
    EXPECT_TRUE(send("GET", "/cert/ca.cer")->body.empty());
    EXPECT_FALSE(send("GET", "/cert/ca.cer")->body.empty());
    EXPECT_FALSE(trust::Crl::from_der(send("GET", "/crl/ca-delta.crl")->body));
    EXPECT_EQ(twin_->calls(Operation::crl), 4U);
}

TEST_F(Twin, a_script_with_mistakes_is_refused_with_their_places) {
    EXPECT_FALSE(script("steps:\n  - {on: ocsp, do: dance}\n"));
    EXPECT_FALSE(script("steps:\n  - {on: crl, do: wrong-nonce}\n"));
    EXPECT_FALSE(script("steps:\n  - {on: moon, do: slow}\n"));
    EXPECT_FALSE(script("steps:\n  - {on: ocsp, do: slow, colour: red}\n"));
    const auto wrong = script("steps:\n  - {on: ocsp, do: dance}\n");
    EXPECT_NE(wrong.error().to_string().find("script.yaml:2"), std::string::npos) << wrong.error().to_string();
}

TEST_F(Twin, is_made_of_its_settings) {
    const auto pki = testing::pki_folder().string();
    const auto key = [&](const std::string& name) {
        return "{file: " + pki + "/" + name + ".p12, password_file: " + pki + "/" + name + ".password}";
    };
    const auto yaml = "twin:\n  port: 0\n  known: " + pki +
                      "\n  authorities:\n    - name: ca\n      key: " + key("ca") +
                      "\n      responder: " + key("ocsp-responder") + "\n      list_number: 20\n      revoked:\n" +
                      "        - {certificate: " + certificate_file("revoked-person") +
                      ", at: '2025-06-01T00:00:00Z', reason: 1}\n  time_stamps: " + key("tsa") + "\n";
    settings::Complaints complaints;
    const auto section = settings::Section::load(write("own.yaml", yaml), complaints);
    auto made = NcaTwin::make({context_.get_executor(), clock_, verifier_, workers_, section, {}, {}});
    ASSERT_TRUE(made) << made.error().to_string();
    twin_.reset(dynamic_cast<NcaTwin*>(made->release()));
    ASSERT_TRUE(twin_->start());
    twin_settings_.port = twin_->port();
    for (const auto* name : {"person", "revoked-person"}) {
        const auto question = trust::make_ocsp_question(testing::pki_certificate(name), testing::pki_certificate("ca"));
        const auto answer = send("POST", "/ocsp/ca", question.der);
        const auto status = trust::read_ocsp_answer(answer->body, question, clock_.wall(), {});
        ASSERT_TRUE(status) << status.error().to_string();
        EXPECT_EQ(status->state == trust::RevocationState::good, std::string_view(name) == "person");
    }
}

TEST_F(Twin, settings_with_mistakes_are_refused) {
    settings::Complaints complaints;
    const auto section = settings::Section::load(
        write("own.yaml", "twin:\n  authorities:\n    - {name: ca, key: {file: none.p12, password_file: none}}\n"),
        complaints);
    const auto made = NcaTwin::make({context_.get_executor(), clock_, verifier_, workers_, section, {}, {}});
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().to_string().find("own.yaml:3"), std::string::npos) << made.error().to_string();
}

}  // namespace
}  // namespace otkel::adapters::nca
