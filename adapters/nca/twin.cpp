#include "adapters/nca/twin.hpp"

#include <fmt/format.h>

#include "gateway/telemetry/log.hpp"

namespace otkel::adapters::nca {
namespace {

namespace asio = boost::asio;

constexpr std::string_view ocsp_folder = "/ocsp/", list_folder = "/crl/", certificate_folder = "/cert/",
                           stamp_path = "/tsp", delta_suffix = "-delta.crl", list_suffix = ".crl",
                           certificate_suffix = ".cer";

std::string_view content_type_of(Operation operation) {
    switch (operation) {
        case Operation::ocsp: return "application/ocsp-response";
        case Operation::tsp: return "application/timestamp-reply";
        case Operation::certificate: return "application/pkix-cert";
        default: return "application/pkix-crl";
    }
}

// The name between a folder and a suffix; nullopt when the path is another one.
std::optional<std::string> named(std::string_view path, std::string_view folder, std::string_view suffix) {
    if (!path.starts_with(folder) || !path.ends_with(suffix) || path.size() <= folder.size() + suffix.size()) {
        return std::nullopt;
    }
    return std::string(path.substr(folder.size(), path.size() - folder.size() - suffix.size()));
}

net::HttpResponse status_only(int status) {
    net::HttpResponse response;
    response.status = status;
    return response;
}

void log_failure(const std::string& what) { log::error("nca-twin-task-failed", {{"reason", what}}); }

}  // namespace

Result<std::unique_ptr<adapter::Twin>> NcaTwin::make(adapter::TwinContext context) {
    auto settings = read_twin_settings(context.section.section("twin"));
    if (!settings) {
        return fail(settings.error());
    }
    auto script = load_script(context.script);
    if (!script) {
        return fail(script.error());
    }
    return std::make_unique<NcaTwin>(std::move(context), std::move(*settings), std::move(*script));
}

NcaTwin::NcaTwin(adapter::TwinContext context, TwinSettings settings, TwinScript script)
    : context_(std::move(context)),
      settings_(std::move(settings)),
      script_(std::move(script)),
      answers_(std::move(settings_.authorities), context_.clock.wall()),
      tasks_(context_.executor, log_failure) {}

Result<void> NcaTwin::listen() {
    net::ServerOptions options;
    options.address = settings_.address;
    options.port = settings_.port;
    options.requests_in_flight_max = 10'000;  // slowness holds many
    server_ = net::make_http_server(context_.executor, options);
    const auto port = server_->start([this](net::HttpRequest request) { return handle(std::move(request)); });
    if (!port) {
        return fail(port.error());
    }
    settings_.port = *port;
    return {};
}

Result<std::vector<adapter::TwinAddress>> NcaTwin::start() {
    if (const auto listens = listen(); !listens) {
        return fail(listens.error());
    }
    const auto root = "http://" + settings_.address + ":" + std::to_string(settings_.port);
    std::vector<adapter::TwinAddress> addresses{{"NCA, time stamps", root + std::string(stamp_path)}};
    const auto ocsp = root + std::string(ocsp_folder);
    const auto lists = root + std::string(list_folder);
    for (const auto& name : answers_.names()) {
        addresses.push_back({"NCA, OCSP of " + name, ocsp + name});
        addresses.push_back({"NCA, list of " + name, fmt::format("{}{}{}", lists, name, list_suffix)});
    }
    return addresses;
}

asio::awaitable<Result<adapter::TwinOutcome>> NcaTwin::play(std::filesystem::path /*sample*/, Deadline /*deadline*/) {
    co_return fail(Errc::unsupported, "the certification authority sends no messages: it has nothing to play");
}

asio::awaitable<void> NcaTwin::stop(Deadline deadline) {
    tasks_.close();
    (void)co_await tasks_.join(Deadline(SteadyTime::max()));
    if (server_) {
        co_await server_->drain(deadline);
    }
}

void NcaTwin::follow(TwinScript script) {
    script_ = std::move(script);
    calls_.clear();
}

void NcaTwin::revoke(std::string_view authority, trust::issuing::RevokedEntry entry) {
    answers_.revoke(authority, std::move(entry));
}

std::size_t NcaTwin::calls(Operation operation) const {
    const auto found = calls_.find(operation);
    return found == calls_.end() ? 0 : found->second;
}

std::optional<NcaTwin::Asked> NcaTwin::asked_by(const net::HttpRequest& request) {
    const auto path = request.path();
    if (request.method == "POST") {
        if (path == stamp_path) {
            return Asked{Operation::tsp, {}};
        }
        auto name = named(path, ocsp_folder, {});
        return name ? std::optional(Asked{Operation::ocsp, std::move(*name)}) : std::nullopt;
    }
    if (auto name = named(path, list_folder, delta_suffix)) {
        return Asked{Operation::delta_crl, std::move(*name)};
    }
    if (auto name = named(path, list_folder, list_suffix)) {
        return Asked{Operation::crl, std::move(*name)};
    }
    auto name = named(path, certificate_folder, certificate_suffix);
    return name ? std::optional(Asked{Operation::certificate, std::move(*name)}) : std::nullopt;
}

asio::awaitable<net::HttpResponse> NcaTwin::handle(net::HttpRequest request) {
    auto asked = asked_by(request);
    if (!asked) {
        co_return status_only(404);
    }
    ++calls_[asked->operation];
    const auto step = script_.next(asked->operation);
    if (step.misbehaviour == Misbehaviour::close) {
        if (!hanging_up_) {
            hanging_up_ = true;
            tasks_.spawn(hang_up());
        }
        co_await async::sleep_until(SteadyTime::max());
    }
    if (step.delay > std::chrono::milliseconds{0}) {
        co_await async::sleep_until(std::chrono::steady_clock::now() + step.delay);
    }
    if (step.misbehaviour == Misbehaviour::http_500 || step.misbehaviour == Misbehaviour::http_403) {
        co_return status_only(step.misbehaviour == Misbehaviour::http_500 ? 500 : 403);
    }
    co_return co_await answer(std::move(*asked), std::move(request.body), step.misbehaviour);
}

asio::awaitable<net::HttpResponse> NcaTwin::answer(Asked asked, std::string question, Misbehaviour misbehaviour) {
    const auto now = context_.clock.wall();
    auto work = [this, &asked, &question, misbehaviour, now] { return octets(asked, question, misbehaviour, now); };
    auto made = co_await context_.workers.run(std::move(work));
    if (!made) {
        co_return status_only(503);
    }
    net::HttpResponse response;
    response.headers.set("Content-Type", std::string(content_type_of(asked.operation)));
    response.body = std::move(*made);
    co_return response;
}

std::string NcaTwin::octets(const Asked& asked, std::string_view question, Misbehaviour misbehaviour,
                            WallTime now) const {
    if (misbehaviour == Misbehaviour::empty) {
        return {};
    }
    if (misbehaviour == Misbehaviour::garbage) {
        return "<html><body>Under maintenance</body></html>";
    }
    switch (asked.operation) {
        case Operation::ocsp: return answers_.ocsp(asked.authority, question, misbehaviour, now);
        case Operation::tsp: return answers_.time_stamp(question, misbehaviour, now);
        case Operation::crl: return answers_.list(asked.authority, false, misbehaviour, now);
        case Operation::delta_crl: return answers_.list(asked.authority, true, misbehaviour, now);
        case Operation::certificate: return answers_.certificate(asked.authority, misbehaviour);
    }
    return {};
}

// Everybody who is connected just now loses the connection, without a word; whoever comes next finds the twin again.
asio::awaitable<void> NcaTwin::hang_up() {
    co_await server_->drain(Deadline(std::chrono::steady_clock::now()));
    if (const auto listens = listen(); !listens) {
        log::error("nca-twin-lost-its-port", {{"reason", listens.error().to_string()}});
    }
    hanging_up_ = false;
}

}  // namespace otkel::adapters::nca
