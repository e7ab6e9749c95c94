#include "gateway/app/cli/archive_files.hpp"

#include <iostream>

#include "gateway/app/certificate_files.hpp"
#include "gateway/archive/archive.hpp"
#include "gateway/base/files.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::app::cli {
namespace {

struct Options {
    std::string at, exchange, out;
    std::vector<std::string> files, trust;
    bool unstamped = false;
};

bool tell(const std::string& file, const archive::ArchiveReport& report) {
    for (const auto& problem : report.problems) {
        std::cout << file << ": " << problem << '\n';
    }
    for (std::size_t i = 0; i < report.reports.size(); ++i) {
        for (const auto& finding : report.reports[i].findings) {
            std::cout << file << ": exchange " << report.content.bundles[i].exchange << ": " << finding.to_string()
                      << '\n';
        }
    }
    std::cout << file << ": " << report.content.bundles.size() << " exchanges, "
              << (report.valid() ? "valid" : "NOT VALID") << '\n';
    return report.valid();
}

// Files in the order of their making: each must name the digest of the one before it.
int verify(const Options& options) {
    const xml::LibraryScope library;
    trust::TrustStore trust;
    const auto anchors = add_anchors(options.trust, trust);
    const auto at = options.at.empty() ? Result<WallTime>(SystemClock().wall()) : parse_time(options.at);
    for (const auto* error : {anchors ? nullptr : &anchors.error(), at ? nullptr : &at.error()}) {
        if (error != nullptr) {
            complain(*error);
            return usage_error;
        }
    }
    bool valid = true;
    std::string previous;
    for (const auto& file : options.files) {
        const auto octets = read_input(file, archive::archive_limits.octets);
        if (!octets) {
            complain(octets.error());
            return usage_error;
        }
        const auto report =
            archive::verify_archive(*octets, {.trust = trust, .now = *at, .unstamped = options.unstamped});
        if (!report) {
            complain(report.error());
            valid = false;
        } else {
            valid = tell(file, *report) && valid;
            if (!previous.empty() && report->content.previous != previous) {
                std::cout << file << ": it does not follow the file before it\n";
                valid = false;
            }
        }
        previous = archive::digest_of(*octets);
    }
    return valid ? done : not_valid;
}

// For a machine without the journal: each exchange as `exchanges prove` would have exported it.
int extract(const Options& options) {
    const auto octets = read_input(options.files.front(), archive::archive_limits.octets);
    if (!octets) {
        complain(octets.error());
        return usage_error;
    }
    const auto content = archive::read_archive(*octets);
    if (!content) {
        return complain(content.error());
    }
    std::size_t extracted = 0;
    for (const auto& bundle : content->bundles) {
        if (!options.exchange.empty() && bundle.exchange != options.exchange) {
            continue;
        }
        const auto file = std::filesystem::absolute(std::filesystem::path(options.out) / (bundle.exchange + ".asice"));
        if (const auto written = replace_file(file, bundle.octets); !written) {
            return complain(written.error());
        }
        std::cout << file.string() << '\n';
        ++extracted;
    }
    if (extracted == 0) {
        return complain(Error{Errc::not_found, "the archive does not hold exchange " + options.exchange, {}, {}});
    }
    return done;
}

}  // namespace

void add_archive_files(CLI::App& archive, Action& chosen) {
    static Options options;
    const auto add = [&](const char* name, const char* what, int (*run)(const Options&)) {
        auto* one = archive.add_subcommand(name, what);
        one->callback([&chosen, run] { chosen = [run] { return run(options); }; });
        return one;
    };
    auto* verifying =
        add("verify", "Verify archives anywhere: no journal, configuration or network is needed.", verify);
    verifying->add_option("file", options.files, "archives, oldest first")->required();
    verifying->add_option("--trust", options.trust, "anchors (PEM or DER): files or folders")->required();
    verifying->add_flag("--unstamped", options.unstamped,
                        "accept exchanges that the archive calls unstamped: then only its signature proves their time");
    verifying->add_option("--at", options.at, "judge at this time, for example 2036-07-12T09:30:00+05:00");
    auto* extracting =
        add("extract", "Files as of `exchanges prove` out of an archive: no journal is needed.", extract);
    extracting->add_option("file", options.files, "the archive")->required()->expected(1);
    extracting->add_option("--exchange", options.exchange, "only this one");
    extracting->add_option("--out", options.out, "folder for the files")->required();
}

}  // namespace otkel::app::cli
