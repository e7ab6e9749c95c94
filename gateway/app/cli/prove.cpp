#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "gateway/app/certificate_files.hpp"
#include "gateway/app/cli/prove.hpp"
#include "gateway/app/configuration.hpp"
#include "gateway/app/report/case_report.hpp"
#include "gateway/app/report/evidence_report.hpp"
#include "gateway/app/run_coroutine.hpp"
#include "gateway/base/files.hpp"
#include "gateway/evidence/bundle.hpp"
#include "gateway/journal/evidence/ledger.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::app::cli {
namespace {

namespace asio = boost::asio;

struct Options {
    std::string config = default_configuration;
    std::string id, out, key, file, at, language = "en";
    std::vector<std::string> trust, certificates, revocation, policies;
    bool unfinished = false;
    bool json = false;
};

// Everything that the export takes from the site, with the journal open for reading: a running gateway is not
// disturbed.
struct Site {
    Configuration configuration;
    std::unique_ptr<async::WorkerPool> readers;
    std::unique_ptr<journal::Store> store;
};

Result<Site> open_site(const Options& options) {
    settings::Complaints complaints;
    Site site{load_configuration(options.config, complaints), nullptr, nullptr};
    if (const auto outcome = complaints.outcome(); !outcome) {
        return fail(outcome.error());
    }
    site.readers = std::make_unique<async::WorkerPool>(async::WorkerPool::Options{1, 16});
    auto store = open_journal(site.configuration.journal.read_only(), *site.readers);
    if (!store) {
        return fail(store.error());
    }
    site.store = std::move(*store);
    return site;
}

Result<crypto::Identity> exporter_of(const Configuration& configuration, const std::string& chosen) {
    const auto& keys = configuration.keys;
    auto name = chosen.empty() ? configuration.evidence.key : chosen;
    if (name.empty() && keys.size() == 1) {
        name = keys.begin()->first;
    }
    const auto found = keys.find(name);
    if (found == keys.end()) {
        return fail(Errc::invalid_argument,
                    name.empty() ? "no key is chosen to sign the file: name one of \"keys\" with --key, or as "
                                   "evidence.key in the configuration"
                                 : "the configuration has no key \"" + name + "\"");
    }
    return found->second.store()->load();
}

Result<std::vector<asic::AsicFile>> files_for(const std::vector<std::string>& names) {
    std::vector<asic::AsicFile> files;
    for (const auto& name : names) {
        auto octets = read_input(name, input_octets_max);
        if (!octets) {
            return fail(octets.error());
        }
        files.push_back({std::filesystem::path(name).filename().string(), std::move(*octets)});
    }
    return files;
}

// Certificates go into the file as DER, whatever form they had.
Result<std::vector<asic::AsicFile>> certificates_for(const std::vector<std::string>& names) {
    std::vector<asic::AsicFile> files;
    for (const auto& name : names) {
        const auto certificates = read_certificates(name);
        if (!certificates) {
            return fail(certificates.error());
        }
        for (const auto& certificate : *certificates) {
            files.push_back({certificate->fingerprint().substr(0, 16) + ".cer", certificate->der()});
        }
    }
    return files;
}

Result<evidence::BundleContent> content_of(asio::io_context& io, Site& site, const Options& options) {
    const ExchangeId id(options.id);
    auto* ledger = site.store->ledger();
    if (ledger == nullptr) {
        return fail(Errc::unsupported, "the journal keeps no evidence");
    }
    // First the proof: what is written later is not in it, and its legs do no harm.
    auto material = run_to_end(io, ledger->proof_material(id, journal::Ledger::every_seal));
    if (!material) {
        return fail(material.error());
    }
    auto proof = journal::make_proof(std::move(*material));
    if (!proof) {
        return fail(proof.error());
    }
    auto exchange = run_to_end(io, site.store->load(id));
    if (!exchange) {
        return fail(exchange.error());
    }
    const auto last = journal::read_record(proof->records.back().text);
    if (!options.unfinished && last && !is_final(last->state)) {
        return fail(Errc::in_progress, "exchange " + options.id + " is " + std::string(name(last->state)) +
                                           ": what would be exported lacks its end. --unfinished exports it as it is, "
                                           "and verifies as such only");
    }
    return evidence::BundleContent{options.id, std::move(*proof), std::move(exchange->legs), {}, {}};
}

Result<std::string> make_bundle(Site& site, const Options& options) {
    asio::io_context io(1);
    auto content = content_of(io, site, options);
    // The journal's readers post to the loop until they are gone.
    site.store.reset();
    site.readers.reset();
    if (!content) {
        return fail(content.error());
    }
    auto certificates = certificates_for(options.certificates);
    auto revocation = files_for(options.revocation);
    auto exporter = exporter_of(site.configuration, options.key);
    for (const auto* error : {certificates ? nullptr : &certificates.error(),
                              revocation ? nullptr : &revocation.error(), exporter ? nullptr : &exporter.error()}) {
        if (error != nullptr) {
            return fail(*error);
        }
    }
    content->certificates = std::move(*certificates);
    content->revocation = std::move(*revocation);
    return evidence::write_bundle(*content, *exporter, SystemClock().wall());
}

int export_exchange(const Options& options) {
    const xml::LibraryScope library;
    auto site = open_site(options);
    if (!site) {
        complain(site.error());
        return usage_error;
    }
    const auto bundle = make_bundle(*site, options);
    if (!bundle) {
        // That there is no such exchange is an answer; a key or a file that is not there is a mistake of the call.
        const int code = complain(bundle.error());
        return bundle.error().code == Errc::not_found ? not_valid : code;
    }
    const auto file = options.out.empty() ? "exchange-" + options.id + ".asice" : options.out;
    if (file == "-") {
        std::cout << *bundle;
        return done;
    }
    if (const auto written = replace_file(std::filesystem::absolute(file), *bundle); !written) {
        complain(written.error());
        return not_valid;
    }
    if (options.json) {
        std::cout << boost::json::serialize(
                         boost::json::object{{"exchange", options.id}, {"file", file}, {"octets", bundle->size()}})
                  << '\n';
    } else {
        std::cout << file << '\n';
    }
    return done;
}

template <class Report>
int tell_report(const Result<Report>& report, const Options& options) {
    if (!report) {
        complain(report.error());
        return not_valid;
    }
    if (options.json) {
        std::cout << boost::json::serialize(to_json(*report)) << '\n';
    } else {
        std::cout << to_text(*report, language_of(options.language));
    }
    return report->valid() ? done : not_valid;
}

int verify(const Options& options) {
    const xml::LibraryScope library;
    trust::TrustStore trust;
    const auto bundle = read_input(options.file, cases::case_bundle_limits.octets);
    const auto anchors = add_anchors(options.trust, trust);
    const auto at = options.at.empty() ? Result<WallTime>(SystemClock().wall()) : parse_time(options.at);
    for (const auto* error :
         {bundle ? nullptr : &bundle.error(), anchors ? nullptr : &anchors.error(), at ? nullptr : &at.error()}) {
        if (error != nullptr) {
            complain(*error);
            return usage_error;
        }
    }
    const evidence::BundlePolicy policy{.trust = trust,
                                        .now = *at,
                                        .limits = evidence::bundle_limits,
                                        .stamp_policies = options.policies,
                                        .unfinished = options.unfinished};
    const auto container = asic::read_container(*bundle, cases::case_bundle_limits);
    return container && cases::is_case_bundle(*container)
               ? tell_report(cases::verify_case_bundle(*bundle, policy), options)
               : tell_report(evidence::verify_bundle(*bundle, policy), options);
}

int prove(const Options& options) {
    if (options.file.empty()) {
        return export_exchange(options);
    }
    if (options.trust.empty()) {
        complain(Error{Errc::invalid_argument,
                       "--verify needs --trust: the certificates of the authority whose time stamps you believe",
                       {},
                       {}});
        return usage_error;
    }
    return verify(options);
}

}  // namespace

void add_prove(CLI::App& exchanges, Action& chosen) {
    auto* command = exchanges.add_subcommand(
        "prove",
        "Export one exchange as a file that proves itself, or verify such a file, or that of a case, anywhere.");
    static Options options;
    auto* id = command->add_option("id", options.id, "exchange id");
    auto* file = command->add_option("--verify", options.file,
                                     "verify this file: no journal, configuration or network is needed; - is stdin");
    id->excludes(file);
    command->add_option("--out", options.out, "file to write; - is stdout; exchange-ID.asice when not given")
        ->excludes(file);
    command->add_option("--config", options.config, "configuration file")->capture_default_str()->excludes(file);
    command->add_option("--key", options.key, "name of the key that signs the file; evidence.key when not given")
        ->excludes(file);
    command
        ->add_option("--certificate", options.certificates,
                     "a certificate (PEM or DER) to put beside: of an authority that --trust will not have")
        ->excludes(file);
    command
        ->add_option("--revocation", options.revocation,
                     "an OCSP answer or list (DER) about the authority of the time stamps to put beside")
        ->excludes(file);
    command->add_option("--trust", options.trust, "anchors of time-stamping authorities (PEM or DER): files or folders")
        ->needs(file);
    command->add_option("--stamp-policy", options.policies, "accept time stamps of this policy (OID) only")
        ->needs(file);
    command->add_option("--at", options.at, "judge at this time, for example 2036-07-12T09:30:00+05:00")->needs(file);
    command->add_option("--language", options.language, "of the report: kk, ru or en")
        ->capture_default_str()
        ->check(CLI::IsMember({"kk", "ru", "en"}));
    command->add_flag("--unfinished", options.unfinished, "also an exchange that is not at its end");
    command->add_flag("--json", options.json, "machine output");
    command->callback([&chosen] {
        if (options.id.empty() && options.file.empty()) {
            throw CLI::RequiredError("an exchange id, or --verify FILE,");
        }
        chosen = [] { return prove(options); };
    });
}

}  // namespace otkel::app::cli
