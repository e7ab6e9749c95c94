#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "adapters/rex/desk.hpp"
#include "adapters/rex/rounds.hpp"

// What officers do through the operators' listener, below /admin/v1/rex/:
//
//   GET  cases[?country=…|rexNumber=…|all]     open cases, newest first
//   POST cases                                 {"request": {…}, "how": "letter", "on": "2026-03-19", "papers": […]}
//   GET  cases/<case>                          all of it
//   POST cases/<case>/steps/<step>             {"data": {…}, "papers": [{"name", "contentType", "content"}]}
//   POST cases/<case>/records/<kind>           the same: package, registry, note, correct
//   GET  cases/<case>/papers/<record>/<name>   the octets of a paper
//   GET  cases/<case>/export                   all of it in one file that proves itself (docs/evidence.md)

namespace otkel::adapters::rex {

class Office {
public:
    struct Services {
        Desk& desk;
        Rounds& rounds;
        adapter::CaseFile& file;
        const Clock& clock;
        const Settings& settings;
    };
    explicit Office(Services services) : services_(std::move(services)) {}
    asio::awaitable<Result<net::HttpResponse>> handle(adapter::OperatorRequest request);

private:
    asio::awaitable<Result<net::HttpResponse>> list(const net::HttpRequest& request);
    asio::awaitable<Result<std::vector<std::string>>> cases_asked_for(const net::HttpRequest& request);
    asio::awaitable<Result<net::HttpResponse>> open(adapter::OperatorRequest request);
    asio::awaitable<Result<net::HttpResponse>> act(adapter::OperatorRequest request, std::string id, std::string what,
                                                   bool is_step);
    asio::awaitable<Result<net::HttpResponse>> paper(std::string id, std::string rest);
    asio::awaitable<Result<net::HttpResponse>> bundle(std::string id);
    // Looked at at once, so that what follows by itself does not wait for the next round.
    asio::awaitable<Result<net::HttpResponse>> show(std::string id, int status, bool look);

    Services services_;
};

}  // namespace otkel::adapters::rex
