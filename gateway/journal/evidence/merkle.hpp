#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

// Trees of hashes (RFC 9162 section 2.1) over leaf hashes: 32 octets each, made by leaf_hash() of record.hpp.

namespace otkel::journal {

using HashList = std::vector<std::string>;

// MTH of the leaves; of none the SHA-256 of nothing (section 2.1.1).
[[nodiscard]] std::string tree_head(std::span<const std::string> leaves);

// What leads from leaf `index` to the head of all leaves (section 2.1.3.1). index < leaves.size().
[[nodiscard]] HashList inclusion_path(std::span<const std::string> leaves, std::size_t index);
// The head to which the path leads (section 2.1.3.2). Errc::malformed when index, size and length of the path do not
// go together.
[[nodiscard]] Result<std::string> head_of_path(std::string_view leaf, std::uint64_t index, std::uint64_t size,
                                               std::span<const std::string> path);

// Why the tree of the first `size` leaves stands unchanged in the tree of all (section 2.1.4.1). 0 < size <= all.
[[nodiscard]] HashList consistency_proof(std::span<const std::string> leaves, std::size_t size);
// Section 2.1.4.2. Errc::malformed when the sizes and the proof do not go together, Errc::signature_invalid when it
// leads to other heads.
[[nodiscard]] Result<void> check_consistency(std::uint64_t first_size, std::string_view first_head,
                                             std::uint64_t second_size, std::string_view second_head,
                                             std::span<const std::string> proof);

// The head of leaves that come one by one, without keeping them: one hash for every whole subtree, so at most 64.
class GrowingTree {
public:
    void add(std::string leaf);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] std::string head() const;

private:
    HashList subtrees_;  // of whole powers of two, the largest first: the bits of size_
    std::uint64_t size_{0};
};

}  // namespace otkel::journal
