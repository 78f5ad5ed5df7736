/* People to ask: where they are, what they bring together, and what rests on one alone. */

var ASK_COLOUR = "#7a1fa2";
var ASK_FAINT = "rgba(122,31,162,.16)";
var FRAGILE_COLOUR = "#8a3b12";
var THINNEST_BRIDGE_PX = 1.6;
var WIDEST_BRIDGE_PX = 5;
var LANDING_PX = 2.2;
var BRIDGED_NAMED = 12;

/* A ring in four pieces: told from the whole ring of someone to ask by its form. */
function brokenRing(ctx, x, y, r) {
  [["#fff", 5], [FRAGILE_COLOUR, 3]].forEach(function (look) {
    ctx.strokeStyle = look[0];
    ctx.lineWidth = look[1];
    ctx.lineCap = "butt";
    for (var k = 0; k < 4; k++) {
      ctx.beginPath();
      ctx.arc(x, y, r, (k + 0.16) * Math.PI / 2, (k + 0.84) * Math.PI / 2);
      ctx.stroke();
    }
  });
}

function askSwatch() {
  return makeSwatch(22, 22, function (ctx) { ring(ctx, 11, 11, 7, ASK_COLOUR, 2); });
}

function fragileSwatch() {
  return makeSwatch(22, 22, function (ctx) { brokenRing(ctx, 11, 11, 8); });
}

/* A line that ends in a dot, to places; dots that end in a larger one, to groups. */
function bridgeSwatch(isDotted) {
  return makeSwatch(LINE_SWATCH_PX, 22, function (ctx) {
    ctx.beginPath();
    ctx.moveTo(3, 8);
    ctx.quadraticCurveTo(LINE_SWATCH_PX / 2, 20, LINE_SWATCH_PX - 4, 12);
    strokePattern(ctx, isDotted ? "beads" : "line", isDotted ? 2.4 : 2, ASK_COLOUR);
    land(ctx, LINE_SWATCH_PX - 4, 12);
  });
}

function land(ctx, x, y) {
  ctx.beginPath();
  ctx.arc(x, y, LANDING_PX + 1, 0, 2 * Math.PI);
  ctx.fillStyle = ctx.strokeStyle;
  ctx.fill();
}

/* What one person brings together, or all who are shown, place by place. */
function paintBridges(frame, model, view) {
  var own = view.asset >= 0 ? model.bridged.get(view.asset) : null;
  if (own) {
    paintBridgesOf(frame, model, view.asset, own);
  } else if (view.showBridges) {
    var spans = spansBetween(model, view), widest = most(spans.map(function (s) { return s.people; }));
    spans.forEach(function (s) {
      var mine = view.place < 0 || s.from === view.place || s.to === view.place;
      paintBridge(frame, s.x, s.y, model.places.x[s.to], model.places.y[s.to], "line",
        THINNEST_BRIDGE_PX + (WIDEST_BRIDGE_PX - THINNEST_BRIDGE_PX) * (s.people - 1) / Math.max(widest - 1, 1),
        mine ? ASK_COLOUR : ASK_FAINT);
    });
  }
}

function paintBridgesOf(frame, model, asset, own) {
  var a = model.assets, places = model.places, x = a.x[asset], y = a.y[asset];
  if (!(x >= 0)) return;
  own.places.forEach(function (place) {
    if (place === a.place[asset] || !(places.x[place] >= 0)) return;
    paintBridge(frame, x, y, places.x[place], places.y[place], "line", 2.4, ASK_COLOUR);
  });
  own.groups.forEach(function (other) {
    if (a.x[other] >= 0) paintBridge(frame, x, y, a.x[other], a.y[other], "beads", 2.6, ASK_COLOUR);
  });
}

/* Bends the other way than links do, and ends in a dot. */
function paintBridge(frame, ax, ay, bx, by, pattern, width, colour) {
  var x0 = ax * frame.scale - frame.left, y0 = ay * frame.scale - frame.top;
  var x1 = bx * frame.scale - frame.left, y1 = by * frame.scale - frame.top;
  if (Math.abs(x1 - x0) + Math.abs(y1 - y0) < 2) return;
  frame.ctx.beginPath();
  frame.ctx.moveTo(x0, y0);
  frame.ctx.quadraticCurveTo((x0 + x1) / 2 + (y1 - y0) * 0.12, (y0 + y1) / 2 - (x1 - x0) * 0.12, x1, y1);
  strokePattern(frame.ctx, pattern, width, colour);
  land(frame.ctx, x1, y1);
}

/* How many of the people shown join one place to another; worked out again after each choice. */
function spansBetween(model, view) {
  if (view.spans) return view.spans;
  var a = model.assets, found = new Map();
  model.bridged.forEach(function (own, asset) {
    var from = a.place[asset];
    if (!view.isShown[asset] || !(a.x[asset] >= 0)) return;
    own.places.forEach(function (to) {
      if (to === from || !(model.places.x[to] >= 0)) return;
      var key = from + " " + to;
      if (found.has(key)) found.get(key).people++;
      else found.set(key, { from: from, to: to, people: 1, x: a.x[asset], y: a.y[asset] });
    });
  });
  view.spans = Array.from(found.values());
  return view.spans;
}

function isSpanning(model) {
  return Array.from(model.bridged.values()).some(function (own) { return own.places.length > 1; });
}

function peopleBox(app) {
  var model = app.model, rows = [], unringed = model.ask.size - model.ringed.size;
  if (model.ringed.size) {
    rows.push(el("p", { class: "check" }, [askSwatch(),
      el("span", { class: "grow", text: unringed ? "Ringed: named by others, or known to connect them"
        : "Ringed: someone to ask" }),
      el("span", { class: "number", text: sayCount(model.ringed.size) })]));
  }
  if (unringed) {
    rows.push(el("p", { class: "quiet", text: sayMany(unringed, "more person", "more people") +
      " to ask: see the table." }));
  }
  if (isSpanning(model)) {
    rows.push(choiceRow(app, "showBridges", bridgeSwatch(false), "Places they join", null), el("ul", { class: "legend marks" }, [
      el("li", {}, [bridgeSwatch(true), el("span", { class: "quiet", text: "To groups: open a person" })])]));
  }
  if (model.fragile.size) {
    rows.push(choiceRow(app, "showFragile", fragileSwatch(), "Rests on them alone", model.fragile.size));
  }
  if (rows.length) rows.push(el("p", { class: "quiet", text: "An invitation to talk, not a ranking." }));
  return rows.length ? group("People to ask", rows) : null;
}

/* On the card of a person: why to ask. */
function describeAsk(app, row) {
  return app.model.ask.has(row) ? el("p", { class: "ask" }, [
    el("strong", { text: "Someone to ask. " }), said(app.model.ask.get(row))]) : null;
}

/* Then what they bring together, what rests on them, and whom they might enjoy meeting. */
function describePerson(app, row) {
  var own = app.model.bridged.get(row), nodes = [];
  if (own && own.places.length > 1) {
    nodes.push(el("p", { class: "label", text: "Brings together" }),
      el("p", { class: "listed" }, listSome(own.places, placeButton.bind(null, app))));
  }
  if (own && own.groups.length) {
    nodes.push(el("p", { class: "label", text: "Takes part in" }),
      el("p", { class: "listed" }, listSome(own.groups, assetButton.bind(null, app))));
  }
  return nodes.concat(describeFragile(app, row), describeMeetings(app, row));
}

function listSome(items, button) {
  var more = items.length - BRIDGED_NAMED;
  return items.slice(0, BRIDGED_NAMED).map(button)
    .concat(more > 0 ? [el("span", { class: "quiet", text: "and " + sayCount(more) + " more" })] : []);
}

function describeFragile(app, row) {
  var found = app.model.fragile.get(row);
  if (!found) return [];
  var lines = [[found.groups, "Nobody else is tied to", assetButton], [found.places, "The only link of", placeButton],
    [found.cover, "Could share it", assetButton]].filter(function (line) { return line[0].length; });
  return [el("div", { class: "fragile" }, [
    el("p", {}, [el("strong", { text: "Something rests here on one alone. " }), said(found.says)])
  ].concat(lines.map(function (line) {
    return el("p", { class: "listed" }, [el("span", { class: "label", text: line[1] })]
      .concat(listSome(line[0], line[2].bind(null, app))));
  })))];
}

/* On the card of a place: how many more there are to ask, where that may be said. */
function describeUnnamed(app, place) {
  var people = app.model.unnamed.get(place);
  return people > 0 ? [el("p", { class: "ask", text: "About " + sayCount(people) + " more people here bring " +
    "others together. They are not named on this page: ask around." })] : [];
}

function byName(app, rows) {
  var names = app.model.assets.name;
  return rows.sort(function (p, q) {
    return plain(names[p]) < plain(names[q]) ? -1 : plain(names[p]) > plain(names[q]) ? 1 : p - q;
  });
}

/* By name: people are to be asked, not ranked. */
function peopleTables(app) {
  var model = app.model, tables = [];
  if (model.ask.size) {
    tables.push(makeTable(app, "ask", "People to ask", ["Name", "Place", "Role or reason"], askCells,
      function () { return byName(app, Array.from(model.ask.keys())); }));
  }
  if (model.unnamed.size) {
    tables.push(makeTable(app, "unnamed", "More people to ask, not named here", ["Place", "About how many"],
      unnamedCells, function () { return Array.from(model.unnamed.keys()); }));
  }
  if (model.fragile.size) {
    tables.push(makeTable(app, "fragile", "What rests on one alone", ["Name", "What would be lost", "Could share it"],
      fragileCells, function () { return byName(app, Array.from(model.fragile.keys())); }));
  }
  return tables;
}

function askCells(app, row) {
  var a = app.model.assets, roles = wordsAt(a.roles, row).map(sayWord).join(", "), place = a.place[row];
  return [rowHead([assetButton(app, row)]),
    nameCell(place >= 0 ? placeButton(app, place) : el("span", { class: "quiet", text: "–" })),
    cell([said(app.model.ask.get(row) || sayTitle(roles) || (isPublic(app) ? "Agreed to be named" : "–"))])];
}

function unnamedCells(app, place) {
  return [rowHead([placeButton(app, place)]), cell([el("span", { text: sayCount(app.model.unnamed.get(place)) })])];
}

function fragileCells(app, row) {
  var found = app.model.fragile.get(row);
  return [rowHead([assetButton(app, row)]), cell([said(found.says)]),
    namesCell([found.cover.length ? sideBySide(found.cover, assetButton.bind(null, app))
      : el("span", { class: "quiet", text: "Nobody yet" })])];
}

FOUND.push({
  read: function (model, data) {
    readPeople(model, data.ask);
    model.unnamed = readUnnamed(data.unnamed);
    model.fragile = readByAsset(data.fragile, ["groups", "places", "cover"]);
  },
  tables: peopleTables,
  names: { ask: "People" }
});
