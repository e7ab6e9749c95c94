#include "adapters/shep/twin_services.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/bytes.hpp"
#include "gateway/xml/canonical_writer.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::string_view status_namespace = "urn:otkel:customs:declaration-status:v1";
constexpr std::string_view registered = "10";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Released, registered, refused, withdrawn: by the last digit of the serial, so that a person can choose.
std::string_view status_of(const std::string& number) {
    static constexpr std::array<std::string_view, 10> by_last_digit{"20", registered, "20", "30", "20",
                                                                    "20", registered, "20", "40", "20"};
    return is_digit(number.back()) ? by_last_digit[static_cast<std::size_t>(number.back() - '0')] : registered;
}

// The evening of the day that stands in office/ddmmyy/serial.
std::string decided_at(const std::string& number) {
    const auto at = number.find('/') + 1;
    return "20" + number.substr(at + 4, 2) + "-" + number.substr(at + 2, 2) + "-" + number.substr(at, 2) +
           "T18:00:00+05:00";
}

bool is_declaration_number(const std::string& number) {
    constexpr std::size_t date_digits = 6;
    const auto first = number.find('/');
    const auto second = first == std::string::npos ? first : number.find('/', first + 1);
    return second != std::string::npos && second - first - 1 == date_digits && second + 1 < number.size() &&
           std::all_of(number.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                       number.begin() + static_cast<std::ptrdiff_t>(second), is_digit);
}

// mappings/customs/declaration-status.xsd
Result<std::string> declaration_status(const xml::Element& request) {
    const auto element = request.child("DeclarationNumber");
    const auto number = element ? std::string(trim(element->text())) : std::string{};
    if (!request.is(status_namespace, "DeclarationStatusRequest") || !is_declaration_number(number)) {
        return fail(Errc::malformed, "a DeclarationStatusRequest with a number office/ddmmyy/serial is expected",
                    request.place());
    }
    const auto status = status_of(number);
    std::string octets;
    xml::CanonicalWriter writer(octets);
    writer.declare("ds", status_namespace);
    writer.open("ds", "DeclarationStatusReply");
    writer.leaf("", "DeclarationNumber", number);
    writer.leaf("", "StatusCode", status);
    if (status != registered) {
        writer.leaf("", "DecidedAt", decided_at(number));
    }
    writer.close();
    return octets;
}

// The second is meant for the asynchronous channel: to be told later how a declaration was decided.
constexpr std::array services{TwinService{"CUSTOMS_DECLARATION_STATUS", "customs", &declaration_status},
                              TwinService{"CUSTOMS_DECLARATION_DECISION", "customs", &declaration_status}};

}  // namespace

std::span<const TwinService> twin_services() { return services; }

const TwinService* find_twin_service(std::string_view id) {
    const auto* found =
        std::find_if(services.begin(), services.end(), [&](const TwinService& service) { return service.id == id; });
    return found == services.end() ? nullptr : found;
}

}  // namespace otkel::adapters::shep
