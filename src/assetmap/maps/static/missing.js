/* Missing links: near or alike, and nothing joins them that is on the page. Dashed, and asked about. */

var MISSING_COLOUR = "#8a3b12";
var MISSING_FAINT = "rgba(138,59,18,.22)";
var LINES_AT_MOST = 50;
var ALONE_RING_PX = 13;
var DISTANCE_UNIT_M = 100;
var MISSING_ON_CARD = 2;

/* At first all are drawn where that leaves a map to be read, on which what is there comes first;
   else those of a place that is chosen. */
function startsWithMissing(model) {
  var missing = model.missing, links = model.links;
  if (!missing || missing.n + (links ? links.n : 0) > LINES_AT_MOST) return false;
  return !links || missing.n <= links.n;
}

/* Places that nothing links are ringed; pairs are joined by dashes. */
function paintMissing(frame, model, view) {
  var missing = model.missing, places = model.places;
  if (!missing) return;
  for (var k = 0; k < missing.n; k++) {
    var a = missing.a[k], b = missing.b[k];
    var mine = view.place >= 0 && (a === view.place || b === view.place);
    if (!(places.x[a] >= 0) || !(mine || view.showMissing)) continue;
    var colour = mine || view.place < 0 ? MISSING_COLOUR : MISSING_FAINT;
    if (b < 0 || isAlone(missing, k)) {
      frame.ctx.beginPath();
      frame.ctx.arc(places.x[a] * frame.scale - frame.left, places.y[a] * frame.scale - frame.top,
        ALONE_RING_PX, 0, 2 * Math.PI);
      strokePattern(frame.ctx, "dashes", 2, colour);
    }
    if (b < 0 || !(places.x[b] >= 0)) continue;
    traceArc(frame, places.x[a], places.y[a], places.x[b], places.y[b]);
    strokePattern(frame.ctx, "dashes", 2, colour);
  }
}

function isAlone(missing, row) {
  return wordAt(missing.reason, row) === "no link at all";
}

/* In public a link may be there and not shown; the team also sees what is less than one would expect. */
function sayNotLinked(app) {
  if (isPublic(app)) return "no link shown yet";
  return app.model.missing.reason.of.indexOf("fewer than expected") < 0 ? "not linked yet" : "hardly or not linked yet";
}

/* Why the absence is surprising, from what is on the page. */
function sayMissing(model, row) {
  var missing = model.missing, places = model.places, b = missing.b[row];
  if (missing.says[row]) return missing.says[row];
  var shares = wordsAt(missing.shares, row), far = missing.far[row], text;
  var near = far < 0 ? "" : sayDistance(far * DISTANCE_UNIT_M) + " apart";
  var both = shares.length ? "both have " + sayAll(shares.map(sayWord)) : "";
  if (isAlone(missing, row)) {
    text = places.name[missing.a[row]] + " has no link to another place that is shown here yet";
    if (b >= 0) text += "; " + places.name[b] + " is near or alike" + (near ? ", " + near : "");
    return text + ". Who travels, and where to?";
  }
  text = places.name[missing.a[row]] + " and " + places.name[b] + " have no link that is shown here yet";
  var though = [near, both].filter(Boolean);
  return text + (though.length ? ", though they are " + though.join(" and ") : "") + ". Who might bring them together?";
}

/* Who is close to both and agreed to be introduced, then who else could be asked. */
function missingHelp(app, row) {
  var missing = app.model.missing, bridge = missing.bridge[row];
  var others = wordsAt(missing.ask, row).filter(function (asset) { return asset !== bridge; });
  var nodes = [];
  if (bridge >= 0) {
    nodes.push(el("span", { text: "Close to both: " }), assetButton(app, bridge));
  }
  if (others.length) {
    nodes.push(el("span", { class: "block", text: bridge >= 0 ? "Also ask:" : "Ask:" }),
      sideBySide(others, assetButton.bind(null, app)));
  }
  return nodes;
}

/* Names to press, one beside the other. */
function sideBySide(items, button) {
  return el("span", { class: "listed" }, items.map(function (item) { return button(item); }));
}

function describeMissing(app, place) {
  var missing = app.model.missing, rows = missing ? missing.of.get(place) || [] : [];
  if (!rows.length) return [];
  var more = rows.length - MISSING_ON_CARD;
  return [el("h4", { text: capital(sayNotLinked(app)) + ", and worth asking about" }),
    el("ul", { class: "spots lines" }, rows.slice(0, MISSING_ON_CARD).map(function (row) {
      var other = missing.a[row] === place ? missing.b[row] : missing.a[row], help = missingHelp(app, row);
      return el("li", {}, [missingSwatch(), el("span", { class: "grow" }, [
        other >= 0 ? placeButton(app, other) : null,
        el("span", { class: "block small" }, [said(sayMissing(app.model, row))]),
        help.length ? el("span", { class: "block small" }, help) : null])]);
    }).concat(more > 0 ? [el("li", { class: "quiet", text: "and " + sayCount(more) +
      " more in the table below the map" })] : []))];
}

function missingSwatch() {
  return lineSwatch(2, MISSING_COLOUR, "dashes");
}

/* In the panel, below the links or alone. */
function missingRows(app) {
  var missing = app.model.missing;
  if (!missing) return [];
  return [choiceRow(app, "showMissing", missingSwatch(), "Near or alike, " + sayNotLinked(app), missing.n), el("p", { class: "quiet", text: "A question to ask, not a verdict." })];
}

function missingBox(app) {
  return app.model.missing && !app.model.links ? group("Links", missingRows(app)) : null;
}

function missingTables(app) {
  var missing = app.model.missing, columns = ["From", "To", "What is surprising"];
  if (!missing) return [];
  if (helpsAnywhere(missing)) columns.push("Who could help");
  return [makeTable(app, "missing", capital(sayNotLinked(app)) + ", and worth asking about", columns, missingCells,
    function () { return app.upTo(missing.n); })];
}

function helpsAnywhere(missing) {
  return missing.ask.code.length > 0 || missing.bridge.some(function (asset) { return asset >= 0; });
}

function missingCells(app, row) {
  var missing = app.model.missing, b = missing.b[row], help = missingHelp(app, row);
  var cells = [rowHead([placeButton(app, missing.a[row])]),
    nameCell(b >= 0 ? placeButton(app, b) : el("span", { class: "quiet", text: "–" })),
    cell([said(sayMissing(app.model, row))])];
  return helpsAnywhere(missing)
    ? cells.concat([namesCell(help.length ? help : [el("span", { class: "quiet", text: "–" })])]) : cells;
}

FOUND.push({
  read: function (model, data) { model.missing = readMissing(data.missing); },
  tables: missingTables,
  names: { missing: "Missing links" }
});
