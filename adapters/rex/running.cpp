#include "adapters/rex/running.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "adapters/rex/case_json.hpp"
#include "adapters/rex/commands.hpp"
#include "adapters/rex/condition.hpp"
#include "adapters/rex/facts.hpp"
#include "adapters/rex/terms.hpp"
#include "adapters/rex/twin.hpp"
#include "gateway/adapter/adapter_registry.hpp"
#include "gateway/async/task_group.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;

constexpr std::string_view receive_request_name = "rex.receiveRequest", receive_documents_name = "rex.receiveDocuments";

bool contains(const std::vector<std::string>& all, std::string_view one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

RexRunning::Rooms::Rooms(RexRunning& owner)
    : desk({owner.context_.cases(),
            {owner.shelf_.definitions, owner.shelf_.calendars},
            owner.context_.clock,
            owner.context_.workers,
            owner.shelf_.papers,
            owner.context_.identities,
            owner.shelf_.settings}),
      rounds({desk, owner.context_.cases(), owner.context_.errands(), *owner.registry_, owner.context_.clock,
              owner.shelf_.settings}),
      office({desk, rounds, owner.context_.cases(), owner.context_.clock, owner.shelf_.settings}) {}

Result<std::unique_ptr<adapter::Running>> RexRunning::make(adapter::RunningContext context) {
    auto& complaints = context.section.complaints();
    const auto before = complaints.findings().size();
    auto settings = read_settings(context.section);
    auto definitions = Definitions::load(settings.definitions, complaints);
    auto calendars = calendar::Calendars::load(context.calendars, complaints);
    auto papers = Papers::load(settings.papers, complaints);
    if (complaints.findings().size() != before) {
        return fail(complaints.outcome().error());
    }
    return std::make_unique<RexRunning>(std::move(context), Shelf{std::move(settings), std::move(definitions),
                                                                  std::move(calendars), std::move(papers)});
}

RexRunning::RexRunning(adapter::RunningContext context, Shelf shelf)
    : context_(std::move(context)), shelf_(std::move(shelf)) {
    registry_ = shelf_.settings.registry
                    ? make_soap_registry(*shelf_.settings.registry, context_.client, context_.verifier, context_.limits)
                    : make_manual_registry();
}

RexRunning::~RexRunning() = default;

RexRunning::Rooms& RexRunning::rooms() {
    if (!rooms_) {
        rooms_.emplace(*this);
    }
    return *rooms_;
}

asio::awaitable<void> RexRunning::run() {
    context_.metrics.gauge("otkel_rex_open_cases", "Verifications of exporters that are open.", {},
                           [this] { return static_cast<double>(rooms().rounds.open()); });
    context_.metrics.gauge("otkel_rex_overdue_cases", "Open verifications with a term that is over.", {},
                           [this] { return static_cast<double>(rooms().rounds.overdue()); });
    constexpr std::chrono::seconds tick{1};
    while (true) {
        co_await rooms().rounds.look();
        const auto next = context_.clock.steady() + shelf_.settings.look_every;
        while (context_.clock.steady() + tick < next) {
            co_await async::sleep_until(context_.clock.steady() + tick);
            co_await rooms().rounds.look_at_what_goes_on();
        }
        co_await async::sleep_until(next);
    }
}

asio::awaitable<net::HttpResponse> RexRunning::handle(net::HttpRequest /*request*/) {
    net::HttpResponse response;
    response.status = 404;
    co_return response;
}

std::vector<std::string> RexRunning::operations() const {
    return {std::string(receive_request_name), std::string(receive_documents_name)};
}

asio::awaitable<Result<json::value>> RexRunning::perform(adapter::Operation operation, Deadline deadline) {
    if (operation.name == receive_request_name) {
        co_return co_await receive_request(std::move(operation));
    }
    if (operation.name == receive_documents_name) {
        co_return co_await receive_documents(std::move(operation));
    }
    co_return co_await adapter::Running::perform(std::move(operation), deadline);
}

// A foreign authority asks for its own country only.
asio::awaitable<Result<json::value>> RexRunning::receive_request(adapter::Operation operation) {
    const auto* object = operation.request.if_object();
    const auto country =
        object == nullptr ? std::string() : std::string(text_at(object_at(*object, "authority"), "country"));
    const auto authority = shelf_.settings.authorities.find(operation.peer);
    if (authority == shelf_.settings.authorities.end() || authority->second != country) {
        co_return fail(Errc::forbidden, operation.peer + " may not ask for " +
                                            (country.empty() ? "no country" : country) +
                                            ": see authorities in config/adapters/rex.yaml");
    }
    auto papers = std::vector<adapter::CasePaper>{};
    const auto opened = co_await desk().open(
        {std::move(operation.request), std::move(papers), "message", {}, operation.idempotency_key},
        {operation.peer, {}});
    if (!opened) {
        co_return fail(opened.error());
    }
    rooms().rounds.watch(opened->id);
    auto line = line_of(*opened, calendar::local_day(context_.clock.wall()));
    if (!line) {
        co_return fail(line.error());
    }
    co_return json::object{{"case", opened->id}, {"received", line->at("received")}, {"answerBy", line->at("due")}};
}

asio::awaitable<Result<json::value>> RexRunning::receive_documents(adapter::Operation operation) {
    if (!contains(shelf_.settings.organisations, operation.peer)) {
        co_return fail(Errc::forbidden, operation.peer +
                                            " sends no documents of cases: see organisations in "
                                            "config/adapters/rex.yaml");
    }
    if (!operation.request.is_object()) {
        co_return fail(Errc::invalid_argument, "the package is not a JSON object");
    }
    auto package = std::move(operation.request.get_object());
    const auto id = std::string(text_at(package, "case"));
    package.erase("case");
    const auto kept = co_await desk().add(
        id, {std::string(kind::package), std::move(package), {}, operation.idempotency_key}, {operation.peer, {}});
    if (!kept) {
        co_return fail(kept.error());
    }
    rooms().rounds.look_soon(kept->id);
    co_return json::object{{"case", kept->id},
                           {"receipt", kept->id + "/" + std::to_string(kept->records.back().record.number)},
                           {"on", calendar::to_text(calendar::local_day(context_.clock.wall()))},
                           {"missing", missing_in_words(*kept->definition, kept->facts)}};
}

asio::awaitable<Result<net::HttpResponse>> RexRunning::handle_operator(adapter::OperatorRequest request) {
    co_return co_await rooms().office.handle(std::move(request));
}

void register_adapter(adapter::AdapterRegistry& registry);
void register_adapter(adapter::AdapterRegistry& registry) {
    adapter::Registration registration;
    registration.make_running = [](adapter::RunningContext context) { return RexRunning::make(std::move(context)); };
    registration.make_twin = [](adapter::TwinContext context) { return RegistryTwin::make(std::move(context)); };
    registration.commands = commands();
    registration.commands_about = "Verifications of registered exporters, at the running gateway.";
    registry.add("rex", std::move(registration));
}

}  // namespace otkel::adapters::rex
