#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "adapters/shep/async/async_messages.hpp"
#include "adapters/shep/async/async_writer.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/base/result.hpp"

// SHEP's asynchronous channel as the twin plays it: what stands between participants, without sockets, and with the
// time given to every call. What the contract leaves open is marked "ours". Not thread safe: the twin has one thread.

namespace otkel::adapters::shep {

struct BusParticipant {
    std::string sender_id;
    std::string password;            // empty: not looked at
    std::set<std::string> pulled{};  // services whose messages it fetches; all others are pushed to it
    bool hears_of_changes{true};     // changes of state are pushed to it as sender
};

struct BusService {
    std::string id;
    std::string provider;               // sender_id of who gets the requests
    std::set<std::string> consumers{};  // who may ask; empty: everybody
};

struct BusRules {
    std::vector<BusParticipant> participants;
    std::vector<BusService> services;
    std::int32_t messages_at_once{100};  // of getMessages without an amount, and never more
    std::size_t attempts_max{5};         // to push one message, and to have one sent again
    std::chrono::milliseconds push_again_after{1'000};
    std::size_t messages_max{100'000};  // under way; more are refused
    std::size_t finished_max{100'000};  // kept for getMessageStatus
};

// How one interaction goes wrong, decided when its request is handed over. "The answer" is each RESPONSE to it.
enum class BusMisbehaviour : std::uint8_t {
    none,
    silent,          // the message is taken over, and nobody says so
    answer_first,    // the answer is delivered before the request's own reply
    answer_twice,    // the answer is delivered once more
    answer_again,    // the same once more as another message, under a new messageId
    answer_late,     // after the delay
    answer_astray,   // one with a correlationId of nobody comes as well
    answer_never,    // the answer stays on its way
    delivered_twice  // the request itself is delivered once more
};

struct BusStep {
    BusMisbehaviour misbehaviour{BusMisbehaviour::none};
    std::chrono::milliseconds delay{0};
};

// What the sender of a message is told, and when.
struct TakenOver {
    SendMessageReply reply;
    bool silent{false};        // the caller gets no reply
    bool after_answer{false};  // the reply waits until answered() says so
};

// What the bus has to deliver by calling the participant.
struct Push {
    std::uint64_t number{};
    std::string receiver;  // sender_id
    std::variant<HandedOver, ChangeStatusRequest> content;
};

enum class PushOutcome : std::uint8_t {
    taken,     // an answer of the right kind
    refused,   // a fault
    no_answer  // nothing, or nothing that can be read
};

class TwinBus {
public:
    using NewIdentifier = std::function<std::string()>;  // a UUID
    explicit TwinBus(BusRules rules, NewIdentifier new_identifier = new_uuid_v4);

    // What participants call. Errors: sender_unknown, service_unknown, forbidden, malformed, not_found, overloaded.
    [[nodiscard]] Result<TakenOver> send_message(AsyncMessageInfo info, BodyContent data, WallTime now,
                                                 BusStep step = {});
    [[nodiscard]] Result<DeliveryNotificationReply> send_delivery_notification(
        const DeliveryNotificationRequest& request, WallTime now);
    [[nodiscard]] Result<MessageStatusReply> get_message_status(const MessageStatusRequest& request,
                                                                WallTime now) const;
    [[nodiscard]] Result<MessagesHandedOver> get_messages(const MessagesRequest& request, WallTime now);

    // What is due is given out once, until pushed() says how it went.
    [[nodiscard]] std::optional<Push> next_push(WallTime now);
    void pushed(std::uint64_t number, PushOutcome outcome, WallTime now);
    [[nodiscard]] std::optional<WallTime> next_due() const;

    // Whether an answer of this interaction has reached its receiver.
    [[nodiscard]] bool answered(std::string_view correlation_id) const;
    [[nodiscard]] std::size_t under_way() const { return under_way_; }

private:
    // All messages with one correlationId.
    struct Interaction {
        std::string service_id;
        std::string consumer;
        std::string provider;
        BusStep step;
        bool answered{false};
        std::size_t messages{0};
    };
    struct Message {
        HandedOver content;
        std::string sender;
        std::string receiver;
        std::uint64_t order{};
        WallTime not_before{};
        MessageState state{MessageState::on_delivery};
        MessageStatus status;
        std::size_t resent{0};
        bool again{false};    // the script wants it delivered once more
        bool made_up{false};  // by the script: its sender knows nothing of it
    };
    // One call of a participant: a message by its id, or news of a state.
    struct Call {
        std::string receiver;
        std::string message_id;
        std::optional<ChangeStatusRequest> change{};
        std::size_t attempts{0};
        bool repeated{false};  // the script's own: how it ends changes nothing
    };
    using QueueKey = std::pair<std::string, std::string>;  // receiver, service
    using Queue = std::map<std::uint64_t, std::string>;    // messageId, in the order in which they came

    [[nodiscard]] Result<const BusParticipant*> caller(const Sender& sender) const;
    [[nodiscard]] const BusParticipant* participant(std::string_view sender_id) const;
    [[nodiscard]] bool is_pulled(const Message& message) const;
    [[nodiscard]] Result<std::string> interaction_of(const AsyncMessageInfo& info, const std::string& sender,
                                                     BusStep step);
    [[nodiscard]] Result<std::string> new_interaction(const AsyncMessageInfo& info, const std::string& sender,
                                                      BusStep step);
    void deliver(Message message, const BusStep& step, WallTime now);
    void deliver_answer(Message message, const BusStep& step, WallTime now);
    void keep(Message message);
    void enqueue(Message message, WallTime due);
    void schedule(Call call, WallTime due);
    void set_state(Message& message, MessageState state, std::string text, std::optional<ErrorInfo> error,
                   WallTime now);
    void finish(Message& message);
    void confirm(Message& message, const DeliveryNotification& notification, WallTime now);
    void reached(const Message& message);
    void taken(Call call, WallTime now);
    void failed(Call call, PushOutcome outcome, WallTime now);
    [[nodiscard]] std::string new_session() const { return "{" + new_identifier_() + "}"; }

    BusRules rules_;
    NewIdentifier new_identifier_;
    std::map<std::string, Interaction, std::less<>> interactions_;
    std::map<std::string, Message> messages_;
    std::deque<std::string> finished_;
    std::size_t under_way_{0};
    std::map<QueueKey, Queue> pulled_;
    std::map<std::uint64_t, Call> calls_;
    std::set<std::pair<WallTime, std::uint64_t>> due_;
    std::uint64_t last_call_{0};
    std::uint64_t last_message_{0};
};

}  // namespace otkel::adapters::shep
