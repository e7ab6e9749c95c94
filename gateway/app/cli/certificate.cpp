#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "gateway/app/certificate_files.hpp"
#include "gateway/app/cli/command.hpp"
#include "gateway/app/report/judgement.hpp"
#include "gateway/app/report/offline_revocation.hpp"
#include "gateway/trust/issuing/development_pki.hpp"

namespace otkel::app::cli {
namespace {

namespace json = boost::json;

struct Options {
    std::vector<std::string> files, trust, lists;
    std::string at, language = "en", folder;
    bool json = false;
};

// A certificate with what was found out about it. In `check` everything counts, in `show` nothing fails.
struct Found {
    std::string file;
    SignerReport report;
    trust::Expiry expiry;
};

Result<WallTime> moment_of(const Options& options) {
    return options.at.empty() ? Result<WallTime>(SystemClock().wall()) : parse_time(options.at);
}

void establish(const trust::TrustStore& store, SignerReport& report, trust::Purpose purpose) {
    auto path = store.establish(report.certificate, report.judged_at, purpose);
    if (!path) {
        report.verdicts.push_back({"trust", false, path.error().detail});
        report.error = path.error();
        return;
    }
    report.verdicts.push_back({"trust", true, path->how});
    report.path = std::move(*path);
    report.anchored = ends_at_anchor(report.path, store);
}

// What a certificate is judged as when nobody says what it is for.
trust::Purpose purpose_of(const trust::Certificate& certificate) {
    if (certificate.is_authority()) {
        return trust::Purpose::crl_signing;
    }
    return certificate.has_usage(trust::usage::time_stamping)  ? trust::Purpose::time_stamping
           : certificate.has_usage(trust::usage::ocsp_signing) ? trust::Purpose::ocsp_signing
                                                               : trust::Purpose::signing;
}

Result<std::vector<Found>> read(const Options& options) {
    const auto at = moment_of(options);
    if (!at) {
        return fail(at.error());
    }
    trust::TrustStore store;
    trust::CrlStore lists;
    if (auto added = add_anchors(options.trust, store); !added) {
        return fail(added.error());
    }
    if (auto added = add_lists(options.lists, store, *at, lists); !added) {
        return fail(added.error());
    }
    std::vector<Found> all;
    for (const auto& file : options.files) {
        auto certificates = read_certificates(file);
        if (!certificates) {
            return fail(certificates.error());
        }
        for (auto& certificate : *certificates) {
            Found found{file, {}, expiry_of(*certificate, *at)};
            found.report.certificate = std::move(certificate);
            found.report.judged_at = *at;
            if (!store.empty()) {
                establish(store, found.report, purpose_of(*found.report.certificate));
            }
            if (!options.lists.empty() && !found.report.error) {
                ask_lists(lists, found.report);
            }
            all.push_back(std::move(found));
        }
    }
    return all;
}

void print_text(const Found& found, Language language) {
    std::cout << found.file << ": " << standing_text(found.report, found.expiry, language) << '\n'
              << holder_text(*found.report.certificate, language)
              << certificate_text(*found.report.certificate, language) << judgement_text(found.report, language);
}

json::object to_object(const Found& found) {
    auto out = judgement_json(found.report);
    if (!judged(found.report)) {
        out["valid"] = nullptr;  // without --trust nothing was held against an anchor
    }
    out["file"] = found.file;
    out["expiry"] = name(found.expiry);
    return out;
}

void print(const std::vector<Found>& all, const Options& options) {
    if (!options.json) {
        for (const auto& found : all) {
            print_text(found, language_of(options.language));
        }
        return;
    }
    json::array out;
    for (const auto& found : all) {
        out.push_back(to_object(found));
    }
    std::cout << json::serialize(out) << '\n';
}

int show(const Options& options) {
    const auto all = read(options);
    if (!all) {
        complain(all.error());
        return usage_error;
    }
    print(*all, options);
    return done;
}

// Without --trust no path can hold, so that nothing passes by mistake.
int check(const Options& options) {
    auto all = read(options);
    if (!all) {
        complain(all.error());
        return usage_error;
    }
    bool valid = true;
    for (auto& found : *all) {
        if (options.trust.empty()) {
            found.report.error = Error{Errc::signer_untrusted, "no anchor was given: name one with --trust", {}, {}};
            found.report.verdicts.push_back({"trust", false, found.report.error->detail});
        }
        valid = valid && !found.report.error;
    }
    print(*all, options);
    return valid ? done : not_valid;
}

int make_development(const Options& options) {
    const auto made = trust::issuing::make_development_pki(options.folder);
    return made ? done : complain(made.error());
}

void add_reading_options(CLI::App* command, Options& options) {
    command->add_option("files", options.files, "certificates, PEM or DER")->required();
    command->add_option("--trust", options.trust, "anchors: files or folders");
    command->add_option("--crl", options.lists, "revocation lists of the authorities in --trust");
    command->add_option("--at", options.at, "judge at this time");
    command->add_option("--language", options.language, "kk, ru or en")
        ->capture_default_str()
        ->check(CLI::IsMember({"kk", "ru", "en"}));
    command->add_flag("--json", options.json, "machine output");
}

}  // namespace

void add_certificate(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand("certificate", "Certificates: who they are, and whether they hold.");
    command->require_subcommand(1);
    static Options options;
    auto* shown = command->add_subcommand("show", "Print subject, identifiers, roles, path and validity.");
    add_reading_options(shown, options);
    shown->callback([&chosen] { chosen = [] { return show(options); }; });
    auto* checked =
        command->add_subcommand("check", "Check path, validity, usage and revocation; exit 1 when one fails.");
    add_reading_options(checked, options);
    checked->callback([&chosen] { chosen = [] { return check(options); }; });
    auto* development = command->add_subcommand(
        "development", "Make the keys and certificates of a development set-up; what is complete is kept.");
    development->add_option("folder", options.folder, "where to")->required();
    development->callback([&chosen] { chosen = [] { return make_development(options); }; });
}

}  // namespace otkel::app::cli
