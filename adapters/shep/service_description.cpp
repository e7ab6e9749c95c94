#include "adapters/shep/service_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "gateway/settings/section.hpp"

namespace otkel::adapters::shep {
namespace {

struct Described {
    // The first of them answers a bare "?wsdl".
    std::vector<std::string_view> files;
    // Stands in the file, so that tools that read it from disk find a well-formed address.
    std::string_view address_in_file;
};

const Described& described(Port port) {
    static const Described sync_channel{{"sync-channel.wsdl", "sync-channel-interface.wsdl", "sync-types.xsd",
                                         "sync-request.xsd", "sync-response.xsd", "common-types.xsd"},
                                        "http://localhost:8080/shep/sync"};
    static const Described async_channel{{"async-channel.wsdl", "async-channel-interface.wsdl", "async-types.xsd",
                                          "async-message-types.xsd", "common-types.xsd"},
                                         "http://localhost:8080/shep/async"};
    static const Described async_channel_client{
        {"async-client.wsdl", "async-client-interface.wsdl", "async-client-types.xsd", "async-types.xsd",
         "async-message-types.xsd", "common-types.xsd"},
        "http://localhost:8080/shep/async-client"};
    switch (port) {
        case Port::async_channel: return async_channel;
        case Port::async_channel_client: return async_channel_client;
        case Port::sync_channel: break;
    }
    return sync_channel;
}

constexpr std::size_t file_octets_max = 1024 * 1024;

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

// Host comes from a stranger and goes into XML: only what a host and port may consist of.
bool is_host(std::string_view host) {
    constexpr std::size_t longest = 255;
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
    return !host.empty() && host.size() <= longest && host.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

Result<ServiceDescription> ServiceDescription::load(const std::filesystem::path& folder, std::string public_url,
                                                    Port port) {
    ServiceDescription description;
    description.port_ = port;
    description.public_url_ = std::move(public_url);
    for (const auto file : described(port).files) {
        auto content = settings::read_file(folder / file, file_octets_max);
        if (!content) {
            return fail(content.error());
        }
        description.files_.emplace(file, std::move(*content));
    }
    return description;
}

std::string ServiceDescription::address(const net::HttpRequest& request) const {
    if (!public_url_.empty()) {
        return public_url_;
    }
    const auto host = request.headers.get("Host");
    return is_host(host) ? "http://" + std::string(host) + std::string(request.path())
                         : std::string(described(port_).address_in_file);
}

std::string ServiceDescription::addressed(std::string text, const std::string& address) const {
    replace_all(text, described(port_).address_in_file, address);
    for (const auto& [name, content] : files_) {
        const bool schema = name.size() > 4 && name.substr(name.size() - 4) == ".xsd";
        const auto* const query = schema ? "?xsd=" : "?wsdl=";
        replace_all(text, fmt::format("ocation=\"{}\"", name), fmt::format("ocation=\"{}{}{}\"", address, query, name));
    }
    return text;
}

std::optional<net::HttpResponse> ServiceDescription::answer(const net::HttpRequest& request) const {
    auto name = request.parameter("wsdl");
    if (name) {
        name = name->empty() ? std::string(described(port_).files.front()) : *name;
    } else {
        name = request.parameter("xsd");
    }
    if (!name) {
        return std::nullopt;
    }
    net::HttpResponse response;
    const auto found = files_.find(*name);
    if (found == files_.end()) {
        response.status = 404;
        response.headers.set("Content-Type", "text/plain; charset=utf-8");
        response.body = "There is no such part of the service description. Begin with ?wsdl.\n";
        return response;
    }
    response.headers.set("Content-Type", "text/xml; charset=utf-8");
    response.body = addressed(found->second, address(request));
    return response;
}

}  // namespace otkel::adapters::shep
