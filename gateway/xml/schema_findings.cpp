#include "gateway/xml/schema_findings.hpp"

#include <libxml/tree.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/ascii.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/xml/library_messages.hpp"

namespace otkel::xml {
namespace {

// A person corrects them one by one; a hostile document could have a million.
constexpr std::size_t findings_max = 200;
// Figures as long as an identification number are not shown in full.
constexpr std::size_t masked_digits_min = 10;
constexpr std::size_t shown_value_max = 60;

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

// How libxml2 2.9 words a value that does not fit: <before>VALUE<after>EXPECTED<end>.
struct Wording {
    std::string_view before;
    std::string_view after;
    std::string_view expected;
    std::string_view found;
};
constexpr std::array wordings{
    Wording{"The value '", "' is not accepted by the pattern '", "a text of the pattern ", ""},
    Wording{"The value '", "' is not an element of the set {", "one of ", ""},
    Wording{"The value '", "' is greater than the maximum value allowed ('", "at most ", ""},
    Wording{"The value '", "' is less than the minimum value allowed ('", "at least ", ""},
    Wording{"The value '", "' must be less than '", "less than ", ""},
    Wording{"The value '", "' must be greater than '", "more than ", ""},
    Wording{"The value '", "' has more digits than are allowed ('", "digits at most ", ""},
    Wording{"The value '", "' has more fractional digits than are allowed ('", "fractional digits at most ", ""},
    Wording{"The value '", "' does not match the fixed value constraint '", "exactly ", ""},
    Wording{"The value has a length of '", "'; this exceeds the allowed maximum length of '", "length at most ",
            "length "},
    Wording{"The value has a length of '", "'; this underruns the allowed minimum length of '", "length at least ",
            "length "},
    Wording{"The value has a length of '", "'; this differs from the allowed length of '", "length ", "length "},
    Wording{"'", "' is not a valid value of the atomic type '", "", ""},
    Wording{"'", "' is not a valid value of the list type '", "a list of type ", ""},
    Wording{"'", "' is not a valid value of the union type '", "a union of type ", ""},
    Wording{"'", "' is not a valid value of the local atomic type", "", ""},
    Wording{"'", "' is not a valid value of the local list type", "", ""},
    Wording{"'", "' is not a valid value of the local union type", "", ""},
};

// The public code of a violation, by libxml2's name for the rule of XML Schema that it breaks.
std::string_view code_of(int rule, std::string_view text) {
    switch (rule) {
        case XML_SCHEMAV_ELEMENT_CONTENT:
            return text.starts_with("Missing child") ? "element-missing" : "element-unexpected";
        case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1:
        case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2: return "attribute-unexpected";
        case XML_SCHEMAV_CVC_COMPLEX_TYPE_4: return "attribute-missing";
        case XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1:
        case XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_2:
        case XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_3: return "value-type";
        case XML_SCHEMAV_CVC_PATTERN_VALID: return "value-pattern";
        case XML_SCHEMAV_CVC_ENUMERATION_VALID: return "value-not-listed";
        case XML_SCHEMAV_CVC_LENGTH_VALID:
        case XML_SCHEMAV_CVC_MINLENGTH_VALID:
        case XML_SCHEMAV_CVC_MAXLENGTH_VALID: return "value-length";
        case XML_SCHEMAV_CVC_MININCLUSIVE_VALID:
        case XML_SCHEMAV_CVC_MAXINCLUSIVE_VALID:
        case XML_SCHEMAV_CVC_MINEXCLUSIVE_VALID:
        case XML_SCHEMAV_CVC_MAXEXCLUSIVE_VALID: return "value-out-of-bounds";
        case XML_SCHEMAV_CVC_TOTALDIGITS_VALID:
        case XML_SCHEMAV_CVC_FRACTIONDIGITS_VALID: return "value-digits";
        default: return "schema-violation";
    }
}

std::string without_long_numbers(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find_first_not_of("0123456789", at), text.size());
        const auto digits = text.substr(at, end - at);
        out += digits.size() >= masked_digits_min ? masked(digits) : std::string{digits};
        const auto next = std::min(text.find_first_of("0123456789", end), text.size());
        out += text.substr(end, next - end);
        at = next;
    }
    return out;
}

std::string shown(std::string_view value, bool secret) {
    if (secret && !value.empty()) {
        return "…";
    }
    std::size_t end = std::min(value.size(), shown_value_max);
    while (end > 0 && end < value.size() && (static_cast<unsigned char>(value[end]) & 0xc0U) == 0x80U) {
        --end;
    }
    return without_long_numbers(value.substr(0, end)) + (end < value.size() ? "…" : "");
}

std::string_view without_end(std::string_view text) {
    for (const std::string_view end : {"').", "'.", "}.", " ).", "."}) {
        if (text.ends_with(end)) {
            return text.substr(0, text.size() - end.size());
        }
    }
    return text;
}

// "Element 'x', attribute 'y': [facet 'z'] …" without what the place says already; the attribute goes into the path.
std::string_view without_prefix(std::string_view text, std::string& path) {
    if (!text.starts_with("Element '")) {
        return text;
    }
    const auto end = text.find("': ");
    if (end == std::string_view::npos) {
        return text;
    }
    constexpr std::string_view mark = "', attribute '";
    const auto attribute = text.substr(0, end).find(mark);
    if (attribute != std::string_view::npos && path.find("/@") == std::string::npos) {
        path += "/@" + std::string{text.substr(attribute + mark.size(), end - attribute - mark.size())};
    }
    text.remove_prefix(end + 3);
    if (text.starts_with("[facet '")) {
        text.remove_prefix(std::min(text.find("] ") + 2, text.size()));
    }
    return text;
}

void take_wording(Finding& finding, std::string_view text, bool secret) {
    for (const auto& [before, after, expected, found] : wordings) {
        // From the right: the value may hold any words, the schema's part hardly.
        const auto middle = text.starts_with(before) ? text.rfind(after) : std::string_view::npos;
        if (middle == std::string_view::npos || middle < before.size()) {
            continue;
        }
        const auto value = shown(text.substr(before.size(), middle - before.size()), secret && found.empty());
        finding.found = std::string{found} + value;
        const auto rest = without_end(text.substr(middle + after.size()));
        finding.expected = rest.empty() ? "" : std::string{expected} + std::string{rest};
        finding.detail = std::string{before} + value + std::string{text.substr(middle)};
        return;
    }
    finding.detail = secret ? "The value does not conform to its type." : without_long_numbers(text);
    const auto mark = text.rfind("Expected is ");
    if (mark != std::string_view::npos) {
        finding.expected = without_end(text.substr(mark + 12));
        for (const std::string_view opening : {"one of ( ", "( "}) {
            if (finding.expected.starts_with(opening)) {
                finding.expected.erase(0, opening.size());
                break;
            }
        }
    }
}

std::string qualified_name(const xmlNs* space, const xmlChar* local) {
    const auto prefix = space == nullptr ? std::string_view{} : view(space->prefix);
    return std::string{prefix} + (prefix.empty() ? "" : ":") + std::string{view(local)};
}

bool same_name(const xmlNode* a, const xmlNode* b) {
    return a->type == XML_ELEMENT_NODE && view(a->name) == view(b->name) &&
           view(a->ns == nullptr ? nullptr : a->ns->href) == view(b->ns == nullptr ? nullptr : b->ns->href);
}

// The step of one element: its name, and [n] when siblings share it.
std::string step_of(const xmlNode* element) {
    std::size_t before = 0;
    bool shared = false;
    for (const auto* at = element->prev; at != nullptr; at = at->prev) {
        before += same_name(at, element) ? 1 : 0;
    }
    for (const auto* at = element->next; at != nullptr && !shared; at = at->next) {
        shared = same_name(at, element);
    }
    const std::string name = "/" + qualified_name(element->ns, element->name);
    return before > 0 || shared ? name + "[" + std::to_string(before + 1) + "]" : name;
}

std::string path_of(const xmlNode* node) {
    std::string path;
    if (node->type == XML_ATTRIBUTE_NODE) {
        path = "/@" + qualified_name(node->ns, node->name);
        node = node->parent;
    }
    for (; node != nullptr && node->type == XML_ELEMENT_NODE; node = node->parent) {
        path.insert(0, step_of(node));
    }
    return path;
}

// A password in the wrong form must not come back in a message.
bool holds_secret(std::string_view local) {
    const auto name = ascii::lower_case(local);
    constexpr std::array<std::string_view, 4> words{"password", "secret", "token", "passphrase"};
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

}  // namespace

void SchemaFindings::receive(void* self, xmlErrorPtr message) {
    auto& findings = *static_cast<SchemaFindings*>(self);
    // libxml2 only warns when it leaves out an import that it cannot find.
    const bool counts = message->level >= XML_ERR_ERROR || message->code == XML_SCHEMAP_WARN_UNLOCATED_SCHEMA;
    // An echo of a violation that was reported just before, when the value takes part in a key.
    const std::string_view text = message->message == nullptr ? "" : message->message;
    if (!counts || text.find("Warning: No precomputed value available") != std::string_view::npos) {
        return;
    }
    if (findings.findings_.size() >= findings_max) {
        ++findings.left_out_;
    } else if (findings.about_ == About::schema) {
        findings.add_for_schema(*message);
    } else {
        findings.add_for_document(*message);
    }
}

std::vector<Finding> SchemaFindings::take() {
    if (left_out_ > 0) {
        findings_.push_back({"schema-violation",
                             Severity::note,
                             {},
                             "",
                             "",
                             std::to_string(left_out_) + " more violations are not listed"});
        left_out_ = 0;
    }
    return std::exchange(findings_, {});
}

void SchemaFindings::add_for_schema(const xmlError& message) {
    const std::string file = message.file == nullptr ? "" : message.file;
    findings_.push_back({"schema-invalid", Severity::error, {file, message.line, 0, ""}, "", "", text_of(message)});
}

void SchemaFindings::add_for_document(const xmlError& message) {
    const auto* node = static_cast<const xmlNode*>(message.node);
    Finding finding{"schema-violation", Severity::error, {"", message.line, 0, ""}, "", "", ""};
    bool secret = false;
    if (node != nullptr) {
        finding.place.path = path_of(node);
        finding.place.line = static_cast<int>(xmlGetLineNo(node->type == XML_ATTRIBUTE_NODE ? node->parent : node));
        secret = holds_secret(view(node->name));
    }
    if (finding.place.line > 0) {
        finding.place.line += first_line_ - 1;
    }
    const std::string_view whole = trim(message.message == nullptr ? "" : message.message);
    const auto text = without_prefix(whole, finding.place.path);
    const auto attribute = finding.place.path.rfind("/@");
    secret = secret || (attribute != std::string::npos && holds_secret(finding.place.path.substr(attribute)));
    finding.code = code_of(message.code, text);
    take_wording(finding, text, secret);
    if (text.starts_with("This element is not expected") && node != nullptr) {
        finding.found = view(node->name);
    }
    findings_.push_back(std::move(finding));
}

}  // namespace otkel::xml
