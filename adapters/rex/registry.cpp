#include "adapters/rex/registry.hpp"

#include "adapters/rex/facts.hpp"
#include "adapters/rex/findings.hpp"
#include "gateway/soap/envelope.hpp"

namespace otkel::adapters::rex {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

class ManualRegistry final : public Registry {
public:
    [[nodiscard]] bool asks() const override { return false; }
    asio::awaitable<Result<RegistryAnswer>> ask(std::string /*number*/, Deadline /*deadline*/) override {
        co_return fail(Errc::unsupported, "an officer looks at the registry's page and records what it shows");
    }
};

class SoapRegistry final : public Registry {
public:
    SoapRegistry(SoapRegistrySettings settings, net::HttpClient& client, const signing::Verifier& verifier,
                 xml::Limits limits)
        : settings_(std::move(settings)), client_(client), verifier_(verifier), limits_(limits) {}

    [[nodiscard]] bool asks() const override { return true; }

    asio::awaitable<Result<RegistryAnswer>> ask(std::string number, Deadline deadline) override {
        auto request = compose(number);
        const auto question = request.body;
        auto response = co_await client_.send(settings_.endpoint, std::move(request), deadline);
        if (!response) {
            co_return fail(response.error().code, "the REX registry: " + response.error().detail);
        }
        auto answer = read(*response, number);
        if (answer) {
            answer->evidence.push_back({"registry-question.xml", "text/xml", question});
            answer->evidence.push_back({"registry-answer.xml", "text/xml", std::move(response->body)});
        }
        co_return answer;
    }

private:
    [[nodiscard]] net::HttpRequest compose(const std::string& number) const {
        const auto name = "r:" + settings_.operation;
        std::string content = "<" + name + " xmlns:r=\"";
        xml::append_escaped_attribute(content, settings_.space);
        content += "\"><r:" + settings_.argument + ">";
        xml::append_escaped_text(content, number);
        content += "</r:" + settings_.argument + "></" + name + ">";
        net::HttpRequest request;
        request.method = "POST";
        request.target = settings_.endpoint.path;
        request.headers.set("Content-Type", "text/xml; charset=utf-8");
        request.headers.set("SOAPAction", "\"\"");  // SOAP 1.1, 6.1.1
        request.body = soap::write_envelope(content);
        return request;
    }

    // The service is not signed: what it says stands on TLS and is kept as evidence.
    [[nodiscard]] Result<RegistryAnswer> read(const net::HttpResponse& response, const std::string& number) const {
        const auto body = verifier_.accept_unsigned_body(response.body, limits_, "the REX registry");
        if (!body) {
            return fail(
                response.status >= 500 ? Errc::unavailable : Errc::malformed,
                "the REX registry answered HTTP " + std::to_string(response.status) + ": " + body.error().detail);
        }
        const auto tree = xml::Tree::parse(*body, limits_);
        if (!tree) {
            return fail(Errc::malformed, "the REX registry: " + tree.error().detail);
        }
        const auto content = soap::content_of_body(*tree);
        if (!content) {
            return fail(Errc::malformed, "the REX registry: " + content.error().detail);
        }
        if (const auto fault = soap::fault_of(*content)) {
            return fail(Errc::peer_failed, "the REX registry: " + fault->code + ": " + fault->string);
        }
        RegistryAnswer answer;
        for (const auto& [ours, theirs] : settings_.fields) {
            if (const auto found = find(*content, theirs)) {
                answer.data[ours] = found->text();
            }
        }
        return checked(std::move(answer), number);
    }

    [[nodiscard]] Result<RegistryAnswer> checked(RegistryAnswer answer, const std::string& number) const {
        const auto status = settings_.statuses.find(text_at(answer.data, "status"));
        if (status == settings_.statuses.end()) {
            return fail(Errc::malformed, "the REX registry: its status is not one of those configured");
        }
        answer.data["status"] = status->second;
        const auto about = text_at(answer.data, "number");
        if (!about.empty() && about != number) {
            return fail(Errc::malformed, "the REX registry answered about another number than it was asked about");
        }
        answer.data["number"] = number;
        answer.data["by"] = "soap";
        return answer;
    }

    // The first element of this local name, in document order.
    static std::optional<xml::Element> find(const xml::Element& in, std::string_view local) {
        for (auto child = in.first_child(); child; child = child->next_sibling()) {
            if (child->local() == local) {
                return child;
            }
            if (auto deeper = find(*child, local)) {
                return deeper;
            }
        }
        return std::nullopt;
    }

    SoapRegistrySettings settings_;
    net::HttpClient& client_;
    const signing::Verifier& verifier_;
    xml::Limits limits_;
};

}  // namespace

std::unique_ptr<Registry> make_manual_registry() { return std::make_unique<ManualRegistry>(); }

std::unique_ptr<Registry> make_soap_registry(SoapRegistrySettings settings, net::HttpClient& client,
                                             const signing::Verifier& verifier, xml::Limits limits) {
    return std::make_unique<SoapRegistry>(std::move(settings), client, verifier, limits);
}

Result<json::object> check_recorded_answer(json::value value, const std::vector<adapter::CasePaper>& papers) {
    if (!value.is_object()) {
        return fail(Errc::invalid_argument, "the data of an answer is a JSON object");
    }
    auto& data = value.get_object();
    Findings findings("what the registry shows");
    if (findings.required(data, "status", "")) {
        findings.one_of(data, "status", "", {"valid", "revoked", "not-found"});
    }
    if (findings.required(data, "number", "")) {
        findings.identifier(data, "number", "", identifiers::Kind::rex_number);
    }
    for (const std::string_view day : {"on", "validFrom", "revokedOn"}) {
        findings.day(data, day, "");
    }
    for (const std::string_view text : {"name", "address", "remark"}) {
        findings.optional(data, text, "");
    }
    findings.identifier(data, "country", "", identifiers::Kind::country);
    if (papers.empty()) {
        findings.add("required-missing", "/papers", "the page itself has to be kept: a print or a picture of it");
    }
    if (auto wrong = findings.outcome(); !wrong) {
        return fail(std::move(wrong.error()));
    }
    data["by"] = "officer";
    return std::move(data);
}

}  // namespace otkel::adapters::rex
