#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares our shell parser with shfmt on mutated commands: whatever ours accepts must be the same list of commands.

usage: shfmt_differential.py --dump commanddump --count 20000 [--seed 1] FILE.jsonl...
Exit 0: no difference; 1: differences, printed; 77: shfmt is missing.
"""
import argparse
import json
import random
import shutil
import subprocess
import sys

BATCH = 1500
PIECES = [" ", "\t", "\n", ";", "&&", "||", "|", "&", ">", ">>", "<", "2>&1", "&>", "<<E\nx\nE\n", "'", '"', "\\", "\\\n", "$", "$x",
          "$(", ")", "(", "`", "{", "}", "{a,b}", "[", "]", "*", "?", "~", "#", "!", "=", "a=b ", "+=", "-", "--", "é", "time ", "if ",
          "in ", "do ", "[[ ", "]] ", "1", "2>", "/", "..", "'a b'", '"a b"', "rm", "x", ",", ":", "%", "@", "^", "\\ ", "\\$", "<<<",
          "|&", ";;", "function ", "coproc "]


def mutated(rng, seeds):
    text = rng.choice(seeds)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5))):
        at = rng.randrange(len(text) + 1)
        kind = rng.randrange(6)
        if kind == 0 and text:
            text = text[:at] + text[min(len(text), at + rng.randrange(1, 4)):]
        elif kind <= 3:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif kind == 4:
            other = rng.choice(seeds)
            text = text[:at] + other[rng.randrange(len(other) + 1):]
        else:
            text = text + rng.choice((" && ", "; ", " | ", "\n", " || ", " ")) + rng.choice(seeds)
    return text[:2000]


def unescaped(value, quoted):
    out, i = [], 0
    while i < len(value):
        if value[i] == "\\" and i + 1 < len(value):
            following = value[i + 1]
            i += 2
            if following == "\n":
                continue
            if quoted and following not in '$`"\\':
                out.append("\\")
            out.append(following)
        else:
            out.append(value[i])
            i += 1
    return "".join(out)


def word(node, quoted=False):
    text = ""
    for part in node.get("Parts", []):
        kind = part["Type"]
        if kind == "Lit":
            text += unescaped(part.get("Value", ""), quoted)
        elif kind == "SglQuoted" and not part.get("Dollar"):
            text += part.get("Value", "")
        elif kind == "DblQuoted" and not part.get("Dollar"):
            text += word(part, True)
        else:
            text += f"<{kind}>"
    return text


def assign(node):
    if node.get("Naked"):
        return node["Name"]["Value"] if node.get("Name") else word(node["Value"])
    text = node["Name"]["Value"] + ("+=" if node.get("Append") else "=")
    if node.get("Array") or node.get("Index"):
        return text + "<Array>"
    return text + (word(node["Value"]) if node.get("Value") else "")


def commands(statement):
    command = statement.get("Cmd")
    if not command:
        return []
    kind = command["Type"]
    if statement.get("Background") or statement.get("Coprocess"):
        return [["<Background>"]]
    if kind == "CallExpr":
        words = [assign(one) for one in command.get("Assigns") or []] + [word(one) for one in command.get("Args") or []]
        return [words]
    if kind == "BinaryCmd":
        return commands(command["X"]) + commands(command["Y"])
    if kind == "DeclClause":
        return [[command["Variant"]["Value"]] + [assign(one) for one in command.get("Args") or []]]
    if kind == "TimeClause":
        inner = commands(command["Stmt"]) if command.get("Stmt") else [[]]
        first = ["time"] + (["-p"] if command.get("PosixFormat") else []) + (inner[0] if inner else [])
        return [first] + inner[1:]
    return [[f"<{kind}>"]]


def shfmt(text):
    done = subprocess.run(["shfmt", "-ln", "bash", "--to-json"], input=text.encode(), capture_output=True, timeout=600)
    return json.loads(done.stdout) if done.returncode == 0 else None


def check(pairs):
    """Differences among (text, our commands); asks shfmt for all at once and halves where it disagrees."""
    lines = []
    for number, (text, _) in enumerate(pairs):
        lines.append(f"__begin_{number}\n{text}\n")
    tree = shfmt("".join(lines) + "__begin_end\n")
    if tree is not None:
        found, index = [], None
        for statement in tree.get("Stmts") or []:
            for one in commands(statement):
                if len(one) == 1 and one[0].startswith("__begin_"):
                    index = one[0]
                    found.append([])
                elif found:
                    found[-1].append(one)
        if len(found) == len(pairs) + 1 and all(theirs == ours for theirs, (_, ours) in zip(found, pairs)):
            return []
    if len(pairs) == 1:
        theirs = None if tree is None else [one for s in tree.get("Stmts") or [] for one in commands(s)][1:-1]
        return [(pairs[0][0], pairs[0][1], theirs)]
    middle = len(pairs) // 2
    return check(pairs[:middle]) + check(pairs[middle:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump", required=True)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    if not shutil.which("shfmt"):
        print("shfmt is not installed: the comparison is skipped")
        return 77
    seeds = []
    for name in arguments.files:
        with open(name, encoding="utf-8") as file:
            seeds += [json.loads(line)["command"] for line in file if line.strip()]
    seeds = [seed for seed in seeds if len(seed) < 500 and "\0" not in seed]
    rng = random.Random(arguments.seed)
    accepted, differences, done = 0, [], 0
    while done < arguments.count and len(differences) < 20:
        texts = seeds if done == 0 else [mutated(rng, seeds) for _ in range(min(20000, arguments.count - done))]
        done += len(texts)
        dump = subprocess.run([arguments.dump], input="".join(json.dumps(text) + "\n" for text in texts).encode(),
                              capture_output=True, timeout=300, check=True)
        answers = [json.loads(line) for line in dump.stdout.splitlines()]
        assert len(answers) == len(texts)
        pairs = [(text, answer) for text, answer in zip(texts, answers) if answer is not None]
        accepted += len(pairs)
        for at in range(0, len(pairs), BATCH):
            differences += check(pairs[at:at + BATCH])
    for text, ours, theirs in differences[:20]:
        print(f"DIFFERENT {text!r}\n  ours   {ours}\n  shfmt  {theirs}")
    print(f"{done} inputs, {accepted} accepted, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
