// SPDX-License-Identifier: MIT
// What a value says about itself: whether it was made by chance, whether it is worth hiding, which secrets stand
// inside it. Pure.
#pragma once

#include <QString>
#include <QStringList>
#include <QStringView>

namespace vibecoder {

/// Made by chance rather than written by a person: letters and digits that follow each other as in no word.
[[nodiscard]] bool looksRandom(QStringView value);

/// A value of a secret-looking name that may be blanked out wherever it stands. Not: a path, a short or common word, a
/// plain address, which would blank out ordinary text.
[[nodiscard]] bool worthHiding(const QString &value);

/// The secrets inside a value that is more than a secret: passwords of addresses and of `name=value` lists (as drivers
/// of databases take them), as they stand there and decoded.
[[nodiscard]] QStringList secretsInside(const QString &value);

} // namespace vibecoder
