#include <algorithm>
#include <optional>

#include "gateway/base/bytes.hpp"
#include "gateway/soap/mtom.hpp"
#include "gateway/xml/places.hpp"

namespace otkel::soap {
namespace {

constexpr std::string_view plain_type = "text/xml; charset=utf-8";
constexpr std::size_t random_octets_of_name = 16;  // so that nothing a sender could know stands at a line's beginning

struct Attachment {
    std::size_t begin, end;  // of the base64 text
    std::string octets;
};

// Whoever reads the message has limits of his own.
xml::Limits limits_of_ours(std::string_view envelope) {
    xml::Limits limits;
    limits.octets = envelope.size();
    limits.text_run = envelope.size();
    limits.processing_instructions = true;
    return limits;
}

// The octets that base64 text stands for, when it is the only text that does.
std::optional<std::string> octets_of(std::string_view text) {
    auto octets = from_base64(text);
    return octets && to_base64(*octets) == text ? std::optional(std::move(*octets)) : std::nullopt;
}

std::vector<Attachment> attachments_of(std::string_view envelope, const Packing& packing) {
    std::vector<Attachment> found;
    const auto limits = limits_of_ours(envelope);
    const auto texts = xml::whole_texts(envelope, std::max<std::size_t>(packing.least_octets, 1), limits);
    const auto includes = xml::elements_named(envelope, xop_namespace, "Include", 1, limits);
    if (!texts || !includes || !includes->empty()) {
        return found;
    }
    const auto& names = packing.elements;
    for (const auto& text : *texts) {
        const bool wanted = std::find(names.begin(), names.end(), text.local) != names.end();
        auto octets = wanted ? octets_of(envelope.substr(text.begin, text.size)) : std::nullopt;
        if (octets && octets->size() >= packing.least_octets && found.size() < packing.attachments_max) {
            found.push_back({text.begin, text.begin + text.size, std::move(*octets)});
        }
    }
    return found;
}

class Writer {
public:
    explicit Writer(std::size_t octets) : name_(to_hex(random_octets(random_octets_of_name))) { body_.reserve(octets); }

    [[nodiscard]] std::string boundary() const { return "otkel-" + name_; }
    [[nodiscard]] std::string root_id() const { return "envelope@" + name_; }
    [[nodiscard]] std::string id(std::size_t number) const { return std::to_string(number) + "@" + name_; }

    void part(std::string_view type, const std::string& id) {
        if (!body_.empty()) {
            body_ += "\r\n";
        }
        body_ += "--" + boundary() + "\r\nContent-Type: ";
        body_ += type;
        body_ += "\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <" + id + ">\r\n\r\n";
    }
    void content(std::string_view octets) { body_ += octets; }
    void include(std::size_t number) {
        body_ += "<xop:Include xmlns:xop=\"";
        body_ += xop_namespace;
        body_ += "\" href=\"cid:" + id(number) + "\"/>";
    }
    [[nodiscard]] Packed finish() {
        body_ += "\r\n--" + boundary() + "--\r\n";
        return {R"(multipart/related; type="application/xop+xml"; start-info="text/xml"; start="<)" + root_id() +
                    ">\"; boundary=\"" + boundary() + "\"",
                std::move(body_)};
    }

private:
    std::string name_;
    std::string body_;
};

}  // namespace

Packed pack(std::string envelope, const Packing& packing) {
    const auto attachments = attachments_of(envelope, packing);
    if (attachments.empty()) {
        return {std::string(plain_type), std::move(envelope)};
    }
    Writer out(envelope.size());
    out.part(R"(application/xop+xml; charset=UTF-8; type="text/xml")", out.root_id());
    const std::string_view whole = envelope;
    std::size_t at = 0;
    for (std::size_t i = 0; i < attachments.size(); ++i) {
        out.content(whole.substr(at, attachments[i].begin - at));
        out.include(i + 1);
        at = attachments[i].end;
    }
    out.content(whole.substr(at));
    for (std::size_t i = 0; i < attachments.size(); ++i) {
        out.part("application/octet-stream", out.id(i + 1));
        out.content(attachments[i].octets);
    }
    return out.finish();
}

}  // namespace otkel::soap
