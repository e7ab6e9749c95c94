#include "gateway/adapter/counterpart.hpp"

namespace otkel::adapter {
namespace {

Failure no_such_messages() {
    return fail(Errc::unsupported, "the system has no messages that are answered by messages of their own");
}

}  // namespace

Result<HandedIn> Counterpart::open(const net::HttpRequest& /*request*/) const { return no_such_messages(); }

Result<net::HttpResponse> Counterpart::take_over(const HandedIn& /*message*/, const Acknowledgement& /*names*/) const {
    return no_such_messages();
}

Result<net::HttpResponse> Counterpart::tell(const HandedIn& /*question*/, DeliveryNews::Standing /*standing*/) const {
    return no_such_messages();
}

Result<net::HttpRequest> Counterpart::submission(const std::string& /*participant*/, const Acknowledgement& /*names*/,
                                                 const std::string& /*document*/) const {
    return no_such_messages();
}

Result<net::HttpRequest> Counterpart::answer_to(const HandedIn& /*request*/, const std::string& /*participant*/,
                                                const Acknowledgement& /*names*/) const {
    return no_such_messages();
}

Result<net::HttpRequest> Counterpart::news(const std::string& /*news_id*/, const std::string& /*message_id*/,
                                           DeliveryNews::Standing /*standing*/) const {
    return no_such_messages();
}

bool Counterpart::is_taken(const net::HttpResponse& /*response*/) const { return false; }

}  // namespace otkel::adapter
