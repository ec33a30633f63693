// SPDX-License-Identifier: MIT
#include "wire/nearestname.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace vibecoder {

namespace {

int editDistance(QStringView a, QStringView b)
{
    std::vector<int> row(size_t(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < a.size(); ++i) {
        int diagonal = row[0];
        row[0] = int(i) + 1;
        for (qsizetype j = 0; j < b.size(); ++j) {
            const size_t k = size_t(j) + 1;
            const int replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[k];
            row[k] = std::min({replaced, row[k] + 1, row[k - 1] + 1});
        }
    }
    return row.back();
}

} // namespace

QString nearestName(const QString &wrong, const QStringList &known)
{
    if (wrong.size() > 64) // no known name is as long; keeps hostile names cheap
        return {};
    // Dashes and spaces are the usual slips for an underscore.
    QString folded = wrong.toLower();
    folded.replace(QLatin1Char('-'), QLatin1Char('_')).replace(QLatin1Char(' '), QLatin1Char('_'));
    QString best;
    int bestDistance = 3;
    for (const QString &name : known) {
        const int distance = editDistance(folded, name.toLower());
        // A name that would have to change for the most part is another name.
        if (distance < bestDistance && distance * 2 <= std::max(folded.size(), name.size())) {
            best = name;
            bestDistance = distance;
        }
    }
    return best;
}

} // namespace vibecoder
