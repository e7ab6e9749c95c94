#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/nca/twin_answers.hpp"
#include "adapters/nca/twin_settings.hpp"
#include "gateway/adapter/adapter_context.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/net/http.hpp"

namespace otkel::adapters::nca {

// Stands in for the certification authority on loopback: OCSP, time stamps, lists, deltas, certificates. It sends
// nothing by itself, so there is nothing to play.
class NcaTwin final : public adapter::Twin {
public:
    [[nodiscard]] static Result<std::unique_ptr<adapter::Twin>> make(adapter::TwinContext context);
    NcaTwin(adapter::TwinContext context, TwinSettings settings, TwinScript script);

    [[nodiscard]] Result<std::vector<adapter::TwinAddress>> start() override;
    boost::asio::awaitable<Result<adapter::TwinOutcome>> play(std::filesystem::path sample, Deadline deadline) override;
    boost::asio::awaitable<void> stop(Deadline deadline) override;

    // While it runs. The count of calls begins anew.
    void follow(TwinScript script);
    void revoke(std::string_view authority, trust::issuing::RevokedEntry entry);
    [[nodiscard]] std::size_t calls(Operation operation) const;
    [[nodiscard]] std::uint16_t port() const { return settings_.port; }

private:
    // What one path is for.
    struct Asked {
        Operation operation;
        std::string authority;
    };
    [[nodiscard]] static std::optional<Asked> asked_by(const net::HttpRequest& request);
    [[nodiscard]] Result<void> listen();
    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request);
    boost::asio::awaitable<net::HttpResponse> answer(Asked asked, std::string question, Misbehaviour misbehaviour);
    [[nodiscard]] std::string octets(const Asked& asked, std::string_view question, Misbehaviour misbehaviour,
                                     WallTime now) const;
    boost::asio::awaitable<void> hang_up();

    adapter::TwinContext context_;
    TwinSettings settings_;
    TwinScript script_;
    TwinAnswers answers_;
    std::map<Operation, std::size_t> calls_;
    std::unique_ptr<net::HttpServer> server_;
    async::TaskGroup tasks_;
    bool hanging_up_{false};
};

}  // namespace otkel::adapters::nca
