#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include <boost/asio/post.hpp>

#include "gateway/exchange/engine.hpp"
#include "gateway/telemetry/log.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/exchange/fakes.hpp"

namespace otkel::exchange {

// A folder of mappings that lives as long as the test. t/m carries one text: <a:R><V>text</V></a:R> ↔ {"v": "text"}.
class Mappings : public otkel::tests::TemporaryFolder {
public:
    Mappings() {
        write("t/m.yaml",
              "mapping: t/m\nversion: 1\nxml: {namespaces: {a: \"urn:a\"}, root: a:R}\nkeys: {value: v}\nfields:\n"
              "  - {xml: V, json: v, required: true}\n");
    }
    [[nodiscard]] TranslationLoader loader() const {
        return TranslationLoader(path(), mapping::load_code_tables(path() / "codes").value());
    }
};

inline std::string document(const std::string& text) { return "<a:R xmlns:a=\"urn:a\"><V>" + text + "</V></a:R>"; }

inline net::HttpRequest message(const std::string& id, const std::string& text) {
    net::HttpRequest request;
    request.method = "POST";
    request.target = "/fake";
    request.remote_address = "127.0.0.9";
    request.headers.set("Content-Type", "text/xml");
    request.headers.set("message", id);
    request.body = document(text);
    return request;
}

// An engine whose whole world is made of fakes.
class World : public testing::Test {
protected:
    World() {
        log::set_level(log::Level::error);
        client_.response->body = document("20");
        use(route("check", journal::Direction::inbound), route("ask", journal::Direction::outbound));
    }

    ~World() override {
        io_.restart();
        asio::post(io_, [this] { tasks_.cancel(); });
        io_.run();
    }

    Route route(const std::string& name, journal::Direction direction) {
        Route route;
        route.name = name;
        route.direction = direction;
        route.adapter = "fake";
        route.service = direction == journal::Direction::inbound ? "CHECK" : "STATUS";
        route.peers = {"customs", "tax"};
        route.operation = "customs.check";
        route.outcome = "v";
        const auto translation = translations_.load("t/m").value();
        route.versions = {{"", {}, translation, translation, {}}};
        return route;
    }

    static std::shared_ptr<Catalog> catalog(Route inbound, Route outbound) {
        auto catalog = std::make_shared<Catalog>();
        catalog->add(std::make_unique<fakes::Adapter>());
        catalog->add(std::move(inbound));
        catalog->add(std::move(outbound));
        return catalog;
    }
    void use(Route inbound, Route outbound) { use(catalog(std::move(inbound), std::move(outbound))); }
    void use(std::shared_ptr<const Catalog> catalog) {
        engine_ = std::make_unique<Engine>(
            Services{io_.get_executor(), clock_, workers_, tasks_, store_, core_, client_, observer_, &authority_},
            limits_, std::move(catalog));
    }

    net::HttpResponse send(net::HttpRequest request) {
        return test::run(io_, engine_->inbound("fake", std::move(request)));
    }
    OutboundOutcome ask(const std::string& text, const std::string& key) {
        return test::run(io_, engine_->outbound({"ask", {{"v", text}}, key, "", "127.0.0.9"}));
    }
    // Begins and does not wait. `outcome` is filled when it ends.
    template <class T>
    void begin(asio::awaitable<T> task, std::optional<T>& outcome) {
        auto keep = [&outcome](const std::exception_ptr& exception, T value) {
            test::rethrow(exception);
            outcome.emplace(std::move(value));
        };
        asio::co_spawn(io_, std::move(task), keep);
    }
    // Lets the loop and the workers go on until `done`.
    template <class Done>
    void go_on_until(Done done) {
        io_.restart();
        while (!done() && io_.run_one_for(std::chrono::seconds{30}) > 0) {
        }
        ASSERT_TRUE(done());
    }

    const journal::Exchange& only_exchange() {
        EXPECT_EQ(store_.exchanges.size(), 1U);
        return store_.exchanges.begin()->second;
    }

    Limits limits_{.refused_octets_kept = 16};
    Mappings mappings_;
    TranslationLoader translations_{mappings_.loader()};
    test::FakeClock clock_;
    asio::io_context io_{1};
    async::TaskGroup tasks_{io_.get_executor(), [](const std::string& what) { ADD_FAILURE() << what; }};
    async::WorkerPool workers_{{.threads = 1, .queue_limit = 64}};
    fakes::Events events_;
    fakes::Store store_{events_};
    fakes::Core core_{events_};
    fakes::Client client_{events_};
    fakes::Authority authority_{events_};
    telemetry::Metrics metrics_;
    Observer observer_{metrics_};
    std::unique_ptr<Engine> engine_;
};

}  // namespace otkel::exchange
