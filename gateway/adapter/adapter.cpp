#include "gateway/adapter/adapter.hpp"

namespace otkel::adapter {
namespace {

Failure not_in_protocol(std::string_view system, const char* what) {
    return fail(Errc::unsupported, std::string(system) + " has no " + what);
}

}  // namespace

Result<net::HttpResponse> Adapter::acknowledge(const Incoming& /*incoming*/,
                                               const Acknowledgement& /*acknowledgement*/) const {
    return not_in_protocol(system(), "messages that are answered later");
}

Result<net::HttpResponse> Adapter::answer_question(const Incoming& /*incoming*/, const DeliveryNews& /*news*/) const {
    return not_in_protocol(system(), "questions about messages");
}

Result<net::HttpResponse> Adapter::hand_over(const Incoming& /*incoming*/,
                                             const std::vector<Waiting>& /*messages*/) const {
    return not_in_protocol(system(), "messages that wait until they are fetched");
}

Repetition Adapter::repetition(std::string_view /*peer*/, std::string_view /*service*/) const {
    return Repetition::by_person;
}

Result<OutgoingMessage> Adapter::compose_question(const Question& /*question*/) const {
    return not_in_protocol(system(), "questions about messages");
}

Result<DeliveryNews> Adapter::understand_standing(const OutgoingMessage& /*message*/,
                                                  const net::HttpResponse& /*response*/) const {
    return not_in_protocol(system(), "questions about messages");
}

Result<OutgoingMessage> Adapter::compose_collection(std::string_view /*peer*/, std::string_view /*service*/,
                                                    std::size_t /*most*/, WallTime /*at*/) const {
    return not_in_protocol(system(), "messages to fetch");
}

Result<std::vector<Collected>> Adapter::understand_collection(const OutgoingMessage& /*message*/,
                                                              const net::HttpResponse& /*response*/) const {
    return not_in_protocol(system(), "messages to fetch");
}

Result<OutgoingMessage> Adapter::compose_receipt(const Incoming& /*collected*/, const Result<void>& /*taken*/,
                                                 WallTime /*at*/) const {
    return not_in_protocol(system(), "receipts");
}

}  // namespace otkel::adapter
