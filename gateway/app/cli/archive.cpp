#include "gateway/archive/archive.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "gateway/app/cli/archive_files.hpp"
#include "gateway/app/configuration.hpp"
#include "gateway/app/run_coroutine.hpp"
#include "gateway/archive/archiving.hpp"
#include "gateway/base/files.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::app::cli {
namespace {

namespace asio = boost::asio;

struct Options {
    std::string config = default_configuration;
    std::string key, exchange, by, file;
};

// The loop outlives the workers, and these the store.
struct Site {
    Configuration configuration;
    asio::io_context io{1};
    std::unique_ptr<async::WorkerPool> workers;
    std::unique_ptr<journal::Store> store;
};

Result<std::unique_ptr<Site>> open_site(const Options& options, bool writes) {
    settings::Complaints complaints;
    auto site = std::make_unique<Site>();
    site->configuration = load_configuration(options.config, complaints);
    if (const auto outcome = complaints.outcome(); !outcome) {
        return fail(outcome.error());
    }
    site->workers = std::make_unique<async::WorkerPool>(async::WorkerPool::Options{2, 64});
    // A node of its own: under the name of one that runs it would take that one's place.
    const auto& journal = site->configuration.journal;
    auto store = open_journal(writes ? journal.as_node("archive-" + std::to_string(::getpid())) : journal.read_only(),
                              *site->workers);
    if (!store) {
        return fail(store.error());
    }
    site->store = std::move(*store);
    if (site->store->retention() == nullptr) {
        return fail(Errc::unsupported, "the journal gives nothing to archives");
    }
    return site;
}

Error no_retention() { return {Errc::invalid_argument, "the configuration has no section \"retention\"", {}, {}}; }

Result<crypto::Identity> signer_of(const Configuration& configuration, const std::string& chosen) {
    const auto name = chosen.empty() ? configuration.evidence.key : chosen;
    const auto found = configuration.keys.find(name);
    if (found == configuration.keys.end()) {
        return fail(Errc::invalid_argument,
                    name.empty() ? "no key is chosen to sign archives: name one of \"keys\" with --key, or as "
                                   "evidence.key in the configuration"
                                 : "the configuration has no key \"" + name + "\"");
    }
    return found->second.store()->load();
}

// As the running gateway finds it: what cannot be read there is complained of by `check`.
bool has_authority(const Configuration& configuration) {
    const SystemClock clock;
    settings::Complaints complaints;
    adapter::AdapterRegistry registry;
    adapter::register_all_adapters(registry);
    auto identities = std::make_shared<const adapter::Identities>(load_identities(configuration, complaints));
    const signing::Verifier verifier(clock, std::make_shared<trust::CertificateCache>());
    asio::io_context io(1);  // nothing runs on it
    async::WorkerPool workers({1, 1});
    const auto client = net::make_http_client(io.get_executor(), configuration.client, configuration.client_tls);
    telemetry::Metrics metrics;
    const auto running = load_running({configuration, registry, io.get_executor(), clock, verifier,
                                       [&] { return identities; }, workers, *client, metrics, [] { return nullptr; }},
                                      complaints);
    return trust_services_of(running) != nullptr;
}

void tell(const archive::ArchivingRound& round) {
    for (const auto& name : round.taken_over) {
        std::cout << name << "  taken over from a run that did not come to its end\n";
    }
    for (const auto& name : round.removed) {
        std::cout << name << "  removed: its exchanges are in the journal or in another archive\n";
    }
    if (!round.file.empty()) {
        std::cout << round.file << "  " << round.archived << " exchanges";
        if (round.unstamped > 0) {
            std::cout << ", " << round.unstamped << " of them without a time stamp";
        }
        std::cout << '\n';
        return;  // what is left is told with the last of these rounds
    }
    for (const auto* errors : {&round.left, &round.strange}) {
        for (const auto& error : *errors) {
            complain(error);
        }
    }
}

// Until nothing is left that may go.
int write(const Options& options) {
    const xml::LibraryScope library;
    const auto site = open_site(options, true);
    if (!site) {
        return complain(site.error());
    }
    const auto& retention = (*site)->configuration.retention;
    if (!retention) {
        return complain(no_retention());
    }
    const auto signer = signer_of((*site)->configuration, options.key);
    if (!signer) {
        return complain(signer.error());
    }
    archive::ArchivingParts parts{*(*site)->store, *(*site)->workers, *signer, *retention};
    parts.stamps = archive::stamps_for(*retention, has_authority((*site)->configuration));
    while (true) {
        const auto round = run_to_end((*site)->io, archive::archive_round(parts, SystemClock().wall()));
        if (!round) {
            return complain(round.error());
        }
        tell(*round);
        if (round->file.empty()) {
            return round->left.empty() ? done : not_valid;
        }
    }
}

int remove(const Options& options) {
    const auto site = open_site(options, true);
    if (!site) {
        return complain(site.error());
    }
    const auto& retention = (*site)->configuration.retention;
    if (!retention) {
        return complain(no_retention());
    }
    const auto removed = run_to_end(
        (*site)->io, archive::remove_over_term(*(*site)->store, *retention, options.by, SystemClock().wall()));
    if (!removed) {
        return complain(removed.error());
    }
    for (const auto& name : *removed) {
        std::cout << name << "  removed\n";
    }
    return done;
}

int list(const Options& options) {
    const auto site = open_site(options, false);
    if (!site) {
        return complain(site.error());
    }
    const auto archives = run_to_end((*site)->io, (*site)->store->retention()->archives());
    if (!archives) {
        return complain(archives.error());
    }
    const auto settings = (*site)->configuration.retention.value_or(archive::RetentionSettings{});
    const auto over = archive::over_term(*archives, settings, SystemClock().wall());
    bool whole = true;
    for (const auto& one : *archives) {
        const auto octets =
            read_whole_file(settings.folder / one.name, archive::archive_limits.octets, Errc::storage_failed);
        const bool same = octets && archive::digest_of(*octets) == one.digest;
        const bool ended = std::any_of(over.begin(), over.end(), [&](const auto& old) { return old.name == one.name; });
        whole = whole && (same || (!octets && ended));
        const auto* what = same ? "there" : octets ? "CHANGED" : ended ? "gone" : "MISSING";
        std::cout << one.name << "  " << to_xml_time(one.at) << "  " << one.exchanges << " exchanges  " << what
                  << (ended ? "  over its term" : "") << '\n';
    }
    return whole ? done : not_valid;
}

int restore(const Options& options) {
    const auto octets = read_input(options.file, archive::archive_limits.octets);
    if (!octets) {
        complain(octets.error());
        return usage_error;
    }
    const auto site = open_site(options, true);
    if (!site) {
        return complain(site.error());
    }
    const auto restored =
        run_to_end((*site)->io, archive::restore(*(*site)->store->retention(), *octets, options.exchange));
    if (!restored) {
        return complain(restored.error());
    }
    std::cout << *restored << " exchanges are in the journal again\n";
    return done;
}

}  // namespace

void add_archive(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand("archive", "Ended exchanges from the journal to archives, and back.");
    command->require_subcommand(1);
    static Options options;
    const auto add = [&](const char* name, const char* what, int (*run)(const Options&)) {
        auto* one = command->add_subcommand(name, what);
        one->callback([&chosen, run] { chosen = [run] { return run(options); }; });
        return one;
    };
    const auto add_config = [](CLI::App* one) {
        one->add_option("--config", options.config, "configuration file")->capture_default_str();
    };
    auto* writing = add("write", "Archive what ended longer ago than retention.at_hand_days.", write);
    add_config(writing);
    writing->add_option("--key", options.key, "name of the key that signs; evidence.key when not given");
    add_config(add("list", "The journal's archives, and whether their files are there as they were written.", list));
    auto* removing = add(
        "remove", "Remove files of archives that are over retention.kept_days; the audit log tells of each.", remove);
    removing->add_option("--by", options.by, "who decided it")->required();
    add_config(removing);
    auto* restoring = add("restore", "Put what an archive holds back into the journal it came from.", restore);
    restoring->add_option("file", options.file, "the archive")->required();
    restoring->add_option("--exchange", options.exchange, "only this one");
    add_config(restoring);
    add_archive_files(*command, chosen);
}

}  // namespace otkel::app::cli
