#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "adapters/nca/authority_data.hpp"
#include "adapters/nca/checks.hpp"
#include "adapters/nca/grace_work.hpp"
#include "adapters/nca/sign_in.hpp"
#include "adapters/nca/stamping.hpp"
#include "gateway/adapter/adapter_registry.hpp"
#include "gateway/adapter/running.hpp"

namespace otkel::adapters::nca {

// The national certification authority at work: its lists and certificates kept up to date, questions about revocation,
// time stamps, re-validation of what was accepted under grace, and sign-in of participants.
class NcaRunning final : public adapter::Running, public adapter::TrustServices {
public:
    [[nodiscard]] static Result<std::unique_ptr<adapter::Running>> make(adapter::RunningContext context);
    NcaRunning(adapter::RunningContext context, Settings settings);
    ~NcaRunning() override;

    boost::asio::awaitable<void> run() override;
    [[nodiscard]] std::string_view system() const override { return "nca"; }
    [[nodiscard]] std::vector<std::string> paths() const override;
    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request) override;
    [[nodiscard]] adapter::TrustServices* trust_services() override { return this; }

    boost::asio::awaitable<trust::RevocationVerdict> check(trust::TrustStore::Path path, trust::RevocationRules rules,
                                                           Deadline deadline) override;
    void remember_grace(std::string exchange, std::string peer, trust::TrustStore::Path path,
                        trust::RevocationVerdict verdict) override;
    [[nodiscard]] std::vector<adapter::GraceEntry> grace_list() const override { return grace_.entries(); }
    boost::asio::awaitable<Result<trust::TimeStamp>> stamp(std::string octets, Deadline deadline) override;

    // What the schedule does, for whoever cannot wait for it.
    [[nodiscard]] AuthorityData& data() { return data_; }
    [[nodiscard]] Authorities& authorities() { return authorities_; }
    boost::asio::awaitable<void> revalidate() { return grace_.revalidate(); }

private:
    using Job = boost::asio::awaitable<bool> (NcaRunning::*)();
    boost::asio::awaitable<bool> full_lists();
    boost::asio::awaitable<bool> deltas();
    boost::asio::awaitable<bool> certificates();
    boost::asio::awaitable<bool> grace();
    boost::asio::awaitable<void> repeat(Job job, std::chrono::minutes every, bool good);
    boost::asio::awaitable<void> start();

    adapter::RunningContext context_;
    Settings settings_;
    std::unique_ptr<net::HttpClient> downloads_;  // the gateway's own client has no room for large lists
    Authorities authorities_;
    AuthorityData data_;
    async::TaskGroup tasks_;
    RevocationChecks checks_;
    GraceWork grace_;
    Stamping stamping_;
    SignIn sign_in_;
};

}  // namespace otkel::adapters::nca
