#include "adapters/rest/twin.hpp"

#include "gateway/adapter/settings_parts.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/xml/canonical_writer.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::adapters::rest {
namespace {

namespace asio = boost::asio;
using settings::Section;

constexpr std::size_t sample_octets_max = 10 * 1024 * 1024;
constexpr std::size_t receipt_digits = 12;
constexpr int http_ok = 200;

TwinParticipant read_participant(const Section& section, const Section& twin, const adapter::TwinContext& context) {
    TwinParticipant participant;
    participant.service = section.text("service");
    participant.form = read_form(section);
    participant.identity = adapter::read_signing_key(section.section("key"));
    const auto url = twin.text_or("gateway_url", "http://127.0.0.1:8080");
    auto endpoint = net::Endpoint::parse(url);
    if (endpoint) {
        participant.endpoint = std::move(*endpoint);
    } else {
        twin.complain("gateway_url", endpoint.error().detail, "http://host:port", url);
    }
    participant.endpoint.path = std::string(root_path) + participant.service;
    Peer gateway;
    gateway.id = "gateway";
    gateway.trust = adapter::read_trusted(twin.section("gateway_trust"));
    gateway.space = section.text("namespace");
    auto seen = std::make_unique<Settings>();
    seen->peers.push_back(std::move(gateway));
    participant.gateway = std::move(seen);
    participant.documents =
        std::make_unique<const Documents>(context.clock, context.verifier, xml::Limits{}, *participant.gateway);
    section.finish();
    return participant;
}

TwinSettings read_twin(const adapter::TwinContext& context) {
    const auto section = context.section.section("twin");
    TwinSettings settings;
    settings.address = section.text_or("address", "127.0.0.1");
    settings.port = static_cast<std::uint16_t>(section.number_or("port", 0, 0, 65535));
    for (const auto& [id, one] : section.entries("participants")) {
        settings.participants.emplace(id, read_participant(one, section, context));
    }
    section.finish();
    return settings;
}

void tell(const xml::Element& element, const std::string& indent, std::vector<std::string>& story) {
    for (auto child = element.first_child(); child; child = child->next_sibling()) {
        if (child->has_children()) {
            story.push_back(indent + std::string(child->local()));
            tell(*child, indent + "  ", story);
        } else {
            story.push_back(indent + std::string(child->local()) + ": " + child->text());
        }
    }
}

// One letter of a text of the document. The digest or the signature no longer fits.
void change(std::string& octets) {
    constexpr std::string_view mark = "20";  // every document has a date
    if (const auto at = octets.find(mark); at != std::string::npos) {
        octets[at] = '3';
    }
}

net::HttpResponse refusal(Misbehaviour misbehaviour) {
    switch (misbehaviour) {
        case Misbehaviour::busy: return net::problem({Errc::overloaded, "come later", {}, {}}, Language::en, "");
        case Misbehaviour::refused:
            return net::problem({Errc::mapping_failed, "this is not what was agreed on", {}, {}}, Language::en, "");
        default: return net::problem({Errc::internal, "something is broken", {}, {}}, Language::en, "");
    }
}

}  // namespace

Result<std::unique_ptr<adapter::Twin>> RestTwin::make(adapter::TwinContext context) {
    auto& complaints = context.section.complaints();
    const auto before = complaints.findings().size();
    auto settings = read_twin(context);
    if (complaints.findings().size() != before) {
        return fail(complaints.outcome().error());
    }
    auto script = load_script(context.script);
    if (!script) {
        return fail(script.error());
    }
    return std::make_unique<RestTwin>(std::move(context), std::move(settings), std::move(*script));
}

RestTwin::RestTwin(adapter::TwinContext context, TwinSettings settings, TwinScript script)
    : context_(std::move(context)),
      script_(std::move(script)),
      settings_(std::move(settings)),
      client_(net::make_http_client(context_.executor, {}, std::nullopt)) {}

Result<std::vector<adapter::TwinAddress>> RestTwin::start() {
    net::ServerOptions options;
    options.address = settings_.address;
    options.port = settings_.port;
    server_ = net::make_http_server(context_.executor, options);
    const auto port = server_->start([this](net::HttpRequest request) { return handle(std::move(request)); });
    if (!port) {
        return fail(port.error());
    }
    std::vector<adapter::TwinAddress> addresses;
    addresses.reserve(settings_.participants.size());
    for (const auto& [id, participant] : settings_.participants) {
        addresses.push_back(
            {"participant " + id, "http://" + settings_.address + ":" + std::to_string(*port) + "/" + id + "/"});
    }
    return addresses;
}

asio::awaitable<void> RestTwin::stop(Deadline deadline) {
    if (server_) {
        co_await server_->drain(deadline);
    }
    co_await client_->close(deadline);
}

Result<std::string> RestTwin::document_of(const TwinParticipant& participant,
                                          const std::filesystem::path& sample) const {
    const bool is_json = std::filesystem::exists(sample / "request.json");
    const auto octets = settings::read_file(sample / (is_json ? "request.json" : "request.xml"), sample_octets_max);
    const auto filled = octets ? adapter::fill_sample(*octets, context_.values) : octets;
    if (!filled) {
        return fail(filled.error());
    }
    return is_json ? xml_of_json(*filled, participant.gateway->peers.front().space)
                   : xml::canonical_document(*filled, xml::Canonicalization::inclusive, xml::Limits{});
}

Result<Sealed> RestTwin::seal(const TwinParticipant& participant, std::string_view document, Form form,
                              Misbehaviour misbehaviour) const {
    if (misbehaviour == Misbehaviour::unsigned_document) {
        return Sealed{std::string(xml_type), std::string(document)};
    }
    auto sealed = participant.documents->seal(document, form, *participant.identity);
    if (sealed && misbehaviour == Misbehaviour::changed) {
        change(sealed->octets);
    }
    return sealed;
}

Result<RestTwin::Prepared> RestTwin::prepare(const std::string& id, const std::filesystem::path& sample,
                                             Misbehaviour misbehaviour) const {
    const auto found = settings_.participants.find(id);
    if (found == settings_.participants.end()) {
        return fail(Errc::not_found, "the twin plays no participant \"" + id + "\"; add it to twin: participants");
    }
    const auto& participant = found->second;
    const auto document = document_of(participant, sample);
    auto sealed = document ? seal(participant, *document, participant.form, misbehaviour)
                           : Result<Sealed>(fail(document.error()));
    if (!sealed) {
        return fail(sealed.error());
    }
    Prepared prepared;
    prepared.story.push_back(id + " asks for " + participant.service + ", " + sealed->content_type);
    if (misbehaviour != Misbehaviour::none) {
        prepared.story.push_back("by script: " + std::string(name(misbehaviour)));
    }
    prepared.request.method = "POST";
    prepared.request.target = participant.endpoint.path;
    prepared.request.headers.set("Content-Type", std::move(sealed->content_type));
    prepared.request.body = std::move(sealed->octets);
    return prepared;
}

adapter::TwinOutcome RestTwin::judge(const TwinParticipant& participant, const net::HttpResponse& response) const {
    adapter::TwinOutcome outcome;
    outcome.http_status = response.status;
    outcome.exchange = response.headers.get("Otkel-Exchange");
    outcome.reply = response.body;
    outcome.story.push_back("the gateway answered HTTP " + std::to_string(response.status) +
                            (outcome.exchange.empty() ? std::string{} : ", exchange " + outcome.exchange));
    if (response.status != http_ok) {
        outcome.story.push_back("REFUSED: " + response.body);
        return outcome;
    }
    const auto opened = participant.documents->open(response.headers.get("content-type"), response.body);
    if (!opened) {
        outcome.story.push_back("NOT VERIFIED: " + opened.error().to_string());
        return outcome;
    }
    outcome.answered = true;
    outcome.verified = true;
    outcome.story.push_back("verified: " + opened->verification + ", signed by " + opened->signer);
    outcome.story.emplace_back(opened->tree.root().local());
    tell(opened->tree.root(), "  ", outcome.story);
    return outcome;
}

asio::awaitable<Result<adapter::TwinOutcome>> RestTwin::play(std::filesystem::path sample, Deadline deadline) {
    const auto step = script_.next(Occasion::request);
    const auto id = sample.parent_path().filename().string();
    auto make = [this, &id, &sample, &step] { return prepare(id, sample, step.misbehaviour); };
    auto prepared = co_await context_.workers.run(std::move(make));
    if (!prepared || !*prepared) {
        co_return fail(prepared ? prepared->error() : prepared.error());
    }
    if (step.misbehaviour == Misbehaviour::slow) {
        co_await async::sleep_until(context_.clock.steady() + step.delay);
    }
    const auto& participant = settings_.participants.at(id);
    auto response = co_await client_->send(participant.endpoint, (*prepared)->request, deadline);
    if (response && step.misbehaviour == Misbehaviour::duplicate) {
        response = co_await client_->send(participant.endpoint, (*prepared)->request, deadline);
    }
    if (!response) {
        co_return fail(response.error());
    }
    auto look = [this, &participant, &response] { return judge(participant, *response); };
    auto outcome = co_await context_.workers.run(std::move(look));
    if (!outcome) {
        co_return fail(outcome.error());
    }
    outcome->story.insert(outcome->story.begin(), (*prepared)->story.begin(), (*prepared)->story.end());
    co_return std::move(*outcome);
}

asio::awaitable<net::HttpResponse> RestTwin::handle(net::HttpRequest request) {
    const auto path = std::string(request.path());
    const auto id = path.substr(1, path.find('/', 1) - 1);
    const auto found = settings_.participants.find(id);
    if (request.method != "POST" || found == settings_.participants.end()) {
        co_return net::problem({Errc::not_found, "POST /<participant>/<service>", {}, {}}, Language::en, "");
    }
    const auto step = script_.next(Occasion::reply);
    if (step.misbehaviour == Misbehaviour::slow) {
        co_await async::sleep_until(context_.clock.steady() + step.delay);
    }
    auto make = [this, &found, &request, &step] { return receipt(found->second, request, step.misbehaviour); };
    auto response = co_await context_.workers.run(std::move(make));
    co_return response ? std::move(*response) : net::problem(response.error(), Language::en, "");
}

net::HttpResponse RestTwin::receipt(const TwinParticipant& participant, const net::HttpRequest& request,
                                    Misbehaviour misbehaviour) const {
    const auto opened = participant.documents->open(request.headers.get("content-type"), request.body);
    if (!opened) {
        return net::problem(opened.error(), Language::en, "");
    }
    if (misbehaviour == Misbehaviour::busy || misbehaviour == Misbehaviour::refused ||
        misbehaviour == Misbehaviour::broken) {
        return refusal(misbehaviour);
    }
    std::string document;
    xml::CanonicalWriter writer(document);
    writer.declare("", participant.gateway->peers.front().space);
    writer.open("", "receipt");
    writer.leaf("", "number", "R-" + opened->digest.substr(0, receipt_digits));
    writer.leaf("", "receivedAt", to_utc_text(context_.clock.wall()));
    writer.close();
    auto sealed = seal(participant, document, opened->form, misbehaviour);
    if (!sealed) {
        return net::problem(sealed.error(), Language::en, "");
    }
    net::HttpResponse response;
    response.headers.set("Content-Type", std::move(sealed->content_type));
    response.body = std::move(sealed->octets);
    return response;
}

}  // namespace otkel::adapters::rest
