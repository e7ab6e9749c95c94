#include <gmock/gmock.h>

#include "adapters/ncanode/tests/ncanode_fixture.hpp"

namespace otkel::adapters::ncanode {
namespace {

using ::testing::HasSubstr;

class NcanodeService : public NcanodeTest {
protected:
    void offer(const std::string& name) {
        identities_["business"] = std::make_shared<const signing::SigningIdentity>(
            signing::SigningIdentity::prepare(testing::pki_identity(name)).value());
    }
    Reply sign(json::object signer) {
        return post("/xml/sign", {{"xml", "<a/>"}, {"signers", json::array{std::move(signer)}}});
    }
    std::string complaint(const std::string& yaml) {
        const auto made = make(yaml);
        return made ? "" : made.error().to_string();
    }
};

TEST_F(NcanodeService, tells_that_it_is_up) {
    const auto response = send(http_request("GET", "/actuator/health"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(json::parse(response.body), (json::value{{"status", "UP"}}));
    EXPECT_EQ(send(http_request("POST", "/actuator/health")).status, 405);
}

TEST_F(NcanodeService, answers_only_what_it_knows) {
    EXPECT_EQ(read(send(http_request("GET", "/xml/verify"))).status, 405);
    EXPECT_EQ(send(http_request("GET", "/xml/verify")).headers.get("allow"), "POST");
    EXPECT_EQ(post("/xml/unknown", {}).status, 404);
    EXPECT_EQ(post("/", {}).status, 404);
    for (const auto* path : {"/pdf/sign", "/pdf/verify", "/jwt/encode", "/jwt/decode"}) {
        const auto reply = post(path, {});
        EXPECT_EQ(reply.status, 501);
        EXPECT_THAT(reply.text("message"), HasSubstr("not carried"));
    }
}

TEST_F(NcanodeService, refuses_bodies_that_are_no_json_object) {
    for (const auto* body : {"", "{", "[]", "1", "{\"xml\": \"\xff\"}", "{\"xml\":\"a\"} x"}) {
        const auto reply = post_octets("/xml/verify", body);
        EXPECT_EQ(reply.status, 400) << body;
        EXPECT_THAT(reply.text("message"), HasSubstr("the body"));
    }
    const auto deep = "{\"xml\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
    EXPECT_EQ(post_octets("/xml/verify", deep).status, 400);
    auto form = http_request("POST", "/xml/verify", "{\"xml\":\"<a/>\"}");
    form.headers.set("Content-Type", "text/plain");
    EXPECT_EQ(read(send(form)).status, 415);
    form.headers.set("Content-Type", "Application/JSON; charset=utf-8");
    EXPECT_EQ(read(send(form)).status, 200);
}

TEST_F(NcanodeService, serves_no_web_pages) {
    auto request = http_request("POST", "/xml/verify", "{\"xml\":\"<a/>\"}");
    request.headers.set("Origin", "https://example.test");
    EXPECT_EQ(read(send(request)).status, 403);
}

TEST_F(NcanodeService, bounds_what_it_reads) {
    start(anchors() + "body_octets_max: 1000\n");
    auto request = http_request("POST", "/xml/verify", std::string(2000, ' '));
    EXPECT_EQ(send(request).status, 413);
}

TEST_F(NcanodeService, listens_with_tls) {
    const auto pki = testing::pki_folder();
    start(anchors() + "tls: {certificate_chain: " + (pki / "server.cert.pem").string() +
          ", private_key: " + (pki / "server.key.pem").string() + "}\n");
    net::TlsClientOptions tls;
    tls.anchors = pki / "ca-classic.cert.pem";
    const auto client = net::make_http_client(io_.get_executor(), {}, tls);
    const auto deadline = Deadline::after(clock_, std::chrono::seconds{30});
    const net::Endpoint endpoint{"https", "127.0.0.1", running_->port(), "/"};
    const auto response = test::run(io_, client->send(endpoint, http_request("GET", "/actuator/health"), deadline));
    ASSERT_TRUE(response) << response.error().to_string();
    EXPECT_EQ(response->status, 200);
    test::run(io_, client->close(deadline));
}

TEST_F(NcanodeService, signs_with_a_key_of_the_gateway_that_is_offered) {
    offer("gateway-business");
    start(anchors() + "key_names: [business]\n");
    const auto reply = sign({{"keyName", "business"}});
    EXPECT_EQ(reply.status, 200) << json::serialize(reply.body);
    const auto verified = post("/xml/verify", {{"xml", reply.text("xml")}});
    EXPECT_TRUE(verified.valid());
    EXPECT_EQ(verified.signer().at("subject").as_object().at("iin").as_string(), "930115500001");
    const auto cms = post("/cms/sign", {{"data", "AA=="}, {"signers", {{{"keyName", "business"}}}}});
    EXPECT_TRUE(post("/cms/verify", {{"cms", cms.text("cms")}}).valid());
    expect_refused(sign({{"keyName", "other"}}), "signers[0].keyName");
    expect_refused(sign({{"keyName", "business"}, {"password", "x"}}), "signers[0].password");
}

TEST_F(NcanodeService, does_not_offer_keys_by_itself) {
    offer("gateway-business");
    expect_refused(sign({{"keyName", "business"}}), "signers[0].keyName");
}

TEST_F(NcanodeService, takes_no_keys_from_requests_when_told_so) {
    start(anchors() + "keys_in_requests: false\n");
    expect_refused(sign(key_of("person")), "signers[0].key");
    expect_refused(post("/pkcs12/info", {{"keys", signers({"person"})}}), "keys[0].key");
}

TEST_F(NcanodeService, accepts_only_the_algorithms_of_its_settings) {
    start(anchors() + "algorithms: [rsa-sha256]\n");
    const auto xml = sign(key_of("person")).text("xml");
    EXPECT_FALSE(post("/xml/verify", {{"xml", xml}}).valid());
    const auto rsa = sign(key_of("customs-business-rsa")).text("xml");
    EXPECT_TRUE(post("/xml/verify", {{"xml", rsa}}).valid());
}

TEST_F(NcanodeService, complains_about_wrong_settings) {
    EXPECT_THAT(complaint(""), HasSubstr("anchors"));
    EXPECT_THAT(complaint(anchors() + "prot: 1\n"), HasSubstr("port"));
    EXPECT_THAT(complaint(anchors() + "key_names: [nobody]\n"), HasSubstr("no such key"));
    EXPECT_THAT(complaint(anchors() + "algorithms: [md5]\n"), HasSubstr("not carried"));
    const auto pki = testing::pki_folder().string();
    EXPECT_THAT(complaint("anchors: [{certificate: " + pki + "/nothing.pem}]\n"), HasSubstr("nothing.pem"));
    EXPECT_THAT(complaint("anchors: [{certificate: " + pki + "/person.cert.pem}]\n"), HasSubstr("authority"));
    const auto pinned = "anchors: [{certificate: " + pki + "/ca.cert.pem, sha256: ";
    EXPECT_THAT(complaint(pinned + std::string(64, '0') + "}]\n"), HasSubstr("not pinned"));
    EXPECT_THAT(complaint(pinned + "abc}]\n"), HasSubstr("SHA-256"));
    EXPECT_EQ(complaint(pinned + testing::pki_certificate("ca")->fingerprint() + "}]\n"), "");
}

TEST_F(NcanodeService, waits_for_a_port_that_is_taken_and_can_be_stopped_meanwhile) {
    start();
    const auto taken = running_->port();
    auto second = make(anchors());
    ASSERT_TRUE(second);
    std::ofstream(folder_ / "ncanode.yaml") << anchors() << "port: " << taken << "\n";
    settings::Complaints complaints;
    auto other = NcanodeRunning::make({io_.get_executor(), clock_, verifier_, current_identities(), workers_, *client_,
                                       metrics_, [] { return nullptr; }, limits_,
                                       settings::Section::load(folder_ / "ncanode.yaml", complaints), folder_.path()});
    ASSERT_TRUE(other);
    async::TaskGroup tasks(io_.get_executor(), [](const std::string& what) { ADD_FAILURE() << what; });
    tasks.spawn((*other)->run());
    EXPECT_EQ(send(http_request("GET", "/actuator/health")).status, 200);
    EXPECT_EQ(dynamic_cast<NcanodeRunning&>(**other).port(), 0);
    tasks.cancel();
    EXPECT_TRUE(test::run(io_, tasks.join(Deadline::after(clock_, std::chrono::seconds{20}))));
}

asio::awaitable<void> send_into(net::HttpClient& client, net::Endpoint endpoint, net::HttpRequest request,
                                Deadline deadline, std::optional<Result<net::HttpResponse>>& out) {
    out = co_await client.send(std::move(endpoint), std::move(request), deadline);
}

TEST_F(NcanodeService, answers_what_is_in_work_before_it_stops) {
    authority_ = std::make_unique<TestAuthority>();
    authority_->hold(io_);
    start();
    const json::object body{{"certs", {to_base64(testing::pki_certificate("person")->der())}},
                            {"revocationCheck", {"OCSP"}}};
    const net::Endpoint endpoint{"http", "127.0.0.1", running_->port(), "/"};
    std::optional<Result<net::HttpResponse>> response;
    async::TaskGroup callers(io_.get_executor(), [](const std::string& what) { ADD_FAILURE() << what; });
    callers.spawn(send_into(*client_, endpoint, http_request("POST", "/x509/info", json::serialize(body)),
                            Deadline::after(clock_, std::chrono::seconds{30}), response));
    while (!authority_->asked()) {
        io_.restart();
        io_.run_one();
    }
    tasks_.cancel();
    io_.restart();
    io_.poll();
    EXPECT_FALSE(response);
    authority_->release();
    EXPECT_TRUE(test::run(io_, callers.join(Deadline::after(clock_, std::chrono::seconds{20}))));
    ASSERT_TRUE(response && *response);
    EXPECT_TRUE(read(**response).valid());
}

TEST_F(NcanodeService, wipes_the_body_when_it_is_read) {
    std::string body = R"({"key": "secret", "password": "secret"})";
    const auto message = Message::parse(body);
    ASSERT_TRUE(message);
    EXPECT_TRUE(body.empty());
    EXPECT_EQ((*message)->fields().text("password"), "secret");
    std::string broken = "{\"password\": \"secret\"";
    EXPECT_FALSE(Message::parse(broken));
    EXPECT_TRUE(broken.empty());
}

TEST_F(NcanodeService, counts_requests_by_path_and_status) {
    post("/xml/verify", {{"xml", "<a/>"}});
    post("/nowhere", {});
    EXPECT_THAT(metrics_.text(), HasSubstr("otkel_ncanode_requests_total{path=\"/xml/verify\",status=\"200\"} 1"));
    EXPECT_THAT(metrics_.text(), HasSubstr("otkel_ncanode_requests_total{path=\"other\",status=\"404\"} 1"));
}

}  // namespace
}  // namespace otkel::adapters::ncanode
