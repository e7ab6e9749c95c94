#pragma once

#include "adapters/shep/settings.hpp"
#include "gateway/net/http.hpp"

// Attachments (MTOM) on the other side of the gateway: the bus of the twin takes them from everybody, and its
// participants send them where their settings say so. What comes and goes elsewhere in the twin is one document.

namespace otkel::adapters::shep {

// CPU work. A message that cannot be put together stays as it is: it is no envelope then, and is answered so.
void put_together(net::HttpRequest& request);
void put_together(net::HttpResponse& response);

// As `participant` sends it.
void attach(net::HttpRequest& request, const PeerProfile& participant);

}  // namespace otkel::adapters::shep
