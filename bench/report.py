"""Prints the medians of mapping_bench side by side, with ratios."""

import json
import sys

SIZES = {"4096": "4 KiB", "102400": "100 KiB", "10485760": "10 MiB"}


def medians(path):
    with open(path, encoding="utf-8") as file:
        runs = json.load(file)["benchmarks"]
    return {
        run["run_name"]: run["cpu_time"] / {"ns": 1000, "us": 1, "ms": 0.001}[run["time_unit"]]
        for run in runs
        if run.get("aggregate_name") == "median"
    }


def main():
    times = medians(sys.argv[1])
    print("mapping, XML to JSON text, CPU µs a message, medians of 5")
    print(f"{'size':>8} {'mapping file':>14} {'by hand':>10} {'libxslt':>12} {'× by hand':>10} "
          f"{'× faster than libxslt':>22}")
    for key, size in SIZES.items():
        ours, hand, xslt = (times[f"{name}/{key}"] for name in ("mapping_file", "pugixml_by_hand", "libxslt"))
        print(f"{size:>8} {ours:14.1f} {hand:10.1f} {xslt:12.1f} {ours / hand:10.2f} {xslt / ours:22.1f}")
    print("the other way, JSON to XML")
    for key, size in SIZES.items():
        print(f"{size:>8} {times[f'mapping_file_to_xml/{key}']:14.1f}")


if __name__ == "__main__":
    main()
