#pragma once

#include <memory>
#include <optional>

#include "gateway/net/beast/connection.hpp"
#include "gateway/net/beast/resolve.hpp"

namespace otkel::net::beast {

// One request on its way through the client: what close() has to shorten when its own deadline comes.
class Operation {
public:
    // Ends what is pending; everything later ends at once.
    void abort();

    void waits_for(Resolution* resolution) { resolution_ = resolution; }
    void waits_for(Connection* connection) { connection_ = connection; }
    void waits_for_nothing() {
        resolution_ = nullptr;
        connection_ = nullptr;
    }
    [[nodiscard]] bool aborted() const { return aborted_; }
    void count_sent(std::size_t octets) { sent_ += octets; }
    [[nodiscard]] bool sent_anything() const { return sent_ != 0; }

private:
    Resolution* resolution_{nullptr};
    Connection* connection_{nullptr};
    std::size_t sent_{0};
    bool aborted_{false};
};

// What an operation waits for, for as long as it does.
struct Watched {
    Watched(Operation& o, Connection* connection) : operation(o) { operation.waits_for(connection); }
    Watched(Operation& o, Resolution* resolution) : operation(o) { operation.waits_for(resolution); }
    ~Watched() { operation.waits_for_nothing(); }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;
    Operation& operation;
};

// Resolves, connects and shakes hands; tries the addresses of the name one after the other. Errc::unavailable names the
// last failure.
asio::awaitable<Result<std::unique_ptr<Connection>>> connect(asio::any_io_executor executor, Endpoint endpoint,
                                                             const TlsContext* tls, SteadyTime limit,
                                                             Operation& operation);

}  // namespace otkel::net::beast
