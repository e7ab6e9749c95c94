#include <boost/asio/io_context.hpp>
#include <iostream>

#include "gateway/app/cli/command.hpp"
#include "gateway/app/configuration.hpp"
#include "gateway/app/finding_json.hpp"
#include "gateway/app/mapping_proof.hpp"
#include "gateway/calendar/calendars.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::app::cli {
namespace {

struct Options {
    std::string file = default_configuration;
    bool json = false;
};

int check(const Options& options) {
    const xml::LibraryScope library;
    const SystemClock clock;
    settings::Complaints complaints;
    const auto configuration = load_configuration(options.file, complaints);
    adapter::AdapterRegistry registry;
    adapter::register_all_adapters(registry);
    auto identities = std::make_shared<const adapter::Identities>(load_identities(configuration, complaints));
    const signing::Verifier verifier(clock, std::make_shared<trust::CertificateCache>());
    boost::asio::io_context io(1);  // nothing runs on it: systems are only made, to hear their complaints
    async::WorkerPool workers({1, 1});
    const auto client = net::make_http_client(io.get_executor(), configuration.client, configuration.client_tls);
    telemetry::Metrics metrics;
    const auto running = load_running({configuration, registry, io.get_executor(), clock, verifier,
                                       [&] { return identities; }, workers, *client, metrics, [] { return nullptr; }},
                                      complaints);
    const bool has_authority = trust_services_of(running) != nullptr;
    const CatalogParts parts{configuration, registry,    clock,
                             verifier,      *identities, load_codes(configuration, {}, complaints),
                             has_authority};
    const auto catalog = load_catalog(parts, complaints);
    static_cast<void>(calendar::Calendars::load(configuration.calendars, complaints));
    prove_mappings(parts, *catalog, complaints);
    if (options.json) {
        std::cout << findings_json(complaints.findings()) << '\n';
    } else {
        for (const auto& finding : complaints.findings()) {
            std::cout << finding.to_string() << '\n';
        }
        if (complaints.empty()) {
            std::cout << options.file << ": " << catalog->routes().size() << " routes, " << catalog->adapter_count()
                      << " adapters, nothing to complain about\n";
        }
    }
    return complaints.empty() ? done : not_valid;
}

}  // namespace

void add_check(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand(
        "check",
        "Validate configuration, keys, peers, routes, mappings, schemas, code lists and calendars; say every finding.");
    static Options options;
    command->add_option("--config", options.file, "configuration file")
        ->capture_default_str()
        ->check(CLI::ExistingFile);
    command->add_flag("--json", options.json, "findings as JSON");
    command->callback([&chosen] { chosen = [] { return check(options); }; });
}

}  // namespace otkel::app::cli
