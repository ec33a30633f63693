// SPDX-License-Identifier: MIT
// Translated texts of the command line: Cli::tr("…").
#pragma once

#include <QCoreApplication>

namespace vibecoder {

struct Cli
{
    Q_DECLARE_TR_FUNCTIONS(Cli)
};

} // namespace vibecoder
