"""Profiles, features, and the pair model whose numbers lie in the repository."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from innovatie.domain.language import Analyser, parse, stem
from innovatie.domain.similarity import FEATURES, PairModel, Tier, build, count, fit, from_dict, pair_weights, profile
from innovatie.domain.similarity.features import LEAST
from innovatie.domain.similarity.model import USUAL_NEARNESS
from innovatie.grouping.model import pair_model

CONCEPTS = parse(
    "[werkprocessen]\nlakken = lakken; anonimiseren\n[wetten]\nwoo = woo\n[woorden]\nstuk = stuk; document\n"
    "[handelingen]\nweghalen (handeling) = lakken; anonimiseren\n"
)
ANALYSE = Analyser({stem("document"): 3}, CONCEPTS)
TEXTS = [
    ("Documenten lakken", "Wij lakken documenten voor de Woo."),
    ("Stukken anonimiseren", "Software anonimiseert stukken."),
    ("Bladblazer", "Een stille bladblazer voor het park."),
    ("Documenten lakken", "Wij lakken documenten voor de Woo."),
]


def features(owners: Sequence[str] = ("Gouda", "Ede", "Epe", "Gouda")) -> np.ndarray:
    profiles = [profile(ANALYSE, *text, owner) for text, owner in zip(TEXTS, owners, strict=True)]
    space = build(profiles, count(profiles, {}, 0), [concept.kind for concept in CONCEPTS])
    return space.features(np.array([0, 0, 0]), np.array([1, 2, 3]))


def test_equal_texts_are_alike_in_every_feature() -> None:
    assert features()[2] == pytest.approx([1, 1, 1, *[(1 + LEAST) ** 0.5] * 3, 1], abs=1e-5)


def test_the_same_task_in_other_words_is_seen_by_its_concept() -> None:
    other_words = dict(zip(FEATURES, features()[0], strict=True))
    own_words = (other_words["grams"] + other_words["stems"]) / 2
    assert other_words["task"] == pytest.approx((own_words + LEAST) ** 0.5, abs=1e-5)
    assert other_words["stems"] < 0.2


def test_a_shared_concept_says_little_about_texts_without_a_word_in_common() -> None:
    profiles = [
        replace(profile(ANALYSE, "lakken", "lakken"), concepts={0: 1}),
        replace(profile(ANALYSE, "bladblazer", "bladblazer"), concepts={0: 1}),
    ]
    space = build(profiles, count(profiles, {}, 0), [concept.kind for concept in CONCEPTS])
    assert space.features(np.array([0]), np.array([1]))[0][FEATURES.index("task")] < 0.3


def test_one_municipality_is_a_fact_of_the_pair_and_an_unknown_one_is_not() -> None:
    owner = FEATURES.index("owner")
    assert features()[:, owner].tolist() == [0, 0, 1]
    assert features(("", "", "", ""))[:, owner].tolist() == [0, 0, 0]


def test_the_model_keeps_the_series_of_one_municipality_apart_and_joins_copies_of_one_text() -> None:
    weights = dict(zip(pair_model().features, pair_model().weights, strict=True))
    assert weights["owner"] <= -10
    assert pair_model().intercept + sum(weights.values()) > 0
    assert all(weight >= 0 for name, weight in weights.items() if name != "owner")


def test_texts_about_nothing_in_common_share_only_crumbs() -> None:
    assert features()[1][FEATURES.index("task")] == 0
    assert features()[1][FEATURES.index("grams")] < 0.1


def test_a_block_holds_the_same_numbers_as_the_pairs() -> None:
    profiles = [profile(ANALYSE, title, text) for title, text in TEXTS]
    space = build(profiles, count(profiles, {}, 0), [concept.kind for concept in CONCEPTS])
    left, right = np.triu_indices(4, k=1)
    assert space.block(slice(0, 4))[left, right] == pytest.approx(space.features(left, right), abs=1e-5)


def test_a_title_word_counts_as_three() -> None:
    assert profile(ANALYSE, "lakken", "lakken").stems[stem("lakken")] == 4


def test_a_word_that_many_reference_texts_hold_weighs_less() -> None:
    profiles = [profile(ANALYSE, title, text) for title, text in TEXTS]
    plain, informed = count(profiles, {}, 0), count(profiles, {stem("software"): 90}, 100)
    common, rare = stem("software"), stem("bladblazer")
    assert plain.stem_weight(common) == plain.stem_weight(rare)
    assert informed.stem_weight(common) < informed.stem_weight(rare)


def test_fitting_finds_the_feature_that_tells_and_never_a_negative_weight() -> None:
    random = np.random.default_rng(7)
    noise, signal = random.uniform(size=400), random.uniform(size=400)
    weights, intercept = fit(np.stack([signal, -signal + noise], axis=1), signal > 0.6, np.ones(400), ridge=1e-4)
    assert weights[0] > 10
    assert weights[1] >= 0
    assert intercept < 0


def test_the_pairs_of_a_large_group_share_the_weight_of_its_texts() -> None:
    groups = ["a"] * 5 + ["b"] * 2
    left, right = np.triu_indices(7, k=1)
    weights = pair_weights(groups, left, right)
    both = np.array(groups)[left] == np.array(groups)[right]
    of_a = both & (np.array(groups)[left] == "a")
    assert weights[of_a].sum() == pytest.approx(5 / 2)  # 10 pairs of 1/4
    assert weights[both & ~of_a].sum() == pytest.approx(2 / 2)


def test_a_tier_begins_at_its_bound_and_the_model_survives_its_own_numbers() -> None:
    model = PairModel(FEATURES, (1.0,) * 6, -2.0, 0.2, {Tier.SAME: 0.9, Tier.OVERLAP: 0.5, Tier.RELATED: 0.1})
    assert [model.tier(chance) for chance in (0.9, 0.5, 0.1, 0.09)] == [Tier.SAME, Tier.OVERLAP, Tier.RELATED, None]
    assert from_dict(model.as_dict()) == model


def test_what_is_only_related_goes_by_meaning_too_and_the_sure_tiers_by_the_chance_alone() -> None:
    model = PairModel(FEATURES, (1.0,) * 6, -2.0, 0.2, {Tier.SAME: 0.9, Tier.OVERLAP: 0.5, Tier.RELATED: 0.3})
    near, usual, far = 0.8, USUAL_NEARNESS, 0.0
    assert [model.suggested(0.9, cosine) for cosine in (near, far)] == [(Tier.SAME, 0.9)] * 2
    assert [model.suggested(0.5, cosine) for cosine in (near, far)] == [(Tier.OVERLAP, 0.5)] * 2
    assert model.suggested(0.9, far, brief=True) == (Tier.OVERLAP, 0.9)
    shown = [model.suggested(0.35, cosine) for cosine in (near, usual)]
    assert [found and found[0] for found in shown] == [Tier.RELATED] * 2
    assert shown[0] and shown[1] and shown[0][1] > shown[1][1] == pytest.approx(0.35)
    assert model.suggested(0.35, far) is None, "the same words of something else"
    assert model.suggested(0.15, near) is not None and model.suggested(0.15, usual) is None, "in other words"
    assert model.suggested(0.0, 1.0) is None and model.suggested(1.0, -1.0) == (Tier.SAME, 1.0)


def test_two_lines_overlap_at_most_and_are_told_apart_from_texts_that_say_more() -> None:
    model = PairModel(FEATURES, (1.0,) * 6, -2.0, 0.2, {Tier.SAME: 0.9, Tier.OVERLAP: 0.5, Tier.RELATED: 0.1})
    assert [model.tier(chance, brief=True) for chance in (0.99, 0.5, 0.1, 0.09)] == [
        Tier.OVERLAP,
        Tier.OVERLAP,
        Tier.RELATED,
        None,
    ]
    line, more = (
        profile(ANALYSE, "Camerabewaking", body)
        for body in ("", "Mobiele toestellen filmen sluikstorters bij glascontainers langs drukke invalswegen.")
    )
    space = build([line, more], count([line, more], {}, 0), [concept.kind for concept in CONCEPTS])
    assert (line.brief, more.brief) == (True, False)
    assert space.brief.tolist() == [True, False]
