#pragma once

#include "gateway/archive/archive.hpp"
#include "gateway/archive/archiving.hpp"

// Private to archive/: files in the folder of archives that the journal does not know.

namespace otkel::archive {

inline constexpr std::string_view archive_prefix = "archive-", archive_ending = ".asice";

// What keep_archive() is told of a file.
[[nodiscard]] std::vector<journal::Archived> held_by(const ArchiveContent& content);

void remove_file(const std::filesystem::path& file);

// A process that died between the file and keep_archive() left an archive, and one that died while it wrote a part of
// one. An archive that is the next of the chain, and holds what the journal holds, becomes the journal's; one whose
// place in the chain was taken is removed. What the journal does not hold octet for octet, or as a whole, is left where
// it is, and told: it may be of another journal, or of this one from before it was put back from an old copy.
[[nodiscard]] asio::awaitable<Result<void>> take_leftovers(const ArchivingParts& parts, ArchivingRound& round);

}  // namespace otkel::archive
