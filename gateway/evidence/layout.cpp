#include "gateway/evidence/layout.hpp"

#include <fmt/format.h>

#include <limits>

#include "gateway/base/bytes.hpp"
#include "gateway/journal/evidence/canonical.hpp"
#include "gateway/journal/evidence/json_members.hpp"

namespace otkel::evidence {
namespace {

constexpr std::string_view format_name = "otkel-evidence";
constexpr std::uint64_t format_version = 1;
constexpr std::size_t header_octets_max = 1024;
constexpr std::size_t proof_octets_max = 16UL * 1024;
constexpr std::size_t path_length_max = 64;  // of a tree with more leaves than can be counted

std::string_view extension_of(std::string_view content_type) {
    const auto has = [&](std::string_view part) { return content_type.find(part) != std::string_view::npos; };
    return has("multipart/")      ? ".mime"  // of MTOM: its parameters name XML as well
           : has("xml")           ? ".xml"
           : has("pdf")           ? ".pdf"
           : has("json")          ? ".json"
           : has("pkix-cert")     ? ".cer"
           : has("ocsp-response") ? ".ocsp"
                                  : ".bin";
}

}  // namespace

std::string_view summary_file(Language language) {
    switch (language) {
        case Language::kk: return "summary.kk.txt";
        case Language::ru: return "summary.ru.txt";
        case Language::en: break;
    }
    return "summary.en.txt";
}

std::string leg_file(std::uint32_t ordinal, std::size_t place, const journal::RecordLeg& leg) {
    return fmt::format("{}{:03}-{}-{}{}", legs_folder, ordinal, place, name(leg.leg), extension_of(leg.content_type));
}

std::string stamp_file(std::size_t line) { return fmt::format("{}{:04}.tst", stamps_folder, line); }

std::string header_text(const Header& header) {
    journal::CanonicalObject out;
    out.text("exchange", header.exchange)
        .text("format", format_name)
        .number("records", header.records)
        .number("version", format_version);
    return std::move(out).finish();
}

Result<Header> read_header(std::string_view text) {
    const auto object = journal::parse_object(text, header_octets_max);
    if (!object) {
        return fail(object.error());
    }
    journal::JsonMembers members(*object);
    Header header{members.text("exchange"), members.number("records", std::uint64_t{1} << 32U)};
    const auto version = members.number("version", std::uint64_t{1} << 31U);
    if (members.text("format") != format_name || header.exchange.empty() || header.records == 0) {
        return fail(Errc::malformed, "it does not say that this is evidence of an exchange");
    }
    if (version != format_version) {
        return fail(Errc::unsupported,
                    fmt::format("it is version {}; here version {} is read", version, format_version));
    }
    return header;
}

std::string proof_text(const ProofLine& line) {
    std::vector<std::string> path;
    path.reserve(line.path.size());
    for (const auto& hash : line.path) {
        path.push_back(journal::canonical_text(to_hex(hash)));
    }
    journal::CanonicalObject out;
    out.number("ordinal", line.ordinal).json("path", journal::canonical_array(path)).number("seal", line.seal);
    return std::move(out).finish();
}

Result<ProofLine> read_proof(std::string_view text) {
    const auto object = journal::parse_object(text, proof_octets_max);
    if (!object) {
        return fail(object.error());
    }
    journal::JsonMembers members(*object);
    ProofLine line;
    line.ordinal = static_cast<std::uint32_t>(members.number("ordinal", std::numeric_limits<std::uint32_t>::max()));
    line.seal = members.number("seal", std::uint64_t{1} << 53U);
    const auto* path = members.array("path");
    if (path == nullptr || path->size() > path_length_max) {
        members.refuse("path", "a list of hashes");
    } else {
        for (const auto& value : *path) {
            const auto* hex = value.if_string();
            auto hash = journal::from_hex(
                hex == nullptr ? std::string_view{} : std::string_view(hex->data(), hex->size()), journal::hash_octets);
            if (!hash) {
                members.refuse("path", "a list of hashes in hexadecimal digits");
                break;
            }
            line.path.push_back(std::move(*hash));
        }
    }
    if (!members.problem().empty()) {
        return fail(Errc::malformed, members.problem());
    }
    return line;
}

}  // namespace otkel::evidence
