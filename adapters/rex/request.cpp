#include "adapters/rex/request.hpp"

#include "adapters/rex/facts.hpp"
#include "adapters/rex/findings.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;
using identifiers::Kind;

void check_party(Findings& findings, json::object& party, const std::string& at) {
    findings.required(party, "name", at);
    findings.optional(party, "address", at);
    findings.identifier(party, "country", at, Kind::country);
}

void check_authority(Findings& findings, json::object& authority) {
    if (findings.required(authority, "country", "/authority")) {
        findings.identifier(authority, "country", "/authority", Kind::country);
    }
    findings.required(authority, "name", "/authority");
    findings.required(authority, "reference", "/authority");
    findings.optional(authority, "contact", "/authority");
}

void check_exporter(Findings& findings, json::object& exporter) {
    check_party(findings, exporter, "/exporter");
    if (findings.required(exporter, "rexNumber", "/exporter")) {
        findings.identifier(exporter, "rexNumber", "/exporter", Kind::rex_number);
    }
    findings.identifier(exporter, "bin", "/exporter", Kind::bin);
}

void check_papers(Findings& findings, json::object& request) {
    if (auto* invoice = findings.object(request, "invoice", "", true)) {
        findings.required(*invoice, "number", "/invoice");
        findings.day(*invoice, "date", "/invoice");
    }
    if (auto* statement = findings.object(request, "statement", "", true)) {
        findings.required(*statement, "text", "/statement");
        if (findings.required(*statement, "date", "/statement")) {
            findings.day(*statement, "date", "/statement");
        }
    }
    if (auto* value = findings.object(request, "value", "", false)) {
        if (findings.required(*value, "amount", "/value")) {
            findings.amount(*value, "amount", "/value");
        }
        if (findings.required(*value, "currency", "/value")) {
            findings.identifier(*value, "currency", "/value", Kind::currency);
        }
    }
}

// The Harmonized System has chapters of two digits, headings of four and subheadings of six; what follows is national.
bool is_hs_code(std::string_view text) {
    return text.size() >= 4 && text.size() <= 10 && text.size() % 2 == 0 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

void check_goods(Findings& findings, json::object& request) {
    auto* goods = findings.list(request, "goods", "", 1, goods_most);
    for (std::size_t i = 0; goods != nullptr && i < goods->size(); ++i) {
        auto& line = (*goods)[i].get_object();
        const auto at = "/goods/" + std::to_string(i);
        findings.required(line, "description", at);
        if (findings.required(line, "hs", at)) {
            std::string code(text_at(line, "hs"));
            std::erase_if(code, [](char c) { return c == '.' || c == ' '; });
            if (is_hs_code(code)) {
                line["hs"] = code;
            } else {
                findings.add("value-invalid", at + "/hs", "this is no code of the Harmonized System",
                             "4 to 10 digits: 0409 or 040900");
            }
        }
        findings.optional(line, "criterion", at);
        findings.optional(line, "quantity", at);
    }
}

}  // namespace

Result<json::object> check_request(json::value value) {
    if (!value.is_object()) {
        return fail(Errc::invalid_argument, "the request is not a JSON object");
    }
    auto& request = value.get_object();
    Findings findings("the request");
    if (auto* authority = findings.object(request, "authority", "", true)) {
        check_authority(findings, *authority);
    }
    if (auto* exporter = findings.object(request, "exporter", "", true)) {
        check_exporter(findings, *exporter);
    }
    if (auto* consignee = findings.object(request, "consignee", "", false)) {
        check_party(findings, *consignee, "/consignee");
    }
    check_papers(findings, request);
    check_goods(findings, request);
    findings.one_of(request, "reason", "", {"random", "doubt"});
    findings.optional(request, "reasonText", "");
    findings.day(request, "replyBy", "");
    if (auto wrong = findings.outcome(); !wrong) {
        return fail(std::move(wrong.error()));
    }
    return std::move(request);
}

}  // namespace otkel::adapters::rex
