# SPDX-License-Identifier: MIT
"""Fetches source packages of Debian 12 with the machine's own apt, from the servers the machine already uses: with lists and a cache of
its own, so nothing of the machine changes."""
import os
import re
import subprocess

SUITE = "bookworm"


def codename():
    with open("/etc/os-release") as file:
        found = re.search(r"(?m)^VERSION_CODENAME=\"?(\w+)", file.read())
    return found.group(1) if found else ""


def stanzas_of_list(text):
    """Lines `deb [options] URI SUITE COMPONENT...` as fields."""
    for line in text.splitlines():
        found = re.match(r"deb(?:-src)?\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+)", line.strip())
        if not found:
            continue
        fields = {"URIs": found.group(2), "Suites": found.group(3), "Components": found.group(4).split("#")[0].strip()}
        for option in (found.group(1) or "").split():
            name, _, value = option.partition("=")
            if name.lower() == "signed-by":
                fields["Signed-By"] = value
        yield fields


def stanzas_of_sources(text):
    """Stanzas of the deb822 form. A line that begins with a space goes on with the field before it."""
    for stanza in re.split(r"\n[ \t]*\n", text):
        fields, last = {}, None
        for line in stanza.splitlines():
            if line.startswith("#"):
                continue
            if line[:1] in (" ", "\t") and last:
                fields[last] += "\n" + line
            elif ":" in line:
                last, _, value = line.partition(":")
                fields[last] = value.strip()
        if fields.get("URIs") and fields.get("Enabled", "yes").lower() not in ("no", "false"):
            yield fields


def own_stanzas(folder="/etc/apt"):
    names = [os.path.join(folder, "sources.list")]
    parts = os.path.join(folder, "sources.list.d")
    if os.path.isdir(parts):
        names += [os.path.join(parts, name) for name in sorted(os.listdir(parts))]
    for name in names:
        reader = stanzas_of_list if name.endswith(".list") else stanzas_of_sources if name.endswith(".sources") else None
        if reader and os.path.isfile(name):
            with open(name) as file:
                yield from reader(file.read())


def source_stanzas(stanzas, here):
    """The same servers, asked for the sources of Debian 12 whatever release the machine has."""
    texts = []
    for fields in stanzas:
        suites = [SUITE + suite[len(here):] for suite in fields.get("Suites", "").split()
                  if suite in (here, here + "-updates", here + "-security")]
        if not suites or not here:
            continue
        signed = f"Signed-By: {fields['Signed-By']}\n" if "Signed-By" in fields else ""
        text = f"Types: deb-src\nURIs: {fields['URIs']}\nSuites: {' '.join(suites)}\nComponents: main\n{signed}"
        if text not in texts:
            texts.append(text)
    return texts


class Archive:
    def __init__(self, folder):
        self.folder = folder
        for name in ("lists/partial", "cache/archives/partial", "sources"):
            os.makedirs(os.path.join(folder, name), exist_ok=True)

    def apt(self, *words, where=None):
        options = {"Dir::Etc::sourcelist": f"{self.folder}/own.sources", "Dir::Etc::sourceparts": "/dev/null",
                   "Dir::State::lists": f"{self.folder}/lists", "Dir::Cache": f"{self.folder}/cache", "Acquire::Retries": "2"}
        if os.geteuid() == 0:
            options["APT::Sandbox::User"] = "root"
        settings = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
        return subprocess.run(["apt-get", "-q", *settings, *words], cwd=where, capture_output=True, text=True, errors="replace", timeout=600)

    def open(self):
        """Says why nothing can be fetched, or nothing."""
        texts = source_stanzas(own_stanzas(), codename())
        if not texts:
            return "this machine has no sources of Debian in its lists"
        with open(f"{self.folder}/own.sources", "w") as file:
            file.write("\n".join(texts))
        done = self.apt("update")
        if done.returncode != 0 or not any(name.endswith(("Sources", "Sources.lz4")) for name in os.listdir(f"{self.folder}/lists")):
            return "the lists of sources cannot be fetched"
        return ""

    def unpack(self, name, version, into):
        """Unpacks it with the patches of Debian into the folder. Returns the version, or None and the reason. Another version is taken
        where the archive does not have this one any more."""
        where = os.path.join(self.folder, "sources", name)
        os.makedirs(where, exist_ok=True)
        for wanted in (f"{name}={version}", name):
            if self.apt("source", "--download-only", "--only-source", wanted, where=where).returncode == 0:
                break
            for left in os.listdir(where):
                os.unlink(os.path.join(where, left))
        files = [file for file in os.listdir(where) if file.endswith(".dsc")]
        if not files:
            return None, "it cannot be fetched"
        done = subprocess.run(["dpkg-source", "--no-check", "-x", os.path.join(where, files[0]), into], capture_output=True, text=True)
        if done.returncode != 0:
            return None, "it cannot be unpacked: " + done.stderr[-200:]
        with open(os.path.join(where, files[0])) as file:
            return re.search(r"(?m)^Version: (\S+)", file.read()).group(1), ""
