#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "gateway/adapter/adapter_context.hpp"
#include "gateway/adapter/adapter_registry.hpp"
#include "gateway/app/journal_store.hpp"
#include "gateway/archive/settings.hpp"
#include "gateway/async/worker_pool.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/core/embedded/embedded_core.hpp"
#include "gateway/core/remote/remote_core.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/exchange/catalog.hpp"
#include "gateway/exchange/engine.hpp"
#include "gateway/mapping/code_table_answer.hpp"
#include "gateway/net/http.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/xml/limits.hpp"

// config/gateway.yaml as values, and what hangs on it: keys, peers, adapters, routes.

namespace otkel::app {

// Where one of our private keys is: a PKCS#12 file, or a token.
struct KeySource {
    std::filesystem::path file, password_file;
    std::optional<crypto::TokenKey> token;

    [[nodiscard]] std::unique_ptr<crypto::KeyStore> store() const;
    [[nodiscard]] std::string text() const;  // for people
};

// Tables of codes that the core keeps (docs/core.md).
struct ReferenceTableSettings {
    std::string operation{"reference.table"};
    std::chrono::minutes refresh_every{60};
    std::chrono::milliseconds answer_time_max{10'000};
    mapping::TableLimits limits;
    std::vector<std::string> names;
    std::filesystem::path folder;  // where they are kept between starts
};

// Seals over the journal's records, and the files in which exchanges are exported (docs/evidence.md).
struct EvidenceSettings {
    std::chrono::milliseconds seal_every{60'000};
    std::size_t records_max{1024};                     // in one seal
    std::chrono::milliseconds stamp_time_max{60'000};  // for the stamps of one round
    std::string key;                                   // that signs exported files; empty: none is chosen
};

struct Configuration {
    std::filesystem::path file, root, folder, mappings;
    std::filesystem::path calendars;  // versions of the working days (docs/calendar.md)
    std::filesystem::path state;      // what systems keep between starts, each in a folder of its name
    net::ServerOptions external, core_api, operators;
    net::ClientOptions client;
    std::optional<net::TlsClientOptions> client_tls;
    xml::Limits xml;
    async::WorkerPool::Options workers;
    JournalSettings journal;
    EvidenceSettings evidence;
    std::optional<archive::RetentionSettings> retention;  // none: the journal keeps everything
    std::optional<core::EmbeddedOptions> embedded_core;
    std::optional<core::RemoteOptions> remote_core;
    ReferenceTableSettings reference_tables;
    std::map<std::string, KeySource> keys;
    log::Level log_level{log::Level::info};
    exchange::Limits exchange_limits;
    std::chrono::milliseconds drain_time{10'000};
};

[[nodiscard]] Configuration load_configuration(const std::filesystem::path& file, settings::Complaints& complaints);

// Keys are loaded once and shared by all that sign with them.
[[nodiscard]] adapter::Identities load_identities(const Configuration& configuration, settings::Complaints& complaints);

using CodeTables = std::shared_ptr<const mapping::CodeTables>;
// Those that ship with the mappings, before them those that the core gave, before them the candidates. Null when one
// has a mistake.
[[nodiscard]] CodeTables load_codes(const Configuration& configuration, std::vector<mapping::CodeTable> candidates,
                                    settings::Complaints& complaints);

struct CatalogParts {
    const Configuration& configuration;
    const adapter::AdapterRegistry& registry;
    const Clock& clock;
    const signing::Verifier& verifier;
    const adapter::Identities& identities;
    CodeTables codes;
    bool has_authority{false};  // somebody answers questions about revocation
};
using RunningSystems = std::vector<std::unique_ptr<adapter::Running>>;
struct RunningParts {
    const Configuration& configuration;
    const adapter::AdapterRegistry& registry;
    boost::asio::any_io_executor executor;
    const Clock& clock;
    const signing::Verifier& verifier;
    adapter::CurrentIdentities identities;
    async::WorkerPool& workers;
    net::HttpClient& client;
    telemetry::Metrics& metrics;
    std::function<adapter::TrustServices*()> authority;  // this and the next two: asked when everything is made
    std::function<adapter::CaseFile&(const std::string& system)> cases{};
    std::function<adapter::Errands&()> errands{};
};
// The running sides of all systems that have one and are configured.
[[nodiscard]] RunningSystems load_running(const RunningParts& parts, settings::Complaints& complaints);
[[nodiscard]] adapter::Running* system_called(const RunningSystems& running, std::string_view name);  // or null
// The first that offers them; null when none does.
[[nodiscard]] adapter::TrustServices* trust_services_of(const RunningSystems& running);

// Peers, adapters and routes: what SIGHUP loads again. Check the complaints before using it.
[[nodiscard]] std::shared_ptr<const exchange::Catalog> load_catalog(const CatalogParts& parts,
                                                                    settings::Complaints& complaints);

}  // namespace otkel::app
