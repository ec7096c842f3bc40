"""The file with providers: what a good one says, and the sentence for each mistake."""

from pathlib import Path

import pytest

from innovatie.accounts.oidc.settings import ProviderFileError, load_providers

GOOD = {
    "code": '"utrecht"', "naam": '"Gemeente Utrecht"', "gemeente": '"GM0344"', "issuer": '"https://login.example"',
    "client_id": '"innovatie"', "geheim_bestand": '"geheim"', "acr_niet_vereist_omdat": '"Entra regelt het"',
}  # fmt: skip


def written(folder: Path, *entries: dict[str, str]) -> Path:
    (folder / "geheim").write_text("s3cret\n")
    lines = [line for entry in entries for line in ("[[aanbieder]]", *(f"{k} = {v}" for k, v in entry.items() if v))]
    path = folder / "aanbieders.toml"
    path.write_text("\n".join(lines))
    return path


def test_a_good_file_gives_providers_by_code(tmp_path: Path) -> None:
    providers = load_providers(written(tmp_path, GOOD, GOOD | {"code": '"vng"', "gemeente": '"VNG"'}))
    assert sorted(providers) == ["utrecht", "vng"]
    secret = providers["utrecht"].client_secret
    assert secret is not None and secret.reveal() == "s3cret"
    assert providers["vng"].for_vng and not providers["utrecht"].for_vng


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": '"U/../x"'}, "code: alleen kleine letters, cijfers en streepjes"),
        ({"gemeente": '"Utrecht"'}, 'gemeente: een CBS-code zoals "GM0344", of "VNG"'),
        ({"issuer": '"http://login.example"'}, "issuer: een https-adres zonder vraagteken of hekje"),
        ({"geheim_bestand": ""}, "geef precies een van sleutel_bestand en geheim_bestand"),
        ({"algoritmen": '["HS256"]'}, "algoritmen: alleen RS256, RS384, RS512"),
        ({"algoritmen": '["ES256"]'}, "algoritmen: alleen RS256, RS384, RS512"),
        ({"acr_vereist": '"hoog"'}, "acr_volgorde: het vereiste niveau moet erin staan"),
        ({"acr_niet_vereist_omdat": ""}, "zonder acr_vereist is acr_niet_vereist_omdat nodig (een reden)"),
        ({"scopes": '["email"]'}, "scopes: openid ontbreekt"),
        ({"speling": "9999"}, "speling: tussen 0 en 120 seconden"),
        ({"wachtwoord": '"x"'}, "onbekend veld: wachtwoord"),
        ({"geheim_bestand": '"weg"'}, "is niet te lezen (bestaat niet)"),
        ({"issuer": "5"}, "Expected `str`, got `int` - at `$.issuer`"),
    ],
)
def test_each_mistake_has_its_sentence(tmp_path: Path, change: dict[str, str], sentence: str) -> None:
    with pytest.raises(ProviderFileError) as caught:
        load_providers(written(tmp_path, GOOD | change))
    assert str(caught.value).endswith(sentence)
    assert "aanbieder 1" in str(caught.value) and "s3cret" not in str(caught.value)


def test_a_code_stands_in_the_file_once(tmp_path: Path) -> None:
    with pytest.raises(ProviderFileError, match="aanbieder 2: code utrecht staat er twee keer in"):
        load_providers(written(tmp_path, GOOD, GOOD))


def test_a_file_that_is_no_toml_or_not_there_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "x.toml"
    broken.write_text("[[aanbieder\n")
    with pytest.raises(ProviderFileError, match=r"x\.toml"):
        load_providers(broken)
    with pytest.raises(ProviderFileError, match="niet te lezen"):
        load_providers(tmp_path / "weg.toml")
