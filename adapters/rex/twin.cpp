#include "adapters/rex/twin.hpp"

#include "adapters/rex/registry.hpp"
#include "gateway/calendar/day.hpp"
#include "gateway/soap/envelope.hpp"

namespace otkel::adapters::rex {
namespace {

namespace asio = boost::asio;
using settings::Section;

const std::vector<std::string> statuses{"valid", "revoked", "not-found"};

std::string code_of(std::string_view status) {
    for (const auto& [theirs, ours] : SoapRegistrySettings{}.statuses) {
        if (ours == status) {
            return theirs;
        }
    }
    return {};
}

RegistryTwin::Entry read_entry(const Section& section) {
    RegistryTwin::Entry entry;
    entry.members["number"] = section.text("number");
    entry.members["status"] = section.choice_or("status", "valid", statuses);
    for (const std::string_view member : {"name", "address", "country", "validFrom", "revokedOn"}) {
        if (section.has(member)) {
            entry.members[std::string(member)] = section.text(member);
        }
    }
    if (section.has("revoked_after")) {
        entry.revoked_after = section.size_or("revoked_after", 1, 1'000'000);
    }
    section.finish();
    return entry;
}

RegistryTwin::Settings read_twin(const Section& section) {
    RegistryTwin::Settings settings;
    settings.address = section.text_or("address", "127.0.0.1");
    settings.port = static_cast<std::uint16_t>(section.number_or("port", 0, 0, 65535));
    const auto file = Section::load(section.path("entries"), section.complaints());
    for (const auto& one : file.sections("entries")) {
        auto entry = read_entry(one);
        auto number = entry.members.at("number");
        settings.entries.insert_or_assign(std::move(number), std::move(entry));
    }
    file.finish();
    section.finish();
    return settings;
}

net::HttpResponse text_response(int status, std::string body) {
    net::HttpResponse response;
    response.status = status;
    response.headers.set("Content-Type", "text/xml; charset=utf-8");
    response.body = std::move(body);
    return response;
}

}  // namespace

Result<std::unique_ptr<adapter::Twin>> RegistryTwin::make(adapter::TwinContext context) {
    auto& complaints = context.section.complaints();
    const auto before = complaints.findings().size();
    auto settings = read_twin(context.section.section("twin"));
    if (complaints.findings().size() != before) {
        return fail(complaints.outcome().error());
    }
    return std::make_unique<RegistryTwin>(std::move(context), std::move(settings));
}

RegistryTwin::RegistryTwin(adapter::TwinContext context, Settings settings)
    : context_(std::move(context)), settings_(std::move(settings)) {}

Result<std::vector<adapter::TwinAddress>> RegistryTwin::start() {
    net::ServerOptions options;
    options.address = settings_.address;
    options.port = settings_.port;
    server_ = net::make_http_server(context_.executor, options);
    const auto port = server_->start([this](net::HttpRequest request) { return answer(std::move(request)); });
    if (!port) {
        return fail(port.error());
    }
    return std::vector<adapter::TwinAddress>{
        {"REX registry", "http://" + settings_.address + ":" + std::to_string(*port) + "/rex/validation"}};
}

asio::awaitable<Result<adapter::TwinOutcome>> RegistryTwin::play(std::filesystem::path /*sample*/,
                                                                 Deadline /*deadline*/) {
    co_return fail(Errc::unsupported, "the registry only answers: there is nothing to play");
}

asio::awaitable<void> RegistryTwin::stop(Deadline deadline) {
    if (server_) {
        co_await server_->drain(deadline);
    }
}

asio::awaitable<net::HttpResponse> RegistryTwin::answer(net::HttpRequest request) {
    const auto fault = [](std::string_view code, std::string_view text) {
        return text_response(500, soap::write_envelope(soap::write_fault(code, text, "en", {})));
    };
    const SoapRegistrySettings names;
    const auto body = context_.verifier.accept_unsigned_body(request.body, xml::Limits{}, "a question to the registry");
    if (!body) {
        co_return fault("soap:Client", body.error().detail);
    }
    const auto tree = xml::Tree::parse(*body, xml::Limits{});
    const auto question = tree ? soap::content_of_body(*tree) : Result<xml::Element>(fail(tree.error()));
    if (!question || !question->is(names.space, names.operation)) {
        co_return fault("soap:Client", "the registry answers " + names.operation + " of " + names.space);
    }
    const auto number = question->child(names.space, names.argument);
    if (!number) {
        co_return fault("soap:Client", names.argument + " is missing");
    }
    co_return text_response(200, soap::write_envelope(about(number->text())));
}

std::string RegistryTwin::about(const std::string& number) {
    const SoapRegistrySettings names;
    auto members = std::map<std::string, std::string, std::less<>>{{"number", number}, {"status", "not-found"}};
    if (const auto found = settings_.entries.find(number); found != settings_.entries.end()) {
        auto& entry = found->second;
        ++entry.asked;
        if (entry.revoked_after && entry.asked > *entry.revoked_after) {
            entry.members["status"] = "revoked";
            entry.members.try_emplace("revokedOn", calendar::to_text(calendar::local_day(context_.clock.wall())));
        }
        members = entry.members;
    }
    members["status"] = code_of(members.at("status"));
    std::string out = "<v:" + names.operation + "Response xmlns:v=\"" + names.space + "\"><return><result>";
    for (const auto& [member, text] : members) {
        const auto& element = names.fields.at(member);
        out += "<" + element + ">";
        xml::append_escaped_text(out, text);
        out += "</" + element + ">";
    }
    return out + "</result></return></v:" + names.operation + "Response>";
}

}  // namespace otkel::adapters::rex
