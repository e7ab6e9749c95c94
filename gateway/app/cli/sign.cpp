#include <iostream>

#include "gateway/app/cli/command.hpp"
#include "gateway/signing/signer.hpp"
#include "gateway/xml/document.hpp"
#include "gateway/xml/limits.hpp"

namespace otkel::app::cli {
namespace {

struct Options {
    std::string input = "-";
    std::string key, password_file, profile;
};

Result<std::string> sign_document(const std::string& input, const Options& options,
                                  const signing::SigningIdentity& identity) {
    const xml::Limits limits;
    if (const auto scanned = xml::scan(input, limits); !scanned) {
        return fail(scanned.error());
    }
    const auto document = xml::Document::parse(input, limits);
    if (!document) {
        return fail(document.error());
    }
    const bool wsse = options.profile == "wsse";
    const auto method = wsse ? xml::Canonicalization::exclusive : xml::Canonicalization::inclusive_with_comments;
    const auto canonical = xml::canonicalize(*document, document->root(), method);
    if (!canonical) {
        return fail(canonical.error());
    }
    return wsse ? signing::sign_envelope(*canonical, identity) : signing::sign_enveloped(*canonical, identity);
}

int sign(const Options& options) {
    const xml::LibraryScope library;
    const auto input = read_input(options.input, input_octets_max);
    if (!input) {
        complain(input.error());
        return usage_error;
    }
    auto loaded = crypto::make_pkcs12_store(options.key, options.password_file)->load();
    if (!loaded) {
        complain(loaded.error());
        return usage_error;
    }
    const auto identity = signing::SigningIdentity::prepare(std::move(*loaded));
    if (!identity) {
        complain(identity.error());
        return usage_error;
    }
    const auto document = sign_document(*input, options, *identity);
    if (!document) {
        return complain(document.error());
    }
    std::cout << *document;
    return done;
}

}  // namespace

void add_sign(CLI::App& program, Action& chosen) {
    auto* command = program.add_subcommand("sign", "Sign an XML document and print it.");
    static Options options;
    command->add_option("input", options.input, "the document; - is stdin. Profile wsse wraps it into a SOAP envelope")
        ->capture_default_str();
    command->add_option("--key", options.key, "PKCS#12 file")->required();
    command->add_option("--password-file", options.password_file, "file whose first line is the password");
    command->add_option("--profile", options.profile, "wsse or enveloped")
        ->required()
        ->check(CLI::IsMember({"wsse", "enveloped"}));
    command->callback([&chosen] { chosen = [] { return sign(options); }; });
}

}  // namespace otkel::app::cli
