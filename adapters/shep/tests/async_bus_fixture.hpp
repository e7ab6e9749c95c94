#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/shep/async/twin_bus.hpp"
#include "adapters/shep/tests/async_samples.hpp"

namespace otkel::adapters::shep {

// "citizen" asks "office"; "archive" fetches what is addressed to it.
class Bus : public ::testing::Test {
protected:
    Bus() {
        rules_.participants = {{"citizen", "p1"}, {"office", "p2"}, {"archive", "", {"STORE"}, false}};
        rules_.services = {{"CHECK", "office"}, {"STORE", "archive"}, {"CLOSED", "office", {"archive"}}};
        rules_.attempts_max = 3;
    }

    TwinBus& bus() {
        if (!bus_) {
            bus_.emplace(rules_, [this] { return "00000000-0000-0000-0000-" + number(++identifiers_); });
        }
        return *bus_;
    }

    static std::string number(int value) {
        auto text = std::to_string(value);
        return std::string(12 - text.size(), '0') + text;
    }

    static AsyncMessageInfo message(MessageType type, const std::string& sender = "citizen",
                                    const std::string& correlation_id = {}, const std::string& service = "CHECK") {
        AsyncMessageInfo info;
        info.correlation_id = correlation_id;
        info.service_id = service;
        info.type = type;
        info.message_date = samples::at;
        info.sender = {sender, password_of(sender)};
        return info;
    }
    static std::string password_of(const std::string& sender) {
        return sender == "citizen" ? "p1" : sender == "office" ? "p2" : "";
    }

    TakenOver ask(BusStep step = {}, const std::string& service = "CHECK") {
        return sent(message(MessageType::request, "citizen", {}, service), step);
    }
    TakenOver answer(const TakenOver& asked, MessageType type = MessageType::response) {
        return sent(message(type, "office", asked.reply.correlation_id));
    }
    TakenOver sent(AsyncMessageInfo info, BusStep step = {}) {
        auto taken = bus().send_message(std::move(info), samples::data(), now_, step);
        EXPECT_TRUE(taken) << taken.error().to_string();
        return std::move(*taken);
    }

    // The next thing that the bus pushes, news of states left aside.
    std::optional<Push> next(PushOutcome outcome = PushOutcome::taken) {
        while (auto push = bus().next_push(now_)) {
            const bool news = std::holds_alternative<ChangeStatusRequest>(push->content);
            bus().pushed(push->number, news ? PushOutcome::taken : outcome, now_);
            if (news) {
                news_.push_back(std::get<ChangeStatusRequest>(push->content));
                receivers_of_news_.push_back(push->receiver);
            } else {
                return push;
            }
        }
        return std::nullopt;
    }
    static const AsyncMessageInfo& info_of(const std::optional<Push>& push) {
        return std::get<HandedOver>(push.value().content).info;
    }

    MessageState state(const std::string& message_id, const std::string& asking = "citizen") {
        return bus().get_message_status({message_id, now_, {asking, password_of(asking)}, {}}, now_).value().state;
    }
    std::vector<HandedOver> fetched(MessagesRequest request = {}) {
        request.service_id = "STORE";
        request.sender.sender_id = "archive";
        return bus().get_messages(request, now_).value().messages;
    }
    Result<DeliveryNotificationReply> confirm(const std::string& message_id, ReceiveStatus status,
                                              ResendMessage resend = ResendMessage::not_resend) {
        return bus().send_delivery_notification(
            {{message_id, "STORE", now_, status, now_, resend, samples::error()}, now_, {"archive", ""}}, now_);
    }

    BusRules rules_;
    WallTime now_ = samples::at;
    std::vector<ChangeStatusRequest> news_;
    std::vector<std::string> receivers_of_news_;

private:
    std::optional<TwinBus> bus_;
    int identifiers_{0};
};

}  // namespace otkel::adapters::shep
