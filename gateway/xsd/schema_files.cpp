#include "gateway/xsd/schema_files.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <xercesc/framework/MemBufInputSource.hpp>
#include <xercesc/util/XMLResourceIdentifier.hpp>

#include "gateway/base/ascii.hpp"
#include "gateway/base/files.hpp"
#include "gateway/xsd/inspection.hpp"
#include "gateway/xsd/xerces.hpp"

namespace otkel::xsd {
namespace {

// schemaLocation is a URI reference (XML Schema Part 1, 4.3.2; RFC 3986, 2.1): octets may be written as %XX.
std::string percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool escaped = text[at] == '%' && at + 2 < text.size();
        const int high = escaped ? ascii::hex_value(text[at + 1]) : -1;
        const int low = escaped ? ascii::hex_value(text[at + 2]) : -1;
        if (high >= 0 && low >= 0) {
            decoded += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            decoded += text[at];
        }
    }
    return decoded;
}

// RFC 3986, 3.1: what stands before a colon that no slash precedes.
bool has_scheme(std::string_view location) {
    const auto colon = location.find(':');
    return colon != std::string_view::npos && location.find('/') > colon;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '"' ? "&quot;" : std::string{c};
    }
    return out;
}

}  // namespace

std::unique_ptr<xercesc::InputSource> SchemaFiles::source_of(const std::string& text,
                                                             const std::string& system_id) const {
    return std::make_unique<xercesc::MemBufInputSource>(reinterpret_cast<const XMLByte*>(text.data()), text.size(),
                                                        utf16(system_id).c_str(), false, &memory_);
}

std::unique_ptr<xercesc::InputSource> SchemaFiles::open(const std::filesystem::path& file, const Place& named_at) {
    const auto* text = text_of(file, named_at);
    return text == nullptr ? nullptr : source_of(*text, file.string());
}

const std::string* SchemaFiles::text_of(const std::filesystem::path& file, const Place& named_at) {
    const auto [entry, fresh] = texts_.try_emplace(file.string());
    auto& text = entry->second;
    if (!fresh) {
        return text ? &*text : nullptr;
    }
    if (texts_.size() > limits_.files) {
        findings_.add(named_at, "the schema has more than " + std::to_string(limits_.files) + " files");
        return nullptr;
    }
    auto octets = read_whole_file(file, limits_.file_octets, Errc::not_found);
    if (!octets) {
        findings_.add(named_at, "\"" + file.string() + "\": " + octets.error().detail);
        return nullptr;
    }
    auto seen = inspect(*source_of(*octets, file.string()), limits_, limits_.elements - elements_);
    for (auto& finding : seen.findings) {
        findings_.add(std::move(finding.place), std::move(finding.detail));
    }
    if (seen.refused) {
        return nullptr;
    }
    elements_ += seen.elements;
    for (auto& [location, place] : seen.references) {
        references_.try_emplace({file.string(), location}, std::move(place));
    }
    text = std::move(*octets);
    return &*text;
}

Place SchemaFiles::place_of(const std::string& file, const std::string& location) const {
    const auto known = references_.find({file, location});
    return known == references_.end() ? Place{file, 0, 0, ""} : known->second;
}

std::optional<std::filesystem::path> SchemaFiles::local_file(const std::string& location, const Place& named_at) {
    // A schema has no fragments to point at (XML Schema Part 1, 4.3.2).
    const std::filesystem::path path = percent_decoded(location.substr(0, location.find('#')));
    if (has_scheme(location) || path.is_absolute()) {
        findings_.add(named_at, "\"" + location +
                                    "\" is not read: only files are, named relative to this one; keep a copy beside it "
                                    "and name that");
        return std::nullopt;
    }
    return (std::filesystem::path{named_at.file}.parent_path() / path).lexically_normal();
}

xercesc::InputSource* SchemaFiles::resolveEntity(xercesc::XMLResourceIdentifier* resource) {
    const auto location = utf8(resource->getSystemId());
    if (location.empty()) {
        return nullptr;  // an import without a location names no file
    }
    const auto named_at = place_of(utf8(resource->getBaseURI()), location);
    const auto file = local_file(location, named_at);
    auto source = file ? open(*file, named_at) : nullptr;
    if (source == nullptr) {
        const auto space = utf8(resource->getNameSpace());
        stand_ins_.push_back("<schema xmlns=\"http://www.w3.org/2001/XMLSchema\"" +
                             (space.empty() ? "" : " targetNamespace=\"" + escaped(space) + "\"") + "/>");
        source = source_of(stand_ins_.back(), location);
    }
    return source.release();
}

}  // namespace otkel::xsd
