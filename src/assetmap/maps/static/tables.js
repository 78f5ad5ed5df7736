/* Tables: everything on the map again, to read, print, or hear. */

var ALL_AT_MOST = 2000;
var ROWS_AT_ONCE = 200;
/* A long table shows so many rows on a screen until it is asked for more; paper has no button. */
var ROWS_AT_FIRST = 20;
/* Sections that belong to the one before them are not named at the top. */
var NAV_NAMES = { list: "List", places: "Places" };

function buildTables(app) {
  var model = app.model;
  app.tables = [makeTable(app, "list", "Everything on this map",
    ["Name", "Kind", "Place", "Themes", "Last confirmed"], assetCells,
    function () { return app.view.rows; })];
  if (model.places.n) {
    app.tables.push(makeTable(app, "places", "Places",
      ["Name", "Residents", "What is here", "Questions to ask"], placeCells,
      function () { return placesFound(app); }));
  }
  FOUND.forEach(function (finding) {
    Object.assign(NAV_NAMES, finding.names);
    app.tables = app.tables.concat(finding.tables(app));
  });
}

/* A section with a heading, a table and a button for the rest of its rows. */
function makeTable(app, id, title, columns, cells, rows, isUnasked) {
  var head = columns.map(function (name) {
    return el("th", { scope: "col", role: "columnheader", text: name });
  });
  var table = { body: el("tbody", { role: "rowgroup" }), rows: rows, cells: cells, columns: columns,
    isUnasked: isUnasked, isFolded: true };
  table.caption = el("caption", { class: "quiet" });
  table.more = el("button", { type: "button", class: "button", text: "Show more",
    on: function () { showMoreRows(app, table); } });
  table.section = el("section", { id: id, tabindex: "-1", class: "listing", "aria-labelledby": id + "-heading" }, [
    el("h2", { id: id + "-heading", text: title }),
    el("div", { class: "scroller" }, [el("table", { role: "table" }, [table.caption,
      el("thead", { role: "rowgroup" }, [el("tr", { role: "row" }, head)]), table.body])]),
    table.more
  ]);
  document.getElementById("tables").appendChild(table.section);
  if (NAV_NAMES[id]) app.sections.push([id, NAV_NAMES[id]]);
  return table;
}

function refillTable(app, table) {
  table.list = table.rows();
  table.shown = 0;
  table.body.replaceChildren();
  extendTable(app, table);
}

/* At first the rows that are folded away, then more of very many; reading goes on at the first. */
function showMoreRows(app, table) {
  var first = ROWS_AT_FIRST;
  if (table.isFolded) {
    table.isFolded = false;
    foldTable(app, table);
  } else {
    first = table.shown;
    extendTable(app, table);
  }
  var button = table.body.rows[first] && table.body.rows[first].querySelector("button");
  if (button) button.focus();
}

function foldTable(app, table) {
  var folded = table.isFolded && table.shown > ROWS_AT_FIRST, all = table.shown >= table.list.length;
  table.section.classList.toggle("folded", folded);
  table.more.hidden = !folded && all;
  table.more.textContent = all ? "Show all " + sayCount(table.list.length) : "Show more";
  table.caption.textContent = sayShown(table, folded ? ROWS_AT_FIRST : table.shown) || sayNone(app, table);
}

function extendTable(app, table) {
  var small = table.list.length <= ALL_AT_MOST && app.model.assets.n <= ALL_AT_MOST;
  var to = Math.min(table.list.length, small ? table.list.length : table.shown + ROWS_AT_ONCE);
  var first = table.shown;
  var part = document.createDocumentFragment();
  for (var k = first; k < to; k++) {
    part.appendChild(makeRow(table, table.cells(app, table.list[k]), k >= ROWS_AT_FIRST));
  }
  table.body.appendChild(part);
  table.shown = to;
  foldTable(app, table);
}

function sayShown(table, shown) {
  return table.list.length ? "Showing " + sayCount(shown) + " of " + sayCount(table.list.length) : "";
}

function sayNone(app, table) {
  return table.isUnasked && table.isUnasked(app)
    ? "Choose what to ask about beside the map; its places are then listed here."
    : isNarrowed(app) ? "Nothing matches. Try fewer words, or show everything again." : "Nothing is shown here yet.";
}

/* Whether the reader has asked for less than there is. */
function isNarrowed(app) {
  var view = app.view;
  return Boolean(view.query.trim() || view.theme >= 0 || view.linkKind || view.category >= 0 ||
    view.level !== SMALLEST || view.kinds.size < app.model.assets.kind.of.length);
}

/* On a phone a row is a card: roles keep it a row, and each cell says its column. */
function makeRow(table, cells, isLater) {
  cells.forEach(function (node, k) { node.setAttribute("data-label", table.columns[k]); });
  return el("tr", { role: "row", class: isLater ? "later" : null }, cells);
}

function cell(children) {
  return el("td", { role: "cell" }, children);
}

/* A cell with one name, or with several, is not squeezed by the sentence beside it. */
function nameCell(child) {
  return el("td", { role: "cell", class: "name" }, [child]);
}

function namesCell(children) {
  return el("td", { role: "cell", class: "several" }, children);
}

function rowHead(children) {
  return el("th", { scope: "row", role: "rowheader" }, children);
}

function assetCells(app, row) {
  var a = app.model.assets, kind = wordAt(a.kind, row), place = a.place[row];
  var day = wordAt(a.verified_on, row);
  return [
    rowHead([assetButton(app, row),
      a.x[row] >= 0 ? null : el("span", { class: "mark small", text: "not drawn" })]),
    cell([el("span", { text: kindOf(kind).name })]),
    cell([place >= 0 ? said(app.model.places.name[place]) : el("span", { class: "quiet", text: "–" })]),
    cell([said(wordsAt(a.themes, row).join(", "))]),
    cell([el("span", { class: "whole", text: day ? sayDate(day) : isUntold(app, row) ? "–" : "not recorded" }),
      a.old[row] ? el("span", { class: "mark small", text: "old" }) : null])
  ];
}

function placeCells(app, place) {
  var model = app.model, places = model.places;
  var kinds = tally(assetsIn(model, place).map(function (row) { return wordAt(model.assets.kind, row); }));
  var gaps = model.gaps ? (model.gaps.byPlace.get(place) || []).length : 0;
  return [
    rowHead([placeButton(app, place)]),
    cell([el("span", { text: places.population[place] === null ? "–" : sayCount(places.population[place]) })]),
    cell([el("span", { text: kinds.length ? kinds.map(sayKind).join(", ") : "nothing shown yet" })]),
    cell([el("span", { text: gaps ? sayCount(gaps) : "–" })])
  ];
}

function placesFound(app) {
  var words = plain(app.view.query).split(/\s+/).filter(Boolean), places = app.model.places;
  return app.upTo(places.n).filter(function (row) {
    return app.view.drawsPlace(row) && (!words.length || matches(plain(places.name[row]), words) ||
      (places.n <= ALL_AT_MOST && assetsIn(app.model, row).some(function (a) { return app.view.isShown[a]; })));
  });
}
