"""The rules a browser gets along: nothing runs but our own."""

import pytest

from innovatie.web.content_policy import API, UPLOAD, page_policy


def rules(text: str) -> dict[str, str]:
    return dict(part.strip().partition(" ")[::2] for part in text.split(";"))


def test_a_page_may_run_load_and_send_only_what_is_its_own() -> None:
    assert rules(page_policy(https=False)) == {
        "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
        "font-src": "'self'", "connect-src": "'self'", "manifest-src": "'self'", "form-action": "'self'",
        "base-uri": "'none'", "object-src": "'none'", "frame-ancestors": "'none'",
    }  # fmt: skip


def test_providers_are_named_by_origin_only_and_https_is_kept() -> None:
    found = rules(page_policy(form_targets=["https://b.example/x?y", "https://a.example:8443/realms"], https=True))
    assert found["form-action"] == "'self' https://a.example:8443 https://b.example"
    assert found["upgrade-insecure-requests"] == ""


@pytest.mark.parametrize(
    "address", ["javascript:x", "https://", "https://a; script-src *", "https://a 'unsafe-inline'"]
)
def test_an_address_cannot_smuggle_in_a_rule(address: str) -> None:
    with pytest.raises(ValueError):
        page_policy(form_targets=[address], https=True)


def test_nothing_in_an_upload_or_the_api_runs() -> None:
    assert "sandbox" in rules(UPLOAD) and rules(UPLOAD)["default-src"] == "'none'"
    assert rules(API) == {"default-src": "'none'", "frame-ancestors": "'none'"}
