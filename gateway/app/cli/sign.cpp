#include <iostream>

#include "gateway/app/cli/command.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/signing/signer.hpp"
#include "gateway/trust/cms/cms_writer.hpp"
#include "gateway/xml/document.hpp"
#include "gateway/xml/limits.hpp"

namespace otkel::app::cli {
namespace {

struct Options {
    std::string input = "-";
    std::string key, password_file, profile, add_to;
    bool detached = false;
};

Result<crypto::Identity> load_key(const Options& options) {
    return crypto::make_pkcs12_store(options.key, options.password_file)->load();
}

Result<std::string> sign_xml(const std::string& input, const std::string& profile,
                             const signing::SigningIdentity& identity) {
    if (profile == "enveloped") {
        return signing::sign_enveloped(input, identity, signing::BodyForm::any);
    }
    auto octets = xml::canonical_document(input, xml::Canonicalization::exclusive, {});
    if (!octets) {
        return octets;
    }
    if (profile == "eaeu") {
        const auto instance = "urn:uuid:" + new_uuid_v4();
        return signing::sign_eaeu({*octets, instance}, identity);
    }
    return signing::sign_envelope(*octets, identity);
}

Result<std::string> sign_as_cms(const std::string& input, const Options& options, const crypto::Identity& identity) {
    trust::CmsOptions cms;
    cms.detached = options.detached;
    cms.signing_time = SystemClock().wall();
    if (options.add_to.empty()) {
        return trust::sign_cms(input, identity, cms);
    }
    const auto message = read_input(options.add_to, input_octets_max);
    if (!message) {
        return fail(message.error());
    }
    return trust::add_cms_signer(*message, input, identity, cms);
}

Result<std::string> sign_document(const std::string& input, const Options& options, crypto::Identity identity) {
    if (options.profile == "cms") {
        return sign_as_cms(input, options, identity);
    }
    const auto prepared = signing::SigningIdentity::prepare(std::move(identity));
    if (!prepared) {
        return fail(prepared.error());
    }
    return options.profile == "raw" ? signing::sign_raw(input, *prepared) : sign_xml(input, options.profile, *prepared);
}

int sign(const Options& options) {
    const xml::LibraryScope library;
    const auto input = read_input(options.input, input_octets_max);
    if (!input) {
        complain(input.error());
        return usage_error;
    }
    auto identity = load_key(options);
    if (!identity) {
        complain(identity.error());
        return usage_error;
    }
    const auto document = sign_document(*input, options, std::move(*identity));
    if (!document) {
        return complain(document.error());
    }
    std::cout << *document;
    return done;
}

}  // namespace

void add_sign(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand("sign", "Sign a document and print what is signed.");
    static Options options;
    command
        ->add_option("input", options.input,
                     "the document; - is stdin. Profile wsse wraps it into a SOAP envelope, eaeu into a SignedDoc")
        ->capture_default_str();
    command->add_option("--key", options.key, "PKCS#12 file")->required();
    command->add_option("--password-file", options.password_file, "file whose first line is the password");
    command->add_option("--profile", options.profile, "wsse, enveloped (adds one more signer), eaeu, cms or raw")
        ->required()
        ->check(CLI::IsMember({"wsse", "enveloped", "eaeu", "cms", "raw"}));
    command->add_flag("--detached", options.detached, "profile cms: without the content");
    command->add_option("--add-to", options.add_to, "profile cms: add a signer to this message");
    command->callback([&chosen] { chosen = [] { return sign(options); }; });
}

}  // namespace otkel::app::cli
