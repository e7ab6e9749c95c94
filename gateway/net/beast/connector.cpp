#include "gateway/net/beast/connector.hpp"

namespace otkel::net::beast {
namespace {

Failure unreachable(const Endpoint& endpoint, const std::string& why) {
    return fail(Errc::unavailable, "cannot reach " + endpoint.scheme + "://" + endpoint.host + ":" +
                                       std::to_string(endpoint.port) + ": " + why + "; nothing was sent");
}

Result<std::unique_ptr<ByteStream>> make_stream(const asio::any_io_executor& executor, const Endpoint& endpoint,
                                                const TlsContext* tls) {
    tcp::socket socket(executor);
    if (tls != nullptr) {
        return make_tls_client_stream(std::move(socket), *tls, endpoint.host);
    }
    return make_plain_stream(std::move(socket));
}

}  // namespace

void Operation::abort() {
    aborted_ = true;
    if (resolution_ != nullptr) {
        resolution_->give_up();
    }
    if (connection_ != nullptr) {
        connection_->limit(std::chrono::steady_clock::now());
    }
}

asio::awaitable<Result<std::unique_ptr<Connection>>> connect(asio::any_io_executor executor, Endpoint endpoint,
                                                             const TlsContext* tls, SteadyTime limit,
                                                             Operation& operation) {
    Resolution resolution(executor, endpoint.host, endpoint.port);
    std::vector<tcp::endpoint> addresses;
    {
        const Watched watched(operation, &resolution);
        addresses = co_await resolution.wait(limit);
    }
    std::string why = "its name is not known: " + resolution.error().message();
    for (const auto& address : addresses) {
        if (operation.aborted()) {
            why = "the client is closing";
            break;
        }
        auto stream = make_stream(executor, endpoint, tls);
        if (!stream) {
            co_return fail(stream.error());
        }
        auto connection = std::make_unique<Connection>(std::move(*stream));
        const Watched watched(operation, connection.get());
        connection->limit(limit);
        auto error = co_await connection->connect(address);
        if (!error) {
            error = co_await connection->handshake();
        }
        if (!error) {
            co_return connection;
        }
        why = connection->stream().describe(error);
        if (error == asio::error::timed_out) {
            break;
        }
    }
    co_return unreachable(endpoint, why);
}

}  // namespace otkel::net::beast
