#include "adapters/shep/async/twin_async.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>

#include "adapters/shep/async/async_writer.hpp"
#include "adapters/shep/twin_attachments.hpp"
#include "adapters/shep/twin_services.hpp"
#include "adapters/shep/twin_story.hpp"

namespace otkel::adapters::shep {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds no_answer{120'000};  // longer than anybody waits
constexpr std::chrono::milliseconds look_again{10};
constexpr std::chrono::milliseconds push_time_max{30'000};

BusRules rules_of(const TwinSettings& settings) {
    BusRules rules;
    rules.push_again_after = settings.push_again_after;
    rules.participants.push_back({settings.gateway_id,
                                  settings.gateway_password ? settings.gateway_password->text() : std::string{},
                                  std::set<std::string>(settings.fetched.begin(), settings.fetched.end())});
    for (const auto& [name, participant] : settings.participants) {
        const auto& id = participant.profile.sender_id;
        const bool known = std::any_of(rules.participants.begin(), rules.participants.end(),
                                       [&](const auto& one) { return one.sender_id == id; });
        if (!known) {
            rules.participants.push_back({id, {}});
        }
        rules.services.push_back({participant.service, settings.gateway_id, {id}});
    }
    for (const auto& service : twin_services()) {
        const auto provider = settings.participants.find(std::string(service.participant));
        if (provider != settings.participants.end()) {
            rules.services.push_back({std::string(service.id), provider->second.profile.sender_id});
        }
    }
    return rules;
}

asio::awaitable<void> pause(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

void add(std::vector<std::string>& story, std::vector<std::string> lines) {
    std::move(lines.begin(), lines.end(), std::back_inserter(story));
}

// As whoever of this name has attachments to send.
void attach_of(std::string_view sender_id, const TwinSettings& settings, net::HttpRequest& request) {
    const auto& all = settings.participants;
    const auto sender = std::find_if(all.begin(), all.end(), [&](const auto& one) {
        const auto& profile = one.second.profile;
        return profile.sender_id == sender_id && profile.attachments == Attachments::sent;
    });
    if (sender != all.end()) {
        attach(request, sender->second.profile);
    }
}

}  // namespace

TwinAsync::TwinAsync(adapter::TwinContext& context, const TwinSettings& settings, TwinScript& script,
                     const TwinProvider& provider, const TwinConsumer& consumer, net::HttpClient& client)
    : context_(context),
      settings_(settings),
      script_(script),
      provider_(provider),
      consumer_(consumer),
      client_(client),
      mail_(context.clock, context.verifier, settings),
      bus_(rules_of(settings)),
      due_(context.executor),
      tasks_(context.executor, [](const std::string& what) { std::fprintf(stderr, "twin: %s\n", what.c_str()); }) {}

void TwinAsync::start() {
    started_ = true;
    tasks_.spawn(deliver_what_is_due());
}

asio::awaitable<void> TwinAsync::stop(Deadline deadline) {
    tasks_.cancel();
    co_await tasks_.join(deadline);
}

asio::awaitable<void> TwinAsync::deliver_what_is_due() {
    constexpr std::chrono::milliseconds longest{1'000};
    while (true) {
        while (auto push = bus_.next_push(context_.clock.wall())) {
            tasks_.spawn(deliver(std::move(*push)));
        }
        const auto next = bus_.next_due();
        const auto until =
            next ? std::chrono::duration_cast<std::chrono::milliseconds>(*next - context_.clock.wall()) : longest;
        due_.expires_after(std::clamp(until, look_again, longest));
        boost::system::error_code woken;
        co_await due_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
}

asio::awaitable<void> TwinAsync::deliver(Push push) {
    auto outcome = PushOutcome::no_answer;
    if (push.receiver == settings_.gateway_id) {
        const auto verdict = co_await bring(push);
        outcome = verdict.outcome;
        const auto* message = std::get_if<HandedOver>(&push.content);
        if (auto* play = message != nullptr ? play_of(message->info) : nullptr) {
            auto& told = play->outcome;
            told.story.push_back("the bus delivers it to the gateway: " + verdict.line +
                                 (verdict.exchange.empty() ? "" : ", exchange " + verdict.exchange));
            told.http_status = verdict.http_status;
            told.exchange = verdict.exchange.empty() ? told.exchange : verdict.exchange;
        }
    } else {
        outcome = co_await receive(push);
    }
    bus_.pushed(push.number, outcome, context_.clock.wall());
    wake();
}

// To the gateway.
asio::awaitable<TwinVerdict> TwinAsync::bring(const Push& push) {
    const bool message = std::holds_alternative<HandedOver>(push.content);
    const auto step = message ? script_.next(Occasion::request) : ScriptStep{};
    if (step.misbehaviour == Misbehaviour::slow) {
        co_await pause(step.delay);
    }
    auto prepare = [this, &push, &step] {
        auto request = mail_.push(push, step.misbehaviour);
        const auto* sent = std::get_if<HandedOver>(&push.content);
        if (request && sent != nullptr) {
            attach_of(sent->info.sender.sender_id, settings_, *request);
        }
        return request;
    };
    auto prepared = co_await context_.workers.run(std::move(prepare));
    if (!prepared || !*prepared) {
        co_return TwinVerdict{
            PushOutcome::no_answer, (prepared ? prepared->error() : prepared.error()).to_string(), {}, 0};
    }
    const auto patience = step.misbehaviour == Misbehaviour::silence ? step.delay : push_time_max;
    const auto response = co_await client_.send(settings_.gateway_client, std::move(**prepared),
                                                Deadline::after(context_.clock, patience));
    if (!response) {
        co_return TwinVerdict{PushOutcome::no_answer, response.error().to_string(), {}, 0};
    }
    auto judge = [this, &push, &response] { return mail_.judge(push, *response); };
    auto judged = co_await context_.workers.run(std::move(judge));
    co_return judged ? std::move(*judged) : TwinVerdict{};
}

// To a participant that the twin plays.
asio::awaitable<PushOutcome> TwinAsync::receive(const Push& push) {
    if (const auto* change = std::get_if<ChangeStatusRequest>(&push.content)) {
        read_change(*change);
        co_return PushOutcome::taken;
    }
    const auto& message = std::get<HandedOver>(push.content);
    if (message.info.type == MessageType::request) {
        co_return co_await provide(message);
    }
    read_answer(message);
    co_return PushOutcome::taken;
}

asio::awaitable<PushOutcome> TwinAsync::provide(const HandedOver& message) {
    const auto found = payloads_.find(message.info.message_id);
    if (found == payloads_.end() || !*found->second) {
        co_return PushOutcome::refused;
    }
    auto work = [this, payload = found->second, &message] {
        return provider_.answer_data(message.info.service_id, message.info.message_id, (*payload)->root);
    };
    auto data = co_await context_.workers.run(std::move(work));
    if (!data || !*data) {
        co_return PushOutcome::refused;
    }
    const auto* service = find_twin_service(message.info.service_id);
    const auto provider = settings_.participants.find(std::string(service->participant));
    AsyncMessageInfo answer;
    answer.correlation_id = message.info.correlation_id;
    answer.service_id = message.info.service_id;
    answer.type = MessageType::response;
    answer.message_date = context_.clock.wall();
    answer.sender.sender_id = provider->second.profile.sender_id;
    const auto sent = bus_.send_message(std::move(answer), std::move(**data), context_.clock.wall());
    payloads_.erase(message.info.message_id);
    wake();
    co_return sent ? PushOutcome::taken : PushOutcome::refused;
}

TwinAsync::Play* TwinAsync::play_of(const AsyncMessageInfo& info) {
    const auto found = plays_.find(info.correlation_id);
    return found == plays_.end() ? nullptr : found->second;
}

void TwinAsync::read_answer(const HandedOver& message) {
    const auto payload = payloads_.extract(message.info.message_id);
    auto* play = play_of(message.info);
    if (play == nullptr || payload.empty()) {
        return;
    }
    const bool final = message.info.type == MessageType::response;
    auto& outcome = play->outcome;
    outcome.story.push_back((final ? "the answer of the gateway comes: message " : "news of the gateway: message ") +
                            message.info.message_id);
    const auto& read = *payload.mapped();
    if (!read) {
        outcome.story.push_back("NOT VERIFIED: " + read.error().to_string());
    } else {
        if (!read->verification.empty()) {
            outcome.story.push_back("verified: " + read->verification);
        }
        add(outcome.story, story_of_reply(read->root));
    }
    if (final) {
        outcome.answered = true;
        outcome.verified = read.has_value();
        outcome.reply = message.data.octets;
        play->over = true;
    }
}

void TwinAsync::read_change(const ChangeStatusRequest& change) {
    const auto& notification = change.notification;
    const auto found = std::find_if(plays_.begin(), plays_.end(),
                                    [&](const auto& row) { return row.second->message_id == notification.message_id; });
    if (found == plays_.end()) {
        return;
    }
    auto& play = *found->second;
    play.outcome.story.push_back("the bus tells: " + std::string(word(notification.state)) + ", " +
                                 notification.status.message);
    play.over = play.over || notification.state == MessageState::not_delivered ||
                notification.state == MessageState::delivery_stopped;
}

asio::awaitable<Result<adapter::TwinOutcome>> TwinAsync::play(std::filesystem::path sample, Deadline deadline) {
    if (!started_) {
        co_return fail(
            Errc::unsupported,
            "an answer that comes later needs a bus that is still there: let a running twin play it, curl -X "
            "POST 'http://…/play?sample=" +
                sample.parent_path().filename().string() + "/" + sample.filename().string() + "'");
    }
    auto prepare = [this, &sample]() -> Result<std::pair<PreparedDocument, BodyContent>> {
        auto document = consumer_.document(sample);
        auto data = document ? TwinConsumer::data(*document->participant, document->canonical)
                             : Result<BodyContent>(fail(document.error()));
        return data ? Result<std::pair<PreparedDocument, BodyContent>>({std::move(*document), std::move(*data)})
                    : fail(data.error());
    };
    auto prepared = co_await context_.workers.run(std::move(prepare));
    if (!prepared || !*prepared) {
        co_return fail(prepared ? prepared->error() : prepared.error());
    }
    auto& [document, data] = **prepared;
    AsyncMessageInfo info;
    info.service_id = document.participant->service;
    info.message_date = context_.clock.wall();
    info.sender.sender_id = document.participant->profile.sender_id;
    const auto step = script_.next(Occasion::interaction);
    auto taken = bus_.send_message(std::move(info), std::move(data), context_.clock.wall(), bus_step(step));
    if (!taken) {
        co_return fail(taken.error());
    }
    Play play;
    play.message_id = taken->reply.message_id;
    play.outcome.story = std::move(document.story);
    play.outcome.story.push_back("the bus has taken it over: message " + play.message_id + ", interaction " +
                                 taken->reply.correlation_id);
    if (step.misbehaviour != Misbehaviour::none) {
        play.outcome.story.push_back("by script: " + std::string(shep::name(step.misbehaviour)));
    }
    const auto& mine = *plays_.emplace(taken->reply.correlation_id, &play).first;
    wake();
    while (!play.over && !deadline.passed(context_.clock)) {
        co_await pause(look_again);
    }
    if (!play.over) {
        play.outcome.story.emplace_back("NO ANSWER came");
    }
    plays_.erase(mine.first);
    co_return std::move(play.outcome);
}

asio::awaitable<net::HttpResponse> TwinAsync::handle(net::HttpRequest request) {
    const auto step = script_.next(Occasion::reply);
    if (step.misbehaviour == Misbehaviour::slow || step.misbehaviour == Misbehaviour::silence) {
        co_await pause(step.delay);
    }
    auto open = [this, &request] {
        put_together(request);
        return mail_.open(request.body);
    };
    auto opened = co_await context_.workers.run(std::move(open));
    if (!opened || !*opened) {
        co_return mail_.fault({AsyncOperation::send_message}, opened ? opened->error() : opened.error());
    }
    co_return co_await carry_out(std::move(**opened), step.misbehaviour);
}

asio::awaitable<net::HttpResponse> TwinAsync::carry_out(TwinLetter letter, Misbehaviour misbehaviour) {
    const auto now = context_.clock.wall();
    const auto call = letter.call;
    TakenOver taken;
    Result<BodyContent> content = fail(Errc::internal, {});
    if (auto* message = std::get_if<TwinMessage>(&letter.content)) {
        content = take(std::move(*message), call.types, taken);
    } else if (const auto* notification = std::get_if<DeliveryNotificationRequest>(&letter.content)) {
        content = bus_.send_delivery_notification(*notification, now).map(write_delivery_notification_reply);
    } else if (const auto* question = std::get_if<MessageStatusRequest>(&letter.content)) {
        content = bus_.get_message_status(*question, now).map(write_message_status_reply);
    } else {
        content = bus_.get_messages(std::get<MessagesRequest>(letter.content), now).map(write_messages_reply);
    }
    wake();
    if (!content) {
        co_return mail_.fault(call, content.error());
    }
    if (taken.silent) {
        co_await pause(no_answer);
    } else if (taken.after_answer) {
        co_await wait_for_answer(taken.reply.correlation_id);
    }
    auto write = [this, &content, misbehaviour] { return mail_.reply(std::move(*content), misbehaviour); };
    auto written = co_await context_.workers.run(std::move(write));
    co_return written ? std::move(*written) : mail_.fault(call, written.error());
}

Result<BodyContent> TwinAsync::take(TwinMessage message, AsyncTypes types, TakenOver& taken) {
    const bool begins = message.info.type == MessageType::request;
    const auto step = begins ? bus_step(script_.next(Occasion::interaction)) : BusStep{};
    auto sent = bus_.send_message(std::move(message.info), std::move(message.data), context_.clock.wall(), step);
    if (!sent) {
        return fail(sent.error());
    }
    taken = std::move(*sent);
    payloads_.insert_or_assign(taken.reply.message_id, std::move(message.payload));
    return write_send_message_reply(taken.reply, types);
}

asio::awaitable<void> TwinAsync::wait_for_answer(std::string correlation_id) {
    for (auto waited = std::chrono::milliseconds{0}; waited < no_answer && !bus_.answered(correlation_id);
         waited += look_again) {
        co_await pause(look_again);
    }
}

}  // namespace otkel::adapters::shep
