#include <boost/asio/io_context.hpp>
#include <iostream>
#include <map>

#include "gateway/app/cli/prove.hpp"
#include "gateway/app/cli/replay.hpp"
#include "gateway/app/configuration.hpp"
#include "gateway/app/report/exchange_report.hpp"
#include "gateway/app/run_coroutine.hpp"
#include "gateway/operations/exchange_json.hpp"
#include "gateway/operations/operator_api.hpp"

namespace otkel::app::cli {
namespace {

namespace asio = boost::asio;

struct Options {
    std::string file = default_configuration;
    std::string id, leg;
    std::map<std::string, std::string, std::less<>> words;  // of the query
    std::size_t limit = 20;
    bool json = false;
    bool full = false;
};

// Reads the journal itself, so that it answers whether the gateway runs or not.
struct OpenJournal {
    std::unique_ptr<async::WorkerPool> readers;
    std::unique_ptr<journal::Store> store;
};

Result<OpenJournal> open_to_read(const Options& options) {
    settings::Complaints complaints;
    const auto configuration = load_configuration(options.file, complaints);
    if (const auto outcome = complaints.outcome(); !outcome) {
        return fail(outcome.error());
    }
    OpenJournal open{std::make_unique<async::WorkerPool>(async::WorkerPool::Options{1, 16}), nullptr};
    auto store = app::open_journal(configuration.journal.read_only(), *open.readers);
    if (!store) {
        return fail(store.error());
    }
    open.store = std::move(*store);
    return open;
}

Result<journal::Query> query_of(const Options& options) {
    auto query = operations::query_of([&](std::string_view name) {
        const auto word = options.words.find(name);
        return word == options.words.end() || word->second.empty() ? std::nullopt : std::optional(word->second);
    });
    if (!query) {
        return fail(query.error().code, "--" + query.error().detail);
    }
    query->limit = options.limit;
    return query;
}

int list(const Options& options) {
    const auto query = query_of(options);
    if (!query) {
        return complain(query.error());
    }
    asio::io_context io(1);  // before the journal, whose readers post to it until they are gone
    auto journal = open_to_read(options);
    if (!journal) {
        complain(journal.error());
        return usage_error;
    }
    const auto found = run_to_end(io, journal->store->find(*query));
    if (!found) {
        return complain(found.error());
    }
    if (options.json) {
        std::cout << operations::to_json_text(*found) << '\n';
        return done;
    }
    for (const auto& summary : *found) {
        std::cout << line_of(summary) << '\n';
    }
    return done;
}

int show(const Options& options) {
    asio::io_context io(1);  // before the journal, whose readers post to it until they are gone
    auto journal = open_to_read(options);
    if (!journal) {
        complain(journal.error());
        return usage_error;
    }
    const auto found = run_to_end(io, journal->store->load(ExchangeId(options.id)));
    if (!found) {
        complain(found.error());
        return not_valid;
    }
    if (!options.leg.empty()) {
        for (const auto& leg : found->legs) {
            if (name(leg.leg) == options.leg) {
                std::cout << leg.octets;
                return done;
            }
        }
        const auto& archive = found->summary.archive;
        return complain(Error{Errc::not_found,
                              "the exchange has no leg '" + options.leg + "'" +
                                  (archive.empty() ? "" : " in the journal; ask for it in the archive " + archive),
                              {},
                              {}});
    }
    if (options.json) {
        const auto detail = options.full ? operations::Detail::full : operations::Detail::summary;
        std::cout << operations::to_json_text(*found, detail) << '\n';
    } else {
        std::cout << report_of(*found);
    }
    return done;
}

}  // namespace

void add_exchanges(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand("exchanges", "Search the journal and read what happened.");
    command->require_subcommand(1);
    static Options options;
    auto* list_command = command->add_subcommand("list", "Exchanges, newest first.");
    list_command->add_option("--peer", options.words["peer"], "of this peer");
    list_command->add_option("--route", options.words["route"], "of this route");
    list_command->add_option("--service", options.words["service"], "of this service");
    list_command->add_option("--state", options.words["state"],
                             "accepted, sent, in-doubt, waiting, awaiting, parked, answered, failed, refused");
    list_command->add_option("--message-id", options.words["message_id"], "with this id of the sender");
    list_command->add_option("--correlation-id", options.words["correlation_id"], "with this id of an answer");
    list_command->add_option("--key", options.words["key"],
                             "with this business key: declaration=…, gtin=…, importer=…");
    list_command->add_option("--since", options.words["since"], "accepted at this time or later");
    list_command->add_option("--until", options.words["until"], "accepted before this time");
    list_command->add_option("--text", options.words["text"], "with this text in the outcome, in any case of letters");
    list_command->add_option("--limit", options.limit, "at most so many")->capture_default_str();
    auto* show_command = command->add_subcommand("show", "One exchange: who, what, how long each stage took.");
    show_command->add_option("id", options.id, "exchange id")->required();
    show_command->add_flag("--full", options.full, "with --json: the octets of every leg");
    show_command->add_option("--leg", options.leg, "print the octets of this leg and nothing else");
    for (auto* one : {list_command, show_command}) {
        one->add_option("--config", options.file, "configuration file")->capture_default_str();
        one->add_flag("--json", options.json, "machine output");
    }
    add_prove(*command, chosen);
    add_replay(*command, chosen);
    list_command->callback([&chosen] { chosen = [] { return list(options); }; });
    show_command->callback([&chosen] { chosen = [] { return show(options); }; });
}

}  // namespace otkel::app::cli
