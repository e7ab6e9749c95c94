#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <iostream>

#include "gateway/app/certificate_files.hpp"
#include "gateway/app/cli/command.hpp"
#include "gateway/signing/verifier.hpp"

namespace otkel::app::cli {
namespace {

namespace json = boost::json;

struct Options {
    std::string input = "-";
    std::string profile;
    std::vector<std::string> trust, keys;
    std::string at;
    bool signed_content = false;
    bool json = false;
};

// --at: everything is judged at this moment.
class FixedClock final : public Clock {
public:
    explicit FixedClock(WallTime at) : at_(at) {}
    [[nodiscard]] WallTime wall() const override { return at_; }
    [[nodiscard]] SteadyTime steady() const override { return std::chrono::steady_clock::now(); }

private:
    WallTime at_;
};

Result<std::shared_ptr<trust::TrustStore>> trust_of(const Options& options) {
    auto store = std::make_shared<trust::TrustStore>();
    for (const auto& name : options.trust) {
        if (!std::filesystem::is_directory(name)) {
            if (auto added = add_certificates(name, *store, &trust::TrustStore::anchor); !added) {
                return fail(added.error());
            }
            continue;
        }
        for (const auto& entry : std::filesystem::directory_iterator(name)) {
            if (auto added = add_certificates(entry.path(), *store, &trust::TrustStore::anchor); !added) {
                return fail(added.error());
            }
        }
    }
    for (const auto& name : options.keys) {
        if (auto added = add_certificates(name, *store, &trust::TrustStore::pin); !added) {
            return fail(added.error());
        }
    }
    return store;
}

// The document's own shape: a SOAP envelope carries profile wsse, anything else an enveloped signature.
signing::Profile profile_by_shape(std::string_view input) {
    const auto first_tag = input.substr(0, 1024);
    const auto envelope = first_tag.find("Envelope");
    return envelope != std::string_view::npos &&
                   first_tag.find("schemas.xmlsoap.org/soap/envelope") != std::string_view::npos
               ? signing::Profile::wsse
               : signing::Profile::enveloped;
}

json::object signer_object(const signing::Signer& signer) {
    const auto& certificate = *signer.certificate;
    return {{"subject", certificate.subject()},
            {"issuer", certificate.issuer()},
            {"serial", certificate.serial()},
            {"fingerprint", certificate.fingerprint()},
            {"iin", certificate.iin()},
            {"bin", certificate.bin()},
            {"notBefore", to_utc_text(certificate.not_before())},
            {"notAfter", to_utc_text(certificate.not_after())},
            {"algorithm", signer.algorithm},
            {"trust", signer.path.how}};
}

void print_json(const signing::Report& report, signing::Profile profile) {
    json::array steps;
    for (const auto& verdict : report.verdicts) {
        steps.push_back(json::object{{"step", verdict.step}, {"passed", verdict.passed}, {"detail", verdict.detail}});
    }
    json::object all{{"valid", !report.error}, {"profile", signing::name(profile)}, {"verdicts", std::move(steps)}};
    if (report.signer) {
        all["signer"] = signer_object(*report.signer);
    }
    if (report.error) {
        all["code"] = name(report.error->code);
        all["detail"] = report.error->detail;
    }
    std::cout << json::serialize(all) << '\n';
}

void print_text(const signing::Report& report, signing::Profile profile) {
    std::cout << (report.error ? "NOT VALID" : "VALID") << ", profile " << signing::name(profile) << '\n';
    for (const auto& verdict : report.verdicts) {
        std::cout << "  " << (verdict.passed ? "passed " : "FAILED ") << verdict.step;
        if (!verdict.detail.empty()) {
            std::cout << ": " << verdict.detail;
        }
        std::cout << '\n';
    }
    if (report.signer) {
        std::cout << "  signer: " << report.signer->certificate->subject() << '\n';
    }
    if (report.error) {
        std::cout << "  " << name(report.error->code) << ": " << report.error->detail << '\n';
    }
}

int verify_at(const Options& options, const Clock& clock) {
    const auto input = read_input(options.input, input_octets_max);
    if (!input) {
        complain(input.error());
        return usage_error;
    }
    auto trust = trust_of(options);
    if (!trust) {
        complain(trust.error());
        return usage_error;
    }
    const auto profile = options.profile.empty() ? profile_by_shape(*input) : *signing::profile_of(options.profile);
    const signing::Verifier verifier(clock, std::make_shared<trust::CertificateCache>());
    signing::Policy policy;
    policy.trust = *trust;
    policy.limits.octets = input_octets_max;
    signing::Report report;
    const auto message = verifier.verify(*input, profile, policy, &report);
    if (options.signed_content) {
        if (!message) {
            return complain(message.error());
        }
        std::cout << message->octets.view();
        return done;
    }
    options.json ? print_json(report, profile) : print_text(report, profile);
    return message ? done : not_valid;
}

int verify(const Options& options) {
    const xml::LibraryScope library;
    if (options.at.empty()) {
        return verify_at(options, SystemClock());
    }
    const auto at = parse_time(options.at);
    if (!at) {
        complain(at.error());
        return usage_error;
    }
    return verify_at(options, FixedClock(*at));
}

}  // namespace

void add_verify(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand("verify", "Verify a signed XML document and say what was proved.");
    static Options options;
    command->add_option("input", options.input, "the document; - is stdin")->capture_default_str();
    command->add_option("--profile", options.profile, "wsse or enveloped; without it the document's shape decides")
        ->check(CLI::IsMember({"wsse", "enveloped"}));
    command->add_option("--trust", options.trust,
                        "certificates (PEM or DER) that a path may lead to: files or folders");
    command->add_option("--key", options.keys, "the signer's own certificate, trusted as it is");
    command->add_option("--at", options.at, "judge at this time, for example 2026-07-12T09:30:00+05:00");
    command->add_flag("--signed-content", options.signed_content, "print the octets that were covered, nothing else");
    command->add_flag("--json", options.json, "machine output");
    command->callback([&chosen] { chosen = [] { return verify(options); }; });
}

}  // namespace otkel::app::cli
