# SPDX-License-Identifier: GPL-2.0
"""Adds up gcov's JSON of several runs: a table of files and what never ran.

usage: coverage.py SOURCE-FOLDER OUTPUT-FOLDER JSON...

Fails if fewer than nine of ten lines did."""

import collections
import json
import os
import sys

source, output, runs = sys.argv[1], sys.argv[2], sys.argv[3:]
lines = collections.defaultdict(collections.Counter)
branches = collections.defaultdict(collections.Counter)
functions = collections.defaultdict(collections.Counter)

for run in runs:
    for text in open(run):
        if not text.strip():
            continue
        report = json.loads(text)
        for file in report["files"]:
            name = os.path.join(report["current_working_directory"], file["file"])
            name = os.path.relpath(os.path.normpath(name), source)
            if name.startswith("..") or name.startswith("tests/"):
                continue
            for line in file["lines"]:
                number = line["line_number"]
                lines[name][number] += line["count"]
                for i, branch in enumerate(line["branches"]):
                    branches[name][number, i] += branch["count"]
            for function in file["functions"]:
                functions[name][function["name"]] += function["execution_count"]


def share(counts):
    """Entered, all, and the percentage of that."""
    entered = sum(1 for count in counts.values() if count)
    return entered, len(counts), 100 * entered / (len(counts) or 1)


def row(name, line, branch):
    print(f"{name:20} {line[0]:5} of {line[1]:5} {line[2]:6.1f} %   "
          f"{branch[0]:5} of {branch[1]:5} {branch[2]:6.1f} %")


print(f"{'file':20} {'lines':^23}  {'branches':^24}")
for name in sorted(lines):
    row(name, share(lines[name]), share(branches[name]))
    with open(os.path.join(source, name)) as text, \
            open(os.path.join(output, name.replace("/", "-") + ".gcov"), "w") as marked:
        for number, line in enumerate(text, 1):
            count = lines[name].get(number)
            mark = "" if count is None else count or "#####"
            marked.write(f"{mark:>10} {number:5} {line}")


def all_of(tables):
    return share({(name, key): count for name in tables for key, count in tables[name].items()})


entered = all_of(lines)
row("all", entered, all_of(branches))
never = [f"{name}: {function}" for name in sorted(functions)
         for function, count in sorted(functions[name].items()) if not count]
print("functions never entered:", *(never or ["none"]), sep="\n  ")
sys.exit(entered[2] < 90)
