#pragma once

#include <memory>
#include <string>

#include "gateway/app/gateway.hpp"
#include "tests/support/site/site.hpp"

namespace otkel::test {

// The whole gateway in this process, on a thread of its own, with real listeners. Drained at the end.
class RunningGateway {
public:
    explicit RunningGateway(const Site& site);
    ~RunningGateway();
    RunningGateway(const RunningGateway&) = delete;
    RunningGateway& operator=(const RunningGateway&) = delete;

    [[nodiscard]] const app::Ports& ports() const;
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

// One request, waited for.
[[nodiscard]] Result<net::HttpResponse> call(std::uint16_t port, net::HttpRequest request);
[[nodiscard]] net::HttpRequest post_soap(std::string path, std::string body);
[[nodiscard]] net::HttpResponse fetch(std::uint16_t port, const std::string& target);  // GET

// Octets as they are over a raw connection; gives what comes back until the server closes or is silent for a second.
[[nodiscard]] std::string exchange_raw(std::uint16_t port, const std::string& octets);
// The same, but nobody waits for the answer.
void send_and_leave(std::uint16_t port, const std::string& octets);

}  // namespace otkel::test
