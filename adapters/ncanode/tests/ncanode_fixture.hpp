#pragma once

#include <gtest/gtest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <stdexcept>

#include "adapters/ncanode/running.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/trust/issuing/time_stamp_writer.hpp"
#include "tests/support/pki_trust.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/crypto/pkcs12_files.hpp"

namespace otkel::adapters::ncanode {

namespace asio = boost::asio;
namespace json = boost::json;

inline constexpr std::string_view password = "Synthetic1";

// The wall stands still where the certificates of the development PKI are valid; timers run.
class StandingWall final : public Clock {
public:
    [[nodiscard]] WallTime wall() const override { return wall_; }
    [[nodiscard]] SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
    void set_wall(WallTime wall) { wall_ = wall; }

private:
    WallTime wall_{std::chrono::sys_days{std::chrono::year{2026} / 7 / 12} + std::chrono::hours{9}};
};

// Knows whom a test has revoked, and stamps by the policy of GOST 34.10-2015.
class TestAuthority final : public adapter::TrustServices {
public:
    asio::awaitable<trust::RevocationVerdict> check(trust::TrustStore::Path path, trust::RevocationRules rules,
                                                    Deadline /*deadline*/) override {
        if (gate_) {
            boost::system::error_code opened;
            asked_ = true;
            co_await gate_->async_wait(asio::redirect_error(asio::use_awaitable, opened));
        }
        trust::RevocationVerdict verdict;
        const bool ocsp = rules.mode == trust::RevocationMode::ocsp;
        if (unreachable_ && ocsp) {
            verdict.how = "the responder does not answer";
            co_return verdict;
        }
        trust::RevocationStatus status;
        status.kind = ocsp ? trust::RevocationSource::ocsp : trust::RevocationSource::crl;
        const auto at = revoked_.find(path.certificates.front()->fingerprint());
        if (at != revoked_.end()) {
            status.state = trust::RevocationState::revoked;
            status.revoked_at = at->second;
            status.reason = "keyCompromise";
        }
        verdict.accepted = at == revoked_.end();
        verdict.status = status;
        co_return verdict;
    }
    void remember_grace(std::string /*exchange*/, std::string /*peer*/, trust::TrustStore::Path /*path*/,
                        trust::RevocationVerdict /*verdict*/) override {}
    [[nodiscard]] std::vector<adapter::GraceEntry> grace_list() const override { return {}; }
    asio::awaitable<Result<trust::TimeStamp>> stamp(std::string octets, Deadline /*deadline*/) override {
        if (unreachable_) {
            co_return fail(Errc::unavailable, "the time-stamping authority does not answer");
        }
        const auto question = trust::make_time_stamp_question(octets, crypto::DigestAlgorithm::streebog512,
                                                              std::string(trust::stamp_policy::gost2015));
        const auto query = trust::issuing::read_time_stamp_query(question.der);
        auto tsa = testing::pki_identity("tsa");
        const trust::issuing::Issuer authority(testing::pki_certificate("tsa"), std::move(tsa.key));
        const auto time = WallTime{std::chrono::sys_days{std::chrono::year{2026} / 7 / 12}};
        const auto answer = trust::issuing::write_time_stamp_answer(authority, query.value(), time, "\x1f\x2a");
        co_return trust::read_time_stamp_answer(answer, question, *testing::pki_trust());
    }

    void revoke(const std::string& name, WallTime at) { revoked_[testing::pki_certificate(name)->fingerprint()] = at; }
    void go_away() { unreachable_ = true; }
    // Questions wait until release().
    void hold(asio::io_context& io) { gate_.emplace(io, SteadyTime::max()); }
    void release() { gate_->cancel(); }
    [[nodiscard]] bool asked() const { return asked_; }

private:
    std::map<std::string, WallTime> revoked_;
    bool unreachable_{false}, asked_{false};
    std::optional<asio::steady_timer> gate_;
};

struct Reply {
    int status{0};
    json::object body;

    [[nodiscard]] std::string text(std::string_view key) const {
        const auto* value = body.if_contains(key);
        return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
    }
    [[nodiscard]] bool valid() const { return body.at("valid").as_bool(); }
    [[nodiscard]] const json::object& signer(std::size_t index = 0) const {
        return body.at("signers").as_array().at(index).as_object();
    }
};

inline net::HttpRequest http_request(std::string method, std::string path, std::string body = {}) {
    net::HttpRequest request;
    request.method = std::move(method);
    request.target = std::move(path);
    if (!body.empty()) {
        request.headers.set("Content-Type", "application/json");
    }
    request.body = std::move(body);
    return request;
}

inline std::string key_file(const crypto::Identity& identity) {
    // A password that nobody guesses at needs no slow derivation.
    return to_base64(crypto::write_pkcs12(identity, password, 1).value());
}

inline json::object key_of(const std::string& name) {
    static std::map<std::string, std::string> files;
    if (!files.contains(name)) {
        files[name] = key_file(testing::pki_identity(name));
    }
    return {{"key", files[name]}, {"password", password}};
}

inline json::array signers(std::initializer_list<const char*> names) {
    json::array list;
    for (const auto* name : names) {
        list.emplace_back(key_of(name));
    }
    return list;
}

// Two keys in the form of the national authority: "first" of `a`, "second" of `b`.
inline std::string file_of_two(const std::string& a, const std::string& b) {
    std::vector<crypto::testing::TestBag> bags;
    for (const auto& [name, alias] : {std::pair{a, "first"}, std::pair{b, "second"}}) {
        auto identity = testing::pki_identity(name);
        identity.name = alias;
        for (auto& bag : crypto::testing::bags_of(identity, alias)) {
            bags.push_back(std::move(bag));
        }
    }
    return to_base64(crypto::testing::write_test_file(crypto::testing::nca_form(), bags, password));
}

// The service on a port of its own. Settings of a test come before start().
class NcanodeTest : public ::testing::Test {
protected:
    ~NcanodeTest() override { stop(); }

    [[nodiscard]] std::string anchors() const {
        const auto pki = testing::pki_folder().string();
        return "anchors:\n  - {certificate: " + pki + "/ca.cert.pem}\n  - {certificate: " + pki +
               "/ca-classic.cert.pem}\n";
    }

    [[nodiscard]] Result<std::unique_ptr<adapter::Running>> make(const std::string& yaml) {
        const auto file = folder_.write("ncanode.yaml", "adapter: ncanode\nport: 0\n" + yaml);
        complaints_ = {};
        auto section = settings::Section::load(file, complaints_);
        return NcanodeRunning::make({io_.get_executor(), clock_, verifier_, current_identities(), workers_, *client_,
                                     metrics_, [this] { return authority_.get(); }, limits_, section,
                                     folder_ / "state"});
    }

    void start() { start(anchors()); }
    void start(const std::string& yaml) {
        auto made = make(yaml);
        if (!made) {
            throw std::runtime_error(made.error().to_string());
        }
        running_.reset(dynamic_cast<NcanodeRunning*>(made->release()));
        tasks_.spawn(running_->run());
        while (running_->port() == 0) {
            io_.restart();
            io_.run_one();
        }
    }

    void stop() {
        tasks_.cancel();
        test::run(io_, tasks_.join(Deadline::after(clock_, std::chrono::seconds{20})));
        test::run(io_, client_->close(Deadline::after(clock_, std::chrono::seconds{1})));
        running_.reset();
    }

    net::HttpResponse send(net::HttpRequest request) {
        if (running_ == nullptr) {
            start();
        }
        const net::Endpoint endpoint{"http", "127.0.0.1", running_->port(), "/"};
        auto response = test::run(
            io_, client_->send(endpoint, std::move(request), Deadline::after(clock_, std::chrono::seconds{30})));
        if (!response) {
            throw std::runtime_error(response.error().to_string());
        }
        return std::move(*response);
    }

    Reply post_octets(const std::string& path, const std::string& body) {
        auto request = http_request("POST", path, body);
        request.headers.set("Content-Type", "application/json");
        return read(send(std::move(request)));
    }
    Reply post(const std::string& path, const json::object& body) { return post_octets(path, json::serialize(body)); }

    // Every answer has the shape of the interface.
    static Reply read(const net::HttpResponse& response) {
        const auto value = json::parse(response.body);
        Reply reply{response.status, value.as_object()};
        if (!reply.body.at("status").is_string()) {
            EXPECT_EQ(reply.body.at("status").as_int64(), response.status);
            EXPECT_FALSE(reply.text("message").empty());
        }
        return reply;
    }

    // A caller's mistake that `field` is named in.
    static void expect_refused(const Reply& reply, const std::string& field) {
        EXPECT_EQ(reply.status, 400) << json::serialize(reply.body);
        EXPECT_TRUE(reply.text("message").starts_with(field + ": ")) << reply.text("message");
    }

    asio::io_context io_{1};
    StandingWall clock_;
    signing::Verifier verifier_{clock_, std::make_shared<trust::CertificateCache>()};
    adapter::CurrentIdentities current_identities() {
        return [this] { return std::make_shared<const adapter::Identities>(identities_); };
    }

    adapter::Identities identities_;
    async::WorkerPool workers_{{2, 64}};
    telemetry::Metrics metrics_;
    xml::Limits limits_;
    std::unique_ptr<net::HttpClient> client_{net::make_http_client(io_.get_executor(), {}, std::nullopt)};
    std::unique_ptr<TestAuthority> authority_;
    otkel::tests::TemporaryFolder folder_;
    settings::Complaints complaints_;
    std::unique_ptr<NcanodeRunning> running_;
    async::TaskGroup tasks_{io_.get_executor(), [](const std::string& what) { ADD_FAILURE() << what; }};
};

}  // namespace otkel::adapters::ncanode
