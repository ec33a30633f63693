// SPDX-License-Identifier: MIT
// A file, an old and a new text from any bytes: no crash; what is outside the replaced stretch stays as it was.
#include "workspace/editmatcher.h"
#include "workspace/patch.h"

#include <cstdlib>

using namespace vibecoder;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    // The first two bytes split the input; the rest is file, old text, new text.
    if (size < 3)
        return 0;
    const qsizetype rest = bytes.size() - 2;
    const qsizetype first = rest * data[0] / 256, second = (rest - first) * data[1] / 256;
    const QByteArray file = bytes.mid(2, first), oldText = bytes.mid(2 + first, second),
                     newText = bytes.mid(2 + first + second);
    const EditOutcome outcome = replaceText(file, oldText, newText);
    if (outcome.refusal == EditRefusal::None) {
        if (outcome.content == file)
            std::abort();
        // Once exactly there means: exactly that stretch was replaced, by these bytes or these with the file's line
        // ends. A stretch that begins with the second half of a line end takes the first half along.
        // The byte order mark is no part of what the model sees: it stays.
        if (outcome.rung == EditRung::Exact) {
            const QByteArray bom = file.startsWith("\xEF\xBB\xBF") ? file.left(3) : QByteArray();
            if (!outcome.content.startsWith(bom))
                std::abort();
            const QByteArray seen = file.mid(bom.size()), made = outcome.content.mid(bom.size());
            const QByteArray old = !bom.isEmpty() && oldText.startsWith(bom) ? oldText.mid(bom.size()) : oldText;
            const qsizetype at = seen.indexOf(old);
            const bool cutsEnd = at > 0 && seen.at(at) == '\n' && seen.at(at - 1) == '\r';
            if (at < 0 || seen.indexOf(old, at + 1) >= 0 || !made.startsWith(seen.left(cutsEnd ? at - 1 : at)) ||
                !made.endsWith(seen.mid(at + old.size())))
                std::abort();
        }
    } else if (outcome.explanation.isEmpty()) {
        std::abort();
    }
    (void)insertText(file, int(data[0]) - 1, newText);
    (void)unifiedDiff(QStringLiteral("f"), file, newText, true, true);
    return 0;
}
