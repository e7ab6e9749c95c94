#pragma once

#include <gmp.h>
#include <string.h>

namespace otkel::crypto::gost {

// An owned number. Its memory is wiped when it ends, because some of them are private keys. Private to crypto/.
class Integer {
public:
    Integer() { mpz_init(value_); }
    ~Integer() {
        explicit_bzero(value_->_mp_d, static_cast<std::size_t>(value_->_mp_alloc) * sizeof(mp_limb_t));
        mpz_clear(value_);
    }
    Integer(Integer&& other) noexcept : Integer() { mpz_swap(value_, other.value_); }
    Integer& operator=(Integer&& other) noexcept {
        mpz_swap(value_, other.value_);
        return *this;
    }
    Integer(const Integer&) = delete;
    Integer& operator=(const Integer&) = delete;

    [[nodiscard]] mpz_ptr get() { return value_; }
    [[nodiscard]] mpz_srcptr get() const { return value_; }
    [[nodiscard]] bool is_zero() const { return mpz_sgn(value_) == 0; }

private:
    mpz_t value_;
};

}  // namespace otkel::crypto::gost
