#pragma once

#include "gateway/xml/limits.hpp"
#include "gateway/xml/scan_cursor.hpp"

// What a document holds beside elements and text. Each takes its construct or refuses it. For the .cpp files of this
// folder.

namespace otkel::xml {

// The byte order mark and the XML declaration, if they are there.
[[nodiscard]] bool read_prologue(ScanCursor& in);
[[nodiscard]] bool read_comment(ScanCursor& in);
[[nodiscard]] bool read_instruction(ScanCursor& in, const Limits& limits);
// "<!" that begins neither a comment nor a CDATA section.
bool refuse_declaration(ScanCursor& in);

}  // namespace otkel::xml
