#include "gateway/asic/zip_layout.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "gateway/base/ascii.hpp"

namespace otkel::asic {
namespace {

// Lengths and places of APPNOTE.TXT 6.3.9, sections 4.3.7 (local header), 4.3.12 (directory) and 4.3.16 (closing
// record).
constexpr std::string_view local_mark("PK\x03\x04", 4);
constexpr std::string_view directory_mark("PK\x01\x02", 4);
constexpr std::string_view closing_mark("PK\x05\x06", 4);
constexpr std::string_view zip64_mark("PK\x06\x07", 4);
constexpr std::size_t local_octets = 30;
constexpr std::size_t directory_octets = 46;
constexpr std::size_t closing_octets = 22;
constexpr std::size_t zip64_octets = 20;
constexpr std::size_t comment_octets_max = 0xFFFF;
constexpr std::uint32_t in_zip64 = 0xFFFFFFFF;
constexpr unsigned encrypted_flags = 1U | (1U << 6U) | (1U << 13U);  // section 4.4.4: two encryptions, masked headers
constexpr unsigned descriptor_flag = 1U << 3U;
constexpr unsigned unicode_path_field = 0x7075;  // section 4.6.9: another name for some readers

std::uint32_t number(std::string_view octets, std::size_t at, std::size_t width) {
    std::uint32_t value = 0;
    for (std::size_t i = width; i > 0; --i) {
        value = (value << 8U) | static_cast<unsigned char>(octets[at + i - 1]);
    }
    return value;
}
std::uint32_t two(std::string_view octets, std::size_t at) { return number(octets, at, 2); }
std::uint32_t four(std::string_view octets, std::size_t at) { return number(octets, at, 4); }

Failure damaged(const std::string& what) { return fail(Errc::malformed, "the container is damaged: " + what); }

struct Entry {
    std::string_view name;
    std::size_t offset{0}, packed{0};
    unsigned flags{0}, method{0};
};

Result<void> check_extra_fields(std::string_view fields) {
    constexpr std::size_t head = 4;
    while (fields.size() >= head) {
        const auto length = head + two(fields, 2);
        if (length > fields.size()) {
            return damaged("an extra field is cut off");
        }
        if (two(fields, 0) == unicode_path_field) {
            return fail(Errc::forbidden_construct, "an entry of the container has a second name in an extra field");
        }
        fields.remove_prefix(length);
    }
    return fields.empty() ? Result<void>{} : damaged("an extra field is cut off");
}

Failure zip64() { return fail(Errc::unsupported, "the container is in ZIP64 form; write it as a plain ZIP"); }

// A closing record by which the container would end where it does.
bool closes(std::string_view zip, std::size_t at) {
    constexpr std::size_t comment_length = 20;
    return zip.size() - at >= closing_octets && at + closing_octets + two(zip, at + comment_length) == zip.size();
}

// The last record counts. Another one that ends at the same octet, with the last one in its comment, is what a reader
// from the other side would take.
Result<std::size_t> find_closing(std::string_view zip) {
    const auto last = zip.rfind(closing_mark);
    if (last == std::string_view::npos || !closes(zip, last)) {
        return damaged("it does not end with the record that closes it");
    }
    const auto earliest = zip.size() - std::min(zip.size(), closing_octets + comment_octets_max);
    for (auto at = zip.find(closing_mark, earliest); at < last; at = zip.find(closing_mark, at + 1)) {
        if (closes(zip, at)) {
            return fail(Errc::forbidden_construct, "the container has two records that close it");
        }
    }
    if (last >= zip64_octets && zip.substr(last - zip64_octets).starts_with(zip64_mark)) {
        return zip64();
    }
    return last;
}

class Layout {
public:
    Layout(std::string_view zip, const Limits& limits) : zip_(zip), limits_(limits) {}

    Result<void> check() {
        if (auto read = read_directory(); !read) {
            return read;
        }
        std::sort(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; });
        std::size_t expected = 0;
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            if (entries_[i].offset != expected) {
                return damaged("its entries overlap or leave a gap at octet " + std::to_string(expected));
            }
            expected = i + 1 < entries_.size() ? entries_[i + 1].offset : directory_;
            if (auto checked = check_entry(entries_[i], expected); !checked) {
                return checked;
            }
        }
        return {};
    }

private:
    Result<void> read_directory() {
        const auto closing = find_closing(zip_);
        if (!closing) {
            return fail(closing.error());
        }
        const auto record = zip_.substr(*closing);
        const auto entries = two(record, 10);
        const auto octets = four(record, 12);
        const auto start = four(record, 16);
        if (entries == comment_octets_max || octets == in_zip64 || start == in_zip64) {
            return zip64();
        }
        if (two(record, 4) != 0 || two(record, 6) != 0 || two(record, 8) != entries) {
            return damaged("it is in several parts");
        }
        if (entries > limits_.entries) {
            return fail(Errc::limit_exceeded, "the container has " + std::to_string(entries) + " entries; " +
                                                  std::to_string(limits_.entries) + " are accepted");
        }
        if (entries == 0 || start > *closing || octets != *closing - start) {
            return damaged("its directory is not where the closing record says");
        }
        directory_ = start;
        return read_entries(zip_.substr(start, octets), entries);
    }

    Result<void> read_entries(std::string_view rest, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            if (rest.size() < directory_octets || !rest.starts_with(directory_mark)) {
                return damaged("entry " + std::to_string(i + 1) + " of its directory is missing");
            }
            const std::size_t name = two(rest, 28);
            const std::size_t extra = two(rest, 30);
            const auto whole = directory_octets + name + extra + two(rest, 32);
            if (whole > rest.size() || two(rest, 34) != 0) {
                return damaged("entry " + std::to_string(i + 1) + " of its directory is cut off");
            }
            if (auto checked = check_extra_fields(rest.substr(directory_octets + name, extra)); !checked) {
                return checked;
            }
            if (auto checked = check_entry_name(rest.substr(directory_octets, name)); !checked) {
                return checked;
            }
            entries_.push_back(
                {rest.substr(directory_octets, name), four(rest, 42), four(rest, 20), two(rest, 8), two(rest, 10)});
            rest.remove_prefix(whole);
        }
        return rest.empty() ? Result<void>{} : damaged("its directory has more octets than entries");
    }

    Result<void> check_entry_name(std::string_view name) {
        const auto path = name.ends_with('/') ? name.substr(0, name.size() - 1) : name;  // a folder
        if (auto checked = check_name(path, limits_.name_octets); !checked) {
            return checked;
        }
        // Systems that fold letters would write one of them over the other.
        if (!names_.insert(ascii::lower_case(path)).second) {
            return fail(Errc::forbidden_construct, "the container has two entries \"" + std::string(name) + "\"");
        }
        return {};
    }

    // `end`: where the next entry begins.
    [[nodiscard]] Result<void> check_entry(const Entry& entry, std::size_t end) const {
        if (entry.offset > end || end > directory_ || end - entry.offset < local_octets) {
            return damaged("an entry does not fit before the next");
        }
        const auto header = zip_.substr(entry.offset, end - entry.offset);
        const std::size_t name = two(header, 26);
        const std::size_t extra = two(header, 28);
        const auto data = local_octets + name + extra;
        if (!header.starts_with(local_mark) || data + entry.packed > header.size()) {
            return damaged("an entry is not where the directory says");
        }
        if (header.substr(local_octets, name) != entry.name || two(header, 6) != entry.flags ||
            two(header, 8) != entry.method) {
            return damaged("an entry and its line in the directory differ");
        }
        if ((entry.flags & encrypted_flags) != 0) {
            return fail(Errc::forbidden_construct, "the container has encrypted entries; decrypt it first");
        }
        if (auto checked = check_extra_fields(header.substr(local_octets + name, extra)); !checked) {
            return checked;
        }
        return check_rest(entry, header.substr(data + entry.packed));
    }

    // Sizes of what was written as a stream follow it (section 4.3.9), with a mark or without, short or long.
    [[nodiscard]] static Result<void> check_rest(const Entry& entry, std::string_view rest) {
        constexpr std::size_t descriptor_octets = 12;
        const auto is_descriptor =
            rest.size() >= descriptor_octets && rest.size() % 4 == 0 && rest.size() <= 2 * descriptor_octets;
        if ((entry.flags & descriptor_flag) != 0 ? !is_descriptor : !rest.empty()) {
            return damaged("there are octets between its entries");
        }
        return {};
    }

    std::string_view zip_;
    const Limits& limits_;
    std::size_t directory_{0};
    std::vector<Entry> entries_;
    std::set<std::string> names_;
};

}  // namespace

Result<void> check_layout(std::string_view zip, const Limits& limits) { return Layout(zip, limits).check(); }

std::vector<std::string> names_before_cut(std::string_view zip) {
    constexpr std::size_t names_max = 1000;
    std::vector<std::string> names;
    if (find_closing(zip)) {
        return names;
    }
    while (zip.size() >= local_octets && zip.starts_with(local_mark) && names.size() < names_max) {
        const std::size_t name = two(zip, 26);
        const std::size_t whole = local_octets + name + two(zip, 28) + four(zip, 18);
        names.emplace_back(zip.substr(local_octets, name));
        zip.remove_prefix(std::min(whole, zip.size()));
    }
    if (zip.starts_with(directory_mark)) {
        names.emplace_back("its directory");
    }
    return names;
}

}  // namespace otkel::asic
