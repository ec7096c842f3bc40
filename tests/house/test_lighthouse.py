"""What the benchmark of pages reads from the reports of Lighthouse."""

import msgspec
from benchmarks.lighthouse import Report, figures


def report(performance: float, paint: float) -> Report:
    audits = {
        "first-contentful-paint": {"numericValue": paint},
        "largest-contentful-paint": {"numericValue": 2 * paint},
        "total-byte-weight": {"numericValue": 153_400},
        "metrics": {
            "details": {"items": [{"observedLargestContentfulPaint": 210, "observedCumulativeLayoutShift": 0.02}, {}]}
        },
    }
    scores = {"performance": performance, "accessibility": 1, "best-practices": 1, "seo": None}
    told = {"categories": {name: {"score": score} for name, score in scores.items()}, "audits": audits}
    return msgspec.json.decode(msgspec.json.encode(told), type=Report)


def test_the_middle_of_each_figure_counts_and_what_was_not_scored_is_nothing() -> None:
    found = figures([report(0.98, 1_400), report(0.91, 1_500), report(0.99, 1_300)])
    assert msgspec.to_builtins(found) == {
        "performance": 98, "accessibility": 100, "best_practices": 100, "seo": 0, "first_paint_s": 1.4,
        "largest_paint_s": 2.8, "kilobytes": 153, "largest_paint_here_s": 0.21, "layout_shift": 0.02,
    }  # fmt: skip
