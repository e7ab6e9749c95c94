#include "gateway/adapter/running.hpp"

namespace otkel::adapter {

boost::asio::awaitable<Result<boost::json::value>> Running::perform(Operation operation, Deadline /*deadline*/) {
    co_return fail(Errc::not_found, std::string(system()) + " has no operation " + operation.name);
}

boost::asio::awaitable<Result<net::HttpResponse>> Running::handle_operator(OperatorRequest request) {
    co_return fail(Errc::not_found, "nothing answers " + request.request.method + " /admin/v1/" +
                                        std::string(system()) + "/" + request.path);
}

}  // namespace otkel::adapter
