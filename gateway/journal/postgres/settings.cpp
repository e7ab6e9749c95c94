#include "gateway/journal/postgres/settings.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace otkel::journal {
namespace {

constexpr std::size_t node_octets_max = 64;
constexpr std::chrono::milliseconds lease_least{1000};
constexpr std::chrono::milliseconds lease_most{300'000};
constexpr std::chrono::milliseconds time_limit_least{500};
constexpr std::chrono::milliseconds stall_limit_least{100};

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("gateway");
}

// It stands in the history of every exchange, in logs, and in what the server shows of its sessions.
bool names_node(std::string_view name) {
    return !name.empty() && name.size() <= node_octets_max && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_';
    });
}

void check_connection(const settings::Section& journal, const std::string& connection) {
    // In "postgresql://user:password@host" the password stands between a colon and an @ of the authority.
    const auto authority = connection.find("://");
    const auto at = authority == std::string::npos ? authority : connection.find('@', authority);
    const auto colon = authority == std::string::npos ? authority : connection.find(':', authority + 3);
    if (connection.find("password") != std::string::npos || (at != std::string::npos && colon < at)) {
        journal.complain("connection", "a password does not belong into the configuration",
                         "connection without a password, and password_file");
    }
}

std::chrono::milliseconds duration(const settings::Section& journal, std::string_view key,
                                   std::chrono::milliseconds fallback, std::chrono::milliseconds least,
                                   std::chrono::milliseconds most) {
    return std::chrono::milliseconds{journal.number_or(key, fallback.count(), least.count(), most.count())};
}

}  // namespace

PostgresOptions read_postgres_settings(const settings::Section& journal) {
    PostgresOptions options;
    options.connection = journal.text("connection");
    check_connection(journal, options.connection);
    if (journal.has("password_file")) {
        auto password = settings::read_secret(journal.path("password_file"));
        if (password) {
            options.password = std::move(*password);
        } else {
            journal.complain("password_file", password.error().detail, "a file with the password in its first line");
        }
    }
    options.node = journal.text_or("node", host_name());
    if (!names_node(options.node)) {
        journal.complain("node", "a node has a name of its own among the gateways of one database",
                         "1 to 64 letters, digits, '-', '.', '_'", options.node);
    }
    options.lease = duration(journal, "lease_ms", options.lease, lease_least, lease_most);
    options.time_limit = duration(journal, "time_limit_ms", options.time_limit, time_limit_least, lease_most);
    options.queue_limit = journal.size_or("queue_limit", options.queue_limit, 1'000'000);
    options.group_limit = journal.size_or("group_limit", options.group_limit, 10'000);
    options.stall_limit = duration(journal, "stall_limit_ms", options.stall_limit, stall_limit_least, lease_most);
    options.connections = journal.size_or("connections", options.connections, 100);
    options.compression_level = static_cast<int>(
        journal.number_or("compression_level", options.compression_level, fastest_compression, smallest_compression));
    return options;
}

}  // namespace otkel::journal
