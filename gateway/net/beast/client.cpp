#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <list>
#include <map>

#include "gateway/base/assert.hpp"
#include "gateway/net/beast/codec.hpp"
#include "gateway/net/beast/connector.hpp"
#include "gateway/net/beast/pool.hpp"

namespace otkel::net {
namespace beast {
namespace {

Failure in_doubt(const Endpoint& endpoint, const std::string& why) {
    return fail(Errc::in_doubt, "the request to " + endpoint.to_string() + " was sent, but " + why +
                                    "; ask the peer whether it was received before sending it again");
}

Failure nothing_sent(Errc code, const Endpoint& endpoint, const std::string& why) {
    return fail(code, "the request to " + endpoint.to_string() + " was not sent: " + why);
}

class Client final : public HttpClient {
public:
    Client(asio::any_io_executor executor, ClientOptions options, std::optional<TlsClientOptions> tls)
        : executor_(std::move(executor)), options_(options), tls_options_(std::move(tls)), ended_(executor_) {}
    ~Client() override { OTKEL_ASSERT(operations_.empty()); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    asio::awaitable<Result<HttpResponse>> send(Endpoint endpoint, HttpRequest request, Deadline deadline) override;
    asio::awaitable<void> close(Deadline deadline) override;

private:
    // Counts a request in for close(), for as long as it lives.
    struct Registered {
        explicit Registered(Client& c) : client(c), place(c.operations_.emplace(c.operations_.end())) {}
        ~Registered() {
            client.operations_.erase(place);
            if (client.operations_.empty()) {
                client.ended_.cancel();
            }
        }
        Registered(const Registered&) = delete;
        Registered& operator=(const Registered&) = delete;
        Operation& operation() { return *place; }
        Client& client;
        std::list<Operation>::iterator place;
    };

    struct Message {
        const Endpoint& endpoint;
        const HttpRequest& request;
        std::string head;
        SteadyTime limit;
    };

    asio::awaitable<Result<HttpResponse>> exchange(const Message& message, Operation& operation);
    asio::awaitable<Result<void>> connect_lease(const Message& message, Operation& operation, Lease& lease);
    asio::awaitable<Result<HttpResponse>> receive(const Message& message, Lease& lease, error_code write_error);
    EndpointPool& pool_of(const Endpoint& endpoint);
    Result<const TlsContext*> tls_for(const Endpoint& endpoint);

    asio::any_io_executor executor_;
    ClientOptions options_;
    std::optional<TlsClientOptions> tls_options_;
    std::optional<Result<TlsContext>> tls_;
    std::map<std::string, std::shared_ptr<EndpointPool>> pools_;
    std::list<Operation> operations_;
    asio::steady_timer ended_;  // cancelled when the last operation has ended
    bool closed_{false};
};

EndpointPool& Client::pool_of(const Endpoint& endpoint) {
    auto& pool = pools_[endpoint.scheme + "://" + endpoint.host + ":" + std::to_string(endpoint.port)];
    if (!pool) {
        pool = std::make_shared<EndpointPool>(executor_, options_);
    }
    return *pool;
}

Result<const TlsContext*> Client::tls_for(const Endpoint& endpoint) {
    if (endpoint.scheme != "https") {
        return nullptr;
    }
    if (!tls_) {
        tls_ = make_tls_context(tls_options_.value_or(TlsClientOptions{}));
    }
    if (!*tls_) {
        return fail(tls_->error());
    }
    return &**tls_;
}

asio::awaitable<Result<HttpResponse>> Client::send(Endpoint endpoint, HttpRequest request, Deadline deadline) {
    if (closed_) {
        co_return nothing_sent(Errc::unavailable, endpoint, "this client is closing");
    }
    if (std::chrono::steady_clock::now() >= deadline.at()) {
        co_return nothing_sent(Errc::deadline_exceeded, endpoint, "its time was used up before");
    }
    Message message{endpoint, request, {}, deadline.at()};
    if (!encode_request_head(request, endpoint, message.head)) {
        co_return fail(Errc::invalid_argument,
                       "the request to " + endpoint.to_string() +
                           " cannot be written as HTTP: its method, target or a header field is malformed");
    }
    Registered registered(*this);
    try {
        co_return co_await exchange(message, registered.operation());
    } catch (const boost::system::system_error& e) {
        if (e.code() != asio::error::operation_aborted) {
            throw;
        }
    }
    if (registered.operation().sent_anything()) {
        co_return in_doubt(endpoint, "its sender was cancelled before the answer came");
    }
    co_return nothing_sent(Errc::cancelled, endpoint, "its sender was cancelled");
}

asio::awaitable<Result<void>> Client::connect_lease(const Message& message, Operation& operation, Lease& lease) {
    const auto tls = tls_for(message.endpoint);
    if (!tls) {
        co_return fail(tls.error());
    }
    const auto limit = std::min(message.limit, std::chrono::steady_clock::now() + options_.connect_time_max);
    auto connected = co_await connect(executor_, message.endpoint, *tls, limit, operation);
    if (connected) {
        lease.connection = std::move(*connected);
        co_return Result<void>{};
    }
    if (std::chrono::steady_clock::now() >= message.limit) {
        connected.error().code = Errc::deadline_exceeded;
    }
    co_return fail(connected.error());
}

asio::awaitable<Result<HttpResponse>> Client::exchange(const Message& message, Operation& operation) {
    auto lease = co_await pool_of(message.endpoint).acquire(message.limit);
    if (!lease) {
        co_return fail(lease.error());
    }
    for (;;) {
        const bool kept = lease->connection != nullptr;
        if (!kept) {
            if (auto connected = co_await connect_lease(message, operation, *lease); !connected) {
                co_return fail(connected.error());
            }
        }
        if (operation.aborted()) {
            co_return nothing_sent(Errc::unavailable, message.endpoint, "this client is closing");
        }
        if (std::chrono::steady_clock::now() >= message.limit) {
            co_return nothing_sent(Errc::deadline_exceeded, message.endpoint,
                                   "its time was used up while it waited for a connection");
        }
        auto& connection = *lease->connection;
        const Watched watched(operation, &connection);
        connection.limit(message.limit);
        const auto written = co_await connection.write(message.head, message.request.body);
        operation.count_sent(written.octets);
        if (written.octets != 0) {
            auto answer = co_await receive(message, *lease, written.error);
            co_return answer;
        }
        if (!kept || written.error == asio::error::timed_out) {
            const bool late = written.error == asio::error::timed_out;
            co_return nothing_sent(late ? Errc::deadline_exceeded : Errc::unavailable, message.endpoint,
                                   connection.stream().describe(written.error));
        }
        // The peer closed the kept connection behind our back.
        lease->connection.reset();
    }
}

asio::awaitable<Result<HttpResponse>> Client::receive(const Message& message, Lease& lease, error_code write_error) {
    auto& connection = *lease.connection;
    ResponseDecoder decoder({options_.header_octets_max, options_.body_octets_max}, message.request.method == "HEAD");
    for (auto step = Step::more; step != Step::complete;) {
        // A peer may refuse a large body with an answer that comes before we have sent it all.
        const auto error = co_await connection.read();
        step = decoder.step(connection.input());
        if (step != Step::complete && error == asio::error::eof && decoder.started()) {
            step = decoder.end_of_stream();
        } else if (step == Step::more && error == asio::error::timed_out) {
            co_return in_doubt(message.endpoint, "the deadline passed before the answer was complete");
        } else if (step == Step::more && error) {
            const auto& reason = write_error ? write_error : error;
            co_return in_doubt(message.endpoint,
                               "the connection ended before the answer: " + connection.stream().describe(reason));
        }
        if (step == Step::refused) {
            co_return in_doubt(message.endpoint, "the answer cannot be read: " + std::string(decoder.fault().detail));
        }
    }
    if (decoder.keep_alive() && !write_error && connection.input().empty()) {
        lease.keep();
    }
    co_return decoder.take();
}

asio::awaitable<void> Client::close(Deadline deadline) {
    closed_ = true;
    for (const auto& [key, pool] : pools_) {
        pool->close();
    }
    bool aborted = false;
    while (!operations_.empty()) {
        if (!aborted && std::chrono::steady_clock::now() >= deadline.at()) {
            aborted = true;
            for (auto& operation : operations_) {
                operation.abort();
            }
        }
        ended_.expires_at(aborted ? SteadyTime::max() : deadline.at());
        (void)co_await ended_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

}  // namespace
}  // namespace beast

std::unique_ptr<HttpClient> make_http_client(asio::any_io_executor executor, ClientOptions options,
                                             std::optional<TlsClientOptions> tls) {
    return std::make_unique<beast::Client>(std::move(executor), options, std::move(tls));
}

}  // namespace otkel::net
