#pragma once

#include <string>

#include "tests/support/site/site.hpp"

namespace otkel::test {

// The site's journal goes to a database, as of this node. `more` are further lines of the section, indented.
inline void keep_journal_in_postgres(Site& site, const std::string& connection, const std::string& node,
                                     const std::string& more = {}) {
    const std::string store = "store: postgres\n  connection: " + connection + "\n  node: " + node + more;
    site.change("gateway.yaml", "store: sqlite ", store + " ");
    site.change("gateway.yaml", "  file: " + (site.var() / "journal.sqlite").string() + "\n", "");
}

}  // namespace otkel::test
