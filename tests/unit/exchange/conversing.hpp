#pragma once

#include "tests/unit/exchange/world.hpp"

// A peer that answers by messages of its own, and the ways to write its messages.

namespace otkel::exchange {

class Conversing : public World {
protected:
    static net::HttpRequest said(const std::string& purpose, const std::string& id, const std::string& correlation_id,
                                 const std::string& text) {
        auto request = message(id, text);
        request.headers.set("Content-Type", purpose + " " + id + " " + correlation_id);
        return request;
    }
    static net::HttpRequest about(const std::string& purpose, const std::string& id, const std::string& message_id,
                                  const std::string& standing) {
        return said(purpose, id, "- " + message_id + " " + standing, "nothing");
    }
    // The mapping asks for one.
    static net::HttpRequest without_value(net::HttpRequest request) {
        request.body = R"(<a:R xmlns:a="urn:a"/>)";
        return request;
    }
    // The peer takes over what we send and answers later.
    void take_over(const std::string& correlation_id) {
        client_.response->headers.set("correlation", correlation_id);
        client_.response->headers.set("message", "their-" + correlation_id);
    }
    // As the outbox does: everything that is due, until nothing is.
    void carry_out_what_is_due() {
        for (int rounds = 0; rounds < 20; ++rounds) {
            auto taken = test::run(io_, store_.take("customs", clock_.wall(), 100)).value();
            if (taken.empty()) {
                return;
            }
            for (auto& one : taken) {
                test::run(io_, engine_->carry_on(std::move(one)));
            }
        }
        ADD_FAILURE() << "there is always something due";
    }
    const journal::Exchange& exchange_of(const std::string& message_id) {
        for (const auto& [id, one] : store_.exchanges) {
            if (one.summary.message_id == message_id) {
                return one;
            }
        }
        ADD_FAILURE() << "no exchange has the message id " << message_id;
        return store_.exchanges.begin()->second;
    }
    journal::State state_of(const std::string& message_id) { return exchange_of(message_id).summary.state; }
    static std::string leg_of(const journal::Exchange& exchange, journal::Leg wanted) {
        for (const auto& leg : exchange.legs) {
            if (leg.leg == wanted) {
                return leg.octets;
            }
        }
        return {};
    }
};

}  // namespace otkel::exchange
