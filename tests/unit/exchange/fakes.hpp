#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gateway/adapter/running.hpp"
#include "gateway/core/port.hpp"
#include "gateway/net/http.hpp"
#include "tests/unit/exchange/fake_adapter.hpp"
#include "tests/unit/exchange/fake_events.hpp"
#include "tests/unit/exchange/fake_store.hpp"

// Small stand-ins for what the engine talks to.

namespace otkel::exchange::fakes {

class Core final : public core::Port {
public:
    explicit Core(Events& events) : events_(events) {}

    asio::awaitable<Result<core::Reply>> call(core::Call call, Deadline) override {
        events_.push_back("core");
        calls.push_back(std::move(call));
        if (gate != nullptr) {
            co_await gate->pass();
        }
        co_return answer ? answer(calls.back()) : reply;
    }
    asio::awaitable<Result<void>> ready(Deadline) override { co_return readiness; }

    Gate* gate{nullptr};
    Result<core::Reply> reply{core::Reply{{{"v", "PASS"}}}};
    std::function<Result<core::Reply>(const core::Call&)> answer;  // instead of `reply`
    Result<void> readiness;
    std::vector<core::Call> calls;

private:
    Events& events_;
};

class Client final : public net::HttpClient {
public:
    explicit Client(Events& events) : events_(events) {}

    asio::awaitable<Result<net::HttpResponse>> send(net::Endpoint, net::HttpRequest request, Deadline) override {
        events_.push_back("send");
        sent.push_back(std::move(request));
        if (gate != nullptr) {
            co_await gate->pass();
        }
        co_return response;
    }
    asio::awaitable<void> close(Deadline) override { co_return; }

    Gate* gate{nullptr};
    Result<net::HttpResponse> response{net::HttpResponse{}};
    std::vector<net::HttpRequest> sent;

private:
    Events& events_;
};

// A certification authority that says about "transport" and "business" what it is told to.
class Authority final : public adapter::TrustServices {
public:
    explicit Authority(Events& events) : events_(events) {}

    asio::awaitable<trust::RevocationVerdict> check(trust::TrustStore::Path path, trust::RevocationRules,
                                                    Deadline) override {
        events_.push_back("ask about " + path.how);
        const auto found = verdicts.find(path.how);
        trust::RevocationVerdict good;
        good.accepted = true;
        good.how = path.how + " is good";
        co_return found == verdicts.end() ? good : found->second;
    }
    void remember_grace(std::string exchange, std::string peer, trust::TrustStore::Path path,
                        trust::RevocationVerdict) override {
        events_.push_back("remember " + path.how);
        graces.push_back({{}, std::move(exchange), std::move(peer), {}, {}, {}, {}, {}, {}, {}, {}, {}});
    }
    [[nodiscard]] std::vector<adapter::GraceEntry> grace_list() const override { return graces; }
    asio::awaitable<Result<trust::TimeStamp>> stamp(std::string, Deadline) override {
        co_return fail(Errc::unavailable, "no time stamps here");
    }

    std::map<std::string, trust::RevocationVerdict> verdicts;
    std::vector<adapter::GraceEntry> graces;

private:
    Events& events_;
};

}  // namespace otkel::exchange::fakes
