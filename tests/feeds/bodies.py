"""Feed bodies for tests, good and bad, about invented companies: the same seed gives the same bytes."""

import gzip
import json
import random
from collections.abc import Callable

AMOUNTS = ("US$1,5 miliar", "Rp 2,4 triliun", "US$75,7 juta", "Rp 300 miliar")
WORDS = "pabrik baru wilayah pekerja produksi tahun rencana pasar pemerintah daerah mesin ekspor".split()  # noqa: SIM905


def make_text(feed: int, entry: int, chance: random.Random) -> str:
    filler = " ".join(chance.choice(WORDS) for _ in range(40))
    return (
        f"PT Contoh {feed}-{entry} akan menanamkan investasi {chance.choice(AMOUNTS)} untuk membangun pabrik. {filler}."
    )


def make_rss(feed: int, chance: random.Random, count: int = 5) -> str:
    items = "".join(
        f"<item><guid>{feed}-{entry}</guid><title>Berita {feed}-{entry}</title><link>https://n{feed}.example/{entry}</link>"
        f"<pubDate>Sel, 05 Mar 2024 10:00:00 WIB</pubDate><description>{make_text(feed, entry, chance)}</description></item>"
        for entry in range(count)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
    return f"{head}<title>Harian {feed}</title>{items}</channel></rss>"


def make_rss1(feed: int, chance: random.Random, count: int = 5) -> str:
    items = "".join(
        f'<item rdf:about="https://r{feed}.example/{entry}"><title>T</title><link>https://r{feed}.example/{entry}</link>'
        f"<description>{make_text(feed, entry, chance)}</description><dc:date>2024-03-05</dc:date></item>"
        for entry in range(count)
    )
    names = 'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    head = f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {names}>'
    return f'{head}<channel rdf:about="x"><title>R{feed}</title></channel>{items}</rdf:RDF>'


def make_atom(feed: int, chance: random.Random, count: int = 5) -> str:
    entries = "".join(
        f'<entry><id>urn:{feed}:{entry}</id><title>T {feed}</title><link href="https://a{feed}.example/{entry}"/>'
        f"<updated>2024-03-05T10:00:00Z</updated><content type='html'>&lt;p&gt;{make_text(feed, entry, chance)}&lt;/p&gt;"
        "</content></entry>"
        for entry in range(count)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>A{feed}</title>{entries}</feed>'


def make_cdf(feed: int, chance: random.Random, count: int = 5) -> str:
    items = "".join(
        f'<item href="https://c{feed}.example/{entry}" lastmod="2024-03-05"><title>T</title>'
        f"<abstract>{make_text(feed, entry, chance)}</abstract></item>"
        for entry in range(count)
    )
    return f"<channel><title>C{feed}</title>{items}</channel>"


def make_json_feed(feed: int, chance: random.Random, count: int = 5) -> str:
    items = [
        {
            "id": f"{feed}-{entry}",
            "url": f"https://j{feed}.example/{entry}",
            "title": "T",
            "content_html": f"<p>{make_text(feed, entry, chance)}</p>",
            "date_published": "2024-03-05T10:00:00Z",
        }
        for entry in range(count)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": f"J{feed}", "items": items})


GOOD: tuple[Callable[..., str], ...] = (make_rss, make_rss1, make_atom, make_cdf, make_json_feed)


def make_bad(kind: int, feed: int, chance: random.Random) -> bytes:
    """Return a body that is broken in one of KINDS ways."""
    rss = make_rss(feed, chance)
    bodies: tuple[Callable[[], bytes], ...] = (
        lambda: rss.encode()[: chance.randrange(100, 2000)],
        lambda: make_atom(feed, chance).encode()[: chance.randrange(100, 2000)],
        lambda: make_json_feed(feed, chance).encode()[:-40],
        lambda: b"",
        lambda: chance.randbytes(2000),
        lambda: b"<!doctype html><html><body>Log in</body></html>",
        lambda: b"%PDF-1.4 nothing",
        lambda: gzip.compress(rss.encode()),
        lambda: gzip.compress(rss.encode())[:200],
        lambda: rss.encode("utf-16"),
        lambda: rss.replace("UTF-8", "utf-7").encode(),
        lambda: rss.replace("pabrik", "p\x00b\x08").encode(),
        lambda: rss.replace("Berita", "&#xD800;&#x110000;&nosuch; <b>").encode(),
        lambda: rss.replace("</item>", "").encode(),
        lambda: (rss * 2).encode(),
        lambda: make_rss(feed, chance, 0).encode(),
        lambda: rss.replace(f"<guid>{feed}", "<guid>same").encode(),
        lambda: b'{"version": "https://jsonfeed.org/version/1", "items": [3, {}, {"title": "x"}]}',
        lambda: b"<rss>" + b"<a>" * 5000,
        lambda: b"\xff\xfe<rss>" + rss.encode("latin-1"),
    )
    return bodies[kind % len(bodies)]()


KINDS = 20


def make_bodies(count: int) -> list[bytes]:
    """Return `count` bodies, half of them good."""
    chance = random.Random(4)
    return [
        chance.choice(GOOD)(feed, chance).encode() if feed % 2 else make_bad(feed // 2, feed, chance)
        for feed in range(count)
    ]
