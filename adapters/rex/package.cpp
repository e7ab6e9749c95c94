#include "adapters/rex/package.hpp"

#include <set>

#include "adapters/rex/facts.hpp"
#include "adapters/rex/findings.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/digest.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;
using identifiers::Kind;

const std::vector<std::string_view> kinds{"application", "origin", "power-of-attorney", "other"};

void check_exporter(Findings& findings, json::object& exporter) {
    const std::string at = "/application/exporter";
    findings.required(exporter, "name", at);
    findings.optional(exporter, "address", at);
    findings.identifier(exporter, "country", at, Kind::country);
    findings.identifier(exporter, "bin", at, Kind::bin);
}

void check_application(Findings& findings, json::object& application) {
    const std::string at = "/application";
    findings.identifier(application, "rexNumber", at, Kind::rex_number);
    findings.day(application, "registeredOn", at);
    findings.one_of(application, "activity", at, {"producing", "trading", "both"});
    if (auto* exporter = findings.object(application, "exporter", at, true)) {
        check_exporter(findings, *exporter);
    }
    if (auto* representative = findings.object(application, "representative", at, false)) {
        findings.required(*representative, "name", at + "/representative");
    }
    auto* goods = findings.list(application, "goods", at, 0, goods_most);
    for (std::size_t i = 0; goods != nullptr && i < goods->size(); ++i) {
        findings.required((*goods)[i].get_object(), "hs", at + "/goods/" + std::to_string(i));
    }
}

// The octets of a document whose digest is right; what is wrong with it is a finding.
std::string read_content(Findings& findings, json::object& document, const std::string& at, std::size_t most) {
    const auto* content = document.if_contains("content");
    if (content == nullptr || !content->is_string()) {
        findings.add("required-missing", at + "/content", "the document has no content", "base64");
        return {};
    }
    auto octets = from_base64(std::string_view(content->get_string()));
    if (!octets || octets->empty() || octets->size() > most) {
        findings.add("value-invalid", at + "/content", "the content is not base64, is empty or too large",
                     "at most " + std::to_string(most) + " octets");
        return {};
    }
    const auto found = to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, *octets));
    if (findings.optional(document, "sha256", at) && text_at(document, "sha256") != found) {
        findings.add("value-invalid", at + "/sha256", "the content has another digest: it was changed on its way",
                     found);
    }
    document["sha256"] = found;
    document["octets"] = octets->size();
    document.erase("content");
    return std::move(*octets);
}

}  // namespace

Result<Package> check_package(json::value value, const PackageLimits& limits) {
    if (!value.is_object()) {
        return fail(Errc::invalid_argument, "the package is not a JSON object");
    }
    auto& object = value.get_object();
    Findings findings("the package");
    Package package;
    if (auto* application = findings.object(object, "application", "", false)) {
        check_application(findings, *application);
        package.data["application"] = *application;
    }
    auto* documents = findings.list(object, "documents", "", 1, limits.documents_max);
    std::set<std::string, std::less<>> names;
    for (std::size_t i = 0; documents != nullptr && i < documents->size(); ++i) {
        auto& document = (*documents)[i].get_object();
        const auto at = "/documents/" + std::to_string(i);
        if (findings.required(document, "kind", at)) {
            findings.one_of(document, "kind", at, kinds);
        }
        findings.required(document, "name", at);
        if (!names.emplace(text_at(document, "name")).second) {
            findings.add("repeated", at + "/name", "two documents have this name");
        }
        auto octets = read_content(findings, document, at, limits.document_octets_max);
        const auto type = findings.optional(document, "contentType", at) ? std::string(text_at(document, "contentType"))
                                                                         : "application/octet-stream";
        package.papers.push_back({std::string(text_at(document, "name")), type, std::move(octets)});
    }
    if (auto wrong = findings.outcome(); !wrong) {
        return fail(std::move(wrong.error()));
    }
    package.data["documents"] = std::move(*documents);
    return package;
}

}  // namespace otkel::adapters::rex
