#include <boost/json/serialize.hpp>
#include <iostream>

#include "gateway/app/certificate_files.hpp"
#include "gateway/app/cli/command.hpp"
#include "gateway/app/report/document_verification.hpp"
#include "gateway/soap/mtom.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::app::cli {
namespace {

// As much as a gateway may be set to take.
constexpr std::size_t attachments_max = 1000;
constexpr std::size_t header_octets_max = 64UL * 1024;

struct Options {
    std::string input = "-";
    std::string content_type, profile, at, content, signature, language = "en";
    std::vector<std::string> trust, keys, lists;
    bool signed_content = false;
    bool json = false;
};

// Everything that the verification is given, with what its views look into.
struct Inputs {
    std::string document, profile;
    std::optional<std::string> content, signature;
    std::shared_ptr<trust::TrustStore> trust = std::make_shared<trust::TrustStore>();
    std::shared_ptr<trust::TrustStore> trust_for_unnamed;
    trust::CrlStore lists;
    trust::CertificatePtr certificate;  // that a raw signature is of: the first one among --key
    WallTime at{};
};

Result<std::optional<std::string>> read_optional(const std::string& file) {
    if (file.empty()) {
        return std::optional<std::string>{};
    }
    auto content = read_input(file, input_octets_max);
    if (!content) {
        return fail(content.error());
    }
    return std::optional(std::move(*content));
}

// The keys of the certificates among --key count for documents that name no certificate.
void trust_unnamed(Inputs& inputs) {
    const auto& pinned = inputs.trust->pinned();
    if (pinned.empty()) {
        return;
    }
    inputs.certificate = pinned.front();
    inputs.trust_for_unnamed = std::make_shared<trust::TrustStore>(*inputs.trust);
    for (const auto& certificate : pinned) {
        inputs.trust_for_unnamed->trust_key(certificate->key());
    }
}

Result<void> read_trust(const Options& options, Inputs& inputs) {
    if (auto added = add_anchors(options.trust, *inputs.trust); !added) {
        return added;
    }
    if (auto added = add_keys(options.keys, *inputs.trust); !added) {
        return added;
    }
    trust_unnamed(inputs);
    return add_lists(options.lists, *inputs.trust, inputs.at, inputs.lists);
}

Result<void> read(const Options& options, Inputs& inputs) {
    auto document = read_input(options.input, input_octets_max);
    auto content = read_optional(options.content);
    auto signature = read_optional(options.signature);
    for (const auto* error : {document ? nullptr : &document.error(), content ? nullptr : &content.error(),
                              signature ? nullptr : &signature.error()}) {
        if (error != nullptr) {
            return fail(*error);
        }
    }
    if (soap::is_multipart(options.content_type)) {
        soap::MtomLimits limits;
        limits.multipart = {attachments_max + 1, input_octets_max, header_octets_max};
        limits.xml.octets = input_octets_max;
        document = soap::unpack(options.content_type, *document, limits);
        if (!document) {
            return fail(document.error());
        }
    }
    inputs.document = std::move(*document);
    inputs.content = std::move(*content);
    inputs.signature = std::move(*signature);
    inputs.profile = options.profile.empty() ? profile_by_shape(inputs.document) : options.profile;
    if (inputs.profile == "raw" && !inputs.signature) {
        return fail(Errc::invalid_argument, "profile raw needs --signature FILE, the signature over the document");
    }
    auto at = options.at.empty() ? Result<WallTime>(SystemClock().wall()) : parse_time(options.at);
    if (!at) {
        return fail(at.error());
    }
    inputs.at = *at;
    return read_trust(options, inputs);
}

int answer(const Options& options, const SignatureReport& report) {
    if (options.signed_content) {
        if (!report.valid) {
            return complain(*report.error);
        }
        std::cout << report.octets;
        return done;
    }
    if (options.json) {
        std::cout << boost::json::serialize(to_json(report)) << '\n';
    } else {
        std::cout << to_text(report, language_of(options.language));
    }
    return report.valid ? done : not_valid;
}

int verify(const Options& options) {
    const xml::LibraryScope library;
    Inputs inputs;
    if (const auto usable = read(options, inputs); !usable) {
        complain(usable.error());
        return usage_error;
    }
    VerificationRequest request;
    request.document = inputs.document;
    request.profile = inputs.profile;
    request.content = inputs.content;
    request.signature = inputs.signature ? std::string_view(*inputs.signature) : std::string_view();
    request.certificate = inputs.certificate;
    request.trust = inputs.trust;
    request.trust_for_unnamed = inputs.trust_for_unnamed;
    request.lists = options.lists.empty() ? nullptr : &inputs.lists;
    request.at = inputs.at;
    return answer(options, verify_document(request, input_octets_max));
}

}  // namespace

void add_verify(CLI::App& program, Action& chosen) {
    auto* command =
        program.add_subcommand("verify", "Verify a signed document (XML, CMS, ASiC) and say what was proved.");
    static Options options;
    command->add_option("input", options.input, "the document; - is stdin")->capture_default_str();
    command->add_option("--content-type", options.content_type,
                        "under which the document was sent: of one with attachments, multipart/related with all that "
                        "follows it");
    command
        ->add_option("--profile", options.profile,
                     "wsse, enveloped, eaeu, cms, raw, xmldsig or asic; without it the document's shape decides")
        ->check(CLI::IsMember({"wsse", "enveloped", "eaeu", "cms", "raw", "xmldsig", "asic"}));
    command->add_option("--trust", options.trust,
                        "certificates (PEM or DER) that a path may lead to: files or folders");
    command->add_option("--key", options.keys,
                        "the signer's own certificate or public key (PEM or DER), trusted as it is");
    command->add_option("--crl", options.lists, "revocation lists (DER or PEM) of the authorities in --trust");
    command->add_option("--content", options.content, "what a detached CMS was made over");
    command->add_option("--signature", options.signature, "profile raw: the signature, octets or base64");
    command->add_option("--at", options.at, "judge at this time, for example 2026-07-12T09:30:00+05:00");
    command->add_option("--language", options.language, "of the report: kk, ru or en")
        ->capture_default_str()
        ->check(CLI::IsMember({"kk", "ru", "en"}));
    command->add_flag("--signed-content", options.signed_content, "print the octets that were covered, nothing else");
    command->add_flag("--json", options.json, "machine output");
    command->callback([&chosen] { chosen = [] { return verify(options); }; });
}

}  // namespace otkel::app::cli
