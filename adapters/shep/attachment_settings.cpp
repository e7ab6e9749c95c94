#include "adapters/shep/settings.hpp"

namespace otkel::adapters::shep {

using settings::Section;

void read_attachments(PeerProfile& peer, const Section& own, std::size_t attachments_max) {
    constexpr std::size_t least_max = 1024UL * 1024 * 1024;
    const auto word = own.choice_or("attachments", "accepted", {"none", "accepted", "sent"});
    peer.attachments = word == "none" ? Attachments::none : word == "sent" ? Attachments::sent : Attachments::accepted;
    peer.packing.elements = own.texts("attachment_elements");
    peer.packing.least_octets = own.size_or("attachment_octets_least", peer.packing.least_octets, least_max, 1);
    peer.packing.attachments_max = attachments_max;
    if (peer.attachments != Attachments::sent) {
        return;
    }
    if (peer.packing.elements.empty()) {
        own.complain("attachment_elements", "attachments are to be sent, and nothing says which elements become some",
                     "local names of elements whose text is base64");
    }
    if (peer.form == DataForm::text || peer.form == DataForm::cdata || peer.form == DataForm::string) {
        own.complain("attachments", "in this form of data the document travels as text, which has no elements",
                     "accepted, or form: element, children or typed", word);
    }
}

// The envelope's own part counts, too. What the limits of documents let through is not stopped before.
soap::MultipartLimits read_attachment_limits(const Section& section, const xml::Limits& limits) {
    constexpr std::size_t attachments_most = 1000;
    constexpr std::size_t header_least = 256;
    constexpr std::size_t header_most = 64UL * 1024;
    soap::MultipartLimits read;
    read.parts_max = section.size_or("attachments_max", read.parts_max - 1, attachments_most, 1) + 1;
    read.part_octets_max = section.size_or("attachment_octets_max", limits.octets, limits.octets, 1);
    read.header_octets_max =
        section.size_or("attachment_header_octets_max", read.header_octets_max, header_most, header_least);
    return read;
}

}  // namespace otkel::adapters::shep
