#include "gateway/core/remote/remote_core.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "gateway/core/remote/problem.hpp"

namespace otkel::core {
namespace {

bool names_operation(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    });
}

// A key becomes a header field: nothing in it may end the line.
bool is_key(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::string under(std::string path, std::string_view rest) {
    while (path.ends_with('/')) {
        path.pop_back();
    }
    return path + std::string(rest);
}

class RemoteCore final : public Port {
public:
    RemoteCore(RemoteOptions options, const Clock& clock, net::HttpClient& client)
        : options_(std::move(options)), clock_(clock), client_(client) {}

    asio::awaitable<Result<Reply>> call(Call call, Deadline deadline) override {
        if (!names_operation(call.operation)) {
            co_return fail(Errc::not_found, "\"" + call.operation + "\" is no name of an operation");
        }
        if (!is_key(call.idempotency_key)) {
            co_return fail(Errc::invalid_argument,
                           "the idempotency key is empty or has characters beyond visible ASCII");
        }
        if (deadline.passed(clock_)) {
            co_return fail(Errc::deadline_exceeded, "the time of the call was used up before the core was asked");
        }
        auto request = request_of(call);
        const auto response = co_await client_.send(options_.endpoint, std::move(request), deadline);
        if (!response) {
            co_return fail(failure_of(response.error()));
        }
        if (response->status != 200) {
            co_return fail(failure_of(*response));
        }
        boost::system::error_code error;
        auto json = boost::json::parse(response->body, error);
        if (error) {
            // It says that it did the work, and nobody can read what it decided.
            co_return fail(Errc::in_doubt, "the core answered 200 to " + call.operation + " with what is no JSON (" +
                                               error.message() + "): ask again with the same key");
        }
        co_return Reply{std::move(json)};
    }

    asio::awaitable<Result<void>> ready(Deadline deadline) override {
        net::HttpRequest request;
        request.target = under(options_.endpoint.path, "/readyz");
        const auto response = co_await client_.send(options_.endpoint, std::move(request), deadline);
        if (!response) {
            co_return fail(Errc::unavailable, "the core at " + options_.endpoint.to_string() +
                                                  " does not say whether it is ready: " + response.error().detail);
        }
        if (response->status != 200) {
            co_return fail(Errc::unavailable, "the core at " + options_.endpoint.to_string() +
                                                  " is not ready: status " + std::to_string(response->status));
        }
        co_return Result<void>{};
    }

private:
    net::HttpRequest request_of(const Call& call) const {
        net::HttpRequest request;
        request.method = "POST";
        request.target = under(options_.endpoint.path, "/operations/" + call.operation);
        request.headers.set("Content-Type", "application/json");
        request.headers.set("Accept", "application/json, application/problem+json");
        request.headers.set("Idempotency-Key", call.idempotency_key);
        if (call.batch) {
            request.headers.set("Otkel-Batch",
                                std::to_string(call.batch->number) + "/" + std::to_string(call.batch->count));
        }
        request.body = boost::json::serialize(call.request);
        return request;
    }

    RemoteOptions options_;
    const Clock& clock_;
    net::HttpClient& client_;
};

}  // namespace

std::unique_ptr<Port> make_remote_core(RemoteOptions options, const Clock& clock, net::HttpClient& client) {
    return std::make_unique<RemoteCore>(std::move(options), clock, client);
}

}  // namespace otkel::core
