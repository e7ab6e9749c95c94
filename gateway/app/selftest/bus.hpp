#pragma once

#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "gateway/adapter/counterpart.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/app/selftest/mood.hpp"
#include "gateway/app/selftest/tally.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/async/turns.hpp"
#include "gateway/async/worker_pool.hpp"
#include "gateway/net/http.hpp"

namespace otkel::app::selftest {

namespace asio = boost::asio;

// The bus between the gateways under test and those who answer by messages of their own, and these participants. What
// they take over they carry out, each time that it comes: none of them knows a message again, so that one that is sent
// once more on a guess has a second effect. Their answers come before the reply to what they answer, soon, late, twice
// as they are, or twice under two names, until a gateway has acknowledged them. Used on the executor's one thread.
class Bus {
public:
    struct Services {
        asio::any_io_executor executor;
        const Clock& clock;
        async::WorkerPool& workers;
        net::HttpClient& client;
        Tally& tally;
        std::function<std::optional<Ports>(std::uint64_t chance)> gateway;  // one that is ready; none: not now
    };
    Bus(Services services, std::uint64_t seed, Spoiling spoiling);

    void speak_as(const adapter::Counterpart& counterpart) { counterpart_ = &counterpart; }
    // From now on nothing is late, and nothing comes twice.
    void calm_down() { calm_ = true; }
    // What a gateway hands in or asks.
    asio::awaitable<net::HttpResponse> hear(net::HttpRequest request, Mood mood);
    // Returns when everything was brought, or the deadline has passed.
    asio::awaitable<bool> finish(Deadline deadline);

private:
    enum class Manner : std::uint8_t { soon, before, twice, again, late };
    struct Letter;
    [[nodiscard]] Manner manner();
    [[nodiscard]] bool by_chance(int one_of);
    asio::awaitable<net::HttpResponse> take(adapter::HandedIn message, Mood mood);
    asio::awaitable<net::HttpResponse> take_request(adapter::HandedIn message, Mood mood);
    asio::awaitable<net::HttpResponse> reply(const adapter::HandedIn& message, Mood mood);
    asio::awaitable<void> answer(adapter::HandedIn request, Manner manner);
    asio::awaitable<void> send_answer(const adapter::HandedIn& request, bool twice);
    asio::awaitable<void> tell_of(std::string message_id);
    asio::awaitable<void> bring(std::shared_ptr<Letter> letter);
    asio::awaitable<bool> bring_once(const Letter& letter);

    Services services_;
    std::mt19937_64 random_;
    Spoiling spoiling_;
    bool calm_{false}, given_up_{false};
    const adapter::Counterpart* counterpart_{nullptr};
    async::Turns turns_;  // a question comes after what it asks about, also when that takes longer to be read
    std::map<std::string, std::size_t> taken_;  // by message id
    async::TaskGroup tasks_;
};

}  // namespace otkel::app::selftest
