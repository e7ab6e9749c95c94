#include "tests/support/site/http_peer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <stdexcept>
#include <thread>

namespace otkel::test {

namespace asio = boost::asio;

struct HttpPeer::State {
    State(net::Handler h, std::string a) : handler(std::move(h)), address(std::move(a)) {}

    void listen() {
        net::ServerOptions options;
        options.address = address;
        options.port = port;
        options.requests_in_flight_max = 10'000;
        server = net::make_http_server(io.get_executor(), options);
        const auto bound = server->start(handler);
        if (!bound) {
            throw std::runtime_error(bound.error().to_string());
        }
        port = *bound;
    }
    asio::awaitable<void> close() {
        if (server != nullptr) {
            co_await server->drain(Deadline(std::chrono::steady_clock::now()));
            server.reset();
        }
    }
    asio::awaitable<void> open() {
        listen();
        co_return;
    }

    net::Handler handler;
    std::string address;
    std::uint16_t port{0};
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    std::unique_ptr<net::HttpServer> server;
    std::thread thread;
};

HttpPeer::HttpPeer(net::Handler handler, std::string address)
    : state_(std::make_unique<State>(std::move(handler), std::move(address))) {
    state_->listen();
    state_->thread = std::thread([io = &state_->io] { io->run(); });
}

HttpPeer::~HttpPeer() {
    leave();
    state_->work.reset();
    state_->thread.join();
}

std::string HttpPeer::url() const { return "http://" + state_->address + ":" + std::to_string(state_->port); }

void HttpPeer::leave() { asio::co_spawn(state_->io, state_->close(), asio::use_future).get(); }

void HttpPeer::come_back() { asio::co_spawn(state_->io, state_->open(), asio::use_future).get(); }

}  // namespace otkel::test
