#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "gateway/adapter/adapter_context.hpp"
#include "gateway/adapter/adapter_registry.hpp"
#include "gateway/async/worker_pool.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/core/embedded/embedded_core.hpp"
#include "gateway/core/remote/remote_core.hpp"
#include "gateway/exchange/catalog.hpp"
#include "gateway/exchange/engine.hpp"
#include "gateway/journal/sqlite/sqlite_store.hpp"
#include "gateway/net/http.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/xml/limits.hpp"

// config/gateway.yaml as values, and what hangs on it: keys, peers, adapters, routes.

namespace otkel::app {

struct Configuration {
    std::filesystem::path file, root, folder, mappings;
    net::ServerOptions external, core_api, operators;
    net::ClientOptions client;
    std::optional<net::TlsClientOptions> client_tls;
    xml::Limits xml;
    async::WorkerPool::Options workers;
    journal::SqliteOptions journal;
    std::optional<core::EmbeddedOptions> embedded_core;
    std::optional<core::RemoteOptions> remote_core;
    std::map<std::string, std::pair<std::filesystem::path, std::filesystem::path>> keys;  // name → file, password file
    log::Level log_level{log::Level::info};
    exchange::Limits exchange_limits;
    std::chrono::milliseconds drain_time{10'000};
};

[[nodiscard]] Configuration load_configuration(const std::filesystem::path& file, settings::Complaints& complaints);

// Keys are loaded once and shared by all that sign with them.
[[nodiscard]] adapter::Identities load_identities(const Configuration& configuration, settings::Complaints& complaints);

struct CatalogParts {
    const Configuration& configuration;
    const adapter::AdapterRegistry& registry;
    const Clock& clock;
    const signing::Verifier& verifier;
    const adapter::Identities& identities;
};
// Peers, adapters and routes: what SIGHUP loads again. Check the complaints before using it.
[[nodiscard]] std::shared_ptr<const exchange::Catalog> load_catalog(const CatalogParts& parts,
                                                                    settings::Complaints& complaints);

}  // namespace otkel::app
