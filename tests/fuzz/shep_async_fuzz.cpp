#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "adapters/shep/async/async_reader.hpp"
#include "adapters/shep/async/async_writer.hpp"
#include "gateway/xml/document.hpp"
#include "tests/support/sealed.hpp"

// A Body of the asynchronous channel to messages, by every reader: one that is not its own is refused, and what was
// read says the same when it is written and read again.

namespace {

using namespace otkel;
using namespace otkel::adapters::shep;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

template <class Read>
auto again(const BodyContent& content, Read read) {
    const auto tree = xml::Tree::parse(tests::sealed(content.octets), {});
    require(tree.has_value());
    const auto value = read(tree->root(), AsyncReading{});
    require(value.has_value());
    return *value;
}

void require_same(const AsyncMessageInfo& a, const AsyncMessageInfo& b) {
    require(a.message_id == b.message_id && a.correlation_id == b.correlation_id && a.service_id == b.service_id &&
            a.type == b.type && a.sender.sender_id == b.sender.sender_id && a.session_id == b.session_id);
}

void read_requests(const xml::Element& content) {
    const AsyncReading reading;
    if (const auto message = read_send_message(content, reading)) {
        const auto content_again = write_send_message(message->info, {});
        const auto tree = xml::Tree::parse(tests::sealed(content_again.octets), {});
        require(tree.has_value());
        const auto read = read_send_message(tree->root(), reading);
        require(read.has_value());
        require_same(message->info, read->info);
    }
    if (const auto request = read_delivery_notification(content, reading)) {
        const auto read = again(write_delivery_notification(*request), read_delivery_notification);
        require(read.notification.message_id == request->notification.message_id &&
                read.notification.receive_status == request->notification.receive_status &&
                read.notification.resend == request->notification.resend);
    }
    if (const auto request = read_message_status_request(content, reading)) {
        require(again(write_message_status_request(*request), read_message_status_request).message_id ==
                request->message_id);
    }
    if (const auto request = read_messages_request(content, reading)) {
        require(again(write_messages_request(*request), read_messages_request).amount == request->amount);
    }
    if (const auto request = read_change_status(content, reading)) {
        const auto read = again(write_change_status(*request), read_change_status);
        require(read.notification.message_id == request->notification.message_id &&
                read.notification.state == request->notification.state);
    }
}

void read_replies(const xml::Element& content) {
    AsyncReading reading;
    reading.messages_max = 3;
    static_cast<void>(read_send_message_reply(content, reading));
    static_cast<void>(read_delivery_notification_reply(content, reading));
    static_cast<void>(read_message_status_reply(content, reading));
    static_cast<void>(read_change_status_reply(content, reading));
    static_cast<void>(read_async_fault(content));
    if (const auto reply = read_messages_reply(content, reading)) {
        require(reply->messages.size() <= reading.messages_max);
        for (const auto& message : reply->messages) {
            require(!message.message || message.message->info.message_id == message.message_id);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const xml::LibraryScope library;
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    const auto tree = xml::Tree::parse(tests::sealed(std::string(raw)), {});
    if (!tree) {
        return 0;
    }
    for (const auto port : {AsyncPort::channel, AsyncPort::client}) {
        static_cast<void>(call_of(tree->root(), port));
    }
    read_requests(tree->root());
    read_replies(tree->root());
    return 0;
}
