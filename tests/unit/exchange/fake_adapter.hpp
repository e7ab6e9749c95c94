#pragma once

#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "gateway/adapter/adapter.hpp"
#include "tests/support/sealed.hpp"

namespace otkel::exchange::fakes {

// Speaks a protocol without envelopes: the body is the business data, the rest stands in the header.
class Adapter final : public adapter::Adapter {
public:
    [[nodiscard]] std::string_view system() const override { return "fake"; }
    [[nodiscard]] std::vector<std::string> paths() const override { return {"/fake"}; }
    [[nodiscard]] std::optional<net::HttpResponse> describe(const net::HttpRequest&) const override { return {}; }

    [[nodiscard]] Result<adapter::Incoming> receive(const net::HttpRequest& request) const override {
        if (!request.body.starts_with('<')) {
            return fail(Errc::not_signed, "the message is not signed");
        }
        adapter::Incoming incoming;
        incoming.peer = request.headers.has("peer") ? request.headers.get("peer") : "customs";
        incoming.service = request.headers.has("service") ? request.headers.get("service") : "CHECK";
        incoming.message_id = request.headers.get("message");
        incoming.content_digest = request.body;
        read_conversation(request, incoming);
        incoming.verification = "by nobody";
        incoming.signatures.push_back({incoming.peer, {"transport", {}}});
        incoming.state = std::make_shared<const State>(request.body);
        return incoming;
    }
    [[nodiscard]] Result<adapter::Payload> open(const adapter::Incoming& incoming) const override {
        return payload(dynamic_cast<const State&>(*incoming.state).body);
    }
    [[nodiscard]] Result<net::HttpResponse> answer(const adapter::Incoming&,
                                                   const adapter::Answer& answer) const override {
        net::HttpResponse response;
        response.headers.set("Content-Type", "text/xml");
        response.body = answer.business_xml;
        return response;
    }
    [[nodiscard]] net::HttpResponse fault(const adapter::Incoming*, const Error& error,
                                          const ExchangeId&) const override {
        net::HttpResponse response;
        response.status = 500;
        response.headers.set("Content-Type", "text/plain");
        response.body = "fault " + std::string(name(error.code));
        return response;
    }
    [[nodiscard]] Result<adapter::OutgoingMessage> compose(const adapter::OutgoingIntent& intent) const override {
        adapter::OutgoingMessage message;
        message.endpoint = {"http", "customs.example", 80, "/"};
        message.request.method = "POST";
        message.request.body = intent.business_xml;
        message.request.headers.set("correlation", intent.correlation_id);
        message.message_id = intent.message_id;
        if (gives_names) {
            message.names = {intent.message_id,
                             intent.correlation_id.empty() ? intent.message_id : intent.correlation_id};
        }
        return message;
    }
    [[nodiscard]] Result<net::HttpResponse> acknowledge(const adapter::Incoming&,
                                                        const adapter::Acknowledgement& names) const override {
        net::HttpResponse response;
        response.body = "taken over " + names.message_id;
        return response;
    }
    [[nodiscard]] Result<net::HttpResponse> answer_question(const adapter::Incoming&,
                                                            const adapter::DeliveryNews& news) const override {
        net::HttpResponse response;
        response.body = news.message_id + " is " + news.detail;
        return response;
    }
    [[nodiscard]] Result<net::HttpResponse> hand_over(const adapter::Incoming&,
                                                      const std::vector<adapter::Waiting>& messages) const override {
        net::HttpResponse response;
        for (const auto& one : messages) {
            response.body += one.message_id + " " + one.correlation_id + " " + one.business_xml + "\n";
        }
        return response;
    }
    [[nodiscard]] adapter::Repetition repetition(std::string_view, std::string_view) const override { return repeats; }
    [[nodiscard]] Result<adapter::OutgoingMessage> compose_question(const adapter::Question& question) const override {
        adapter::OutgoingMessage message;
        message.request.body = "how is " + question.message_id;
        return message;
    }
    [[nodiscard]] Result<adapter::DeliveryNews> understand_standing(const adapter::OutgoingMessage&,
                                                                    const net::HttpResponse& response) const override {
        return adapter::DeliveryNews{"", standing_of(response.headers.get("standing")), false, "asked"};
    }
    [[nodiscard]] Result<adapter::OutgoingMessage> compose_collection(std::string_view peer, std::string_view service,
                                                                      std::size_t most, WallTime) const override {
        adapter::OutgoingMessage message;
        message.request.body =
            "up to " + std::to_string(most) + " of " + std::string(service) + " from " + std::string(peer);
        return message;
    }
    // One message a line: "purpose id correlation text".
    [[nodiscard]] Result<std::vector<adapter::Collected>> understand_collection(
        const adapter::OutgoingMessage&, const net::HttpResponse& response) const override {
        std::vector<adapter::Collected> all;
        std::istringstream lines(response.body);
        std::string purpose, id, correlation, text;
        while (lines >> purpose >> id >> correlation >> text) {
            net::HttpRequest request;
            request.headers.set("content-type", purpose + " " + id + " " + correlation);
            request.body = "<a:R xmlns:a=\"urn:a\"><V>" + text + "</V></a:R>";
            auto incoming = receive(request);
            if (!incoming) {
                return fail(incoming.error());
            }
            all.push_back({std::move(*incoming), purpose + " " + id + " " + correlation, request.body});
        }
        return all;
    }
    [[nodiscard]] Result<adapter::OutgoingMessage> compose_receipt(const adapter::Incoming& collected,
                                                                   const Result<void>& taken, WallTime) const override {
        adapter::OutgoingMessage message;
        message.request.body =
            collected.message_id + (taken ? " taken" : " not taken: " + std::string(name(taken.error().code)));
        return message;
    }

    adapter::Repetition repeats{adapter::Repetition::by_person};
    bool gives_names{false};  // to what it sends

    [[nodiscard]] Result<adapter::PeerReply> understand(const adapter::OutgoingMessage&,
                                                        const net::HttpResponse& response) const override {
        if (response.status != 200) {
            return fail(Errc::peer_failed, "the peer answered with a fault");
        }
        if (response.headers.has("correlation")) {
            adapter::PeerReply taken_over;
            taken_over.acknowledgement = adapter::Acknowledgement{std::string(response.headers.get("message")),
                                                                  std::string(response.headers.get("correlation"))};
            return taken_over;
        }
        auto read = payload(response.body);
        if (!read) {
            return fail(read.error());
        }
        return adapter::PeerReply{"", "", "", "", "by nobody", std::move(*read), {}, {{"customs", {"transport", {}}}}};
    }

private:
    struct State final : adapter::ProtocolState {
        explicit State(std::string octets) : body(std::move(octets)) {}
        std::string body;
    };
    // The content type of such a message has its words: "purpose id correlation about standing peer", "-" for nothing.
    static void read_conversation(const net::HttpRequest& request, adapter::Incoming& incoming) {
        using adapter::Purpose;
        static const std::map<std::string, Purpose, std::less<>> purposes{
            {"submission", Purpose::submission}, {"answer", Purpose::answer},     {"news", Purpose::news},
            {"delivery", Purpose::delivery},     {"question", Purpose::question}, {"collection", Purpose::collection},
            {"receipt", Purpose::receipt}};
        std::istringstream words{std::string(request.headers.get("content-type"))};
        std::string purpose, about, standing, peer;
        words >> purpose >> incoming.message_id >> incoming.correlation_id >> about >> standing >> peer;
        const auto found = purposes.find(purpose);
        if (found == purposes.end()) {
            incoming.message_id = request.headers.get("message");
            return;
        }
        incoming.purpose = found->second;
        incoming.peer = peer.empty() ? incoming.peer : peer;
        for (auto* word : {&incoming.message_id, &incoming.correlation_id}) {
            *word = *word == "-" ? "" : *word;
        }
        if (incoming.purpose == Purpose::answer || incoming.purpose == Purpose::news) {
            incoming.service = "STATUS";
        }
        if (!about.empty()) {
            incoming.news = adapter::DeliveryNews{about, standing_of(standing), standing == "send-again", standing};
        }
    }
    static adapter::DeliveryNews::Standing standing_of(std::string_view word) {
        using Standing = adapter::DeliveryNews::Standing;
        static const std::map<std::string_view, Standing> standings{{"on-its-way", Standing::on_its_way},
                                                                    {"delivered", Standing::delivered},
                                                                    {"not-delivered", Standing::not_delivered},
                                                                    {"send-again", Standing::not_delivered},
                                                                    {"stopped", Standing::stopped}};
        const auto found = standings.find(word);
        return found == standings.end() ? Standing::unknown : found->second;
    }
    static Result<adapter::Payload> payload(const std::string& octets) {
        auto tree = xml::Tree::parse(otkel::tests::sealed(octets), {});
        if (!tree) {
            return fail(tree.error());
        }
        const auto root = tree->root();
        return adapter::Payload{std::move(*tree), root, true, {}, {{"customs", {"business", {}}}}};
    }
};

}  // namespace otkel::exchange::fakes
