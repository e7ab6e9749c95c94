#include "gateway/soap/mtom.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "gateway/base/ascii.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/soap/media_type.hpp"
#include "gateway/xml/places.hpp"

namespace otkel::soap {
namespace {

constexpr std::string_view multipart_type = "multipart/related";
constexpr std::string_view package_type = "application/xop+xml";
constexpr std::string_view include_name = "Include";

Failure malformed(std::string what) { return fail(Errc::malformed, std::move(what)); }

// The type of the envelope without attachments: SOAP 1.1 says text/xml.
bool is_envelope_type(std::string_view type) {
    const auto word = ascii::lower_case(trim(type.substr(0, type.find(';'))));
    return word == "text/xml" || word == "application/xml";
}

struct Package {
    std::string boundary;
    std::optional<std::string> start;  // without angle brackets
};

std::string without_brackets(std::string_view id) {
    const bool bracketed = id.size() > 2 && id.front() == '<' && id.back() == '>';
    return std::string(bracketed ? id.substr(1, id.size() - 2) : id);
}

Result<Package> read_package(std::string_view content_type) {
    const auto type = read_media_type(content_type);
    if (!type) {
        return fail(type.error());
    }
    if (type->name != multipart_type) {
        return malformed("the Content-Type is " + told_name(type->name) + "; multipart/related was expected");
    }
    const auto of = type->parameter("type");
    if (!of || ascii::lower_case(*of) != package_type) {
        return malformed("the Content-Type multipart/related needs type=\"application/xop+xml\"" +
                         (of ? ", not " + told_name(*of) : std::string{}));
    }
    const auto info = type->parameter("start-info");
    if (info && !is_envelope_type(*info)) {
        return malformed("the start-info of the Content-Type is " + told_name(*info) +
                         "; text/xml (SOAP 1.1) was expected");
    }
    const auto boundary = type->parameter("boundary");
    if (!boundary || !is_boundary(*boundary)) {
        return malformed("the Content-Type names no boundary of 1 to 70 permitted characters (RFC 2046)");
    }
    const auto start = type->parameter("start");
    return Package{std::string(*boundary), start ? std::optional(without_brackets(*start)) : std::nullopt};
}

// RFC 2387 section 3.2: without a start the first part is it.
Result<std::size_t> root_of(const std::vector<Part>& parts, const std::optional<std::string>& start) {
    if (parts.empty()) {
        return malformed("the message has no parts");
    }
    if (!start) {
        return std::size_t{0};
    }
    const auto found =
        std::find_if(parts.begin(), parts.end(), [&](const Part& part) { return part.content_id == *start; });
    if (found == parts.end() || start->empty()) {
        return malformed("no part has the Content-ID " + told_name(*start) +
                         " that the start of the Content-Type names");
    }
    return static_cast<std::size_t>(found - parts.begin());
}

Result<void> check_ids(const std::vector<Part>& parts, std::size_t root) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& id = parts[i].content_id;
        if (id.empty() && i != root) {
            return malformed("part " + std::to_string(i + 1) +
                             " of the message has no Content-ID, so nothing refers to it");
        }
        const auto end = parts.begin() + static_cast<std::ptrdiff_t>(i);
        const bool again = std::any_of(parts.begin(), end, [&](const Part& part) { return part.content_id == id; });
        if (again && !id.empty()) {
            return malformed("two parts of the message have the Content-ID " + told_name(id));
        }
    }
    return {};
}

// XOP 1.0 section 5: the type of the root tells the type that the document has without XOP.
Result<void> check_root(const Part& root) {
    const auto type = read_media_type(root.content_type);
    if (!type || type->name != package_type) {
        return malformed("the part with the envelope has the Content-Type " + told_name(root.content_type) +
                         "; application/xop+xml; charset=UTF-8; type=\"text/xml\" was expected");
    }
    if (const auto charset = type->parameter("charset"); charset && ascii::lower_case(*charset) != "utf-8") {
        return malformed("the part with the envelope has the charset " + told_name(*charset) + "; UTF-8 was expected");
    }
    if (const auto of = type->parameter("type"); of && !is_envelope_type(*of)) {
        return malformed("the envelope is " + told_name(*of) + "; text/xml (SOAP 1.1) was expected");
    }
    return {};
}

// RFC 2392 section 2: "cid:" and the Content-ID without brackets, as octets of a URL.
std::optional<std::string> id_of_url(std::string_view url) {
    constexpr std::string_view scheme = "cid:";
    if (ascii::lower_case(url.substr(0, scheme.size())) != scheme) {
        return std::nullopt;
    }
    url.remove_prefix(scheme.size());
    std::string id;
    while (!url.empty()) {
        if (url.front() != '%') {
            id += url.front();
            url.remove_prefix(1);
            continue;
        }
        const int high = url.size() > 2 ? ascii::hex_value(url[1]) : -1;
        const int low = url.size() > 2 ? ascii::hex_value(url[2]) : -1;
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        id += static_cast<char>(high * 16 + low);
        url.remove_prefix(3);
    }
    return id.empty() ? std::nullopt : std::optional(std::move(id));
}

// XOP 1.0 section 3.2, and no extensions: an Include says href and nothing else.
Result<std::string> id_of(const xml::PlacedElement& include) {
    if (!include.alone) {
        return malformed("an xop:Include does not stand alone in its element");
    }
    if (!include.empty) {
        return malformed("an xop:Include is not empty");
    }
    const auto& attributes = include.attributes;
    if (attributes.size() != 1 || attributes.front().name != "href") {
        return malformed("an xop:Include has other attributes than the one href");
    }
    const auto& href = attributes.front();
    auto id = href.references ? std::nullopt : id_of_url(href.value);
    if (!id) {
        return malformed("an xop:Include refers to " + told_name(href.value) +
                         "; cid: and a Content-ID was expected, other characters as %26");
    }
    return std::move(*id);
}

struct Insertion {
    std::size_t begin, end;  // of the Include
    std::size_t part;
};

Result<std::vector<Insertion>> insertions(const std::vector<xml::PlacedElement>& includes,
                                          const std::vector<Part>& parts, std::size_t root) {
    std::vector<Insertion> found;
    std::vector<bool> used(parts.size(), false);
    for (const auto& include : includes) {
        const auto id = id_of(include);
        if (!id) {
            return fail(id.error());
        }
        const auto part =
            std::find_if(parts.begin(), parts.end(), [&](const Part& one) { return one.content_id == *id; });
        const auto index = static_cast<std::size_t>(part - parts.begin());
        if (part == parts.end() || index == root) {
            return malformed("an xop:Include refers to the Content-ID " + told_name(*id) + ", which no attachment has");
        }
        if (used[index]) {
            return malformed("two xop:Include refer to the attachment " + told_name(*id));
        }
        used[index] = true;
        found.push_back({include.begin, include.end, index});
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i != root && !used[i]) {
            return malformed("no xop:Include refers to the attachment " + told_name(parts[i].content_id));
        }
    }
    return found;
}

std::size_t base64_size(std::size_t octets) { return (octets + 2) / 3 * 4; }

Result<std::string> put_in_place(const std::vector<Part>& parts, std::size_t root,
                                 const std::vector<Insertion>& insertions, std::size_t octets_max) {
    const auto envelope = parts[root].octets();
    auto size = envelope.size();
    for (const auto& one : insertions) {
        size += base64_size(parts[one.part].octets().size()) - (one.end - one.begin);
    }
    if (size > octets_max) {
        return fail(Errc::limit_exceeded, "the envelope has " + std::to_string(size) +
                                              " octets with its attachments as base64; the limit is " +
                                              std::to_string(octets_max));
    }
    std::string whole;
    whole.reserve(size);
    std::size_t at = 0;
    for (const auto& one : insertions) {
        whole += envelope.substr(at, one.begin - at);
        whole += to_base64(parts[one.part].octets());
        at = one.end;
    }
    whole += envelope.substr(at);
    return whole;
}

}  // namespace

bool is_multipart(std::string_view content_type) {
    return ascii::lower_case(trim(content_type.substr(0, content_type.find(';')))) == multipart_type;
}

Result<std::string> unpack(std::string_view content_type, std::string_view body, const MtomLimits& limits) {
    const auto package = read_package(content_type);
    if (!package) {
        return fail(package.error());
    }
    const auto parts = read_parts(body, package->boundary, limits.multipart);
    if (!parts) {
        return fail(parts.error());
    }
    const auto root = root_of(*parts, package->start);
    if (!root) {
        return fail(root.error());
    }
    for (const auto& checked : std::array{check_ids(*parts, *root), check_root((*parts)[*root])}) {
        if (!checked) {
            return fail(checked.error());
        }
    }
    // One more than there can be: it refers to nothing, or to what another one has.
    const auto includes =
        xml::elements_named((*parts)[*root].octets(), xop_namespace, include_name, parts->size(), limits.xml);
    if (!includes) {
        return fail(includes.error());
    }
    const auto found = insertions(*includes, *parts, *root);
    if (!found) {
        return fail(found.error());
    }
    return put_in_place(*parts, *root, *found, limits.xml.octets);
}

}  // namespace otkel::soap
