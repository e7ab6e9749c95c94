#include "adapters/rex/office.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "adapters/rex/case_json.hpp"
#include "adapters/rex/facts.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;

constexpr std::size_t list_most = 1'000;
constexpr std::size_t papers_most = 50;

net::HttpResponse json_response(int status, const json::value& body) {
    net::HttpResponse response;
    response.status = status;
    response.headers.set("Content-Type", "application/json; charset=utf-8");
    response.body = json::serialize(body);
    return response;
}

Result<json::object> read_body(const std::string& body) {
    boost::system::error_code error;
    auto value = json::parse(body, error);
    if (error || !value.is_object()) {
        return fail(Errc::invalid_argument, "the body is a JSON object");
    }
    return std::move(value.get_object());
}

// "papers": [{"name", "contentType", "content"}], content in base64.
Result<std::vector<adapter::CasePaper>> read_papers(const json::object& body, std::size_t octets_most) {
    std::vector<adapter::CasePaper> papers;
    for (const auto& one : array_at(body, "papers")) {
        const auto* object = one.if_object();
        auto octets = object == nullptr ? Result<std::string>(fail(Errc::malformed, "it is no object"))
                                        : from_base64(text_at(*object, "content"));
        if (!octets || octets->empty() || octets->size() > octets_most || papers.size() == papers_most) {
            return fail(Errc::invalid_argument, "papers[" + std::to_string(papers.size()) +
                                                    "]: name, contentType, and content in base64 of at "
                                                    "most " +
                                                    std::to_string(octets_most) + " octets; at most 50 papers");
        }
        const auto type = text_at(*object, "contentType");
        papers.push_back({std::string(text_at(*object, "name")),
                          type.empty() ? "application/octet-stream" : std::string(type), std::move(*octets)});
    }
    return papers;
}

std::string next_part(std::string& path) {
    const auto slash = path.find('/');
    auto part = path.substr(0, slash);
    path.erase(0, slash == std::string::npos ? path.size() : slash + 1);
    return part;
}

// Of the records, of the messages that opened them, and of those that were sent.
std::vector<ExchangeId> exchanges_of(const Case& of) {
    std::vector<ExchangeId> all;
    const auto add = [&all](std::string_view id) {
        if (!id.empty() && std::none_of(all.begin(), all.end(), [&](const auto& one) { return one.text() == id; })) {
            all.emplace_back(std::string(id));
        }
    };
    for (const auto& one : of.records) {
        add(one.exchange.text());
        for (const auto& [name, value] : one.record.keys) {
            if (name == operation_key) {
                add(value);
            }
        }
        if (const auto data = data_of(one.record); data.contains("decision")) {
            add(text_at(data, "exchange"));
        }
    }
    return all;
}

Failure nothing_there(const adapter::OperatorRequest& request) {
    return fail(Errc::not_found, "nothing answers " + request.request.method + " /admin/v1/rex/" + request.path);
}

}  // namespace

asio::awaitable<Result<net::HttpResponse>> Office::handle(adapter::OperatorRequest request) {
    auto rest = request.path;
    if (next_part(rest) != "cases") {
        co_return nothing_there(request);
    }
    const bool posts = request.request.method == "POST";
    const auto id = next_part(rest);
    if (id.empty()) {
        co_return posts ? co_await open(std::move(request)) : co_await list(request.request);
    }
    const auto what = next_part(rest);
    if (what.empty() && !posts) {
        co_return co_await show(id, 200, false);
    }
    if (posts && (what == "steps" || what == "records") && !rest.empty()) {
        co_return co_await act(std::move(request), id, rest, what == "steps");
    }
    if (!posts && what == "export" && rest.empty()) {
        co_return co_await bundle(id);
    }
    if (!posts && what == "papers") {
        co_return co_await paper(id, rest);
    }
    co_return nothing_there(request);
}

// Those that have all of what is asked for.
asio::awaitable<Result<std::vector<std::string>>> Office::cases_asked_for(const net::HttpRequest& request) {
    std::optional<std::vector<std::string>> ids;
    for (const auto& [parameter, name] :
         {std::pair{"country", "country"}, std::pair{"rexNumber", "rex-number"}, std::pair{"invoice", "invoice"}}) {
        auto value = request.parameter(parameter);
        if (!value) {
            continue;
        }
        auto found = co_await services_.file.cases(std::pair{std::string(name), std::move(*value)}, {}, list_most);
        if (!found) {
            co_return fail(found.error());
        }
        if (!ids) {
            ids = std::move(*found);
            continue;
        }
        std::erase_if(*ids,
                      [&](const auto& id) { return std::find(found->begin(), found->end(), id) == found->end(); });
    }
    if (ids) {
        co_return std::move(*ids);
    }
    co_return co_await services_.file.cases(std::nullopt, {}, list_most);
}

asio::awaitable<Result<net::HttpResponse>> Office::list(const net::HttpRequest& request) {
    const bool all = request.parameter("all").has_value();
    const auto ids = co_await cases_asked_for(request);
    if (!ids) {
        co_return fail(ids.error());
    }
    const auto today = calendar::local_day(services_.clock.wall());
    json::array lines;
    for (const auto& id : *ids) {
        const auto one = co_await services_.desk.read(id);
        if (!one) {
            lines.push_back(json::object{{"case", id}, {"problem", one.error().detail}});
        } else if (all || !one->is_over()) {
            auto line = line_of(*one, today);
            lines.push_back(line ? std::move(*line) : json::object{{"case", id}, {"problem", line.error().detail}});
        }
    }
    co_return json_response(200, lines);
}

asio::awaitable<Result<net::HttpResponse>> Office::open(adapter::OperatorRequest request) {
    auto body = read_body(request.request.body);
    if (!body) {
        co_return fail(body.error());
    }
    auto papers = read_papers(*body, services_.settings.package.document_octets_max);
    if (!papers) {
        co_return fail(papers.error());
    }
    const auto how = text_at(*body, "how");
    if (how != "letter" && how != "e-mail" && how != "message") {
        co_return fail(Errc::invalid_argument, "how is letter, e-mail or message");
    }
    NewCase given{
        object_at(*body, "request"), std::move(*papers), std::string(how), std::string(text_at(*body, "on")), {}};
    const auto opened = co_await services_.desk.open(std::move(given), {request.who, request.request.remote_address});
    if (!opened) {
        co_return fail(opened.error());
    }
    services_.rounds.watch(opened->id);
    co_return co_await show(opened->id, 201, true);
}

asio::awaitable<Result<net::HttpResponse>> Office::act(adapter::OperatorRequest request, std::string id,
                                                       std::string what, bool is_step) {
    auto body = read_body(request.request.body);
    if (!body) {
        co_return fail(body.error());
    }
    auto papers = read_papers(*body, services_.settings.package.document_octets_max);
    if (!papers) {
        co_return fail(papers.error());
    }
    Act act{std::move(what), object_at(*body, "data"), std::move(*papers)};
    const Actor by{request.who, request.request.remote_address};
    const auto done = is_step ? co_await services_.desk.take(id, std::move(act), by)
                              : co_await services_.desk.add(id, std::move(act), by);
    if (!done) {
        co_return fail(done.error());
    }
    co_return co_await show(std::move(id), 200, true);
}

asio::awaitable<Result<net::HttpResponse>> Office::show(std::string id, int status, bool look) {
    const auto found = look ? co_await services_.rounds.look_at(id) : co_await services_.desk.read(id);
    if (!found) {
        co_return fail(found.error());
    }
    auto text = to_json(*found, calendar::local_day(services_.clock.wall()), services_.settings.sheet_rules());
    if (!text) {
        co_return fail(text.error());
    }
    co_return json_response(status, *text);
}

asio::awaitable<Result<net::HttpResponse>> Office::paper(std::string id, std::string rest) {
    const auto part = next_part(rest);
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const auto found = co_await services_.desk.read(id);
    if (!found) {
        co_return fail(found.error());
    }
    if (error != std::errc{} || end != part.data() + part.size() || number == 0 || number > found->records.size()) {
        co_return fail(Errc::not_found, "case " + id + " has no record " + part);
    }
    auto paper = co_await services_.file.paper(found->records[number - 1].exchange, net::decoded_segment(rest));
    if (!paper) {
        co_return fail(paper.error());
    }
    net::HttpResponse response;
    response.status = 200;
    response.headers.set("Content-Type", paper->content_type);
    // A paper of a stranger is never shown as a page of ours.
    response.headers.set("Content-Disposition", "attachment");
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.body = std::move(paper->octets);
    co_return response;
}

asio::awaitable<Result<net::HttpResponse>> Office::bundle(std::string id) {
    const auto found = co_await services_.desk.read(id);
    if (!found) {
        co_return fail(found.error());
    }
    auto text = to_json(*found, calendar::local_day(services_.clock.wall()), services_.settings.sheet_rules());
    if (!text) {
        co_return fail(text.error());
    }
    adapter::CaseBundle content{found->id, exchanges_of(*found), json::serialize(*text)};
    auto octets = co_await services_.file.bundle(std::move(content));
    if (!octets) {
        co_return fail(octets.error());
    }
    net::HttpResponse response;
    response.headers.set("Content-Type", "application/vnd.etsi.asic-e+zip");
    response.headers.set("Content-Disposition", "attachment; filename=\"" + found->id + ".asice\"");
    response.body = std::move(*octets);
    co_return response;
}

}  // namespace otkel::adapters::rex
