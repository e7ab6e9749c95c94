#pragma once

#include <string>

#include "tests/support/site/site.hpp"

namespace otkel::test {

// The site's journal goes to a database, as of this node. `more` are further lines of the section, indented.
inline void keep_journal_in_postgres(Site& site, const std::string& connection, const std::string& node,
                                     const std::string& more = {}) {
    site.change("gateway.yaml", "store: sqlite\n  file: " + (site.var() / "journal.sqlite").string(),
                "store: postgres\n  connection: " + connection + "\n  node: " + node + more);
}

}  // namespace otkel::test
