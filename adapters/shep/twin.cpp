#include "adapters/shep/twin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "adapters/shep/twin_attachments.hpp"
#include "gateway/async/task_group.hpp"

namespace otkel::adapters::shep {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::chrono::milliseconds play_time_max{60'000};

net::HttpResponse json_response(int status, const json::object& body) {
    net::HttpResponse response;
    response.status = status;
    response.headers.set("Content-Type", "application/json");
    response.body = json::serialize(body) + "\n";
    return response;
}

net::HttpResponse problem(int status, std::string_view detail) { return json_response(status, {{"error", detail}}); }

json::object as_json(const adapter::TwinOutcome& outcome) {
    json::array story(outcome.story.begin(), outcome.story.end());
    return {{"answered", outcome.answered}, {"verified", outcome.verified}, {"httpStatus", outcome.http_status},
            {"exchange", outcome.exchange}, {"story", std::move(story)},    {"reply", outcome.reply}};
}

// "customs/pass": two plain names, so that nothing outside the folder of samples can be named.
bool is_sample_name(std::string_view name) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-_/";
    return std::count(name.begin(), name.end(), '/') == 1 && name.front() != '/' && name.back() != '/' &&
           name.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

Result<std::unique_ptr<adapter::Twin>> ShepTwin::make(adapter::TwinContext context) {
    auto settings = read_twin_settings(context.section);
    if (!settings) {
        return fail(settings.error());
    }
    settings->values = context.values;
    auto script = load_script(context.script);
    if (!script) {
        return fail(script.error());
    }
    return std::make_unique<ShepTwin>(std::move(context), std::move(*settings), std::move(*script));
}

ShepTwin::ShepTwin(adapter::TwinContext context, TwinSettings settings, TwinScript script)
    : context_(std::move(context)),
      settings_(std::move(settings)),
      script_(std::move(script)),
      provider_(context_.clock, context_.verifier, settings_),
      consumer_(context_.clock, context_.verifier, settings_),
      client_(net::make_http_client(context_.executor, {}, std::nullopt)),
      async_(context_, settings_, script_, provider_, consumer_, *client_) {}

Result<std::vector<adapter::TwinAddress>> ShepTwin::start() {
    net::ServerOptions options;
    options.address = settings_.address;
    options.port = settings_.port;
    options.requests_in_flight_max = 10'000;  // silence holds many
    server_ = net::make_http_server(context_.executor, options);
    const auto port = server_->start([this](net::HttpRequest request) { return handle(std::move(request)); });
    if (!port) {
        return fail(port.error());
    }
    async_.start();
    const auto root = "http://" + settings_.address + ":" + std::to_string(*port);
    std::vector<adapter::TwinAddress> addresses{
        {"SHEP bus, synchronous channel", root + "/shep/sync"},
        {"SHEP bus, asynchronous channel", root + "/shep/async"},
        {"SHEP bus, plays a sample: curl -X POST", root + "/play?sample=customs/pass"}};
    for (const auto& [name, participant] : settings_.participants) {
        if (participant.asynchronous) {
            addresses.push_back({"SHEP bus, plays one that is answered later: curl -X POST",
                                 fmt::format("{}/play?sample={}/pass", root, name)});
        }
    }
    return addresses;
}

asio::awaitable<void> ShepTwin::stop(Deadline deadline) {
    co_await async_.stop(deadline);
    if (server_) {
        co_await server_->drain(deadline);
    }
    co_await client_->close(deadline);
}

asio::awaitable<Result<adapter::TwinOutcome>> ShepTwin::play(std::filesystem::path sample, Deadline deadline) {
    const auto participant = settings_.participants.find(sample.parent_path().filename().string());
    const bool asynchronous = participant != settings_.participants.end() && participant->second.asynchronous;
    co_return asynchronous ? co_await async_.play(std::move(sample), deadline)
                           : co_await play_synchronous(std::move(sample), deadline);
}

asio::awaitable<Result<adapter::TwinOutcome>> ShepTwin::play_synchronous(std::filesystem::path sample,
                                                                         Deadline deadline) {
    const auto step = script_.next(Occasion::request);
    auto prepare = [this, &sample, &step] {
        auto request = consumer_.prepare(sample, step.misbehaviour);
        if (request) {
            const auto& participant = settings_.participants.at(request->participant).profile;
            attach(request->first, participant);
            if (request->second) {
                attach(*request->second, participant);
            }
        }
        return request;
    };
    auto prepared = co_await context_.workers.run(std::move(prepare));
    if (!prepared) {
        co_return fail(prepared.error());
    }
    if (!*prepared) {
        co_return fail(prepared->error());
    }
    const auto& request = **prepared;
    if (step.misbehaviour == Misbehaviour::slow) {
        co_await async::sleep_until(context_.clock.steady() + step.delay);
    }
    auto patience = deadline;
    if (step.misbehaviour == Misbehaviour::silence) {
        patience = deadline.earlier(Deadline::after(context_.clock, step.delay));
    }
    auto response = co_await client_->send(settings_.gateway, request.first, patience);
    const auto first_body = response ? response->body : std::string{};
    if (response && request.second) {
        response = co_await client_->send(settings_.gateway, *request.second, patience);
    }
    if (!response) {
        co_return fail(response.error());
    }
    auto judge = [this, &request, &response] {
        auto whole = *response;
        put_together(whole);
        return consumer_.judge(request, whole);
    };
    auto judged = co_await context_.workers.run(std::move(judge));
    if (!judged) {
        co_return fail(judged.error());
    }
    auto& story = judged->story;
    if (request.second) {
        story.insert(story.begin(), first_body == response->body
                                        ? "sent twice; both answers are the same octets"
                                        : "sent twice; the answers differ, this is the second");
    }
    story.insert(story.begin(), request.story.begin(), request.story.end());
    co_return std::move(*judged);
}

asio::awaitable<net::HttpResponse> ShepTwin::handle(net::HttpRequest request) {
    if (request.method != "POST") {
        co_return problem(405, "POST /shep/sync, /shep/async or /play?sample=customs/pass");
    }
    if (request.path() == "/play") {
        co_return co_await handle_play(std::move(request));
    }
    if (request.path() == "/shep/sync") {
        co_return co_await handle_request(std::move(request));
    }
    if (request.path() == "/shep/async") {
        co_return co_await async_.handle(std::move(request));
    }
    co_return problem(404, "POST /shep/sync, /shep/async or /play?sample=customs/pass");
}

asio::awaitable<net::HttpResponse> ShepTwin::handle_play(net::HttpRequest request) {
    const auto sample = request.parameter("sample").value_or("");
    if (!is_sample_name(sample)) {
        co_return problem(400, "sample=<system>/<case>, as under samples/");
    }
    auto outcome = co_await play(context_.samples / sample, Deadline::after(context_.clock, play_time_max));
    if (!outcome) {
        co_return problem(502, outcome.error().to_string());
    }
    co_return json_response(200, as_json(*outcome));
}

asio::awaitable<net::HttpResponse> ShepTwin::handle_request(net::HttpRequest request) {
    const auto step = script_.next(Occasion::reply);
    const bool late = step.misbehaviour == Misbehaviour::slow || step.misbehaviour == Misbehaviour::silence;
    if (late) {
        co_await async::sleep_until(context_.clock.steady() + step.delay);
    }
    auto answer = [this, &request, &step] {
        put_together(request);
        return provider_.answer(request.body, step.misbehaviour);
    };
    auto answered = co_await context_.workers.run(std::move(answer));
    if (!answered) {
        co_return problem(503, answered.error().detail);
    }
    co_return std::move(*answered);
}

}  // namespace otkel::adapters::shep
