"""Styles, scripts and fonts: kept by browsers, and never stale."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings

from cae import static


async def django(_scope: Any, _receive: Any, send: Any) -> None:
    """Stand for Django: everything that is no static file comes here."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def client() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=static.served(django))
    return httpx.AsyncClient(transport=transport, base_url="http://testserver")


async def test_a_style_is_kept_forever_under_an_address_of_its_version(
    client: httpx.AsyncClient,
) -> None:
    async with client:
        answer = await client.get(f"{settings.STATIC_URL}css/base.css")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_fonts_lie_where_the_styles_look_for_them(client: httpx.AsyncClient) -> None:
    name = "fonts-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2"
    async with client:
        answer = await client.get(f"{settings.STATIC_URL}{name}")
    assert answer.content.startswith(b"wOF2")


@pytest.mark.parametrize("path", ["../manage.py", "%2e%2e/manage.py", "css/", "css/none.css"])
async def test_nothing_else_is_handed_out(client: httpx.AsyncClient, path: str) -> None:
    async with client:
        answer = await client.get(f"{settings.STATIC_URL}{path}")
    assert answer.status_code == 204


def test_a_changed_a_new_and_a_renamed_file_each_make_another_version(tmp_path: Path) -> None:
    seen = []
    folders = [("", tmp_path)]
    for name, text in (("a.js", "1"), ("a.js", "2"), ("b.js", "1")):
        (tmp_path / name).write_text(text)
        seen.append(static.version(folders))
    (tmp_path / "b.js").rename(tmp_path / "c.js")
    seen.append(static.version(folders))
    assert len(set(seen)) == 4
    assert static.version(folders) == seen[-1]
