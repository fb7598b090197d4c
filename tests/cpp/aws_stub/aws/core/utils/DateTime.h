// See AWSCredentialsProvider.h.

#ifndef AWS_STUB_DATE_TIME_H
#define AWS_STUB_DATE_TIME_H

#include <cstdint>

namespace Aws {
namespace Utils {

class DateTime {
public:
    DateTime(std::int64_t millisSinceEpoch) : millis_(millisSinceEpoch) {}
    std::int64_t Millis() const { return millis_; }

private:
    std::int64_t millis_;
};

} // namespace Utils
} // namespace Aws

#endif
