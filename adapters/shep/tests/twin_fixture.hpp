#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/shep/errors.hpp"
#include "adapters/shep/tests/shep_fixture.hpp"
#include "adapters/shep/twin.hpp"
#include "tests/support/run_coroutine.hpp"

namespace otkel::adapters::shep {

namespace asio = boost::asio;

inline constexpr std::string_view status_request =
    R"(<ds:DeclarationStatusRequest xmlns:ds="urn:otkel:customs:declaration-status:v1">)"
    "<DeclarationNumber>50412/120726/0000123</DeclarationNumber></ds:DeclarationStatusRequest>";

inline constexpr std::string_view check_reply =
    R"(<dc:DeclarationCheckReply xmlns:dc="urn:otkel:customs:declaration-check:v1">)"
    "<DeclarationNumber>50412/120726/0000123</DeclarationNumber><CheckedAt>2026-07-12T09:30:00+05:00</CheckedAt>"
    R"(<Overall>FAIL</Overall><Goods><Item no="1"><Verdict>FAIL</Verdict><Findings>)"
    R"(<Finding code="TNVED_DIFFERS" severity="error"><Field>tnved</Field><Expected>6403</Expected><Found>6402</Found>)"
    "<TextKk>қате</TextKk><TextRu>ошибка</TextRu></Finding></Findings></Item></Goods></dc:DeclarationCheckReply>";

// The adapter behind a listener, answering everything with one reply: what the twin speaks to.
class Twins : public ShepTest {
protected:
    Twins() {
        std::filesystem::create_directories(folder_ / "samples/customs/pass");
        write("samples/customs/pass/request.xml", "<?xml version=\"1.0\"?>\n" + std::string(document) + "\n");
    }

    ~Twins() override {
        if (twin_) {
            test::run(context_, twin_->stop(Deadline::after(real_, std::chrono::seconds(1))));
        }
        if (server_) {
            test::run(context_, server_->drain(Deadline::after(real_, std::chrono::seconds(1))));
        }
        if (client_) {
            test::run(context_, client_->close(Deadline::after(real_, std::chrono::seconds(1))));
        }
    }

    void start_gateway() {
        server_ = net::make_http_server(context_.get_executor(), {});
        const auto port = server_->start([this](net::HttpRequest request) { return handle(std::move(request)); });
        ASSERT_TRUE(port) << port.error().to_string();
        gateway_port_ = *port;
    }

    virtual asio::awaitable<net::HttpResponse> handle(net::HttpRequest request) {
        requests_.push_back(request.body);
        content_types_.emplace_back(request.headers.get("Content-Type"));
        const auto incoming = gateway().receive(request);
        if (!incoming) {
            co_return gateway().fault(nullptr, incoming.error(), exchange_);
        }
        const auto& digest = digests_.emplace(incoming->message_id, incoming->content_digest).first->second;
        if (digest != incoming->content_digest) {
            const Error conflict{Errc::replay_conflict, "used before", {}, {}};
            co_return gateway().fault(&*incoming, conflict, exchange_);
        }
        const auto payload = gateway().open(*incoming);
        if (!payload) {
            co_return gateway().fault(&*incoming, payload.error(), exchange_);
        }
        auto response = gateway().answer(*incoming, {std::string(check_reply)});
        response->headers.set("Otkel-Exchange", exchange_.text());
        co_return std::move(*response);
    }

    void start_twin(const std::string& script = {}) {
        const auto pki = testing::pki_folder().string();
        const auto key = [&](const std::string& name) {
            return "{file: " + pki + "/" + name + ".p12, password_file: " + pki + "/" + name + ".password}";
        };
        const auto file = write(
            "twin.yaml", "sender_id: otkel\npassword_file: secret\ntwin:\n  port: 0\n  gateway_url: http://127.0.0.1:" +
                             std::to_string(gateway_port_) + "/shep/sync\n  bus_key: " + key("shep-bus") +
                             "\n  gateway_trust: {anchors: " + pki + "/ca.cert.pem, known: " + pki +
                             "/gateway-transport.cert.pem}\n" +
                             "  participants:\n    customs:\n      sender_id: customs\n      service: CHECK\n" +
                             "      form: element\n      key: " + key("customs-business") + "\n" + more_participants_);
        auto section = settings::Section::load(file, twin_complaints_);
        section.set_root(folder_.path());
        adapter::TwinContext context{context_.get_executor(),
                                     clock_,
                                     verifier_,
                                     workers_,
                                     section,
                                     script.empty() ? "" : write("script.yaml", script),
                                     folder_ / "samples"};
        auto made = ShepTwin::make(context);
        ASSERT_TRUE(made) << made.error().to_string();
        twin_ = std::move(*made);
        const auto addresses = twin_->start();
        ASSERT_TRUE(addresses) << addresses.error().to_string();
        address_ = addresses->at(0).url;
        control_ = addresses->at(2).url;
        client_ = net::make_http_client(context_.get_executor(), {}, std::nullopt);
    }

    Result<adapter::TwinOutcome> play() {
        return test::run(context_, twin_->play(folder_ / "samples/customs/pass", Deadline::after(clock_, limit_)));
    }

    Result<net::HttpResponse> send(const std::string& url, net::HttpRequest request,
                                   std::chrono::milliseconds limit = std::chrono::seconds(30)) {
        const auto endpoint = net::Endpoint::parse(url).value();
        request.target = endpoint.path;
        return test::run(context_, client_->send(endpoint, std::move(request), Deadline::after(real_, limit)));
    }

    // The gateway asks the twin for a status.
    Result<adapter::PeerReply> ask(std::string_view request = status_request,
                                   const std::string& service = "CUSTOMS_DECLARATION_STATUS") {
        const auto message =
            gateway().compose({"customs", service, "m-1", std::string(request), clock_.wall()}).value();
        auto response = send(address_, message.request);
        if (!response) {
            return fail(response.error());
        }
        return gateway().understand(message, *response);
    }

    static bool tells(const adapter::TwinOutcome& outcome, const std::string& part) {
        for (const auto& line : outcome.story) {
            if (line.find(part) != std::string::npos) {
                return true;
            }
        }
        return false;
    }

    std::string more_participants_;                                    // of the twin, as YAML
    const std::chrono::seconds limit_{std::chrono::hours(1'000'000)};  // the fake clock stands still
    SystemClock real_;
    asio::io_context context_{1};
    async::WorkerPool workers_{{.threads = 1, .queue_limit = 64}};
    settings::Complaints twin_complaints_;
    std::unique_ptr<net::HttpServer> server_;
    std::unique_ptr<net::HttpClient> client_;
    std::unique_ptr<adapter::Twin> twin_;
    std::uint16_t gateway_port_{1};
    std::string address_, control_;
    std::vector<std::string> requests_;
    std::vector<std::string> content_types_;  // of requests to the gateway
    std::map<std::string, std::string> digests_;
};

}  // namespace otkel::adapters::shep
