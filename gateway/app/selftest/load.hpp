#pragma once

#include <functional>
#include <optional>
#include <random>
#include <string>

#include "gateway/adapter/counterpart.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/app/selftest/tally.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/async/worker_pool.hpp"
#include "gateway/net/http.hpp"

namespace otkel::app::selftest {

namespace asio = boost::asio;

// Peers and a core that ask until they are answered, as real ones do: the same octets again, at whatever gateway lives.
// Used on the executor's one thread.
class Load {
public:
    struct Services {
        asio::any_io_executor executor;
        const Clock& clock;
        async::WorkerPool& workers;
        net::HttpClient& client;
        const adapter::Counterpart& counterpart;
        Tally& tally;
        std::function<std::optional<Ports>(std::uint64_t chance)> gateway;  // one that is ready; none: not now
    };
    Load(Services services, std::string document, std::uint64_t seed);

    void start(std::size_t senders_of_each_kind);
    // No new messages; returns true when every one that was begun has been acknowledged, false when time is up.
    asio::awaitable<bool> finish(Deadline deadline);
    // The core asks for the answers of all that it ever sent.
    asio::awaitable<void> ask_for_answers();

private:
    struct Message;
    asio::awaitable<void> send_inbound(Kind kind);
    asio::awaitable<void> send_outbound(Kind kind);
    asio::awaitable<void> send_nonsense();
    asio::awaitable<void> ask(std::shared_ptr<Message> message);
    asio::awaitable<bool> try_once(std::shared_ptr<Message> message);
    asio::awaitable<void> repeat(std::shared_ptr<Message> message);
    asio::awaitable<std::shared_ptr<Message>> inbound_message(Kind kind);
    std::shared_ptr<Message> outbound_message(Kind kind);
    asio::awaitable<bool> is_acknowledged(const Message& message, const net::HttpResponse& response);
    void hear(const Message& message, const net::HttpResponse& response);
    void keep_answer(const std::string& key, const std::string& answer);
    std::string next_number();
    bool by_chance(int one_of);

    Services services_;
    std::string document_;
    std::mt19937_64 random_;
    std::size_t serial_{0};
    bool ending_{false}, given_up_{false};
    async::TaskGroup tasks_;
};

}  // namespace otkel::app::selftest
