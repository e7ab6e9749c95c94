#include "gateway/app/gateway.hpp"

#include <atomic>
#include <boost/asio/io_context.hpp>

#include "gateway/app/archiving_schedule.hpp"
#include "gateway/app/mapping_proof.hpp"
#include "gateway/app/reference_tables.hpp"
#include "gateway/app/sealing_schedule.hpp"
#include "gateway/app/system_operations.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/async/turns.hpp"
#include "gateway/cases/journal_case_file.hpp"
#include "gateway/exchange/engine_errands.hpp"
#include "gateway/operations/audit.hpp"
#include "gateway/operations/core_api.hpp"
#include "gateway/operations/expiry_forecast.hpp"
#include "gateway/operations/operator_api.hpp"
#include "gateway/operations/peer_api.hpp"
#include "gateway/operations/queue_watch.hpp"
#include "gateway/telemetry/metrics.hpp"

namespace otkel::app {
namespace {

namespace asio = boost::asio;

Result<std::unique_ptr<core::Port>> open_core(const Configuration& configuration, const Clock& clock,
                                              async::WorkerPool& workers, net::HttpClient& client) {
    if (configuration.remote_core) {
        return core::make_remote_core(*configuration.remote_core, clock, client);
    }
    return core::open_embedded_core(*configuration.embedded_core, clock, workers);
}

std::vector<mapping::CodeTable> tables_of(const std::vector<mapping::GivenTable>& given) {
    std::vector<mapping::CodeTable> tables;
    tables.reserve(given.size());
    for (const auto& one : given) {
        tables.push_back(one.table);
    }
    return tables;
}

// Those that something is sent to.
std::vector<std::string> peers_asked(const exchange::Catalog& catalog) {
    std::vector<std::string> peers;
    for (const auto& route : catalog.routes()) {
        if (route->direction == journal::Direction::outbound && !route->peers.empty()) {
            peers.push_back(route->peers.front());
        }
    }
    return peers;
}

void log_task_failure(const std::string& what) { log::error("task-failed", {{"reason", what}}); }

// The key that signs what is exported, loaded each time: it may have been renewed.
std::function<Result<crypto::Identity>()> exporter_of(const Configuration& configuration) {
    const auto found = configuration.keys.find(configuration.evidence.key);
    if (found == configuration.keys.end()) {
        return {};
    }
    return [key = found->second] { return key.store()->load(); };
}

}  // namespace

// Members in the order of their making; destroyed in reverse.
struct Gateway::Parts {
    Parts(Configuration c, asio::io_context& io_context)
        : configuration(std::move(c)),
          io(io_context),
          workers(configuration.workers),
          verifier(clock, std::make_shared<trust::CertificateCache>()),
          client(net::make_http_client(io.get_executor(), configuration.client, configuration.client_tls)),
          tasks(io.get_executor(), log_task_failure),
          schedules(io.get_executor(), log_task_failure) {}

    Result<void> open();
    Result<void> load(settings::Complaints& complaints);
    [[nodiscard]] CatalogParts catalog_parts(const adapter::Identities& keys, CodeTables tables) const {
        return {
            configuration, registry, clock, verifier, keys, std::move(tables), trust_services_of(running) != nullptr};
    }
    asio::awaitable<Result<void>> reload(const std::vector<mapping::GivenTable>& given);
    void make_services();
    void make_archiving();
    void make_reference_tables();
    asio::awaitable<Result<Ports>> listen();

    Configuration configuration;
    asio::io_context& io;
    SystemClock clock;
    async::WorkerPool workers;
    signing::Verifier verifier;
    adapter::AdapterRegistry registry;
    std::atomic<std::shared_ptr<const adapter::Identities>> identities;
    telemetry::Metrics metrics;
    std::unique_ptr<net::HttpClient> client;
    std::unique_ptr<journal::Store> journal;
    std::unique_ptr<SystemOperations> core;
    std::map<std::string, std::unique_ptr<adapter::CaseFile>> case_files;  // by system
    RunningSystems running;
    CodeTables codes;  // in force
    std::shared_ptr<const exchange::Catalog> catalog;
    std::unique_ptr<exchange::Observer> observer;
    std::unique_ptr<exchange::Engine> engine;
    std::unique_ptr<exchange::EngineErrands> errands;
    async::TaskGroup tasks;
    async::TaskGroup schedules;  // work that goes on until it is cancelled
    async::Turns reloads;
    std::unique_ptr<ReferenceTables> reference_tables;  // null when the core keeps none
    std::unique_ptr<SealingSchedule> sealing;           // null when the journal has no ledger
    std::unique_ptr<ArchivingSchedule> archiving;       // null when nothing is to leave the journal by itself
    std::unique_ptr<operations::Audit> audit;
    std::unique_ptr<operations::ExpiryForecast> expiry;
    std::unique_ptr<operations::QueueWatch> queue;
    std::unique_ptr<operations::PeerApi> peer_api;
    std::unique_ptr<operations::CoreApi> core_api;
    std::unique_ptr<operations::OperatorApi> operator_api;
    std::unique_ptr<net::HttpServer> external_server, core_server, operator_server;
    bool draining{false};
};

Result<void> Gateway::Parts::load(settings::Complaints& complaints) {
    adapter::register_all_adapters(registry);
    identities = std::make_shared<const adapter::Identities>(load_identities(configuration, complaints));
    running =
        load_running({configuration, registry, io.get_executor(), clock, verifier, [this] { return identities.load(); },
                      workers, *client, metrics, [this] { return trust_services_of(running); },
                      [this](const std::string& system) -> adapter::CaseFile& { return *case_files.at(system); },
                      [this]() -> adapter::Errands& { return *errands; }},
                     complaints);
    codes = load_codes(configuration, {}, complaints);
    catalog = load_catalog(catalog_parts(*identities.load(), codes), complaints);
    return complaints.outcome();
}

Result<void> Gateway::Parts::open() {
    auto opened = open_journal(configuration.journal, workers);
    if (!opened) {
        return fail(opened.error());
    }
    journal = std::move(*opened);
    auto port = open_core(configuration, clock, workers, *client);
    if (!port) {
        return fail(port.error());
    }
    core = std::make_unique<SystemOperations>(std::move(*port));
    for (const auto& system : running) {
        if (auto added = core->add(*system); !added) {
            return added;
        }
        const std::string name(system->system());
        case_files[name] = std::make_unique<cases::JournalCaseFile>(
            name, clock, *journal, cases::JournalCaseFile::Export{workers, exporter_of(configuration), [this] {
                                                                      return sealing->seal_now();
                                                                  }});
    }
    make_services();
    return {};
}

void Gateway::Parts::make_services() {
    observer = std::make_unique<exchange::Observer>(metrics);
    engine =
        std::make_unique<exchange::Engine>(exchange::Services{io.get_executor(), clock, workers, tasks, *journal, *core,
                                                              *client, *observer, trust_services_of(running)},
                                           configuration.exchange_limits, catalog);
    errands = std::make_unique<exchange::EngineErrands>(*engine);
    if (auto* ledger = journal->ledger()) {
        sealing = std::make_unique<SealingSchedule>(
            SealingSchedule::Services{io.get_executor(), clock, *ledger, trust_services_of(running), metrics},
            configuration.evidence);
    }
    make_archiving();
    audit = std::make_unique<operations::Audit>(clock, *journal, tasks);
    peer_api = std::make_unique<operations::PeerApi>(*engine);
    for (const auto& system : running) {
        peer_api->add(*system);
    }
    core_api =
        std::make_unique<operations::CoreApi>(*engine, *journal, workers, configuration.root / "docs/openapi.yaml");
    operator_api = std::make_unique<operations::OperatorApi>(operations::OperatorApi::Sources{
        clock, workers, *journal, *core, metrics, [this] { return draining; }, trust_services_of(running),
        [this](ExchangeId id, std::string by) { return engine->replay(std::move(id), std::move(by)); },
        [this](std::string_view name) { return system_called(running, name); }});
    expiry = std::make_unique<operations::ExpiryForecast>(clock, [this] { return engine->catalog(); });
    queue = std::make_unique<operations::QueueWatch>(
        operations::QueueWatch::Sources{clock, *journal, metrics, [this] { return peers_asked(*engine->catalog()); },
                                        [this](const std::string& peer) { return engine->breaker(peer); }});
    metrics.gauge("otkel_certificate_first_expiry_seconds", "Until the first certificate of ours or of a peer expires.",
                  {}, [this] { return static_cast<double>(expiry->until_first().count()); });
    metrics.gauge("otkel_exchanges_in_flight", "Exchanges being worked on.", {},
                  [this] { return static_cast<double>(engine->in_flight()); });
    metrics.gauge("otkel_queue_depth", "Work that waits.", {{"queue", "workers"}},
                  [this] { return static_cast<double>(workers.waiting()); });
    metrics.gauge("otkel_queue_depth", "Work that waits.", {{"queue", "journal"}},
                  [this] { return static_cast<double>(journal->figures().waiting); });
    if (!configuration.reference_tables.names.empty()) {
        make_reference_tables();
    }
}

void Gateway::Parts::make_archiving() {
    const auto& retention = configuration.retention;
    if (!retention || retention->every.count() == 0 || journal->retention() == nullptr) {
        return;
    }
    archiving = std::make_unique<ArchivingSchedule>(
        ArchivingSchedule::Services{io.get_executor(), clock, *journal, metrics, trust_services_of(running) != nullptr},
        *retention, configuration.keys.at(configuration.evidence.key));
}

void Gateway::Parts::make_reference_tables() {
    auto version = [this](const std::string& name) {
        const auto* table = codes->find(name);
        return table == nullptr ? std::string() : table->version();
    };
    auto take = [this](const std::vector<mapping::GivenTable>& tables) { return reload(tables); };
    reference_tables = std::make_unique<ReferenceTables>(
        ReferenceTables::Services{io.get_executor(), clock, workers, *core, metrics}, configuration.reference_tables,
        ReferenceTables::Offer{std::move(version), std::move(take)});
}

// All that SIGHUP reads, with `given` instead of the tables of their names.
asio::awaitable<Result<void>> Gateway::Parts::reload(const std::vector<mapping::GivenTable>& given) {
    struct Loaded {
        std::shared_ptr<const adapter::Identities> keys;
        CodeTables codes;
        std::shared_ptr<const exchange::Catalog> catalog;
    };
    const auto turn = co_await reloads.take();  // of two at once, the one that read older files could end last
    // Compiling schemas and mappings takes far longer than messages in flight may wait for the I/O thread.
    auto load = [&]() -> Result<Loaded> {
        settings::Complaints complaints;
        Loaded all;
        all.keys = std::make_shared<const adapter::Identities>(load_identities(configuration, complaints));
        all.codes = load_codes(configuration, tables_of(given), complaints);
        const auto parts = catalog_parts(*all.keys, all.codes);
        all.catalog = load_catalog(parts, complaints);
        prove_mappings(parts, *all.catalog, complaints);
        if (auto outcome = complaints.outcome(); !outcome) {
            return fail(std::move(outcome.error()));
        }
        if (auto kept = keep_tables(configuration.reference_tables.folder, given); !kept) {
            return fail(std::move(kept.error()));
        }
        return all;
    };
    auto loaded = co_await workers.run(std::move(load));
    if (!loaded || !*loaded) {
        co_return fail(loaded ? loaded->error() : loaded.error());
    }
    identities = std::move((*loaded)->keys);
    codes = std::move((*loaded)->codes);
    engine->replace(std::move((*loaded)->catalog));
    co_return Result<void>{};
}

asio::awaitable<Result<Ports>> Gateway::Parts::listen() {
    external_server = net::make_http_server(io.get_executor(), configuration.external);
    core_server = net::make_http_server(io.get_executor(), configuration.core_api);
    operator_server = net::make_http_server(io.get_executor(), configuration.operators);
    const auto operators = operator_server->start(audit->around(
        "operator", [this](net::HttpRequest request) { return operator_api->handle(std::move(request)); }));
    if (!operators) {
        co_return fail(operators.error());
    }
    const auto core_port = core_server->start(
        audit->around("core", [this](net::HttpRequest request) { return core_api->handle(std::move(request)); }));
    if (!core_port) {
        co_return fail(core_port.error());
    }
    const auto external_port = external_server->start(
        audit->around("peer", [this](net::HttpRequest request) { return peer_api->handle(std::move(request)); }));
    if (!external_port) {
        co_return fail(external_port.error());
    }
    co_return Ports{*external_port, *core_port, *operators};
}

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Gateway::~Gateway() = default;

Result<std::unique_ptr<Gateway>> Gateway::open(Configuration configuration, asio::io_context& io) {
    log::set_level(configuration.log_level);
    auto parts = std::make_unique<Parts>(std::move(configuration), io);
    settings::Complaints complaints;
    if (const auto loaded = parts->load(complaints); !loaded) {
        return fail(loaded.error());
    }
    if (const auto opened = parts->open(); !opened) {
        return fail(opened.error());
    }
    return std::make_unique<Gateway>(std::move(parts));
}

asio::awaitable<Result<Ports>> Gateway::start() {
    parts_->schedules.spawn(parts_->expiry->run());
    parts_->schedules.spawn(parts_->queue->run());
    for (const auto& system : parts_->running) {
        parts_->schedules.spawn(system->run());
    }
    if (parts_->reference_tables) {
        parts_->schedules.spawn(parts_->reference_tables->run());
    }
    if (parts_->sealing) {
        parts_->schedules.spawn(parts_->sealing->run());
    }
    if (parts_->archiving) {
        parts_->schedules.spawn(parts_->archiving->run());
    }
    auto ports = co_await parts_->listen();
    if (ports) {
        // What was left by an earlier run or another node is taken up beside what comes in.
        parts_->schedules.spawn(parts_->engine->keep_lease());
        parts_->schedules.spawn(parts_->engine->run());
        parts_->schedules.spawn(parts_->engine->collect());
    }
    co_return ports;
}

asio::awaitable<void> Gateway::stop() {
    parts_->draining = true;
    const auto deadline = Deadline::after(parts_->clock, parts_->configuration.drain_time);
    for (auto* server : {parts_->external_server.get(), parts_->core_server.get(), parts_->operator_server.get()}) {
        if (server != nullptr) {
            co_await server->drain(deadline);
        }
    }
    parts_->schedules.cancel();
    co_await parts_->schedules.join(deadline);
    co_await parts_->client->close(deadline);
    parts_->tasks.close();
    const bool joined = co_await parts_->tasks.join(deadline);
    if (!joined) {
        parts_->tasks.cancel();
        co_await parts_->tasks.join(Deadline::after(parts_->clock, std::chrono::seconds{5}));
    }
    const auto left = co_await parts_->journal->leave();
    log::info("stopped", {{"clean", joined && left}});
}

asio::awaitable<void> Gateway::reload() {
    const std::vector<mapping::GivenTable> none;
    const auto outcome = co_await parts_->reload(none);
    if (!outcome) {
        log::error("reload-refused", {{"reason", outcome.error().to_string()}});
        co_return;
    }
    log::info("reloaded", {});
    if (parts_->reference_tables) {
        parts_->reference_tables->ask_soon();
    }
}

}  // namespace otkel::app
