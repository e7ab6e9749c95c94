#include "gateway/trust/fields.hpp"

namespace otkel::trust {

namespace der = crypto::der;
namespace {

// RFC 5280 section 4.1.2.2 gives serial numbers 20; writing millions of octets as decimal digits takes hours.
constexpr std::size_t natural_octets_max = 64;

}  // namespace

void Fields::refuse(Error error) {
    if (!error_) {
        error_ = std::move(error);
    }
}

void Fields::refuse(std::string detail) {
    refuse(Error{Errc::malformed, std::string(structure_) + ": " + std::move(detail), {}, {}});
}

void Fields::include(const Result<void>& inner) {
    if (!inner) {
        refuse(inner.error());
    }
}

der::Element Fields::next(std::uint8_t tag, std::string_view what) {
    if (error_) {
        return {};
    }
    const auto element = reader_.next(tag, what);
    if (!element) {
        refuse(element.error().detail);
        return {};
    }
    return *element;
}

der::Element Fields::any(std::string_view what) {
    if (error_) {
        return {};
    }
    const auto element = reader_.next(what);
    if (!element) {
        refuse(element.error().detail);
        return {};
    }
    return *element;
}

std::optional<der::Element> Fields::next_if(std::uint8_t tag) {
    return next_is(tag) ? std::optional(next(tag, "an optional field")) : std::nullopt;
}

std::string Fields::oid(std::string_view what) {
    const auto element = next(der::tag::object_identifier, what);
    if (error_) {
        return {};
    }
    auto text = der::oid_text(element);
    if (!text) {
        refuse(text.error().detail);
        return {};
    }
    return std::move(*text);
}

std::string Fields::natural(std::string_view what) {
    const auto element = next(der::tag::integer, what);
    if (error_) {
        return {};
    }
    auto octets = natural_octets(element.content);
    if (!octets) {
        refuse(std::string(what) + " is negative or empty");
        return {};
    }
    if (octets->size() > natural_octets_max) {
        refuse(std::string(what) + " has more than " + std::to_string(natural_octets_max) + " octets");
        return {};
    }
    return std::move(*octets);
}

std::uint64_t Fields::number(std::string_view what) {
    const auto octets = natural(what);
    if (octets.size() > sizeof(std::uint64_t)) {
        refuse(std::string(what) + " is too large");
        return 0;
    }
    std::uint64_t value = 0;
    for (const char octet : octets) {
        value = (value << 8U) | static_cast<unsigned char>(octet);
    }
    return value;
}

std::string Fields::algorithm(std::string_view what) {
    Fields inner(next(der::tag::sequence, what).content, what);
    auto identifier = inner.oid("algorithm");
    if (!inner.next_if(der::tag::null)) {
        (void)inner.next_if(der::tag::sequence);
    }
    include(inner.finish());
    return identifier;
}

std::string Fields::plain_algorithm(std::string_view what) {
    Fields inner(next(der::tag::sequence, what).content, what);
    auto identifier = inner.oid("algorithm");
    if (const auto parameters = inner.next_if(der::tag::null); parameters && !parameters->content.empty()) {
        inner.refuse("the parameters are a NULL with a content");
    }
    include(inner.finish());
    return identifier;
}

Result<void> Fields::finish() {
    if (!error_ && !reader_.at_end()) {
        refuse("something stands at the end that does not belong there");
    }
    if (error_) {
        return fail(*error_);
    }
    return {};
}

std::optional<std::string> natural_octets(std::string_view integer_content) {
    if (integer_content.empty() || (static_cast<unsigned char>(integer_content.front()) & 0x80U) != 0) {
        return std::nullopt;
    }
    const auto first = integer_content.find_first_not_of('\0');
    return std::string(first == std::string_view::npos ? std::string_view{} : integer_content.substr(first));
}

}  // namespace otkel::trust
