#include "adapters/rex/commands.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <ostream>

#include "adapters/rex/case_text.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/base/files.hpp"
#include "gateway/settings/section.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;
using adapter::CommandWords;
using adapter::OperatorCalls;
using Streams = adapter::CommandStreams;
using Kind = adapter::CommandWord::Kind;

constexpr std::size_t file_octets_most = 64UL * 1024 * 1024;
constexpr int refused = 1;

// RFC 3986, 2.3: everything but the unreserved letters.
std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~").find(c) != std::string_view::npos;
        out += plain ? std::string(1, c) : "%" + to_hex(std::string_view(&c, 1));
    }
    return out;
}

Result<json::object> read_object(const std::string& file) {
    const auto text = settings::read_file(file, file_octets_most);
    if (!text) {
        return fail(Errc::invalid_argument, text.error().detail);
    }
    boost::system::error_code error;
    auto value = json::parse(*text, error);
    if (error || !value.is_object()) {
        return fail(Errc::invalid_argument, file + " is no JSON object");
    }
    return std::move(value.get_object());
}

std::string content_type_of(const std::filesystem::path& file) {
    const auto ending = file.extension();
    if (ending == ".pdf") {
        return "application/pdf";
    }
    if (ending == ".png" || ending == ".jpg" || ending == ".jpeg") {
        return ending == ".png" ? "image/png" : "image/jpeg";
    }
    return ending == ".xml" ? "application/xml" : "application/octet-stream";
}

Result<json::array> read_papers(const CommandWords& words) {
    json::array papers;
    for (const auto& file : words.all("--paper")) {
        const auto octets = settings::read_file(file, file_octets_most);
        if (!octets) {
            return fail(Errc::invalid_argument, octets.error().detail);
        }
        papers.push_back(json::object{{"name", std::filesystem::path(file).filename().string()},
                                      {"contentType", content_type_of(file)},
                                      {"content", to_base64(*octets)}});
    }
    return papers;
}

// "asShown=true": true, false and numbers are what they are in JSON, all else is text.
Result<void> set_value(json::object& data, const std::string& given) {
    const auto at = given.find('=');
    if (at == 0 || at == std::string::npos) {
        return fail(Errc::invalid_argument, "--set " + given + ": expected name=value");
    }
    const auto text = given.substr(at + 1);
    boost::system::error_code error;
    auto value = json::parse(text, error);
    data[given.substr(0, at)] = !error && (value.is_bool() || value.is_int64()) ? std::move(value) : json::value(text);
    return {};
}

Result<json::object> read_act(const CommandWords& words) {
    auto data = words.has("--data") ? read_object(words.one("--data")) : Result<json::object>(json::object{});
    auto papers = read_papers(words);
    if (!data || !papers) {
        return fail(data ? papers.error() : data.error());
    }
    for (const auto& one : words.all("--set")) {
        if (auto set = set_value(*data, one); !set) {
            return fail(set.error());
        }
    }
    if (words.has("--on")) {
        (*data)["on"] = words.one("--on");
    }
    return json::object{{"data", std::move(*data)}, {"papers", std::move(*papers)}};
}

using ToText = std::function<std::string(const json::value&)>;

Result<int> tell(const Result<net::HttpResponse>& response, const CommandWords& words, Streams to, const ToText& text) {
    if (!response) {
        return fail(response.error());
    }
    if (response->status >= 300) {
        to.complaints << adapter::problem_in_lines(*response) << '\n';
        return refused;
    }
    boost::system::error_code error;
    const auto body = json::parse(response->body, error);
    if (error) {
        return fail(Errc::malformed, "the gateway answered with something that is no JSON");
    }
    if (words.has("--json")) {
        to.out << response->body << '\n';
    } else {
        to.out << text(body);
    }
    return 0;
}

Result<int> list(const CommandWords& words, OperatorCalls& calls, Streams to) {
    std::string query;
    for (const auto& [word, parameter] :
         {std::pair{"--country", "country"}, std::pair{"--number", "rexNumber"}, std::pair{"--invoice", "invoice"}}) {
        if (words.has(word)) {
            query += (query.empty() ? "?" : "&") + std::string(parameter) + "=" + encoded(words.one(word));
        }
    }
    if (words.has("--all")) {
        query += query.empty() ? "?all" : "&all";
    }
    return tell(calls.get("cases" + query), words, to,
                [](const json::value& body) { return list_text(body.as_array()); });
}

std::string path_of(const CommandWords& words) { return "cases/" + encoded(words.one("case")); }

Result<int> show(const CommandWords& words, OperatorCalls& calls, Streams to) {
    const bool why = words.has("--why");
    return tell(calls.get(path_of(words)), words, to,
                [why](const json::value& body) { return case_text(body.as_object(), why); });
}

std::string news(const json::value& body) { return news_text(body.as_object()); }

Result<int> open(const CommandWords& words, OperatorCalls& calls, Streams to) {
    auto request = read_object(words.one("file"));
    auto papers = read_papers(words);
    if (!request || !papers) {
        return fail(request ? papers.error() : request.error());
    }
    json::object body{{"request", std::move(*request)},
                      {"how", words.has("--how") ? words.one("--how") : "letter"},
                      {"papers", std::move(*papers)}};
    if (words.has("--on")) {
        body["on"] = words.one("--on");
    }
    return tell(calls.post("cases", json::serialize(body)), words, to, news);
}

Result<int> act(const CommandWords& words, OperatorCalls& calls, Streams to, const std::string& way) {
    const auto body = read_act(words);
    if (!body) {
        return fail(body.error());
    }
    return tell(calls.post(path_of(words) + way, json::serialize(*body)), words, to, news);
}

Result<int> advance(const CommandWords& words, OperatorCalls& calls, Streams to) {
    return act(words, calls, to, "/steps/" + encoded(words.one("step")));
}

Result<int> record(const CommandWords& words, OperatorCalls& calls, Streams to) {
    return act(words, calls, to, "/records/" + encoded(words.one("kind")));
}

Result<int> save(const Result<net::HttpResponse>& response, const std::string& file, Streams to) {
    if (!response) {
        return fail(response.error());
    }
    if (response->status != 200) {
        to.complaints << adapter::problem_in_lines(*response) << '\n';
        return refused;
    }
    if (file == "-") {
        to.out << response->body;
        return 0;
    }
    if (auto written = replace_file(std::filesystem::absolute(file), response->body); !written) {
        return fail(std::move(written.error()));
    }
    to.out << file << '\n';
    return 0;
}

Result<int> paper(const CommandWords& words, OperatorCalls& calls, Streams to) {
    const auto& name = words.one("name");
    return save(calls.get(path_of(words) + "/papers/" + encoded(words.one("record")) + "/" + encoded(name)),
                words.has("--out") ? words.one("--out") : name, to);
}

Result<int> export_case(const CommandWords& words, OperatorCalls& calls, Streams to) {
    return save(calls.get(path_of(words) + "/export"),
                words.has("--out") ? words.one("--out") : words.one("case") + ".asice", to);
}

std::vector<adapter::CommandWord> act_words(std::string what, std::string about) {
    return {
        {"case", "number of the case", Kind::required},         {std::move(what), std::move(about), Kind::required},
        {"--data", "file with the data, a JSON object"},        {"--set", "name=value of the data", Kind::repeated},
        {"--on", "the day, when it was not today: 2026-03-19"}, {"--paper", "file that goes with it", Kind::repeated}};
}

}  // namespace

std::vector<adapter::SystemCommand> commands() {
    const adapter::CommandWord the_case{"case", "number of the case", Kind::required};
    return {
        {"list",
         "Open cases, newest first.",
         {{"--country", "NO or CH"},
          {"--number", "REX number"},
          {"--invoice", "number of the invoice"},
          {"--all", "closed ones, too", Kind::flag}},
         list},
        {"show",
         "One case: terms, steps, comparison, history.",
         {the_case, {"--why", "the days off that moved each term", Kind::flag}},
         show},
        {"open",
         "Enter a request that came on paper.",
         {{"file", "the request as JSON (samples/rex/clean/verification.request.json)", Kind::required},
          {"--how", "letter (the usual) or e-mail"},
          {"--on", "the day of its receipt, when it was not today"},
          {"--paper", "a scan", Kind::repeated}},
         open},
        {"advance", "Take a step of the order.", act_words("step", "request-documents, confirm-check, conclude …"),
         advance},
        {"record", "Note something beside the steps.", act_words("kind", "package, registry, note or correct"), record},
        {"paper",
         "Save a paper of a record.",
         {the_case,
          {"record", "its number", Kind::required},
          {"name", "of the paper", Kind::required},
          {"--out", "file to write; - is stdout; the paper's name when not given"}},
         paper},
        {"export",
         "Save a whole case as one file that proves itself (otkel exchanges prove --verify).",
         {the_case, {"--out", "file to write; - is stdout; CASE.asice when not given"}},
         export_case}};
}

}  // namespace otkel::adapters::rex
