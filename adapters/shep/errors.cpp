#include "adapters/shep/errors.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/assert.hpp"
#include "gateway/base/finding_titles.hpp"

namespace otkel::adapters::shep {
namespace {

struct Row {
    Errc error;
    std::string_view transport;
    std::string_view business;
    bool client;
    bool explained;  // detail, place and findings are told to the sender
};

// SCE001, 004–007, 015–017 and 909 are the published codes (seen); where none of them says exactly what happened, the
// nearest one stands here by our own choice.
constexpr std::array table{
    Row{Errc::malformed, "SCE001", "SCE001", true, true},
    Row{Errc::limit_exceeded, "SCE001", "SCE001", true, true},
    Row{Errc::forbidden_construct, "SCE001", "SCE001", true, true},
    Row{Errc::not_signed, "SCE007", "SCE017", true, true},
    Row{Errc::signature_invalid, "SCE006", "SCE016", true, true},
    Row{Errc::signer_untrusted, "SCE005", "SCE015", true, true},
    Row{Errc::certificate_invalid, "SCE005", "SCE015", true, true},
    Row{Errc::sender_unknown, "SCE004", "SCE004", true, false},
    Row{Errc::forbidden, "SCE004", "SCE004", true, true},
    Row{Errc::service_unknown, "SCE004", "SCE004", true, true},
    Row{Errc::schema_violation, "SCE001", "SCE001", true, true},
    Row{Errc::mapping_failed, "SCE001", "SCE001", true, true},
    Row{Errc::replay_conflict, "SCE001", "SCE001", true, true},
    Row{Errc::in_progress, "SCE909", "SCE909", false, true},
    Row{Errc::not_found, "SCE004", "SCE004", true, true},
    Row{Errc::invalid_argument, "SCE001", "SCE001", true, true},
    Row{Errc::invalid_configuration, "SCE909", "SCE909", false, false},
    Row{Errc::overloaded, "SCE909", "SCE909", false, false},
    Row{Errc::deadline_exceeded, "SCE909", "SCE909", false, false},
    Row{Errc::unavailable, "SCE909", "SCE909", false, false},
    Row{Errc::peer_failed, "SCE909", "SCE909", false, false},
    Row{Errc::in_doubt, "SCE909", "SCE909", false, false},
    Row{Errc::cancelled, "SCE909", "SCE909", false, false},
    Row{Errc::storage_failed, "SCE909", "SCE909", false, false},
    Row{Errc::unsupported, "SCE004", "SCE004", true, true},
    Row{Errc::internal, "SCE909", "SCE909", false, false},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].error) != i) {
            return false;
        }
    }
    return true;
}
static_assert(in_order(), "the table is indexed by Errc");
static_assert(table.size() == static_cast<std::size_t>(Errc::internal) + 1, "every Errc has a word");

const Row& row(Errc code) {
    const auto index = static_cast<std::size_t>(code);
    OTKEL_ASSERT(index < table.size());
    return table[index];
}

struct RemoteRow {
    std::string_view code;
    Errc meaning;
};

constexpr std::array remote_table{
    RemoteRow{"SCE001", Errc::malformed},
    RemoteRow{"SCE004", Errc::service_unknown},
    RemoteRow{"SCE005", Errc::certificate_invalid},
    RemoteRow{"SCE006", Errc::signature_invalid},
    RemoteRow{"SCE007", Errc::not_signed},
    RemoteRow{"SCE015", Errc::certificate_invalid},
    RemoteRow{"SCE016", Errc::signature_invalid},
    RemoteRow{"SCE017", Errc::not_signed},
    RemoteRow{"SCE909", Errc::internal},
    RemoteRow{"404", Errc::not_found},
};

constexpr std::size_t remote_text_octets_max = 500;

std::string shortened(std::string_view text) {
    constexpr unsigned continuation_mask = 0xC0U;
    constexpr unsigned continuation = 0x80U;
    if (text.size() <= remote_text_octets_max) {
        return std::string(text);
    }
    auto end = remote_text_octets_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & continuation_mask) == continuation) {
        --end;
    }
    return std::string(text.substr(0, end)) + "…";
}

}  // namespace

FaultWord fault_word(Errc code, Layer layer) {
    const auto& found = row(code);
    return {layer == Layer::business ? found.business : found.transport, found.client};
}

std::string message_for_people(Errc code) {
    const auto& title = info(code).title;
    return std::string(title.kk) + " / " + std::string(title.ru);
}

std::string explanation(const Error& error, std::size_t findings_max) {
    if (!row(error.code).explained) {
        return {};
    }
    std::string text = error.detail;
    if (const auto place = error.place.to_string(); !place.empty()) {
        text += (text.empty() ? "at " : "; at ") + place;
    }
    const auto shown = std::min(error.findings.size(), findings_max);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto title = finding_title(error.findings[i].code);
        text += (text.empty() ? "[" : "; [") + std::to_string(i + 1) + "] ";
        text += title ? std::string(title->kk) + " / " + std::string(title->ru) + ": " : "";
        text += error.findings[i].to_string();
    }
    if (shown < error.findings.size()) {
        text += "; and " + std::to_string(error.findings.size() - shown) + " more";
    }
    return text;
}

std::string error_data(const Error& error, const ExchangeId& exchange, std::size_t findings_max) {
    const auto explained = explanation(error, findings_max);
    return "exchange " + exchange.text() + (explained.empty() ? "" : "; " + explained);
}

Errc meaning_of(std::string_view remote_code) {
    const auto* found = std::find_if(remote_table.begin(), remote_table.end(),
                                     [&](const RemoteRow& candidate) { return candidate.code == remote_code; });
    return found == remote_table.end() ? Errc::peer_failed : found->meaning;
}

Error peer_error(std::string_view what, std::string_view remote_code, std::string_view remote_text,
                 std::string_view remote_data) {
    Error error{Errc::peer_failed, {}, {}, {}};
    error.detail = std::string(what) + " " + shortened(remote_code);
    if (const auto meaning = meaning_of(remote_code); meaning != Errc::peer_failed) {
        error.detail += " (" + std::string(name(meaning)) + ")";
    }
    if (!remote_text.empty()) {
        error.detail += ": " + shortened(remote_text);
    }
    error.findings.push_back(
        Finding{shortened(remote_code), Severity::error, {}, {}, shortened(remote_data), shortened(remote_text)});
    return error;
}

}  // namespace otkel::adapters::shep
