#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/site/site.hpp"

namespace otkel::test {

// Customs that answers questions about declarations over HTTP without signatures, so that it is quick, counts what it
// is asked, and can be away. It knows a message again by its id; what it did is counted by the id, how often it was
// asked by the messages.
class StatusPeer {
public:
    explicit StatusPeer(std::string address = "127.0.0.1");
    ~StatusPeer();
    StatusPeer(const StatusPeer&) = delete;
    StatusPeer& operator=(const StatusPeer&) = delete;

    // The site's outbound route goes to it, and is kept trying for `minutes`. `sending`: how much may leave for it
    // (docs/configuration.md); a peer that is back is tried again soon.
    void serve(Site& site, int minutes = 60, const std::string& sending = quick_to_return) const;
    static constexpr const char* quick_to_return = "{breaker: {time_open_ms: 1000}, retries: {per_minute: 6000}}";

    void leave();      // the port is closed
    void come_back();  // the same port
    void answer_after(std::chrono::milliseconds delay);

    struct Asked {
        std::string message_id, declaration, from;
        std::chrono::steady_clock::time_point at;
    };
    [[nodiscard]] std::vector<Asked> asked() const;  // in the order of arrival
    [[nodiscard]] std::size_t times_asked() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace otkel::test
