#pragma once

#include <memory>
#include <string>

#include "gateway/net/http.hpp"

namespace otkel::test {

// An HTTP server of the test's own, on a thread of its own, that can be away.
class HttpPeer {
public:
    // The handler is called on the server's thread.
    explicit HttpPeer(net::Handler handler, std::string address = "127.0.0.1");
    ~HttpPeer();
    HttpPeer(const HttpPeer&) = delete;
    HttpPeer& operator=(const HttpPeer&) = delete;

    [[nodiscard]] std::string url() const;  // "http://127.0.0.1:40123"
    void leave();                           // the port is closed, what is in work is broken off
    void come_back();                       // the same port

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace otkel::test
