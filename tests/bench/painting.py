"""What a person at a screen feels: from key to paint, from commit to paint, from ring to ear."""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from playwright import sync_api

from calls.casefile.models import Event
from calls.directory.models import OperationsCentre
from dispatch import positions
from dispatch.models import Unit, UnitKind
from tests.bench import measuring, place, work
from tests.browser import gateway, hands
from tests.support import browsers

KEYS = 240
# Twenty keys a second: faster than anybody types for long.
BETWEEN_KEYS_MS = 50
UNITS, A_SECOND, BATCHES = 1_000, 300, 10
RINGS = 10
QUIET_MS = 400
FLEETS = (1_000, 5_000)
# What five thousand units cost when the map was chosen.
FRAME_MS = 67
KEY_LIMIT = measuring.Limit(value=100)
KEY_MORE = measuring.Limit(value=24)
CPU_LIMIT = measuring.Limit(value=40)
RING_LIMIT = measuring.Limit(value=500)

# From the key to the end of the frame that shows it: a task queued in that frame's own callback.
_KEYS = """() => {
    window.caeKeys = [];
    addEventListener("keydown", (event) => requestAnimationFrame(() => {
        const painted = new MessageChannel();
        painted.port1.onmessage = () => window.caeKeys.push(performance.now() - event.timeStamp);
        painted.port2.postMessage(null);
    }), {capture: true});
}"""

# When each text was first painted somewhere, and when the frame that told of it came in.
_PAINTS = """() => {
    const now = () => performance.timeOrigin + performance.now();
    window.caeTones = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
        window.caeTones.push(now());
        return start.apply(this, when);
    };
    const Native = WebSocket;
    window.WebSocket = class extends Native {
        constructor(...given) {
            super(...given);
            this.addEventListener("message", (event) => {
                if (event.data.includes(`"number_tail":"${window.caeWanted}"`)) {
                    window.caeTold ??= now();
                }
            });
        }
    };
    new MutationObserver(() => {
        const shown = document.querySelector("call-queue")?.textContent ?? "";
        const wanted = window.caeWanted;
        if (!wanted || window.caeSeen || !shown.includes(`··· ${wanted}`)) { return; }
        window.caeSeen = true;
        requestAnimationFrame(() => {
            const painted = new MessageChannel();
            painted.port1.onmessage = () => { window.caePainted = now(); };
            painted.port2.postMessage(null);
        });
    }).observe(document, {subtree: true, childList: true, characterData: true});
}"""

# Four times a second everything moves, while the frames of three seconds are counted.
_FRAMES = """async count => {
    const map = document.querySelector("situation-map");
    const kinds = ["ambulance_als", "fire_engine", "police_patrol", "civil_protection"];
    const { latitude, longitude } = map.view;
    const units = Array.from({ length: count }, (_, at) => ({
        id: `u${at}`, callsign: `U-${at}`, kind: kinds[at % 4], centre: "c",
        status: at % 3 ? "available" : "en_route", at: new Date().toISOString(),
        latitude: latitude + (((at * 7919) % 1000) / 1000 - 0.5) * 0.6,
        longitude: longitude + (((at * 104729) % 1000) / 1000 - 0.5) * 0.6,
    }));
    const move = () => map.show({ cases: [], units: units.map((unit) => ({
        ...unit, latitude: unit.latitude + (Math.random() - 0.5) / 500 })) });
    const timer = count ? setInterval(move, 250) : 0;
    const frames = [];
    let last = performance.now();
    const until = last + 3000;
    await new Promise((resolve) => {
        const frame = (now) => {
            frames.push(now - last);
            last = now;
            (now < until ? requestAnimationFrame(frame) : resolve());
        };
        requestAnimationFrame(frame);
    });
    clearInterval(timer);
    map.show({ cases: [], units: [] });
    frames.sort((a, b) => a - b);
    return frames[Math.floor(frames.length * 0.95)];
}"""

_AWAIT = """(tail) => Object.assign(window, {
    caeWanted: tail, caeSeen: false, caePainted: null, caeTold: null, caeTones: []})"""


def figures(where: place.Place, *, repeats: int, size: float) -> Iterator[measuring.Figure]:
    """Measure keys, calls and cases on screens with and without a storm of positions."""
    centre = units()
    # Playwright's loop runs in this thread; nothing here is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with browsers.started() as browser:
        floor = browsers.Floor(browser, where.stack.address)
        try:
            yield from _keys(where, browser, floor, centre, repeats=repeats, size=size)
            yield from _others(where, floor, centre, repeats=repeats, size=size)
            yield from _map(where, floor, repeats=repeats)
        finally:
            floor.close()


def _keys(
    where: place.Place,
    browser: sync_api.Browser,
    floor: browsers.Floor,
    centre: UUID,
    *,
    repeats: int,
    size: float,
) -> Iterator[measuring.Figure]:
    person = hands.Hands(floor.desk())
    person.sign_in(where.stack.person("operator", 1))
    gateway.answered(where.stack, person, "+34600900001")
    person.page.evaluate(_KEYS)
    keys = max(24, round(KEYS * size))
    quiet: list[float] = []
    stormy: list[float] = []
    cpu: list[float] = []
    calm: list[float] = []
    for _ in range(repeats):
        for took, used, feed in ((quiet, calm, False), (stormy, cpu, True)):
            with storm(centre) if feed else contextlib.nullcontext():
                person.page.wait_for_timeout(1_000)
                p95, busy = _type(browser, person.page, keys)
            took.append(p95)
            used.append(busy)
    yield measuring.Figure(
        name=f"paint.key.p95.{A_SECOND}_updates_{UNITS}_units",
        unit="ms",
        values=stormy,
        floors=quiet,
        target=KEY_LIMIT,
    )
    yield measuring.Figure(
        name="paint.key.p95.more_than_without",
        unit="ms",
        values=[max(0.0, one - other) for one, other in zip(stormy, quiet, strict=True)],
        target=KEY_MORE,
    )
    yield measuring.Figure(
        name="paint.renderer_cpu", unit="%", values=cpu, floors=calm, target=CPU_LIMIT
    )


def _others(
    where: place.Place, floor: browsers.Floor, centre: UUID, *, repeats: int, size: float
) -> Iterator[measuring.Figure]:
    """Let calls ring and be answered; a second operator's page is watched."""
    page = floor.desk()
    page.add_init_script(f"({_PAINTS})()")
    person = hands.Hands(page)
    person.sign_in(where.stack.person("operator", 2))
    person.press("Shift")
    rings = max(3, round(RINGS * size))
    quiet = [_rings(page, rings, number) for number in range(repeats)]
    with storm(centre):
        page.wait_for_timeout(1_000)
        stormy = [_rings(page, rings, repeats + number) for number in range(repeats)]
    for name, rounds in (("quiet", quiet), ("under_load", stormy)):
        yield measuring.Figure(
            name=f"paint.commit_to_other_screen.p95.{name}",
            unit="ms",
            values=[painted for painted, _, _ in rounds],
            floors=[told for _, told, _ in rounds],
            target=RING_LIMIT,
        )
    yield measuring.Figure(
        name="paint.commit_to_sound.p95.under_load",
        unit="ms",
        values=[heard for _, _, heard in stormy],
        target=RING_LIMIT,
    )


def _map(where: place.Place, floor: browsers.Floor, *, repeats: int) -> Iterator[measuring.Figure]:
    """Count the frames of a map where nothing moves, a thousand units do, and five thousand."""
    person = hands.Hands(floor.desk())
    person.sign_in(where.stack.person("operator", 1))
    rounds = [
        [person.page.evaluate(_FRAMES, count) for count in (0, *FLEETS)] for _ in range(repeats)
    ]
    for at, count in enumerate(FLEETS, 1):
        yield measuring.Figure(
            name=f"paint.map_frame.p95.{count}_units",
            unit="ms",
            values=[each[at] for each in rounds],
            floors=[each[0] for each in rounds],
            target=measuring.Limit(value=FRAME_MS),
        )


def _type(browser: sync_api.Browser, page: sync_api.Page, keys: int) -> tuple[float, float]:
    """Type so many keys; give p95 from key to paint in ms, and the renderers' share of a core."""
    page.locator("#f-location-text").fill("")
    page.evaluate("window.caeKeys = []")
    session = browser.new_browser_cdp_session()
    began, used = time.monotonic(), _renderers(session)
    letters = "".join(random.choices("abcdefghijklmnopqrstuvwxyz ", k=keys))
    page.keyboard.type(letters, delay=BETWEEN_KEYS_MS)
    busy = 100 * (_renderers(session) - used) / (time.monotonic() - began)
    page.wait_for_function("keys => window.caeKeys.length >= keys", arg=keys)
    session.detach()
    return measuring.percentile(page.evaluate("window.caeKeys"), 95), busy


def _renderers(session: sync_api.CDPSession) -> float:
    told = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return float(sum(each["cpuTime"] for each in told if each["type"] == "renderer"))


def _rings(page: sync_api.Page, rings: int, turn: int) -> tuple[float, float, float]:
    """Let calls ring and vanish again; give p95 in ms from commit to paint, frame and tone."""
    took: list[tuple[float, float, float]] = []
    for number in range(rings):
        tail = f"{turn % 10}{number:02d}"
        # Until nothing that came before keeps frames or paints waiting.
        page.wait_for_timeout(QUIET_MS)
        page.evaluate(_AWAIT, tail)
        call_id = work.ring(f"+34600123{tail}")
        page.wait_for_function("() => caePainted && caeTold && caeTones.length > 0")
        committed = _committed(call_id)
        seen, told, heard = page.evaluate("[caePainted, caeTold, caeTones[0]]")
        took.append((seen - committed, told - committed, heard - committed))
        work.answer(call_id)
        page.wait_for_function("() => document.body.dataset.ringing === undefined")
    seen, told, heard = (measuring.percentile(each, 95) for each in zip(*took, strict=True))
    return seen, told, heard


def _committed(call_id: UUID) -> float:
    """Give when the transaction that let a call ring was committed, in ms since 1970."""
    when = Event.objects.filter(stream_id=call_id).extra(
        select={"committed": "pg_xact_commit_timestamp(xmin)"}
    )
    return float(when.values_list("committed", flat=True)[0].timestamp() * 1000)


def units() -> UUID:
    """Put a thousand units more around Salamanca; give their centre."""
    centre = OperationsCentre.objects.order_by("code")[0]
    now = timezone.now()
    Unit.objects.bulk_create(
        Unit(
            callsign=f"BCH-{number:04d}",
            kind=UnitKind.POLICE_PATROL,
            centre=centre,
            status_at=now,
            latitude=40.96 + random.uniform(-0.3, 0.3),
            longitude=-5.66 + random.uniform(-0.3, 0.3),
            position_at=now - timedelta(minutes=1),
        )
        for number in range(UNITS)
    )
    return centre.id


@contextlib.contextmanager
def storm(centre_id: UUID) -> Iterator[None]:
    """Move three hundred units a second, as their machine tells it."""
    ended = threading.Event()
    thread = threading.Thread(target=_move, args=(centre_id, ended))
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _move(centre_id: UUID, ended: threading.Event) -> None:
    at_once = A_SECOND // BATCHES
    number, due = 0, time.monotonic()
    while not ended.is_set():
        now = timezone.now()
        told = [
            positions.Position(
                number=each,
                callsign=f"BCH-{(number + each) % UNITS:04d}",
                latitude=40.96 + random.uniform(-0.3, 0.3),
                longitude=-5.66 + random.uniform(-0.3, 0.3),
                at=now,
            )
            for each in range(at_once)
        ]
        positions.report(centre_id, told, [])
        number += at_once
        due += 1 / BATCHES
        ended.wait(max(0.0, due - time.monotonic()))
