/* Links: lines between places, their pattern by what joins them, their width by how much. */

var LINK_COLOUR = "rgba(11,84,87,.55)";
var LINK_FAINT = "rgba(11,84,87,.14)";
var THINNEST_LINK_PX = 2;
var WIDEST_LINK_PX = 6.5;
var NARROWEST_DOUBLE_PX = 4.4;
var NARROWEST_PATTERN_PX = 3.2;
var LINKS_AT_FIRST = 12;
var STEPS_OF_STRENGTH = 10000;
var TOLD_UP_TO = 0.1;
var LINE_SWATCH_PX = 28;

/* What can join two places, in the order of the legend. */
var LINK_KINDS = {
  groups: { label: "Shared groups", one: "shared group", many: "shared groups", pattern: "line" },
  people: { label: "Shared people", one: "shared person", many: "shared people", pattern: "double" },
  ties: { label: "Recorded ties", one: "recorded tie", many: "recorded ties", pattern: "dashdot" },
  interlocks: { label: "Members in common", one: "pair of groups with members in common",
    many: "pairs of groups with members in common", pattern: "beads" }
};
var LINK_KIND_ORDER = Object.keys(LINK_KINDS);

/* A number that is blank says nothing: neither that there is any, nor that there is none. */
function hasLinkKind(links, row, kind) {
  return links[kind][row] > 0;
}

/* How much each link holds, from the numbers that are known: what is shared, and ties. Rounded, so
   that what adds up to the same is as strong; and which links can be drawn at all: not those without
   two points, nor those of which a page does not say what joins them. */
function sizeLinks(links, places) {
  if (!links) return;
  links.sizes = { all: links.weight.map(function (weight, k) {
    var size = (weight >= 0 ? weight : Math.max(links.groups[k], 0)) + Math.max(links.ties[k], 0);
    return Math.round(size * STEPS_OF_STRENGTH) / STEPS_OF_STRENGTH;
  }) };
  LINK_KIND_ORDER.forEach(function (kind) {
    links.sizes[kind] = links[kind].map(function (count) { return Math.max(count, 0); });
  });
  links.main = links.weight.map(function (_, k) { return mainKind(links, k); });
  links.drawn = links.a.map(function (_, k) { return k; }).filter(function (k) {
    return links.main[k] && places.x[links.a[k]] >= 0 && places.x[links.b[k]] >= 0;
  });
}

/* What joins two places most, of equals the first of the legend; members in common only where
   nothing else does, and nothing where no number is known. */
function mainKind(links, row) {
  var best = hasLinkKind(links, row, "interlocks") ? "interlocks" : "";
  ["ties", "people", "groups"].forEach(function (kind) {
    if (hasLinkKind(links, row, kind) &&
      (!best || best === "interlocks" || links.sizes[kind][row] >= links.sizes[best][row])) best = kind;
  });
  return best;
}

function linkKindsOf(links) {
  return LINK_KIND_ORDER.filter(function (kind) {
    return links[kind].some(function (count) { return count > 0; });
  });
}

/* The links that are shown, by what the reader has chosen. */
function linksFound(app) {
  var links = app.model.links, kind = app.view.linkKind;
  return app.upTo(links.n).filter(function (k) { return !kind || hasLinkKind(links, k, kind); });
}

/* The strongest, as many as a map can be read with, and how many there are to draw in all. Where
   the cut would fall among links that are equally strong, none of these is among them: which came
   first would be chance. They are counted in `tied`. */
function findStrongest(links, kind) {
  links.strongest = links.strongest || {};
  if (!links.strongest[kind]) {
    var sizes = links.sizes[kind || "all"];
    var rows = links.drawn.filter(function (k) { return !kind || hasLinkKind(links, k, kind); });
    var order = rows.map(function (k) { return sizes[k]; }).sort(function (p, q) { return q - p; });
    var cut = order.length > LINKS_AT_FIRST ? order[LINKS_AT_FIRST] : -1;
    var first = rows.filter(function (k) { return sizes[k] > cut; });
    links.strongest[kind] = { rows: new Set(first), all: rows.length, tied: first.length < LINKS_AT_FIRST
      ? rows.filter(function (k) { return sizes[k] === cut; }).length : 0 };
  }
  return links.strongest[kind];
}

/* Links bend a little, so that there and back, or three in a row, stay apart. Those of a place that
   is chosen are always drawn; of very many, then, no others. */
function paintLinks(frame, model, view) {
  var places = model.places, links = model.links, kind = view.linkKind;
  var sizes = links.sizes[kind || "all"], biggest = most(sizes), strongest = findStrongest(links, kind).rows;
  var many = links.n > LINKS_SHOWN_AT_MOST, isOwn = many && view.place >= 0;
  for (var k = 0; k < links.n; k++) {
    var a = links.a[k], b = links.b[k];
    if (!links.main[k] || !(places.x[a] >= 0) || !(places.x[b] >= 0) || (kind && !hasLinkKind(links, k, kind))) continue;
    var chosen = a === view.place || b === view.place, strong = view.showLinks && strongest.has(k);
    if (!chosen && (isOwn || !(strong || view.allLinks))) continue;
    traceArc(frame, places.x[a], places.y[a], places.x[b], places.y[b]);
    strokePattern(frame.ctx, LINK_KINDS[kind || links.main[k]].pattern, linkWidth(sizes[k], biggest),
      chosen || (view.place < 0 && (strong || !many)) ? LINK_COLOUR : LINK_FAINT);
  }
}

function linkWidth(size, biggest) {
  return THINNEST_LINK_PX + (WIDEST_LINK_PX - THINNEST_LINK_PX) * (size / (biggest || 1));
}

/* Stroke the path that is traced: patterns differ in form, not in colour. */
function strokePattern(ctx, pattern, width, colour) {
  ctx.lineCap = "round";
  if (pattern === "beads" || pattern === "dashdot") width = Math.max(width, NARROWEST_PATTERN_PX);
  ctx.lineWidth = pattern === "double" ? Math.max(width, NARROWEST_DOUBLE_PX) : width;
  ctx.strokeStyle = colour;
  if (pattern === "beads") ctx.setLineDash([0.1, width * 1.9 + 1]);
  if (pattern === "dashdot") ctx.setLineDash([width * 2 + 8, width + 4, 0.1, width + 4]);
  if (pattern === "dashes") {
    ctx.lineCap = "butt";
    ctx.setLineDash([8, 6]);
  }
  ctx.stroke();
  ctx.setLineDash([]);
  if (pattern !== "double") return;
  ctx.lineWidth = Math.max(ctx.lineWidth * 0.36, 1.4);
  ctx.strokeStyle = "rgba(255,255,255,.92)";
  ctx.stroke();
}

function lineSwatch(width, colour, pattern) {
  return makeSwatch(LINE_SWATCH_PX, 22, function (ctx) {
    ctx.beginPath();
    ctx.moveTo(3, 16);
    ctx.quadraticCurveTo(LINE_SWATCH_PX / 2, 4, LINE_SWATCH_PX - 3, 9);
    strokePattern(ctx, pattern || "line", width, colour);
  });
}

function kindLineSwatch(kind) {
  return lineSwatch(3, LINK_COLOUR, LINK_KINDS[kind].pattern);
}

/* The groups that two places share, as far as the page shows them. */
function nameGroups(links, row) {
  var names = wordsAt(links.named, row).map(function (asset) { return links.nameOf[asset]; });
  var more = links.groups[row] - names.length;
  if (!names.length) return "";
  return " (" + sayAll(more > 0 ? names.concat([sayCount(more) + " more"]) : names) + ")";
}

/* Only numbers that are known are said: what is blank is left out. */
function sayLink(links, places, row) {
  if (links.says[row]) return links.says[row];
  var parts = LINK_KIND_ORDER.filter(hasLinkKind.bind(null, links, row)).map(function (kind) {
    return sayMany(links[kind][row], LINK_KINDS[kind].one, LINK_KINDS[kind].many) +
      (kind === "groups" ? nameGroups(links, row) : "");
  });
  var ends = places.name[links.a[row]] + " and " + places.name[links.b[row]];
  return ends + (parts.length ? " are joined by " + sayAll(parts) + "." : " are linked.");
}

function describeLinks(app, place) {
  var links = app.model.links, places = app.model.places;
  var rows = links ? links.of.get(place) || [] : [];
  if (!rows.length) return [];
  var more = rows.length - LISTED_AT_MOST;
  return [el("h4", { text: "Links to other places" }),
    el("ul", { class: "spots lines" }, rows.slice(0, LISTED_AT_MOST).map(function (row) {
      var other = links.a[row] === place ? links.b[row] : links.a[row];
      return el("li", {}, [links.main[row] ? kindLineSwatch(links.main[row]) : null, el("span", { class: "grow" }, [
        placeButton(app, other), el("span", { class: "block small" }, [said(sayLink(links, places, row))])])]);
    }).concat(more > 0 ? [el("li", { class: "quiet", text: "and " + sayCount(more) +
      " more in the table below the map" })] : []))];
}

function linkBox(app) {
  var links = app.model.links, view = app.view;
  if (!links) return null;
  var kinds = linkKindsOf(links), codes = ["all"].concat(kinds);
  var counts = codes.map(function (kind) {
    return links.a.filter(function (_, k) { return kind === "all" || hasLinkKind(links, k, kind); }).length;
  });
  var rows = [choiceRow(app, "showLinks", lineSwatch(3, LINK_COLOUR), "Links between places", links.drawn.length),
    choiceRow(app, "allLinks", lineSwatch(THINNEST_LINK_PX, LINK_COLOUR), "All links", links.drawn.length),
    el("p", { class: "quiet" })];
  app.linkRows = { first: rows[0], all: rows[1], note: rows[2] };
  if (kinds.length > 1) {
    rows.push(selectBox("linkkind", "Joined by", "", codes.map(function (kind, k) {
      return [k, (k ? LINK_KINDS[kind].label : isPublic(app) ? "Anything shown" : "Anything recorded") + " (" + sayCount(counts[k]) + ")"];
    }), 0, function (code) {
      view.linkKind = code ? codes[code] : "";
      app.refresh();
    }));
  }
  return group("Links", rows.concat(linkLegend(links, kinds), missingRows(app)));
}

/* Which links are drawn, by what the reader has chosen, and why not more. */
function paintLinkBox(app) {
  var links = app.model.links, rows = app.linkRows;
  if (!links || !rows) return;
  var found = findStrongest(links, app.view.linkKind), first = found.rows.size, isCut = first < found.all;
  rows.first.hidden = !first;
  rows.all.hidden = !isCut;
  tellRow(rows.first, !isCut ? "Links between places" : first === 1 ? "The strongest link"
    : "The " + sayCount(first) + " strongest links", first);
  tellRow(rows.all, "All links", found.all);
  rows.note.textContent = sayUndrawn(links, found, app.view.linkKind);
  rows.note.hidden = !rows.note.textContent;
}

function tellRow(row, label, count) {
  row.querySelector(".grow").replaceChildren(said(label));
  row.querySelector(".number").textContent = sayCount(count);
}

function sayUndrawn(links, found, kind) {
  var listed = links.a.filter(function (_, k) { return !kind || hasLinkKind(links, k, kind); }).length - found.all;
  return (found.tied ? (found.rows.size ? "The next " : "") + sayCount(found.tied) + " links are equally strong; " +
    "choose a place to see its links, or all links." : "") + (found.tied && listed ? " " : "") +
    (listed ? sayMany(listed, "link is", "links are") + " only in the table and cannot be drawn."
      : "");
}

/* What each pattern and the width of a line stand for. */
function linkLegend(links, kinds) {
  var rows = kinds.map(function (kind) { return [[kindLineSwatch(kind)], LINK_KINDS[kind].label]; });
  var smallest = least(links.sizes.all), biggest = most(links.sizes.all);
  if (smallest < biggest) {
    rows.push([[lineSwatch(linkWidth(smallest, biggest), LINK_COLOUR), lineSwatch(WIDEST_LINK_PX, LINK_COLOUR)],
      "Wider: more joins them"]);
  }
  if (kinds.length > 1) {
    rows.unshift([[], "The pattern is of what joins them most, of equals the first named here" +
      (kinds.indexOf("interlocks") < 0 ? ":" : "; members in common show where nothing else is recorded:")]);
  }
  return [el("ul", { class: "legend marks" }, rows.map(function (row) {
    return el("li", {}, row[0].concat([el("span", { class: "quiet", text: row[1] })]));
  }))];
}

/* Beside what the sizes and the distance of two places would lead one to expect. */
function sayExpected(links, row) {
  if (links.expected[row] === null) return "–";
  var q = links.q[row], word = q === null || q > TOLD_UP_TO ? "About as much"
    : links.surprise[row] > 0 ? "More" : "Less";
  return word + ": " + Number(links.sizes.all[row].toFixed(1)) + " where one would expect " + links.expected[row];
}

function isExpectedKnown(links) {
  return links.expected.some(function (value) { return value !== null; });
}

function linkTables(app) {
  var links = app.model.links, columns = ["From", "To", "What links them"];
  if (links && isExpectedKnown(links)) columns.push("Beside others like them");
  return links ? [makeTable(app, "links", "Links between places", columns, linkCells,
    function () { return linksFound(app); })] : [];
}

function linkCells(app, row) {
  var model = app.model, links = model.links;
  var cells = [links.a[row], links.b[row]].map(function (place, k) {
    var button = placeButton(app, place);
    return k ? nameCell(button) : rowHead([button]);
  }).concat([cell([said(sayLink(links, model.places, row))])]);
  return isExpectedKnown(links) ? cells.concat([cell([el("span", { text: sayExpected(links, row) })])]) : cells;
}

FOUND.push({
  read: function (model, data) {
    model.links = readLinks(data.links);
    if (model.links) model.links.nameOf = model.assets.name;
    sizeLinks(model.links, model.places);
  },
  tables: linkTables,
  names: { links: "Links" }
});
