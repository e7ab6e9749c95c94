#include "gateway/app/configuration.hpp"

#include <algorithm>
#include <set>

#include "gateway/adapter/settings_parts.hpp"
#include "gateway/app/engine_settings.hpp"

namespace otkel::app {
namespace {

net::ServerOptions http_limits(const settings::Section& section) {
    net::ServerOptions o;
    o.header_octets_max = section.size_or("header_octets_max", o.header_octets_max, 1U << 20U);
    o.body_octets_max = section.size_or("body_octets_max", o.body_octets_max, 1U << 30U);
    o.connections_max = section.size_or("connections_max", o.connections_max, 1'000'000);
    o.requests_in_flight_max = section.size_or("requests_in_flight_max", o.requests_in_flight_max, 100'000);
    o.body_octets_in_flight_max =
        section.size_or("body_octets_in_flight_max", o.body_octets_in_flight_max, std::size_t{1} << 40U);
    o.header_time_max = section.duration_ms_or("header_time_max_ms", o.header_time_max);
    o.body_time_max = section.duration_ms_or("body_time_max_ms", o.body_time_max);
    o.response_time_max = section.duration_ms_or("response_time_max_ms", o.response_time_max);
    o.idle_time_max = section.duration_ms_or("idle_time_max_ms", o.idle_time_max);
    o.handshake_time_max = section.duration_ms_or("handshake_time_max_ms", o.handshake_time_max);
    section.finish();
    return o;
}

net::ServerOptions listener(const settings::Section& section, net::ServerOptions limits, std::int64_t default_port) {
    limits.address = section.text_or("address", "127.0.0.1");
    limits.port = static_cast<std::uint16_t>(section.number_or("port", default_port, 0, 65535));
    limits.tls = adapter::read_server_tls(section);
    section.finish();
    return limits;
}

xml::Limits xml_limits(const settings::Section& section) {
    xml::Limits limits;
    limits.octets = section.size_or("octets_max", limits.octets, 1U << 30U);
    limits.depth = section.size_or("depth_max", limits.depth, 1'000);
    limits.elements = section.size_or("elements_max", limits.elements, 100'000'000);
    limits.attributes_per_element =
        section.size_or("attributes_per_element_max", limits.attributes_per_element, 10'000);
    limits.namespaces_in_scope = section.size_or("namespaces_in_scope_max", limits.namespaces_in_scope, 1'000);
    limits.cpu_time = section.duration_ms_or("cpu_time_max_ms", limits.cpu_time);
    limits.text_run = section.size_or("text_run_max", limits.text_run, 1U << 30U);
    section.finish();
    return limits;
}

void load_client(const settings::Section& section, Configuration& configuration) {
    auto& client = configuration.client;
    client.connections_per_endpoint_max =
        section.size_or("connections_per_endpoint_max", client.connections_per_endpoint_max, 10'000);
    client.connect_time_max = section.duration_ms_or("connect_time_max_ms", client.connect_time_max);
    client.idle_time_max = section.duration_ms_or("idle_time_max_ms", client.idle_time_max);
    client.body_octets_max = section.size_or("body_octets_max", client.body_octets_max, 1U << 30U);
    if (section.has("tls")) {
        const auto tls = section.section("tls");
        configuration.client_tls = net::TlsClientOptions{tls.path_or("anchors", {}), tls.text_or("pinned_sha256", ""),
                                                         tls.path_or("certificate", {}), tls.path_or("key", {})};
        tls.finish();
    }
    section.finish();
}

void load_core(const settings::Section& section, Configuration& configuration) {
    if (section.choice_or("kind", "embedded", {"embedded", "remote"}) == "embedded") {
        core::EmbeddedOptions options;
        options.file = section.path("file");
        configuration.embedded_core = options;
    } else {
        const auto endpoint = net::Endpoint::parse(section.text("url"));
        if (endpoint) {
            configuration.remote_core = core::RemoteOptions{*endpoint};
        } else {
            section.complain("url", endpoint.error().detail, "http://host:port/path");
        }
    }
    section.finish();
}

// A node that renews its lease too late loses its exchanges in the middle of its work.
void load_exchange(const settings::Section& section, Configuration& configuration) {
    configuration.exchange_limits = read_exchange_limits(section);
    const auto lease = configuration.journal.lease();
    const auto renewal = configuration.exchange_limits.outbox.lease_renewal;
    if (renewal * 2 > lease) {
        section.section("outbox").complain(
            "lease_renewal_ms", "the lease of the journal could end between two renewals",
            "at most half of journal.lease_ms, " + std::to_string(lease.count() / 2), std::to_string(renewal.count()));
    }
}

void load_evidence(const settings::Section& section, Configuration& configuration) {
    auto& evidence = configuration.evidence;
    evidence.seal_every = std::chrono::seconds{section.number_or(
        "seal_every_s", std::chrono::duration_cast<std::chrono::seconds>(evidence.seal_every).count(), 1, 86'400)};
    evidence.records_max = section.size_or("records_max", evidence.records_max, 65'536);
    evidence.stamp_time_max = section.duration_ms_or("stamp_time_max_ms", evidence.stamp_time_max);
    evidence.key = section.text_or("key", "");
    if (!evidence.key.empty() && !configuration.keys.contains(evidence.key)) {
        section.complain("key", "no key has this name", "a name below \"keys\"", evidence.key);
    }
    section.finish();
}

// It becomes the name of a file.
bool names_table(std::string_view name) {
    constexpr std::size_t octets_max = 64;
    return !name.empty() && name.size() <= octets_max && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

void load_reference_tables(const settings::Section& section, Configuration& configuration) {
    constexpr std::size_t tables_max = 100;
    auto& tables = configuration.reference_tables;
    tables.operation = section.text_or("operation", tables.operation);
    tables.refresh_every =
        std::chrono::minutes{section.number_or("refresh_minutes", tables.refresh_every.count(), 1, 10'080)};
    tables.answer_time_max = section.duration_ms_or("answer_time_max_ms", tables.answer_time_max);
    tables.limits.entries_max = section.size_or("entries_max", tables.limits.entries_max, 100'000);
    tables.names = section.texts("tables");
    tables.folder = configuration.state / "reference-tables";
    section.finish();
    if (tables.names.empty() || tables.names.size() > tables_max) {
        section.complain("tables", "it does not say which tables the core keeps",
                         "1 to " + std::to_string(tables_max) + " names");
    }
    std::set<std::string> seen;
    for (const auto& name : tables.names) {
        if (!names_table(name) || !seen.insert(name).second) {
            section.complain("tables", "it is no name of a table, or stands twice",
                             "at most 64 small letters, digits and hyphens", name);
        }
    }
}

KeySource key_source(const settings::Section& section) {
    KeySource source;
    if (section.has("module")) {
        source.token = crypto::TokenKey{section.path("module"), section.text("token"), section.text("key"),
                                        section.path("pin_file")};
    } else {
        source.file = section.path("file");
        source.password_file = section.path("password_file");
    }
    section.finish();
    return source;
}

// Without the key a gateway may do without calendars.
std::filesystem::path calendars_folder(const settings::Section& section, const std::filesystem::path& folder) {
    auto calendars = section.path_or("calendars", folder / "calendars");
    std::error_code unknown;
    if (section.has("calendars") && !std::filesystem::is_directory(calendars, unknown)) {
        section.complain("calendars", "there is no such folder", "a folder of calendars (docs/calendar.md)",
                         calendars.string());
    }
    return calendars;
}

log::Level level_of(const std::string& word) {
    return word == "debug"     ? log::Level::debug
           : word == "warning" ? log::Level::warning
           : word == "error"   ? log::Level::error
                               : log::Level::info;
}

}  // namespace

std::unique_ptr<crypto::KeyStore> KeySource::store() const {
    return token ? crypto::make_pkcs11_store(*token) : crypto::make_pkcs12_store(file, password_file);
}

std::string KeySource::text() const {
    return token ? "key '" + token->key + "' of token '" + token->token + "'" : file.string();
}

Configuration load_configuration(const std::filesystem::path& file, settings::Complaints& complaints) {
    auto section = settings::Section::load(file, complaints);
    Configuration c;
    c.file = file;
    c.folder = std::filesystem::absolute(file).parent_path();
    c.root = (c.folder / section.text_or("root", "..")).lexically_normal();
    section.set_root(c.root);
    c.mappings = section.path_or("mappings", c.root / "mappings");
    c.calendars = calendars_folder(section, c.folder);
    c.state = section.path_or("state", c.root / "var");
    const auto limits = http_limits(section.section("http"));
    const auto listeners = section.section("listeners");
    c.external = listener(listeners.section("external"), limits, 8080);
    c.core_api = listener(listeners.section("core"), limits, 8081);
    c.operators = listener(listeners.section("operators"), limits, 8082);
    listeners.finish();
    load_client(section.section("client"), c);
    c.xml = xml_limits(section.section("xml"));
    const auto workers = section.section("workers");
    c.workers.threads = workers.size_or("threads", c.workers.threads, 256);
    c.workers.queue_limit = workers.size_or("queue_limit", c.workers.queue_limit, 1'000'000);
    workers.finish();
    c.journal = read_journal_settings(section.section("journal"));
    load_exchange(section.section("exchange"), c);
    load_core(section.section("core"), c);
    if (section.has("reference_tables")) {
        load_reference_tables(section.section("reference_tables"), c);
    }
    for (const auto& [name, key] : section.entries("keys")) {
        c.keys[name] = key_source(key);
    }
    load_evidence(section.section("evidence"), c);
    if (section.has("retention")) {
        const auto retention = section.section("retention");
        c.retention = archive::read_retention_settings(retention);
        if (c.retention->every.count() > 0 && c.evidence.key.empty()) {
            retention.complain("every_hours", "nobody signs the archives", "evidence.key, the name of one of \"keys\"",
                               "no key");
        }
        retention.finish();
    }
    c.log_level = level_of(section.choice_or("log_level", "info", {"debug", "info", "warning", "error"}));
    c.drain_time = section.duration_ms_or("drain_time_ms", c.drain_time);
    section.finish();
    return c;
}

adapter::Identities load_identities(const Configuration& configuration, settings::Complaints& complaints) {
    adapter::Identities identities;
    for (const auto& [name, source] : configuration.keys) {
        auto identity = source.store()->load();
        auto prepared = identity ? signing::SigningIdentity::prepare(std::move(*identity))
                                 : Result<signing::SigningIdentity>(fail(identity.error()));
        if (!prepared) {
            complaints.add({configuration.file.string(), 0, 0, "/keys/" + name},
                           "key " + name + " (" + source.text() + ") cannot be used: " + prepared.error().detail);
            continue;
        }
        identities[name] = std::make_shared<const signing::SigningIdentity>(std::move(*prepared));
    }
    return identities;
}

}  // namespace otkel::app
