#include "gateway/app/selftest/site.hpp"

#include <cstdlib>
#include <vector>

#include "gateway/base/files.hpp"
#include "gateway/trust/issuing/development_pki.hpp"

namespace otkel::app::selftest {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_octets_max = 1024UL * 1024;

struct Change {
    std::string from, to;
    bool to_the_end{false};  // of the file
};

// A file of the copy, made of a shipped one.
struct Copied {
    std::string from, to;
    std::vector<Change> changes;
};

// One file of the copy. What is to be changed must be there: a configuration of another shape would be tested in
// another way than is reported.
Result<void> change(const fs::path& from, const fs::path& to, const std::vector<Change>& changes) {
    auto text = read_whole_file(from, file_octets_max, Errc::invalid_configuration);
    if (!text) {
        return fail(text.error());
    }
    for (const auto& one : changes) {
        auto at = text->find(one.from);
        if (at == std::string::npos) {
            return fail(
                Errc::invalid_configuration,
                "the self-test changes a copy of the shipped configuration, and this file has no \"" + one.from + "\"",
                {from.string(), 0, 0, {}});
        }
        for (; at != std::string::npos; at = text->find(one.from, at + one.to.size())) {
            text->replace(at, one.to_the_end ? std::string::npos : one.from.size(), one.to);
        }
    }
    return replace_file(to, *text);
}

std::string loopback(std::uint16_t port, const char* path) { return "http://127.0.0.1:" + std::to_string(port) + path; }

// A database that several share, or a file whose log is short, so that kills find it half copied.
std::vector<Change> journal_of(const SitePlan& plan, std::size_t node, const std::string& own) {
    if (!plan.postgres) {
        return {{"  store: sqlite", "  store: sqlite\n  checkpoint_pages: 64"}};
    }
    const auto name = "node-" + std::to_string(node + 1);
    return {{"  store: sqlite", "  store: postgres\n  node: " + name + "\n  connection: \"" + *plan.postgres + "\""},
            {"  file: " + own + "journal.sqlite", ""}};
}

// Two peers answer by messages, through a bus that keeps our messageId. Of one nobody else can find out anything.
std::vector<Copied> files_of(const SitePlan& plan, const std::string& own) {
    const Change keys{" var/", " " + own};
    const Change pinned{"[var/", "[" + own};
    const Change unasked{"mode: ocsp-or-crl", "mode: off"};
    const std::string kept = "CUSTOMS_DECLARATION_DECISION: {own_message_id: true";
    const std::vector<Change> of_customs{
        pinned,
        keys,
        unasked,
        {"requests_per_second: 500", "requests_per_second: 100000"},
        {"time_open_ms: 30000", "time_open_ms: 1000"},
        {"percent: 20, per_minute: 60, burst: 10", "percent: 50, per_minute: 6000, burst: 100"},
        {"CUSTOMS_DECLARATION_CHECK: {}", "CUSTOMS_DECLARATION_CHECK: {own_message_id: true}"}};
    auto of_askable = of_customs;
    of_askable.push_back({"CUSTOMS_DECLARATION_DECISION: {}", kept + "}"});
    auto by_person = of_customs;
    by_person.push_back({"CUSTOMS_DECLARATION_DECISION: {}", kept + ", repetition: by-person}"});
    by_person.push_back({"peer: customs", std::string("peer: ") + participant_by_person});
    by_person.push_back({"sender_id: customs", std::string("sender_id: ") + participant_by_person});
    const std::string participant = std::string("    ") + participant_by_person +
                                    ":\n      sender_id: " + participant_by_person +
                                    "\n      service: CUSTOMS_DECLARATION_DECISION\n      channel: asynchronous\n";
    const Change patience{"keep_trying_minutes: 60", "keep_trying_minutes: 600"};
    const std::string decision = std::string("routes/") + askable_route + ".yaml";
    return {{"peers/shep-bus.yaml", "peers/shep-bus.yaml", {pinned, keys, unasked}},
            {"peers/customs.yaml", "peers/customs.yaml", of_askable},
            {"peers/customs.yaml", std::string("peers/") + participant_by_person + ".yaml", by_person},
            {"adapters/shep.yaml",
             "adapters/shep.yaml",
             {keys,
              {"url: http://127.0.0.1:9101/shep/sync", "url: " + loopback(plan.peer_port, "/shep/sync")},
              {"url: http://127.0.0.1:9101/shep/async", "url: " + loopback(plan.peer_port, asynchronous_path)},
              {"time_out_ms: 30000", "time_out_ms: " + std::to_string(peer_time_out_ms)},
              {"  participants:\n", "  participants:\n" + participant}}},
            {"routes/customs-declaration-check.yaml",
             "routes/customs-declaration-check.yaml",
             {{"# Said to customs when the core does not answer", "", true}}},
            {"routes/customs-declaration-status.yaml",
             "routes/customs-declaration-status.yaml",
             {{"deadline_ms: 15000", "deadline_ms: 15000\nkeep_trying_minutes: 600"}}},
            {decision, decision, {patience}},
            {decision,
             std::string("routes/") + route_by_person + ".yaml",
             {patience,
              {std::string("route: ") + askable_route, std::string("route: ") + route_by_person},
              {"[customs]", std::string("[") + participant_by_person + "]"}}}};
}

}  // namespace

Result<Site> Site::make(const SitePlan& plan) {
    auto pattern = (fs::temp_directory_path() / "otkel-selftest-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        return fail(Errc::storage_failed, "no folder can be made in " + fs::temp_directory_path().string());
    }
    const auto folder = fs::absolute(plan.configuration).parent_path();
    Site site(pattern, folder.parent_path());
    if (auto filled = site.fill(plan); !filled) {
        return fail(filled.error());
    }
    return site;
}

Site::~Site() {
    if (!folder_.empty()) {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
}

fs::path Site::configuration(std::size_t node) const {
    return folder_ / "config" / ("gateway-" + std::to_string(node + 1) + ".yaml");
}

fs::path Site::log(std::size_t node) const { return folder_ / ("node-" + std::to_string(node + 1) + ".log"); }

Result<void> Site::fill(const SitePlan& plan) const {
    const auto shipped = fs::absolute(plan.configuration).parent_path();
    const auto own = (folder_ / "var").string() + "/";
    const auto target = folder_ / "config";
    if (auto made = trust::issuing::make_development_pki(own + "pki"); !made) {
        return made;
    }
    for (const auto& [from, to, changes] : files_of(plan, own)) {
        if (auto done = change(shipped / from, target / to, changes); !done) {
            return done;
        }
    }
    for (std::size_t node = 0; node < plan.nodes; ++node) {
        std::vector<Change> changes{
            {"root: ..", "root: " + root_.string()},
            {"port: 8080", "port: 0"},
            {"port: 8081", "port: 0"},
            {"port: 8082", "port: 0"},
            {" var/", " " + own},
            {"kind: embedded", "kind: remote"},
            {"file: " + own + "core.sqlite", "url: " + loopback(plan.core_port, "")},
            {"retry: {tries_max: 10, first_pause_ms: 500, longest_pause_ms: 300000, questions_max: 10}",
             "retry: {tries_max: 1000, first_pause_ms: 100, longest_pause_ms: 2000, questions_max: 1000}"},
            {"seal_every_s: 60", "seal_every_s: 1"}};
        const auto journal = journal_of(plan, node, own);
        changes.insert(changes.end(), journal.begin(), journal.end());
        if (auto done = change(shipped / "gateway.yaml", configuration(node), changes); !done) {
            return done;
        }
    }
    return {};
}

}  // namespace otkel::app::selftest
