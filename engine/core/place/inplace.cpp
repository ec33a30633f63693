// SPDX-License-Identifier: MIT
#include "core/place/inplace.h"

namespace vibecoder {

QCoro::Task<Result<PlaceLease>> InPlace::enter(Use)
{
    co_return PlaceLease(this);
}

Result<> InPlace::beginCommand()
{
    m_writes.begin();
    return {};
}

} // namespace vibecoder
