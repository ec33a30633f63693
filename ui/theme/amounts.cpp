// SPDX-License-Identifier: MIT
#include "theme/amounts.h"

#include <cstdlib>

namespace vibecoder::amounts {

namespace {

constexpr qint64 kCent = 10'000; // in millionths of a dollar

} // namespace

QString money(qint64 microUsd)
{
    const bool small = microUsd != 0 && std::abs(microUsd) < kCent;
    return u'$' + QString::number(double(microUsd) / 1e6, 'f', small ? 4 : 2);
}

QString count(qint64 number)
{
    if (number < 1'000)
        return QString::number(number);
    return number < 1'000'000 ? QString::number(double(number) / 1e3, 'f', 1) + u'k'
                              : QString::number(double(number) / 1e6, 'f', 1) + u'M';
}

} // namespace vibecoder::amounts
