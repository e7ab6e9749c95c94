#include "gateway/journal/store.hpp"

#include "gateway/base/assert.hpp"

namespace otkel::journal {

std::string_view name(Direction direction) { return direction == Direction::inbound ? "inbound" : "outbound"; }

std::string_view name(Leg leg) {
    switch (leg) {
        case Leg::request_in: return "request-in";
        case Leg::reply_out: return "reply-out";
        case Leg::request_out: return "request-out";
        case Leg::reply_in: return "reply-in";
        case Leg::core_request: return "core-request";
        case Leg::core_reply: return "core-reply";
        case Leg::lineage: return "lineage";
        case Leg::certificate: return "certificate";
        case Leg::revocation: return "revocation";
        case Leg::answer_document: return "answer-document";
    }
    OTKEL_ASSERT(false);
    return {};
}

}  // namespace otkel::journal
