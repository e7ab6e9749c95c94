#pragma once

#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/shep/async/twin_bus.hpp"
#include "adapters/shep/async/twin_mail.hpp"
#include "adapters/shep/twin_consumer.hpp"
#include "adapters/shep/twin_provider.hpp"
#include "gateway/adapter/adapter_context.hpp"
#include "gateway/async/task_group.hpp"

namespace otkel::adapters::shep {

// The twin's asynchronous channel over HTTP: the bus between the gateway, which it calls and by which it is called, and
// the participants that the twin plays. On the twin's one thread.
class TwinAsync {
public:
    TwinAsync(adapter::TwinContext& context, const TwinSettings& settings, TwinScript& script,
              const TwinProvider& provider, const TwinConsumer& consumer, net::HttpClient& client);

    void start();  // begins to deliver
    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request);
    // A played participant hands the sample to the bus and waits for the gateway's answer.
    boost::asio::awaitable<Result<adapter::TwinOutcome>> play(std::filesystem::path sample, Deadline deadline);
    boost::asio::awaitable<void> stop(Deadline deadline);

private:
    // A request of a played participant whose answer is awaited.
    struct Play {
        std::string message_id;
        adapter::TwinOutcome outcome;
        bool over{false};
    };
    using PayloadPtr = std::shared_ptr<const Result<adapter::Payload>>;

    boost::asio::awaitable<void> deliver_what_is_due();
    boost::asio::awaitable<void> deliver(Push push);
    boost::asio::awaitable<TwinVerdict> bring(const Push& push);
    boost::asio::awaitable<PushOutcome> receive(const Push& push);
    boost::asio::awaitable<PushOutcome> provide(const HandedOver& message);
    void read_answer(const HandedOver& message);
    void read_change(const ChangeStatusRequest& change);
    boost::asio::awaitable<net::HttpResponse> carry_out(TwinLetter letter, Misbehaviour misbehaviour);
    Result<BodyContent> take(TwinMessage message, AsyncTypes types, TakenOver& taken);
    boost::asio::awaitable<void> wait_for_answer(std::string correlation_id);
    Play* play_of(const AsyncMessageInfo& info);
    void wake() { due_.cancel(); }

    adapter::TwinContext& context_;
    const TwinSettings& settings_;
    TwinScript& script_;
    const TwinProvider& provider_;
    const TwinConsumer& consumer_;
    net::HttpClient& client_;
    TwinMail mail_;
    TwinBus bus_;
    std::map<std::string, PayloadPtr> payloads_;  // of messages of the gateway, by messageId
    std::map<std::string, Play*> plays_;          // by correlationId
    bool started_{false};
    boost::asio::steady_timer due_;
    async::TaskGroup tasks_;
};

}  // namespace otkel::adapters::shep
