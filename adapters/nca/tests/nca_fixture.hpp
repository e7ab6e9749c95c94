#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/nca/running.hpp"
#include "adapters/nca/twin.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/pki_trust.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temporary_folder.hpp"

namespace otkel::adapters::nca {

// The wall stands still until a test moves it; durations are real, because timers and sockets are, with what a test has
// added.
class MovedClock final : public Clock {
public:
    [[nodiscard]] WallTime wall() const override { return fake_.wall(); }
    [[nodiscard]] SteadyTime steady() const override {
        return std::chrono::steady_clock::now() + (fake_.steady() - start_);
    }
    void advance(std::chrono::microseconds duration) { fake_.advance(duration); }
    void set_wall(WallTime wall) { fake_.set_wall(wall); }

private:
    test::FakeClock fake_;
    SteadyTime start_{fake_.steady()};
};

inline trust::issuing::Issuer test_issuer(const std::string& name) {
    auto identity = testing::pki_identity(name);
    return {testing::pki_certificate(name), std::move(identity.key)};
}

// The twin on its sockets, and a running side that is configured to ask it.
class NcaTest : public ::testing::Test {
protected:
    NcaTest() {
        twin_settings_.address = "127.0.0.1";
        add_authority("root", "root", {"ca"});
        add_authority("ca", "ocsp-responder",
                      {"person", "head", "employee", "revoked-person", "tsa", "ocsp-responder", "information-system"});
        twin_settings_.authorities.all.back().revoked.push_back(
            {testing::pki_certificate("revoked-person")->serial_octets(), WallTime{std::chrono::hours{490'000}}, 1});
        twin_settings_.authorities.time_stamps = test_issuer("tsa");
    }
    ~NcaTest() override {
        stop_running();
        stop_twin();
        test::run(context_, client_->close(soon()));
    }

    void add_authority(const std::string& name, const std::string& responder, const std::vector<std::string>& issued) {
        TwinAuthority authority{name, test_issuer(name), test_issuer(responder), {}, {}, {}, 14, 10};
        for (const auto& one : issued) {
            authority.issued.insert(testing::pki_certificate(one)->serial_octets());
        }
        twin_settings_.authorities.all.push_back(std::move(authority));
    }

    Deadline soon(std::chrono::milliseconds time = std::chrono::seconds{20}) const {
        return Deadline::after(clock_, time);
    }

    void start_twin() {
        complaints_ = std::make_unique<settings::Complaints>();
        const auto section = settings::Section::load(write("twin.yaml", "{}\n"), *complaints_);
        adapter::TwinContext context{context_.get_executor(), clock_, verifier_, workers_, section, {}, {}};
        twin_ = std::make_unique<NcaTwin>(context, twin_settings_, TwinScript{});
        const auto started = twin_->start();
        ASSERT_TRUE(started) << started.error().to_string();
        twin_settings_.port = twin_->port();  // the same when it comes back
    }
    void stop_twin() {
        if (twin_) {
            test::run(context_, twin_->stop(Deadline(std::chrono::steady_clock::now())));
            twin_.reset();
        }
    }
    void misbehave(Operation on, Misbehaviour misbehaviour, std::size_t times = 1000,
                   std::chrono::milliseconds delay = {}) {
        twin_->follow(TwinScript({{on, misbehaviour, times, delay}}));
    }

    std::filesystem::path write(const std::string& name, const std::string& text) const {
        return folder_.write(name, text);
    }

    std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(twin_settings_.port) + path;
    }
    static std::string certificate_file(const std::string& name) {
        return (testing::pki_folder() / (name + ".cert.pem")).string();
    }
    std::string root_yaml() const {
        return "  - {name: root, certificate: " + certificate_file("root") + ", crl_url: " + url("/crl/root.crl") +
               "}\n";
    }
    std::string ca_yaml() const {
        return "  - {name: ca, certificate: " + certificate_file("ca") + ", ocsp_url: " + url("/ocsp/ca") +
               ", crl_url: " + url("/crl/ca.crl") + ", delta_crl_url: " + url("/crl/ca-delta.crl") + "}\n";
    }
    std::string authorities_yaml() const { return "authorities:\n" + root_yaml() + ca_yaml(); }

    Result<std::unique_ptr<adapter::Running>> make(const std::string& yaml) {
        complaints_ = std::make_unique<settings::Complaints>();
        const auto section = settings::Section::load(write("nca.yaml", yaml), *complaints_);
        adapter::RunningContext context{
            context_.get_executor(), clock_, verifier_, {}, workers_, *client_, metrics_, {}, limits_, section,
            folder_ / "state"};
        return NcaRunning::make(std::move(context));
    }
    void begin_running(const std::string& yaml) {
        auto made = make(yaml);
        ASSERT_TRUE(made) << made.error().to_string();
        base_ = std::move(*made);
        running_ = dynamic_cast<NcaRunning*>(base_.get());
        schedule_ = std::make_unique<async::TaskGroup>(context_.get_executor(),
                                                       [](const std::string& what) { ADD_FAILURE() << what; });
        schedule_->spawn(running_->run());
    }
    // With its first load done.
    void start_running(const std::string& yaml) {
        begin_running(yaml);
        test::run(context_, refresh());
    }
    template <class Predicate>
    void run_until(const Predicate& predicate) {
        const auto guard = std::chrono::steady_clock::now() + test::run_time_max;
        context_.restart();
        while (!predicate() && context_.run_one_until(guard) > 0) {
        }
        ASSERT_TRUE(predicate());
    }
    void cancel_running() { schedule_->cancel(); }
    // Most tests are not about the breaker.
    void start_all(const std::string& more = "ocsp: {breaker: {failures_to_open: 1000}}\n") {
        start_twin();
        start_running(authorities_yaml() + more);
    }
    void stop_running() {
        if (schedule_) {
            schedule_->cancel();
            EXPECT_TRUE(test::run(context_, schedule_->join(soon())));
            schedule_.reset();
        }
        running_ = nullptr;
        base_.reset();
    }
    boost::asio::awaitable<void> refresh() {
        (void)co_await running_->data().refresh_certificates();
        (void)co_await running_->data().refresh_full_lists();
        (void)co_await running_->data().refresh_deltas();
    }

    trust::TrustStore::Path path_of(const std::string& name) {
        auto store = *running_->authorities().trust();
        store.know(testing::pki_certificate("ca"));
        auto path = store.establish(testing::pki_certificate(name), clock_.wall());
        if (!path) {
            throw std::runtime_error(path.error().to_string());
        }
        return std::move(*path);
    }
    static trust::RevocationRules rules(trust::RevocationMode mode) {
        trust::RevocationRules rules;
        rules.mode = mode;
        return rules;
    }
    trust::RevocationVerdict check(const std::string& name, const trust::RevocationRules& rules,
                                   std::chrono::milliseconds time = std::chrono::seconds{20}) {
        return test::run(context_, running_->check(path_of(name), rules, soon(time)));
    }
    trust::RevocationVerdict check(const std::string& name, trust::RevocationMode mode = trust::RevocationMode::ocsp) {
        return check(name, rules(mode));
    }

    boost::asio::io_context context_{1};
    MovedClock clock_;
    otkel::tests::TemporaryFolder folder_;
    signing::Verifier verifier_{clock_, std::make_shared<trust::CertificateCache>()};
    async::WorkerPool workers_{{2, 1024}};
    telemetry::Metrics metrics_;
    std::unique_ptr<net::HttpClient> client_{net::make_http_client(context_.get_executor(), {}, std::nullopt)};
    xml::Limits limits_;
    TwinSettings twin_settings_;
    std::unique_ptr<NcaTwin> twin_;
    NcaRunning* running_{nullptr};

private:
    std::unique_ptr<settings::Complaints> complaints_;
    std::unique_ptr<adapter::Running> base_;
    std::unique_ptr<async::TaskGroup> schedule_;
};

}  // namespace otkel::adapters::nca
