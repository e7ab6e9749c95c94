#pragma once

#include <optional>
#include <string>
#include <utility>

#include "adapters/shep/async/async_reader.hpp"
#include "adapters/shep/async/async_writer.hpp"
#include "adapters/shep/tests/async_samples.hpp"
#include "adapters/shep/tests/shep_fixture.hpp"

namespace otkel::adapters::shep {

// With the bus between us customs asks CHECK and is asked ASK; without it, it asks DIRECT.
class AsyncTest : public ShepTest {
protected:
    AsyncTest() {
        adapter_yaml_ += "asynchronous: {url: http://127.0.0.1:9101/shep/async}\n";
        customs_yaml_ =
            "sender_id: customs, password_file: secret, form: element, services: [CHECK, DIRECT], "
            "business_signature: required, business_identity: business, repeatable: [STATUS], "
            "asynchronous_services: {CHECK: {}, ASK: {}, KEPT: {own_message_id: true}, DIRECT: {partner: participant, "
            "url: http://127.0.0.1:9102/customs/}}";
    }

    // What the bus delivers: under its names, and without the sender's password.
    AsyncMessageInfo delivered(MessageType type = MessageType::request, const std::string& service = "CHECK") const {
        AsyncMessageInfo info;
        info.message_id = "m-1";
        info.correlation_id = "c-1";
        info.service_id = service;
        info.type = type;
        info.message_date = clock_.wall();
        info.sender.sender_id = "customs";
        info.session_id = samples::session;
        return info;
    }
    // What customs sends when we are the bus.
    AsyncMessageInfo direct(MessageType type = MessageType::request) const {
        auto info = delivered(type, "DIRECT");
        info.message_id.clear();
        info.session_id.clear();
        info.sender.password = "p4ssw0rd";
        if (type == MessageType::request) {
            info.correlation_id.clear();
        }
        return info;
    }

    static BodyContent data() { return {"<data>" + signed_document() + "</data>", true}; }
    static std::string send_message(const AsyncMessageInfo& info, AsyncTypes types = AsyncTypes::channel) {
        return write_send_message(info, data(), types).octets;
    }

    Result<adapter::Incoming> receive_at(const std::string& path, std::string_view octets,
                                         const std::string& key = "shep-bus") {
        auto request = post(enveloped(octets, key));
        request.target = path;
        return gateway().receive(request);
    }
    Result<adapter::Incoming> deliver(std::string_view octets, const std::string& key = "shep-bus") {
        return receive_at("/shep/async-client", octets, key);
    }
    Result<adapter::Incoming> call(std::string_view octets, const std::string& key = "shep-bus") {
        return receive_at("/shep/async", octets, key);
    }

    // The message of one of our envelopes, its signature verified.
    xml::Tree sent(const std::string& envelope) {
        auto message = verifier_.verify(envelope, signing::Profile::wsse, gateway_policy());
        if (!message) {
            throw std::runtime_error(message.error().to_string() + "\n" + envelope);
        }
        return xml::Tree::parse(message->octets, {}).value();
    }
    static xml::Element content_of(const xml::Tree& body) { return soap::content_of_body(body).value(); }

    adapter::OutgoingIntent intent(adapter::Purpose purpose = adapter::Purpose::request,
                                   const std::string& service = "ASK", const std::string& correlation_id = {}) const {
        return {"customs", service, "ours-1", std::string(document), clock_.wall(), purpose, correlation_id};
    }

    static net::HttpResponse response(std::string body, int status = 200) {
        net::HttpResponse response;
        response.status = status;
        response.headers.set("Content-Type", "text/xml; charset=utf-8");
        response.body = std::move(body);
        return response;
    }
};

}  // namespace otkel::adapters::shep
