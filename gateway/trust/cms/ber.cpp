#include "gateway/trust/cms/ber.hpp"

#include <cstdint>
#include <vector>

#include "gateway/base/assert.hpp"

namespace otkel::trust {
namespace {

constexpr std::uint8_t constructed_bit = 0x20, octet_string = 0x04, octet_string_in_pieces = 0x24;
constexpr std::string_view end_of_contents{"\0\0", 2};

struct Header {
    std::uint8_t tag{0};
    std::size_t octets{0};
    std::size_t content{0};
    bool indefinite{false};
    bool shortest{true};
};

std::uint8_t octet_at(std::string_view octets, std::size_t at) { return static_cast<std::uint8_t>(octets[at]); }

std::size_t length_octets(std::size_t length) {
    std::size_t octets = 1;
    if (length >= 0x80U) {
        for (auto rest = length; rest != 0; rest >>= 8U) {
            ++octets;
        }
    }
    return octets;
}

Result<Header> read_length(std::string_view rest, Header header) {
    const std::size_t count = octet_at(rest, 1) & 0x7fU;
    if (count > 8 || rest.size() < 2 + count) {
        return fail(Errc::malformed, "the length of an element is too large or cut off");
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (header.content > (SIZE_MAX >> 8U)) {
            return fail(Errc::malformed, "the length of an element is too large");
        }
        header.content = (header.content << 8U) | octet_at(rest, 2 + i);
    }
    header.octets = 2 + count;
    header.shortest = 1 + count == length_octets(header.content);
    return header;
}

Result<Header> read_header(std::string_view rest) {
    if (rest.size() < 2) {
        return fail(Errc::malformed, "the octets end where an element should begin");
    }
    Header header{octet_at(rest, 0), 2, 0};
    if ((header.tag & 0x1fU) == 0x1fU) {
        return fail(Errc::malformed, "tags of more than one octet do not occur in CMS");
    }
    const auto first = octet_at(rest, 1);
    if (first == 0x80U) {
        if ((header.tag & constructed_bit) == 0) {
            return fail(Errc::malformed, "a primitive element has no indefinite length");
        }
        header.indefinite = true;
        return header;
    }
    if (first < 0x80U) {
        header.content = first;
    } else if (auto read = read_length(rest, header); read) {
        header = *read;
    } else {
        return read;
    }
    if (header.content > rest.size() - header.octets) {
        return fail(Errc::malformed, "the octets end inside an element");
    }
    return header;
}

// Two walks over the same elements: the first finds the lengths that DER will have, the second writes. So the work
// grows with the octets alone, however deep they are nested.
class Rewriter {
public:
    explicit Rewriter(const BerLimits& limits) : limits_(limits) {}
    [[nodiscard]] bool has_changes() const { return has_changes_; }

    // The size in DER of the element at the beginning of `rest`, which moves behind it.
    Result<std::size_t> measure(std::string_view& rest, std::size_t depth) {
        const auto header = read_header(rest);
        if (!header) {
            return fail(header.error());
        }
        has_changes_ = has_changes_ || header->indefinite || !header->shortest || header->tag == octet_string_in_pieces;
        std::size_t content = header->content;
        if ((header->tag & constructed_bit) != 0) {
            const auto measured = measure_constructed(rest, *header, depth);
            if (!measured) {
                return measured;
            }
            content = *measured;
        } else {
            rest.remove_prefix(header->octets + header->content);
        }
        return 1 + length_octets(content) + content;
    }

    void write(std::string_view& rest, std::string& out) {
        const auto header = read_header(rest);
        OTKEL_ASSERT(header);
        if ((header->tag & constructed_bit) == 0) {
            write_header(header->tag, header->content, out);
            out += rest.substr(header->octets, header->content);
            rest.remove_prefix(header->octets + header->content);
            return;
        }
        const bool pieces = header->tag == octet_string_in_pieces;
        write_header(pieces ? octet_string : header->tag, sizes_[next_size_++], out);
        for_each_part(rest, *header, [&](std::string_view& part) {
            if (pieces) {
                write_piece(part, out);
            } else {
                write(part, out);
            }
            return true;
        });
    }

private:
    // Calls `take` with the octets at each part of a constructed element, for as long as it says true, and moves `rest`
    // behind the element.
    template <class Take>
    static bool for_each_part(std::string_view& rest, const Header& header, const Take& take) {
        rest.remove_prefix(header.octets);
        if (header.indefinite) {
            while (!rest.starts_with(end_of_contents)) {
                if (!take(rest)) {
                    return false;
                }
            }
            rest.remove_prefix(end_of_contents.size());
            return true;
        }
        auto inner = rest.substr(0, header.content);
        while (!inner.empty()) {
            if (!take(inner)) {
                return false;
            }
        }
        rest.remove_prefix(header.content);
        return true;
    }

    Result<std::size_t> measure_constructed(std::string_view& rest, const Header& header, std::size_t depth) {
        if (depth >= limits_.nesting_max || sizes_.size() >= limits_.elements_max) {
            return fail(Errc::limit_exceeded, "elements are nested deeper than " + std::to_string(limits_.nesting_max) +
                                                  " or there are more than " + std::to_string(limits_.elements_max));
        }
        const auto place = sizes_.size();
        sizes_.push_back(0);
        std::size_t size = 0;
        Result<std::size_t> part_size{0};
        const bool whole = for_each_part(rest, header, [&](std::string_view& part) {
            part_size =
                header.tag == octet_string_in_pieces ? measure_piece(part, depth + 1) : measure(part, depth + 1);
            size += part_size.value_or(0);
            return part_size.has_value();
        });
        if (!whole) {
            return part_size;
        }
        sizes_[place] = size;
        return size;
    }

    // X.690 section 8.7.3.2: the pieces of an octet string are octet strings, again in pieces perhaps.
    Result<std::size_t> measure_piece(std::string_view& rest, std::size_t depth) {
        const auto header = read_header(rest);
        if (!header) {
            return fail(header.error());
        }
        if (header->tag == octet_string_in_pieces) {
            return measure_constructed(rest, *header, depth);
        }
        if (header->tag != octet_string) {
            return fail(Errc::malformed, "a piece of an octet string is not an octet string");
        }
        rest.remove_prefix(header->octets + header->content);
        return header->content;
    }

    void write_piece(std::string_view& rest, std::string& out) {
        const auto header = read_header(rest);
        OTKEL_ASSERT(header);
        if (header->tag == octet_string_in_pieces) {
            ++next_size_;
            for_each_part(rest, *header, [&](std::string_view& part) {
                write_piece(part, out);
                return true;
            });
            return;
        }
        out += rest.substr(header->octets, header->content);
        rest.remove_prefix(header->octets + header->content);
    }

    static void write_header(std::uint8_t tag, std::size_t content, std::string& out) {
        out += static_cast<char>(tag);
        const auto octets = length_octets(content);
        if (octets == 1) {
            out += static_cast<char>(content);
            return;
        }
        out += static_cast<char>(0x80U | (octets - 1));
        for (auto shift = 8 * (octets - 1); shift != 0; shift -= 8) {
            out += static_cast<char>((content >> (shift - 8)) & 0xffU);
        }
    }

    const BerLimits& limits_;
    std::vector<std::size_t> sizes_;  // content in DER of the constructed elements, in the order in which they begin
    std::size_t next_size_{0};
    bool has_changes_{false};
};

}  // namespace

Result<DerForm> DerForm::of(std::string_view octets, const BerLimits& limits) {
    Rewriter rewriter(limits);
    auto rest = octets;
    const auto size = rewriter.measure(rest, 0);
    if (!size) {
        return fail(size.error());
    }
    if (!rest.empty()) {
        return fail(Errc::malformed, "something follows the end of the message");
    }
    DerForm form;
    form.octets_ = octets;
    if (rewriter.has_changes()) {
        auto rewritten = std::make_shared<std::string>();
        rewritten->reserve(*size);
        rest = octets;
        rewriter.write(rest, *rewritten);
        form.rewritten_ = std::move(rewritten);
        form.octets_ = *form.rewritten_;
    }
    return form;
}

}  // namespace otkel::trust
