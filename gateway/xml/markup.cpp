#include "gateway/xml/markup.hpp"

#include <string_view>

#include "gateway/base/ascii.hpp"

namespace otkel::xml {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr const char* malformed_declaration = "the XML declaration is malformed";

struct PseudoAttribute {
    std::string_view name;
    std::string_view value;
};

bool read_pseudo_attribute(ScanCursor& in, PseudoAttribute& read) {
    read.name = in.rest().substr(0, in.rest().find_first_of("= \t\r\n?<>\"'"));
    in.skip(read.name.size());
    in.skip_white();
    const bool known = read.name == "version" || read.name == "encoding" || read.name == "standalone";
    if (!known || !in.take('=')) {
        return in.malformed(malformed_declaration);
    }
    in.skip_white();
    const char quote = in.front();
    const std::size_t end = quote == '"' || quote == '\'' ? in.rest().find(quote, 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
        return in.malformed(malformed_declaration);
    }
    read.value = in.rest().substr(1, end - 1);
    if (read.value.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-") !=
        std::string_view::npos) {
        return in.malformed(malformed_declaration);
    }
    in.skip(end + 1);
    return true;
}

// XML 1.0 production 23: version, encoding and standalone in this order, the first of them always.
bool read_declaration(ScanCursor& in) {
    const char* start = in.here();
    int last = 0;
    while (true) {
        const char* before = in.here();
        in.skip_white();
        if (in.take("?>")) {
            return last == 0 ? in.refuse(Errc::malformed, malformed_declaration, start)
                             : in.within_run(start, "the XML declaration");
        }
        const char* where = in.here();
        PseudoAttribute read;
        if (!read_pseudo_attribute(in, read)) {
            return false;
        }
        if (read.name == "version" && read.value != "1.0") {
            return in.refuse(Errc::forbidden_construct, "only XML 1.0 is accepted", where);
        }
        if (read.name == "encoding" && !ascii::equal_without_case(read.value, "utf-8")) {
            return in.refuse(Errc::forbidden_construct, "only the encoding UTF-8 is accepted", where);
        }
        const int place = read.name == "version" ? 1 : read.name == "encoding" ? 2 : 3;
        const bool standalone = place < 3 || read.value == "yes" || read.value == "no";
        if (before == where || place <= last || (last == 0 && place > 1) || !standalone) {
            return in.refuse(Errc::malformed, malformed_declaration, where);
        }
        last = place;
    }
}

}  // namespace

// Some peers put a byte order mark in front of UTF-8; it says nothing that we do not demand anyway.
bool read_prologue(ScanCursor& in) {
    in.take(byte_order_mark);
    if (!in.rest().starts_with("<?xml") || in.rest().size() < 6 || !is_white(in.rest()[5])) {
        return true;
    }
    in.skip(5);
    return read_declaration(in);
}

bool read_comment(ScanCursor& in) {
    const char* start = in.here();
    in.skip(4);
    if (!in.until("--", "a comment", start)) {
        return false;
    }
    return in.take('>') || in.malformed("'--' may not stand inside a comment");
}

bool read_instruction(ScanCursor& in, const Limits& limits) {
    const char* start = in.here();
    if (!limits.processing_instructions) {
        return in.refuse(Errc::forbidden_construct, "a processing instruction is not accepted here", start);
    }
    in.skip(2);
    ScannedName target;
    if (!in.name(target)) {
        return false;
    }
    // Namespaces in XML section 7: no colons.
    if (target.prefix_size > 0 || ascii::equal_without_case(target.local(), "xml")) {
        return in.refuse(Errc::malformed, "the name of a processing instruction has a colon or is reserved", start);
    }
    if (!in.rest().starts_with("?>") && !is_white(in.front())) {
        return in.unexpected("white space is missing after the name of a processing instruction");
    }
    return in.until("?>", "a processing instruction", start);
}

bool refuse_declaration(ScanCursor& in) {
    if (in.rest().starts_with("<!DOCTYPE") || in.rest().starts_with("<!ENTITY")) {
        return in.refuse(Errc::forbidden_construct, "a DOCTYPE is never accepted; send the document without it",
                         in.here());
    }
    return in.malformed("'<!' does not begin a comment or a CDATA section");
}

}  // namespace otkel::xml
