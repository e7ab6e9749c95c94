#pragma once

#include <memory>
#include <optional>

#include "adapters/rex/office.hpp"
#include "gateway/adapter/running.hpp"

namespace otkel::adapters::rex {

// The verification of exporters at work: operations that messages bring ("rex.receiveRequest", "rex.receiveDocuments"),
// officers' requests, and the rounds.
class RexRunning final : public adapter::Running {
public:
    [[nodiscard]] static Result<std::unique_ptr<adapter::Running>> make(adapter::RunningContext context);
    struct Shelf {
        Settings settings;
        Definitions definitions;
        calendar::Calendars calendars;
        Papers papers;
    };
    RexRunning(adapter::RunningContext context, Shelf shelf);
    ~RexRunning() override;

    [[nodiscard]] std::string_view system() const override { return "rex"; }
    asio::awaitable<void> run() override;
    [[nodiscard]] std::vector<std::string> paths() const override { return {}; }
    asio::awaitable<net::HttpResponse> handle(net::HttpRequest request) override;
    [[nodiscard]] std::vector<std::string> operations() const override;
    asio::awaitable<Result<boost::json::value>> perform(adapter::Operation operation, Deadline deadline) override;
    asio::awaitable<Result<net::HttpResponse>> handle_operator(adapter::OperatorRequest request) override;

    // What the schedule does, for whoever cannot wait for it.
    [[nodiscard]] Rounds& rounds() { return rooms().rounds; }
    [[nodiscard]] Desk& desk() { return rooms().desk; }

private:
    // Made when they are first needed: the case file is there when the gateway runs.
    struct Rooms {
        Rooms(RexRunning& owner);
        Desk desk;
        Rounds rounds;
        Office office;
    };
    Rooms& rooms();
    asio::awaitable<Result<boost::json::value>> receive_request(adapter::Operation operation);
    asio::awaitable<Result<boost::json::value>> receive_documents(adapter::Operation operation);

    adapter::RunningContext context_;
    Shelf shelf_;
    std::unique_ptr<Registry> registry_;
    std::optional<Rooms> rooms_;
};

}  // namespace otkel::adapters::rex
