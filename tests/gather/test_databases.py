"""A map from a database: SQLite by itself and through SQLAlchemy, and PostgreSQL."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import assetmap as am
from assetmap.tables import AssetMap

ROWS: list[dict[str, Any]] = [
    {"id": 1, "name": "Mill Hall", "kind": "space", "longitude": -1.2, "latitude": 52.77,
     "themes": ["food", "tea; cake"], "capacity": 80, "sensitive_location": False,
     "verified_on": dt.date(2026, 5, 1)},
    {"id": 2, "name": "Choir", "kind": "association", "longitude": -1.21, "latitude": 52.78,
     "themes": ["singing"], "capacity": None, "sensitive_location": None, "verified_on": None},
    {"id": 3, "name": "Hope House", "kind": "institution", "longitude": None, "latitude": None,
     "themes": None, "capacity": 12, "sensitive_location": True,
     "verified_on": dt.date(2026, 6, 12)},
]  # fmt: skip
DAY = dt.date(2026, 11, 1)


def require_expected(m: AssetMap) -> None:
    """Check all that the rows say, worked out by hand."""
    assert (m.report.rows, m.report.accepted) == (4, 4)
    assert m.assets["name"].to_dict() == {"1": "Mill Hall", "2": "Choir", "3": "Hope House"}
    assert m.assets["themes"].tolist() == [("food", "tea; cake"), ("singing",), ()]
    assert m.assets["capacity"].fillna(-1).tolist() == [80, -1, 12]
    assert m.assets["sensitive_location"].tolist() == [False, False, True]
    assert m.assets["verified_on"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2026-05-01", "", "2026-06-12",
    ]  # fmt: skip
    assert m.assets.geometry.x.round().fillna(0).tolist() == [454071, 453385, 0]
    assert m.ties[["source", "target", "kind"]].to_numpy().tolist() == [["2", "1", "meets_at"]]


def test_sqlite(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "register.db")
    database.execute(
        "CREATE TABLE asset (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, longitude REAL, "
        "latitude REAL, themes TEXT, capacity INTEGER, sensitive_location BOOLEAN, "
        "verified_on TEXT)"
    )
    rows = [
        {**row, "themes": row["themes"] and json.dumps(row["themes"]),
         "verified_on": row["verified_on"] and str(row["verified_on"])} for row in ROWS
    ]  # fmt: skip
    names = ", ".join(f":{name}" for name in rows[0])
    database.executemany(f"INSERT INTO asset VALUES ({names})", rows)
    database.execute("CREATE TABLE tie AS SELECT 2 AS source, 1 AS target, 'meets_at' AS kind")
    frames = {
        "assets": pd.read_sql("SELECT * FROM asset", database),
        "ties": pd.read_sql("SELECT * FROM tie", database),
    }
    database.close()
    require_expected(am.read(frames, as_of=DAY))
    require_expected(am.read({**frames, "assets": frames["assets"].set_index("id")}, as_of=DAY))


def through_sqlalchemy(url: str, *, has_arrays: bool) -> AssetMap:
    """Keep the rows in a database and read them back as a program would."""
    sql = pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")
    words: Any = sql.JSON
    if has_arrays:
        words = sql.ARRAY(sql.Text)
    known = sql.MetaData()
    asset = sql.Table(
        "asset", known, sql.Column("id", sql.Integer, primary_key=True),
        sql.Column("name", sql.Text), sql.Column("kind", sql.Text),
        sql.Column("longitude", sql.Numeric(9, 6) if has_arrays else sql.Float),
        sql.Column("latitude", sql.Float), sql.Column("themes", words(none_as_null=True)
                                                      if words is sql.JSON else words),
        sql.Column("capacity", sql.Integer), sql.Column("sensitive_location", sql.Boolean),
        sql.Column("verified_on", sql.Date),
    )  # fmt: skip
    tie = sql.Table("tie", known, sql.Column("source", sql.Integer),
                    sql.Column("target", sql.Integer), sql.Column("kind", sql.Text))  # fmt: skip
    engine = sql.create_engine(url)
    try:
        known.create_all(engine)
        with engine.begin() as connection:
            connection.execute(sql.insert(asset), ROWS)
            connection.execute(sql.insert(tie), {"source": 2, "target": 1, "kind": "meets_at"})
        with engine.connect() as connection:
            by_id = sql.select(asset).order_by(asset.c.id)
            frames = {"assets": pd.read_sql(by_id, connection),
                      "ties": pd.read_sql(sql.select(tie), connection)}  # fmt: skip
    finally:
        engine.dispose()
    return am.read(frames, as_of=DAY)


def test_sqlalchemy(tmp_path: Path) -> None:
    require_expected(through_sqlalchemy(f"sqlite:///{tmp_path}/register.db", has_arrays=False))


def find_server() -> Path | None:
    """Find the folder of PostgreSQL's own programs, which Debian keeps off the path."""
    known = shutil.which("initdb")
    folders = [Path(known).resolve().parent] if known else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Start a server that listens on a socket alone, in a folder of its own."""
    programs = find_server()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    # It does not run as root, and its socket needs a short path.
    who: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="assetmap-", dir="/tmp"))
    if who:
        shutil.chown(folder, "postgres")
    data, log = folder / "data", folder / "log"

    def run(program: str, *arguments: object) -> None:
        command = [str(programs / program), *map(str, arguments)]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **who)

    try:
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-D", data, "-l", log, "-w", "-o",
            f"-c listen_addresses='' -c unix_socket_directories={folder}", "start")  # fmt: skip
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_postgresql(postgres: str) -> None:
    require_expected(through_sqlalchemy(postgres, has_arrays=True))


def test_rows_are_kept_in_a_database_and_come_back(tmp_path: Path) -> None:
    m = am.read_example("market_town")
    database = sqlite3.connect(tmp_path / "map.db")
    database.execute("CREATE TABLE row (kind TEXT, content TEXT)")
    database.executemany(
        "INSERT INTO row VALUES (?, ?)",
        [(name, json.dumps(row, allow_nan=False))
         for name, rows in m.to_records().items() for row in rows],
    )  # fmt: skip
    tables: dict[str, Any] = {}
    for name, content in database.execute("SELECT kind, content FROM row ORDER BY rowid"):
        tables.setdefault(name, []).append(json.loads(content))
    database.close()
    again = AssetMap.from_records(**tables, crs=m.crs, title=m.title, as_of=m.as_of)
    pd.testing.assert_frame_equal(again.ties, m.ties[again.ties.columns])
    assert am.find_gaps(again).equals(am.find_gaps(m))


def ask(app: Any, path: str) -> tuple[int, Any]:
    """Ask an ASGI application for a page, as a server would."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "root_path": "",
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    with ThreadPoolExecutor(1) as pool:  # a browser test in this process may have a loop running
        pool.submit(asyncio.run, app(scope, receive, send)).result()
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], json.loads(body)


def test_a_web_service_answers_with_rows_and_findings() -> None:
    fastapi = pytest.importorskip("fastapi", reason="FastAPI is not installed")
    m = am.read_example("market_town")
    app = fastapi.FastAPI()

    def list_tables() -> Any:
        return m.to_records(extras=True)

    def list_findings() -> Any:
        found = {"gaps": am.find_gaps(m, within_min=15), "links": am.find_links(m),
                 "champions": am.find_champions(m)}  # fmt: skip
        text = {name: pd.DataFrame(frame).drop(columns="geometry", errors="ignore")
                .to_json(orient="records") for name, frame in found.items()}  # fmt: skip
        return {name: json.loads(rows) for name, rows in text.items()}

    app.get("/tables")(list_tables)
    app.get("/findings")(list_findings)
    status, tables = ask(app, "/tables")
    assert status == 200
    assert tables == json.loads(json.dumps(m.to_records(extras=True), allow_nan=False))
    status, findings = ask(app, "/findings")
    assert status == 200
    json.dumps(findings, allow_nan=False)
    assert {name: len(rows) for name, rows in findings.items()} == {
        "gaps": len(am.find_gaps(m, within_min=15)), "links": len(am.find_links(m)),
        "champions": len(am.find_champions(m)),
    }  # fmt: skip
