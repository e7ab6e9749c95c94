#include "gateway/archive/archive.hpp"

#include <algorithm>
#include <set>

#include "gateway/asic/asic.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/digest.hpp"
#include "gateway/journal/evidence/canonical.hpp"
#include "gateway/journal/evidence/json_members.hpp"

namespace otkel::archive {
namespace {

constexpr std::string_view index_file = "archive.json", bundles_folder = "exchanges/", bundle_ending = ".asice";
constexpr std::string_view format_name = "otkel-archive";
constexpr std::size_t index_octets_max = 16UL * 1024 * 1024;
constexpr std::uint64_t records_max = std::uint64_t{1} << 32U;

std::string bundle_file(std::string_view exchange) {
    return std::string(bundles_folder) + std::string(exchange) + std::string(bundle_ending);
}

std::string sha256(std::string_view octets) { return crypto::digest(crypto::DigestAlgorithm::sha256, octets); }

Failure malformed(std::string detail) { return fail(Errc::malformed, std::move(detail)); }

// The bundle that one entry of the index tells of.
Result<ArchivedBundle> read_entry(const boost::json::value& entry, const asic::Container& container) {
    if (!entry.is_object()) {
        return malformed(std::string(index_file) + ": an exchange is no object");
    }
    journal::JsonMembers members(entry.get_object());
    ArchivedBundle bundle{
        members.text("exchange"), static_cast<std::size_t>(members.number("records", records_max)), {}, true};
    bundle.stamped = members.number("unstamped", 1) == 0;
    const auto digest = members.hash("sha256");
    if (!members.problem().empty()) {
        return malformed(std::string(index_file) + ": " + members.problem());
    }
    const auto* file = container.find(bundle_file(bundle.exchange));
    if (file == nullptr) {
        return malformed(bundle_file(bundle.exchange) + " is missing");
    }
    if (sha256(file->octets) != digest) {
        return malformed(file->name + " is not what " + std::string(index_file) + " tells of");
    }
    const auto legs = evidence::read_legs(file->octets);
    if (!legs) {
        return malformed(file->name + ": " + legs.error().detail);
    }
    if (legs->exchange != bundle.exchange || legs->records != bundle.records) {
        return malformed(file->name + " is of another exchange, or has other records than are told of");
    }
    bundle.octets = file->octets;
    return bundle;
}

// No file is there that the index does not tell of.
Result<void> check_files(const asic::Container& container, const ArchiveContent& content) {
    std::set<std::string> known{std::string(index_file)};
    for (const auto& bundle : content.bundles) {
        if (!known.insert(bundle_file(bundle.exchange)).second) {
            return malformed("exchange " + bundle.exchange + " is told of twice");
        }
    }
    for (const auto& file : container.files) {
        if (!file.name.starts_with("META-INF/") && !known.contains(file.name)) {
            return malformed(file.name + " is not told of");
        }
    }
    return {};
}

}  // namespace

std::string digest_of(std::string_view octets) { return to_hex(sha256(octets)); }

Result<std::string> write_archive(const ArchiveContent& content, const crypto::Identity& signer) {
    std::vector<asic::AsicFile> files{{std::string(index_file), {}}};
    std::vector<std::string> entries;
    for (const auto& bundle : content.bundles) {
        journal::CanonicalObject entry;
        entry.text("exchange", bundle.exchange)
            .number("records", bundle.records)
            .hex("sha256", sha256(bundle.octets))
            .number("unstamped", bundle.stamped ? 0 : 1);
        entries.push_back(std::move(entry).finish());
        files.push_back({bundle_file(bundle.exchange), bundle.octets});
    }
    journal::CanonicalObject index;
    index.text("at", to_utc_text(content.at))
        .json("exchanges", journal::canonical_array(entries))
        .text("format", format_name)
        .text("previous", content.previous)
        .number("version", 1);
    files.front().octets = std::move(index).finish();
    return asic::write_asic_e(files, signer, content.at, archive_limits);
}

Result<ArchiveContent> read_archive(std::string_view zip) {
    const auto container = asic::read_container(zip, archive_limits);
    if (!container) {
        return fail(container.error());
    }
    const auto* index = container->find(index_file);
    if (index == nullptr) {
        return malformed("it has no " + std::string(index_file) + ": it is no archive of exchanges");
    }
    const auto object = journal::parse_object(index->octets, index_octets_max);
    if (!object) {
        return fail(object.error());
    }
    journal::JsonMembers members(*object);
    ArchiveContent content{members.text("previous"), members.time("at"), {}};
    const auto* exchanges = members.array("exchanges");
    if (!members.problem().empty() || exchanges == nullptr || members.text("format") != format_name) {
        return malformed(std::string(index_file) + " is not as it should be: " + members.problem());
    }
    if (members.number("version", records_max) != 1) {
        return fail(Errc::unsupported, std::string(index_file) + " is of a later version; here version 1 is read");
    }
    for (const auto& entry : *exchanges) {
        auto bundle = read_entry(entry, *container);
        if (!bundle) {
            return fail(bundle.error());
        }
        content.bundles.push_back(std::move(*bundle));
    }
    if (auto known = check_files(*container, content); !known) {
        return fail(known.error());
    }
    return content;
}

bool ArchiveReport::valid() const {
    return problems.empty() &&
           std::all_of(reports.begin(), reports.end(), [](const auto& report) { return report.valid(); });
}

Result<ArchiveReport> verify_archive(std::string_view zip, const evidence::BundlePolicy& policy) {
    auto content = read_archive(zip);
    if (!content) {
        return fail(content.error());
    }
    ArchiveReport report{std::move(*content), {}, {}};
    const auto container = asic::verify_container(
        zip, {.trust = policy.trust, .now = policy.now, .algorithms = {}, .limits = archive_limits});
    if (!container) {
        report.problems.push_back(container.error().to_string());
    } else if (!container->valid()) {
        report.problems.push_back(container->error->to_string());
    }
    for (const auto& bundle : report.content.bundles) {
        auto bundle_policy = policy;
        bundle_policy.unstamped = policy.unstamped && !bundle.stamped;
        auto one = evidence::verify_bundle(bundle.octets, bundle_policy);
        if (!one) {
            report.problems.push_back(bundle_file(bundle.exchange) + ": " + one.error().to_string());
            one = evidence::BundleReport{};
        }
        report.reports.push_back(std::move(*one));
    }
    return report;
}

}  // namespace otkel::archive
