#include "tests/support/site/status_peer.hpp"

#include <mutex>

#include "gateway/async/task_group.hpp"
#include "tests/support/site/http_peer.hpp"

namespace otkel::test {
namespace {

namespace asio = boost::asio;

std::string between(const std::string& text, const std::string& name) {
    const auto begin = text.find("<" + name + ">");
    const auto end = text.find("</" + name + ">");
    if (begin == std::string::npos || end == std::string::npos) {
        return {};
    }
    const auto first = begin + name.size() + 2;
    return text.substr(first, end - first);
}

// As the bus answers (adapters/shep/README.md), without a signature.
std::string reply_to(const std::string& message_id, const std::string& declaration) {
    return R"(<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>)"
           R"(<t:SendMessageResponse xmlns:t="http://bip.bee.kz/SyncChannel/v10/Types"><response><responseInfo>)"
           "<messageId>reply-" +
           message_id + "</messageId><correlationId>" + message_id +
           "</correlationId><responseDate>2026-07-12T09:30:00.000+05:00</responseDate>"
           "<status><code>SCSS001</code><message>OK</message></status></responseInfo><responseData><data>"
           R"(<ds:DeclarationStatusReply xmlns:ds="urn:otkel:customs:declaration-status:v1"><DeclarationNumber>)" +
           declaration +
           "</DeclarationNumber><StatusCode>20</StatusCode><DecidedAt>2026-07-12T18:00:00+05:00</DecidedAt>"
           "</ds:DeclarationStatusReply></data></responseData></response></t:SendMessageResponse>"
           "</soap:Body></soap:Envelope>";
}

}  // namespace

struct StatusPeer::State {
    explicit State(std::string address)
        : server([this](net::HttpRequest request) { return answer(std::move(request)); }, std::move(address)) {}

    asio::awaitable<net::HttpResponse> answer(net::HttpRequest request) {
        const auto message_id = between(request.body, "messageId");
        const auto declaration = between(request.body, "DeclarationNumber");
        std::chrono::milliseconds pause{0};
        {
            const std::lock_guard lock(mutex);
            asked.push_back({message_id, declaration, request.remote_address, std::chrono::steady_clock::now()});
            pause = delay;
        }
        if (pause.count() > 0) {
            co_await async::sleep_until(std::chrono::steady_clock::now() + pause);
        }
        net::HttpResponse response;
        response.headers.set("Content-Type", "text/xml; charset=utf-8");
        response.body = reply_to(message_id, declaration);
        co_return response;
    }

    mutable std::mutex mutex;
    std::vector<Asked> asked;
    std::chrono::milliseconds delay{0};
    HttpPeer server;
};

StatusPeer::StatusPeer(std::string address) : state_(std::make_unique<State>(std::move(address))) {}

StatusPeer::~StatusPeer() = default;

void StatusPeer::leave() { state_->server.leave(); }

void StatusPeer::come_back() { state_->server.come_back(); }

void StatusPeer::answer_after(std::chrono::milliseconds delay) {
    const std::lock_guard lock(state_->mutex);
    state_->delay = delay;
}

std::vector<StatusPeer::Asked> StatusPeer::asked() const {
    const std::lock_guard lock(state_->mutex);
    return state_->asked;
}

std::size_t StatusPeer::times_asked() const {
    const std::lock_guard lock(state_->mutex);
    return state_->asked.size();
}

void StatusPeer::serve(Site& site, int minutes, const std::string& sending) const {
    const auto url = state_->server.url() + "/shep/sync";
    const std::string customs = "peers/customs.yaml";
    site.change(customs, "  business_signature: required\n  business_identity: business\n",
                "  business_signature: none\n  transport_signature: none\n  url: " + url + "\n");
    // The harder case: nobody may ask again by himself.
    site.change(customs, "  repeatable: [CUSTOMS_DECLARATION_STATUS] ", "  #");
    site.change(customs, "sending:  ", "sending: " + sending + "\n#");
    for (const auto* shipped : {"  quota: {per_minute", "  breaker: {", "  retries: {"}) {
        site.change(customs, shipped, "#" + std::string(shipped));
    }
    site.change("routes/customs-declaration-status.yaml", "deadline_ms: 15000",
                "deadline_ms: 15000\nkeep_trying_minutes: " + std::to_string(minutes));
}

}  // namespace otkel::test
